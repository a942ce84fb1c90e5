import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynaliteTable, openDynalite } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { cellOf } from '../../functions/core/deployment.ts';
import { fakeAws } from '../adapters/aws/desk.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, type Desk } from './run.ts';

const day = (n: number) => `2026-11-${n}T09:00:00Z`;
const by = ['--by', 'Ana'];
const why = ['--reason', 'migration', '--owner', 'partner team'];

/** A tenant with an app from before anyone watched, and one that came after. */
async function watched(): Promise<Desk> {
  const tenant = await simulated({ apps: [partner('old')] });
  const desk = deskFor({ acme: tenant });
  await desk.watch(day(20));
  tenant.createApp(partner('new'));
  await desk.watch(day(21));
  return desk;
}

const old = 'acme/app-permissive/old';
const fresh = 'acme/app-permissive/new';

describe('on this machine', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await watched();
  });

  const run = (...args: string[]) => desk.run([...args, '--now', day(22)]);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);

  async function statusOf(key: string): Promise<string> {
    const { findings } = await json('findings', '--all');
    return findings.find((one: { key: string }) => one.key === key).status;
  }

  test('a finding is acknowledged by whoever sits here, and taken back', async () => {
    const env = { LOGNAME: 'ana.b' };
    const done = await desk.run(['acknowledge', fresh, '--now', day(22)], { env });
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(
      /^Acknowledged: acme\/app-permissive\/new\. Reminders and second routes stop/,
    );
    expect(await statusOf(fresh)).toBe('acknowledged');

    const again = await run('acknowledge', fresh, ...by);
    expect(again).toEqual({
      code: 1,
      out: '',
      err: `${fresh} is acknowledged already, by ana.b on 2026-11-22 09:00 UTC. Take that back first: \`npx strictwatch reopen ${fresh} --reason …\`.\n`,
    });
    const back = await run('reopen', fresh, ...by, '--reason', 'ana left');
    expect(back).toMatchObject({ code: 0, err: '' });
    expect(await statusOf(fresh)).toBe('open');
  });

  test('one is accepted; JSON is one document', async () => {
    const { code, out, err } = await run('accept', old, ...by, ...why, '--json');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      tenant: 'acme',
      message: expect.stringMatching(
        /^Accepted: acme\/app-permissive\/old, for which partner team/,
      ),
      findings: [{ key: old, status: 'accepted', decision: { by: 'Ana', reason: 'migration' } }],
      undelivered: [],
    });
    const { out: story } = await run('explain', old);
    expect(story).toMatch(
      /Decided\n {2}accepted: by Ana, for partner team, reason: migration\n {2}when: 2026-11-22 09:00 UTC\n/,
    );
    await run('reopen', old, ...by, '--reason', 'x');
  });

  test('one is suppressed for a time, found in all lists, and shown again at once', async () => {
    const done = await run('suppress', fresh, ...by, ...why, '--until', '30d');
    expect(done.out).toMatch(/^Suppressed: .* Nobody hears of it until 2026-12-22 09:00 UTC;/);
    expect((await run('findings')).out).toMatch(/^high +suppressed until 2026-12-22 .*\/new$/m);
    expect((await run('suppressions')).out).toMatch(
      /^active \(command\) +2026-12-22 +1 +acme +app-permissive new +partner team +Ana +migration +acme\/app-permissive\/new$/m,
    );
    const { out: table } = await run('suppressions');
    expect(table).toMatch(/^STATE +UNTIL +HIDES +TENANT +WHAT +OWNER +BY +REASON +ID$/m);
    expect(table).toContain(
      'All about one: npx strictwatch history ID --tenant acme. To end one: npx strictwatch unsuppress ID --tenant acme --reason …\n',
    );
    const ended = await run('unsuppress', fresh, ...by, '--reason', 'done');
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/was lifted by Ana \(done\)\. It is still so:\s.*partner new/s);
    expect(ended.out).toMatch(/no longer suppressed: it is open again, and people are told\.\n$/);
    const { out } = await run('history', fresh);
    expect(out).toMatch(/first seen\n.*suppressed: high, by Ana, for partner team.*no longer/s);
    expect(out).toMatch(/\nNow open\.\n$/);
  });

  test('a pattern is previewed, made, listed and ended', async () => {
    const pattern = ['--rule', 'app-permissive', '--subject', '*e*'];
    const { out: preview } = await run('suppress', ...pattern, '--preview');
    expect(preview).toBe(
      'It would hide now: 1 finding, 1 high.\n  acme/app-permissive/new\n' +
        'Over, and it would have hidden them in the last 90 days: none.\n' +
        'It would leave as they are (accepted, or suppressed already): none.\n' +
        'Nothing was stored. Without --preview it takes effect.\n',
    );
    expect(await json('suppress', ...pattern, '--preview')).toMatchObject({
      version: 1,
      tenant: 'acme',
      findings: [{ key: fresh }],
      preview: { hides: { count: 1, bySeverity: [{ severity: 'high', count: 1 }] } },
    });
    const dry = await run('suppress', ...pattern, ...by, ...why, '--until', '1w', '--dry-run');
    expect(dry.out).toMatch(/^Dry run: nothing was stored, nobody was told\. Suppressed as s-/);
    expect(await statusOf(fresh)).toBe('open');

    const made = await json('suppress', ...pattern, ...by, ...why, '--until', '2026-12-01');
    const { id, until } = made.suppression;
    expect(until).toBe('2026-12-01T23:59:59.999Z');
    expect((await json('suppressions')).suppressions).toEqual([
      { ...made.suppression, tenant: 'acme', from: 'command', active: true, hides: 1 },
    ]);
    const lifted = await run('unsuppress', id, ...by, '--reason', 'done');
    expect(lifted.out).toContain(`The suppression ${id} is ended. 1 finding is open again`);
    expect((await run('history', id)).out).toMatch(
      /suppressed: app-permissive of "\*e\*", by Ana, for partner\s+team.*\n.*no longer suppressed: by Ana/s,
    );
    expect((await run('history', fresh)).out).toMatch(
      /a suppression covers it: .*a suppression of it was ended: by Ana, suppression\s+s-/s,
    );
  });

  test.each([
    [
      'no reason',
      ['accept', old],
      'accept needs --owner, --reason. `npx strictwatch accept --help`',
    ],
    ['no end', ['suppress', old, ...why], 'suppress needs --until.'],
    [
      'an end that is none',
      ['suppress', old, ...why, '--until', 'soon'],
      '--until "soon" is not a',
    ],
    ['an end too far away', ['suppress', old, ...why, '--until', '91d'], 'more than 90 days away'],
    [
      'a name nobody has',
      ['acknowledge', old, '--by', ' '],
      '--by must have 1 to 200 characters, spaces around it not counted.\n',
    ],
    [
      'texts that are too long',
      ['accept', old, '--owner', 'o'.repeat(201), '--reason', 'r'.repeat(501), ...by],
      '--owner must have 1 to 200 characters, spaces around it not counted. --reason must have 1 to 500',
    ],
    [
      'a key that is none',
      ['acknowledge', 'old'],
      '"old" is no key of a finding. `npx strictwatch f',
    ],
    [
      'a finding that is not there',
      ['acknowledge', 'acme/app-permissive/x'],
      'There is no finding "acme',
    ],
    [
      'a tenant that is not there',
      ['acknowledge', 'a/b/c'],
      'There is no tenant "a". The tenants are',
    ],
    [
      'a finding and another tenant',
      ['acknowledge', old, '--tenant', 'other'],
      'The finding is of acme, and --tenant says other.',
    ],
    [
      'a finding and a pattern',
      ['suppress', old, '--rule', 'app-permissive', ...why, '--until', '1d'],
      'Suppress one finding by its key, or several by --rule',
    ],
    [
      'a preview of no rule',
      ['suppress', '--rule', 'none', '--preview'],
      'There is no rule "none".',
    ],
    [
      'a suppression that is not there',
      ['unsuppress', 's-1', '--reason', 'x'],
      'There is no suppression "s-1" of acme.',
    ],
    [
      'the history of none',
      ['history', 's-1'],
      'Nothing is stored of a suppression "s-1" of acme.',
    ],
  ])('with %s: exit 1, and what to do', async (_, args, message) => {
    const given = args.includes('--by') || args[0] === 'history' ? args : [...args, ...by];
    const { code, out, err } = await run(...given);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  test('a machine that does not say who sits at it asks', async () => {
    expect(await run('acknowledge', fresh)).toEqual({
      code: 1,
      out: '',
      err: 'This machine does not say who you are. Say it with --by.\n',
    });
  });
});

