import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderFailure } from '../../functions/adapters/dynalite/failures.ts';
import { dynaliteTable, openDynalite, type Dynalite } from '../../functions/adapters/dynalite.ts';
import { BusyError, StoreError } from '../../functions/core/errors.ts';
import { randomId } from './store-sample.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'strictwatch-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

const module = pathToFileURL(
  join(import.meta.dirname, '../../functions/adapters/dynalite.ts'),
).href;

async function put(database: Dynalite, item: string): Promise<void> {
  const Item = { tenant: { S: 'acme' }, item: { S: item }, data: { S: randomId(1, 2000) } };
  await database.client.send(new PutItemCommand({ TableName: dynaliteTable, Item }));
}

async function items(database: Dynalite): Promise<number> {
  const { Count = 0 } = await database.client.send(
    new QueryCommand({
      TableName: dynaliteTable,
      KeyConditionExpression: 'tenant = :tenant',
      ExpressionAttributeValues: { ':tenant': { S: 'acme' } },
    }),
  );
  return Count;
}

/** A folder that was used and closed; all of it is in table files when it was opened once more. */
async function used(opened: 'once' | 'twice' = 'once'): Promise<void> {
  const database = await openDynalite(dir);
  for (let item = 0; item < 20; item++) await put(database, `item ${item}`);
  await database.close();
  if (opened === 'twice') await (await openDynalite(dir)).close();
}

/** Makes a closed folder one whose process was killed: nothing was noted at the end. */
async function killed(): Promise<void> {
  await writeFile(join(dir, 'strictwatch.json'), '{"version":1}');
}

async function fileOf(ending: string): Promise<string> {
  const sizes = await Promise.all(
    (await readdir(join(dir, 'db')))
      .filter((name) => name.endsWith(ending) || name.startsWith(ending))
      .map(async (name) => ({ name, size: (await stat(join(dir, 'db', name))).size })),
  );
  const [largest] = sizes.sort((a, b) => b.size - a.size);
  return join(dir, 'db', largest?.name ?? '');
}

async function garble(file: string, from: number, to: number): Promise<void> {
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill('A', from, Math.min(to, bytes.length)));
}

