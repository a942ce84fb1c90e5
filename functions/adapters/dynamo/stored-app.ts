import type { App } from '../../core/snapshot.ts';
import { damaged } from './pack.ts';
import { StoredApp } from './schemas.ts';

/** An app as stored. Fields are what the collector of the day wrote; the id and name are always there. */
export function readApp(value: unknown): App {
  const read = StoredApp.safeParse(value);
  if (!read.success) throw damaged('A version of an app', read.error);
  return read.data as unknown as App;
}