test('a suppression of one finding is listed until its end, and no longer where that is over', async () => {
  const tenant = await simulated({ apps: [partner('old')] });
  const desk = deskFor({ acme: tenant });
  await desk.watch(day(20));
  const until = ['--until', '2026-11-23T00:00:00Z', '--now', day(21)];
  await desk.run(['suppress', old, ...by, ...why, ...until]);
  tenant.deleteApp('old');
  await desk.watch(day(22));
  const listed = async (now: string) => (await desk.run(['suppressions', '--now', now])).out;
  expect(await listed(day(22))).toContain(old);
  expect(await listed(day(23))).toBe('Nothing is suppressed.\n');
});

test('a suppression that an older version forgot is listed by what it hides, and can be ended', async () => {
  const desk = deskFor({ acme: await simulated({ apps: [partner('old')] }) });
  await desk.watch(day(20));
  const pattern = ['--rule', 'app-permissive', ...by, ...why, '--until', '30d'];
  await desk.run(['suppress', ...pattern, '--now', day(21)]);
  await forgetSuppressions(join(desk.dir, 'data'));
  const { out } = await desk.run(['suppressions', '--now', day(22)]);
  const [, id = ''] = /^active \(command\) +2026-12-21 +1 +acme .* (s-\S+)$/m.exec(out) ?? [];
  const ended = ['unsuppress', id, ...by, '--reason', 'x', '--now', day(22)];
  expect((await desk.run(ended)).out).toContain(
    `The suppression ${id} is ended. 1 finding is open`,
  );
});

