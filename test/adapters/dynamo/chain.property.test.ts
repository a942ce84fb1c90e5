import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../../../functions/core/errors.ts';
import type { Store } from '../../../functions/core/ports.ts';
import { app } from '../../../functions/core/sample.ts';
import { verify } from '../../../functions/jobs/verify.ts';
import { mortalStore, smallRun, type Read } from './small-run.ts';
import { casesOf } from '../../thorough.ts';

const state = fc.integer({ min: 0, max: 2 });

/** A run on a tenant that is as it likes, whatever became of the run before. */
const anyRun = fc.record({
  /** Minutes of the day. */
  at: fc.integer({ min: 0, max: 30 }),
  /** Of each app: not there, or named so; null when apps cannot be read. */
  apps: fc.option(fc.tuple(state, state, state), { freq: 6 }),
  /** null when settings cannot be read. */
  audience: fc.option(state, { freq: 6 }),
  /** The write it dies at; none when it has fewer. */
  dies: fc.option(fc.integer({ min: 1, max: 18 })),
});
type Run = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

function readOf({ at, apps, audience }: Run): Read {
  const named = apps?.flatMap((name, index) =>
    name === 0 ? [] : [app({ id: `app${index}`, name: `name ${name}` })],
  );
  return {
    at: new Date(Date.UTC(2026, 10, 23, 9, at)).toISOString(),
    apps: named ?? null,
    audience: audience === null ? null : `https://${audience}.example`,
  };
}

/** Plays the runs on a store of its own, the last of them to its end; asks after each, which may have died. */
async function play(runs: readonly Run[], after: (store: Store) => Promise<void>): Promise<Store> {
  const { open } = mortalStore();
  for (const [index, run] of runs.entries()) {
    const store = open(run.dies, index % 2 === 0 ? 'before' : 'after');
    await smallRun(store, 'acme', readOf(run)).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
    });
    await after(open());
  }
  const last: Run = { at: 15, apps: [1, 1, 1], audience: 1, dies: null };
  await smallRun(open(), 'acme', readOf(last));
  return open();
}

async function startsOf(store: Store): Promise<string[]> {
  const starts: string[] = [];
  for await (const { run } of store.records('acme')) if (run.complete) starts.push(run.startedAt);
  return starts;
}

const runs = fc.array(anyRun, { maxLength: 8 });
const now = new Date();

test('however runs died and clocks went, the chain is whole, and ends with what is stored', () =>
  fc.assert(
    fc.asyncProperty(runs, async (runs) => {
      const store = await play(runs, async (during) => {
        const { chain } = await verify(during, { tenant: 'acme', now });
        expect(chain).toMatchObject({ problems: [], unlinked: 0 });
      });
      expect(await verify(store, { tenant: 'acme', now })).toMatchObject({ proven: true });
    }),
    { numRuns: casesOf(200) },
  ));

test('while clocks go forward, what any of the runs judged can be shown', () =>
  fc.assert(
    fc.asyncProperty(runs, async (runs) => {
      const forward = runs.map((run, index) => ({ ...run, at: index }));
      const store = await play(forward, async () => {});
      for (const at of await startsOf(store)) {
        const request = { tenant: 'acme', at: new Date(at), now };
        expect(await verify(store, request)).toMatchObject({ proven: true });
      }
    }),
    { numRuns: casesOf(100) },
  ));
