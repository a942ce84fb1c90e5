// dynalite ships no types. These are the parts of it that are used, as of version 4.0.0.

declare module 'dynalite/db/index.js' {
  /** The database below the tables: LevelDB, or memory when there is no path. */
  export interface Database {
    open(options?: { maxFileSize?: number }): Promise<void>;
    close(): Promise<void>;
    /** What a Query or Scan reads from. */
    values(options?: object): Values;
    put(key: string, value: unknown): Promise<void>;
    get(key: string): Promise<unknown>;
  }
  /** Sees the database as it was when made, until closed. */
  export interface Values {
    next(): Promise<unknown>;
    close(): Promise<void>;
  }
  export interface Tables {
    readonly db: Database;
  }
  export function create(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
  }): Tables;
}

declare module 'dynalite/validations/index.js' {
  export interface Rules {
    readonly types: unknown;
    readonly custom?: unknown;
  }
  /** Throws errors that carry `statusCode` and `body`. */
  export function checkTypes(input: unknown, types: unknown): object;
  export function checkValidations(
    input: object,
    types: unknown,
    custom: unknown,
    tables: unknown,
  ): void;
}

declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server of its own, in memory when there is no path. */
  export default function dynalite(options?: { path?: string; createTableMs?: number }): Server;
}
