import type { Fleet, Tenant } from '../functions/core/tenant.ts';
import type { Options } from './options.ts';
import type { Shared } from './shared.ts';

/** A cell of tenants, and what it uses. */
export interface CellProps {
  /** From 1. */
  readonly number: number;
  /** How many cells there are. */
  readonly cells: number;
  /** Sorted by id. */
  readonly tenants: readonly Tenant[];
  /** The report of all tenants, of the cell that makes it. */
  readonly fleet: Fleet | null;
  readonly shared: Shared;
  readonly options: Options;
}
