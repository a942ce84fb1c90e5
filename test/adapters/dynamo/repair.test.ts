import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import { unsettledAfter } from '../../../functions/adapters/dynamo/unsettled.ts';
import { StoreError } from '../../../functions/core/errors.ts';
import { app, sample } from '../../../functions/core/sample.ts';
import type { App } from '../../../functions/core/snapshot.ts';
import { verify } from '../../../functions/jobs/verify.ts';
import { sendOf, withSend } from '../crash.ts';
import { memoryTable } from '../memory-dynamo.ts';
import { change, randomId } from '../store-sample.ts';
import { mortalStore, smallRun } from './small-run.ts';

const day = 24 * 3600_000;
const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`;
const read = (hour: number, apps: readonly App[]) => ({
  at: at(hour),
  apps,
  audience: 'https://api.example',
});
const stays = app({ id: 'stays' });
const now = new Date();

/** A tenant that was read once, and a run on it that died after it had stored the apps and before it said so. */
async function afterDeath(apps: readonly App[]) {
  const { client, open } = mortalStore();
  await smallRun(open(), 'acme', read(9, [stays]));
  // Writes: the lease, the note, the apps.
  const died = smallRun(open(3 + apps.length), 'acme', read(10, [stays, ...apps]));
  await expect(died).rejects.toThrow(StoreError);
  expect(await open().appsAt('acme', at(11))).toHaveLength(apps.length + 1);
  return { client, open };
}

test('an app that only a run that died knew of is ended by the next that read the apps', async () => {
  const { open } = await afterDeath([app({ id: 'gone' })]);
  await smallRun(open(), 'acme', { ...read(11, []), apps: null });
  expect(await open().appsAt('acme', at(11))).toHaveLength(2);
  await smallRun(open(), 'acme', read(12, [stays]));
  expect((await open().appsAt('acme', at(12))).map((one) => one.app)).toEqual([stays]);
  expect(await verify(open(), { tenant: 'acme', now })).toMatchObject({ proven: true });
});

test('so are many, too many to be named', async () => {
  const many = Array.from({ length: 600 }, (_, index) => app({ id: randomId(index) }));
  const { open } = await afterDeath(many);
  const half = many.slice(0, 300);
  const renamed = half.map((one, index) => (index < 10 ? { ...one, name: 'renamed' } : one));
  await smallRun(open(), 'acme', read(12, [stays, ...renamed]));
  const found = (await open().appsAt('acme', at(12))).map((one) => one.app);
  expect(new Map(found.map((one) => [one.id, one]))).toEqual(
    new Map([stays, ...renamed].map((one) => [one.id, one])),
  );
  expect(await verify(open(), { tenant: 'acme', now })).toMatchObject({ proven: true });
}, 30_000);

test('many that a run that died took for gone are there again', async () => {
  const { open } = mortalStore();
  const many = Array.from({ length: 600 }, (_, index) => app({ id: randomId(index) }));
  await smallRun(open(), 'acme', read(9, [stays, ...many]));
  // Writes: the lease, the note, the ends of the apps.
  const died = smallRun(open(3 + many.length), 'acme', read(10, [stays]));
  await expect(died).rejects.toThrow(StoreError);
  expect(await open().appsAt('acme', at(11))).toHaveLength(1);
  await smallRun(open(), 'acme', read(12, [stays, ...many]));
  expect(await open().appsAt('acme', at(12))).toHaveLength(601);
  expect(await verify(open(), { tenant: 'acme', now })).toMatchObject({ proven: true });
}, 30_000);

test('an app that was stored twice so is not there again when its last version is dropped', async () => {
  const { client, open } = await afterDeath([app({ id: 'born' })]);
  await smallRun(open(), 'acme', read(12, [stays, app({ id: 'born', name: 'renamed' })]));
  await smallRun(open(), 'acme', read(13, [stays]));
  const later = createStore({ client, table: memoryTable, now: () => Date.now() + 402 * day });
  expect((await later.appsAt('acme', at(14))).map((one) => one.app)).toEqual([stays]);
});

test('what one save of a session settled is not taken for what its next left half done', async () => {
  const { client, open } = mortalStore();
  await smallRun(open(), 'acme', read(9, [stays]));
  const send = sendOf(client);
  let isRefusing = false;
  const refusing = withSend(client, (command) => {
    if (isRefusing && command instanceof PutItemCommand) throw new Error('refused');
    return send(command);
  });
  const session = await createStore({
    client: refusing,
    table: memoryTable,
    now: () => Date.now() + day,
  }).begin('acme');
  await session.load();
  await session.save(change({ validFrom: at(10) }));
  isRefusing = true;
  const appRows = new Map([['gone', { print: 'aaaaaaaa' }]]);
  const half = change({ validFrom: at(10), apps: [app({ id: 'gone' })], appRows, read: ['apps'] });
  await expect(session.save(half)).rejects.toThrow(StoreError);
  isRefusing = false;
  await session.end();
  expect(await open().appsAt('acme', at(11))).toHaveLength(2);
  await smallRun(open(), 'acme', read(12, [stays]));
  expect((await open().appsAt('acme', at(12))).map((one) => one.app)).toEqual([stays]);
});

test('what is written and what was read is settled, and nothing else', () => {
  const { sections } = sample();
  const before = { apps: ['a', 'b'], sections: ['login', 'grants'] as const, all: false };
  const login = sections.login.ok ? { login: sections.login.value } : {};
  const written = change({ apps: [app({ id: 'a' })], sections: login });
  const left = { apps: ['b'], sections: ['grants'], all: false };
  expect(unsettledAfter({ ...before, sections: [...before.sections] }, written)).toEqual(left);
  const all = change({ read: ['apps', 'login', 'grants'] });
  const many = { apps: [], sections: [...before.sections], all: true };
  expect(unsettledAfter(many, all)).toEqual({ apps: [], sections: [], all: false });
  expect(unsettledAfter(many, written)).toEqual({ ...left, apps: [], all: true });
});
