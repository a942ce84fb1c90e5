import type { JobName } from '../../functions/core/deployment.ts';

/** What one run of a function took. */
export interface Units {
  /** Milliseconds, the start of the process included. */
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly secretReads: number;
  readonly published: number;
  /** Files kept, and their bytes. */
  readonly puts: number;
  readonly putBytes: number;
  readonly logBytes: number;
  /** How many metrics it counted in. */
  readonly metrics: number;
}

/** Runs on a tenant of some size. */
export interface TenantUnits {
  readonly apps: number;
  readonly adoption: Units;
  readonly unchanged: Units;
  readonly report: Units;
}

/** Runs on a cell of tenants that are all being read. */
export interface PulseUnits {
  readonly tenants: number;
  readonly pulse: Units;
}

/** What `npm run cost` measured; kept in measured.json. */
export interface Measured {
  readonly on: string;
  readonly machine: string;
  readonly latencyMs: number;
  readonly memory: Readonly<Record<JobName, number>>;
  readonly tenants: readonly TenantUnits[];
  /** A cell of one tenant, then a larger one. */
  readonly pulses: readonly PulseUnits[];
}