/** As a version does that knows of no suppressions. */
async function forgetSuppressions(dir: string): Promise<void> {
  const local = await openDynalite(dir);
  const session = await createStore({ client: local.client, table: dynaliteTable }).begin('acme');
  const { head } = await session.load();
  expect.assert(head);
  const { suppressions: _forgotten, ...rest } = head;
  await session.settle(new Map(), rest);
  await session.end();
  await local.close();
}

test('a suppression of the file is listed as that, and no command ends it', async () => {
  const tenant = await simulated({ apps: [partner('old')] });
  const entry = {
    rule: 'app-permissive',
    by: 'Ana',
    owner: 'partner team',
    reason: 'migration',
    on: '2026-11-20',
    until: '2026-12-20',
  };
  const desk = deskFor({ acme: tenant }, { suppressions: [entry] });
  await desk.watch(day(20));
  const { out } = await desk.run(['suppressions', '--now', day(22)]);
  const [, id = ''] = /^active \(file\) +2026-12-20 +1 +acme .* (file-\S+)$/m.exec(out) ?? [];
  expect(id).toMatch(/^file-/);
  const ended = await desk.run(['unsuppress', id, ...by, '--reason', 'x', '--now', day(22)]);
  expect(ended.err).toMatch(/^No command ends the suppression file-\S+\. It is in tenants\.json/);
});