describe('the local database', () => {
  it('keeps what was written', async () => {
    await used();
    const database = await openDynalite(dir);
    expect(await items(database)).toBe(20);
    await database.close();
    await database.close();
  });

  it('makes a folder nobody else can read', async () => {
    const made = join(dir, 'deep', 'data');
    await (await openDynalite(made)).close();
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    expect((await stat(join(made, 'db'))).mode & 0o777).toBe(0o700);
  });

  it('answers its own client only', async () => {
    const database = await openDynalite(dir);
    expect(new URL(database.endpoint).hostname).toBe('127.0.0.1');
    const key = { tenant: { S: 'acme' }, item: { S: 'HEAD' } };
    const ask = (authorization: string) =>
      fetch(database.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', authorization },
        body: JSON.stringify({ TableName: dynaliteTable, Key: key }),
      });
    const { accessKeyId } = await database.client.config.credentials();
    expect((await ask('')).status).toBe(403);
    expect((await ask('AWS4-HMAC-SHA256 Credential=someone/')).status).toBe(403);
    expect((await ask(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/`)).status).toBe(200);
    await database.close();
  });
});

describe('two processes', () => {
  /** Another process that opens the folder, writes one item, says so and waits. */
  async function other(then = 'await new Promise(() => setInterval(() => {}, 1000))') {
    const script = `
      import { openDynalite } from ${JSON.stringify(module)};
      import { PutItemCommand } from '@aws-sdk/client-dynamodb';
      const database = await openDynalite(${JSON.stringify(dir)});
      const Item = { tenant: { S: 'acme' }, item: { S: 'theirs' } };
      await database.client.send(new PutItemCommand({ TableName: ${JSON.stringify(dynaliteTable)}, Item }));
      console.log('open');
      ${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: import.meta.dirname,
    });
    await once(child.stdout, 'data');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('do not use a folder at once, and a killed one lets go of it', async () => {
    const child = await other();
    await expect(openDynalite(dir)).rejects.toThrow(BusyError);
    await expect(openDynalite(dir)).rejects.toThrow(dir);
    await kill(child);
    const database = await openDynalite(dir);
    expect(await items(database)).toBe(1);
    await database.close();
  });

  it('know since when the folder is theirs', async () => {
    const child = await other();
    const before = Date.now();
    await kill(child);
    const database = await openDynalite(dir);
    expect(database.openedAt).toBeGreaterThanOrEqual(before);
    expect(database.openedAt).toBeLessThanOrEqual(Date.now());
    await database.close();
  });

  it('end by themselves once they have closed it', async () => {
    const child = await other('await database.close();');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('a folder that cannot be used', () => {
  it.each([
    '{"version":2}',
    '{"version":2,"sums":"another shape"}',
    '{"version":2.5,"sums":{"x":"y"}}',
  ])('says when it was written by a newer version: %s', async (mark) => {
    await used();
    await writeFile(join(dir, 'strictwatch.json'), mark);
    await expect(openDynalite(dir)).rejects.toThrow(/newer Strictwatch. Upgrade/);
  });

  it('says when it is not a folder', async () => {
    const file = join(dir, 'file');
    await writeFile(file, '');
    await expect(openDynalite(file)).rejects.toThrow(StoreError);
    await expect(openDynalite(file)).rejects.toThrow(/--data/);
  });

  it('says when the disk is full or read-only', () => {
    const full = new Error('IO error: db/000005.log: No space left on device');
    expect(folderFailure('data', full).message).toMatch(/disk of the data folder data is full/);
    const readOnly = new Error('open failed', { cause: new Error('Read-only file system') });
    expect(folderFailure('data', readOnly).message).toMatch(/cannot be written/);
    // What Node says of a recursive mkdir on a read-only file system.
    const noFolder = new Error("ENOENT: no such file or directory, mkdir 'data/lock'");
    expect(folderFailure('data', noFolder).message).toMatch(/cannot be written/);
  });

  it('says what happened, and promises nothing it does not know', () => {
    const unknown = new Error('open failed', { cause: new Error('IO error: EIO') });
    expect(folderFailure('data', unknown).message).toMatch(/failed \(IO error: EIO\)/);
    for (const error of [unknown, new Error('No space left on device')])
      expect(folderFailure('data', error).message).not.toMatch(/safe|cause/);
  });

  it('is not judged by its own name', () => {
    const error = new Error('IO error: /no space/corrupt/db/000005.log: Input/output error');
    expect(folderFailure('/no space/corrupt', error).message).toMatch(/failed/);
  });
});

describe('a damaged folder', () => {
  const damaged = expect.objectContaining({
    name: 'StoreError',
    message: expect.stringMatching(/damaged.*Move it aside/),
  });

  /** Twice, because LevelDB repairs by leaving out what it cannot read: the second time all would look well. */
  async function openTwice(): Promise<unknown[]> {
    const first = await openDynalite(dir).catch((error: unknown) => error);
    return [first, await openDynalite(dir).catch((error: unknown) => error)];
  }

  it.each(['{"version":', '[]', '{"version":"1"}', ''])('has a mark such as %s', async (mark) => {
    await used();
    await writeFile(join(dir, 'strictwatch.json'), mark);
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has a folder for a mark', async () => {
    await used();
    await unlink(join(dir, 'strictwatch.json'));
    await mkdir(join(dir, 'strictwatch.json'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has lost its mark', async () => {
    await used();
    await unlink(join(dir, 'strictwatch.json'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it.each([
    ['lost its last log', unlink],
    ['emptied its last log', (log: string) => truncate(log, 0)],
    ['only a part of its last log', (log: string) => truncate(log, 1000)],
  ])('has %s, after a clean close', async (_, harm) => {
    await used('twice');
    const database = await openDynalite(dir);
    await put(database, 'last');
    await database.close();
    await harm(await fileOf('.log'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has lost the file that lists the tables', async () => {
    await used();
    await killed();
    await unlink(await fileOf('MANIFEST'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('names another file than the one that lists the tables', async () => {
    await used();
    await writeFile(join(dir, 'db', 'CURRENT'), 'MANIFEST-0000\x8002\n');
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has lost its database', async () => {
    await used();
    await rm(join(dir, 'db'), { recursive: true });
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has lost the file that names the current state', async () => {
    await used();
    await unlink(join(dir, 'db', 'CURRENT'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has garbage in the file that lists the tables', async () => {
    await used();
    await writeFile(await fileOf('MANIFEST'), 'garbage');
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has lost a table file', async () => {
    await used('twice');
    await unlink(await fileOf('.ldb'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it.each([
    ['at its start', 0, 20],
    ['in its middle', 20_000, 20_010],
    ['everywhere', 0, 1_000_000],
  ])('has a log with garbage %s', async (_, from, to) => {
    await used();
    await garble(await fileOf('.log'), from, to);
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('has an empty database where one was made', async () => {
    await used();
    await truncate(await fileOf('.log'), 0);
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it.each([
    ['garbage in a table file', (file: string) => garble(file, 8_000, 8_010)],
    ['a table file that was cut short', (file: string) => truncate(file, 9_000)],
  ])('has %s', async (_, harm) => {
    await used('twice');
    await harm(await fileOf('.ldb'));
    expect(await openTwice()).toEqual([damaged, damaged]);
  });

  it('without checksums, after a kill, is found when it is read, and nothing crashes', async () => {
    await used('twice');
    await killed();
    await truncate(await fileOf('.ldb'), 9_000);
    const read = async () => items(await openDynalite(dir));
    expect(await read().catch((error: unknown) => error)).toEqual(damaged);
    expect(await read().catch((error: unknown) => error)).toEqual(damaged);
  });

  it('whose log was cut off while it was written is used up to there', async () => {
    await used();
    await killed();
    const log = await fileOf('.log');
    await truncate(log, (await stat(log)).size - 100);
    const database = await openDynalite(dir);
    expect(await items(database)).toBe(19);
    await database.close();
  });

  it('whose log ends in space that was never written is used', async () => {
    await used();
    await killed();
    const log = await fileOf('.log');
    await writeFile(log, Buffer.concat([await readFile(log), Buffer.alloc(5000)]));
    const database = await openDynalite(dir);
    expect(await items(database)).toBe(20);
    await database.close();
  });
});

describe('a folder whose process was killed', () => {
  /** Runs the code in another process, which then kills itself. */
  async function dieAfter(code: string): Promise<void> {
    const script = `
      import { openDynalite } from ${JSON.stringify(module)};
      import { PutItemCommand } from '@aws-sdk/client-dynamodb';
      const database = await openDynalite(${JSON.stringify(dir)});
      const put = (item) => database.client.send(new PutItemCommand({
        TableName: ${JSON.stringify(dynaliteTable)},
        Item: { tenant: { S: 'acme' }, item: { S: item } },
      }));
      ${code}
      process.kill(process.pid, 'SIGKILL');`;
    const options = { stdio: 'inherit', cwd: import.meta.dirname } as const;
    await once(spawn(process.execPath, ['--input-type=module', '-e', script], options), 'exit');
  }

  it('is used, though its files are not those of the last close', async () => {
    await used();
    await dieAfter("await put('one more');");
    await dieAfter("await put('and another');");
    const database = await openDynalite(dir);
    expect(await items(database)).toBe(22);
    await database.close();
  });

  it('before its first mark is used, since it holds nothing yet', async () => {
    await dieAfter('');
    await unlink(join(dir, 'strictwatch.json'));
    const database = await openDynalite(dir);
    expect(await items(database)).toBe(0);
    await database.close();
  });
});

describe('a request that fails below the tables', () => {
  it('is an answer and not the end of the process', async () => {
    const database = await openDynalite(dir);
    const bad = { tenant: { S: 'acme' }, item: { N: '1' } };
    const get = new GetItemCommand({ TableName: dynaliteTable, Key: bad });
    await expect(database.client.send(get)).rejects.toThrow(/does not match the schema/);
    await database.close();
  });
});
