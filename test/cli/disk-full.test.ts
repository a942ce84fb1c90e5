import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynaliteTable, openDynalite } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, temporaryFolder } from './run.ts';

const small = join(temporaryFolder(), 'small');
mkdirSync(small);
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;

test.skipIf(!canMount)(
  'a run on a disk that is full is one message and exit 1, and nothing is lost (needs the right to mount one)',
  async () => {
    const apps = Array.from({ length: 3000 }, (_, i) => partner(`app${i}`));
    const desk = deskFor({ acme: await simulated({ apps }) });
    const onSmall = [...desk.args.slice(0, 2), '--data', join(small, 'data')];
    try {
      const { code, out, err } = await strictwatch(['watch', '--json', ...onSmall], {
        env: desk.env,
      });
      expect([code, out]).toEqual([1, '{"version":1,"runs":[]}\n']);
      expect(err).toMatch(/full|space/);
      spawnSync('mount', ['-o', 'remount,size=200m', small]);
      const database = await openDynalite(join(small, 'data'));
      const store = createStore({ client: database.client, table: dynaliteTable });
      const session = await store.beginDry('acme');
      const { head, findings } = await session.load();
      await database.close();
      expect([head, findings.size]).toEqual([null, 0]);
      // The lease could not be given back on a full disk; who has the folder need not wait for it.
      const next = await strictwatch(['watch', ...onSmall], { env: desk.env });
      expect(next.err).not.toMatch(/another run/i);
      expect(next.code).toBe(0);
    } finally {
      spawnSync('umount', ['-l', small]);
    }
  },
);