test('where no folder is, nothing is made', async () => {
  const desk = deskFor({ acme: await simulated() });
  const { code, err } = await desk.run(['acknowledge', old, ...by]);
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/is not there\. Run `npx strictwatch watch/),
  ]);
});

describe('the help of', () => {
  test.each([
    ['acknowledge', 'when it reaches a later stage'],
    ['accept', 'It is void as soon as the finding covers more'],
    ['suppress', 'It lasts 90 days at most.'],
    ['unsuppress', 'ends for all that it hides'],
    ['reopen', 'Nobody is told of it'],
  ])('%s says what it means, and no more than it takes', async (kind, words) => {
    const { code, out } = await strictwatch([kind, '--help']);
    expect([code, out]).toEqual([0, expect.stringContaining(words)]);
    expect(out).toContain('Nobody checks --by');
    expect(out).not.toContain('--fail-on');
    expect(out.includes('is void as soon as')).toBe(kind === 'accept');
    expect((await strictwatch([kind, old, '--fail-on', 'high'])).err).toMatch(/unknown option/);
  });
});

test('of a tenant that is not in a data folder, those that are there are named', async () => {
  const desk = await watched();
  const data = desk.args.slice(2);
  const { code, err } = await strictwatch(['acknowledge', 'beta/app-permissive/x', ...data, ...by]);
  expect(code).toBe(1);
  expect(err).toMatch(/holds nothing of beta yet\. The tenants there are: acme\. Run/);
});

describe('where it is deployed', () => {
  const aws = fakeAws();
  const sent: [string, unknown][] = [];
  let reply: object;
  const finding = 'acme-prod/app-permissive/p';
  const name = `sw-watch-${cellOf('acme-prod', 2)}`;

  beforeEach(() => {
    sent.splice(0);
    reply = {
      reply: { tenant: 'acme-prod', message: 'Done.\u001b[2J', findings: [], undelivered: [] },
    };
    aws.account.stacks['sw'] = { status: 'UPDATE_COMPLETE', outputs: { Cells: '2' } };
    aws.account.functions[name] = {
      runs(payload) {
        sent.push([name, payload]);
        return reply as never;
      },
    };
  });

  const run = (...args: string[]) =>
    strictwatch(['acknowledge', finding, ...by, '--stack', 'sw', ...args]);

  test('the function of the tenant decides, with the same payload', async () => {
    const { code, out, err } = await run();
    expect([code, out, err]).toEqual([0, 'Done.‹U+001B›[2J\n', '']);
    const action = { kind: 'acknowledge', finding, by: 'Ana' };
    expect(sent).toEqual([[name, { tenant: 'acme-prod', action }]]);
    await run('--dry-run');
    expect(sent[1]).toEqual([name, { tenant: 'acme-prod', action, dryRun: true }]);
  });

  test.each([
    [
      'a refusal',
      { tenant: 'acme-prod', refused: true, message: 'No, by \u202eBo.' },
      'No, by ‹U+202E›Bo.\n',
    ],
    ['a run that holds it', { tenant: 'acme-prod', busy: true, message: 'Busy.' }, 'Busy.\n'],
  ])('%s is exit 1 and one message', async (_, answer, message) => {
    reply = { reply: answer };
    expect(await run()).toEqual({ code: 1, out: '', err: message });
  });

  test('the result of a run is no answer to a decision: another version is deployed', async () => {
    reply = { reply: { tenant: 'acme-prod', complete: true } };
    const { code, err } = await run();
    expect([code, err]).toEqual([1, expect.stringMatching(/not one that this command knows/)]);
  });

  test('what a channel did not accept is said', async () => {
    reply = {
      reply: { tenant: 'acme-prod', message: 'Done.', findings: [], undelivered: ['SNS is down.'] },
    };
    const { code, err } = await run();
    expect([code, err]).toEqual([
      0,
      'SNS is down. The message is still owed: the next run sends it.\n',
    ]);
  });

  test('a pattern needs its tenant', async () => {
    const args = ['suppress', '--rule', 'app-permissive', ...by, ...why, '--until', '1d'];
    const { code, err } = await strictwatch([...args, '--stack', 'sw']);
    expect([code, err]).toEqual([
      1,
      'It is not clear which tenant is meant. Say it: --tenant ID, once.\n',
    ]);
  });
});
