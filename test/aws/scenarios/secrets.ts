import { describe, expect, test } from 'vitest';
import { jobNames } from '../../../functions/core/deployment.ts';
import { itemsOf, logOf } from '../aws.ts';
import { published } from '../published.ts';
import {
  failedWatch,
  permissive,
  toldBy,
  tryWatch,
  watch,
  type Get,
  type TenantName,
} from '../steps.ts';
import { changeSecret, createSecret, credentialsOf, deleteSecret, kept } from '../vault.ts';
import { nameOf, type World } from '../world.ts';

/** Not a secret of anything: it must not be seen again once it is stored. */
const canary = 'SYNTHETIC-CANARY-5f2c1e';

const store =
  'Store {"clientId":"…","clientSecret":"…"} or {"clientId":"…","privateKey":"…"}, with "alg" beside a key unless it is RS256 (RS384 and PS256 are the others).';

const malformed: readonly [string, string, string][] = [
  ['is no JSON', `{"clientSecret":"${canary}`, `is not JSON. ${store}`],
  [
    'has other keys',
    JSON.stringify({ id: canary, secret: canary }),
    `has 2 keys, none with a name that is known. ${store}`,
  ],
  ['is empty', '   ', 'is empty. Put what it is for into it.'],
];

export function secrets(world: Get): void {
  describe('secrets', () => {
    test('credentials that were rotated are used by the function that is already warm', async () => {
      const { aws, tenants } = world();
      await watch(world(), 'acme');
      tenants.acme.rotateSecret();
      tenants.acme.expireTokens();
      await changeSecret(aws, kept.acme, credentialsOf(tenants.acme));
      tenants.acme.createApp(permissive('rotated'));

      const run = await watch(world(), 'acme');

      expect(run.complete).toBe(true);
      expect(toldBy(run)).toEqual(['opened app-permissive rotated']);
    });

    test.each(malformed)('credentials whose secret %s are named, not shown', async (...row) => {
      const [, text, complaint] = row;
      const { aws, tenants } = world();
      await changeSecret(aws, kept.acme, text);
      await beginCold(world(), 'acme');

      const message = await failedWatch(world(), 'acme');

      await changeSecret(aws, kept.acme, credentialsOf(tenants.acme));
      expect(message).toContain(`The secret "${kept.acme}" ${complaint}`);
      expect((await watch(world(), 'acme')).complete).toBe(true);
      expect(await logOf(aws, nameOf('watch'))).not.toContain(canary);
    });

    test('a secret that is gone is named', async () => {
      const { aws, tenants } = world();
      await deleteSecret(aws, kept.acme);
      await beginCold(world(), 'acme');

      const message = await failedWatch(world(), 'acme');

      await createSecret(aws, kept.acme, credentialsOf(tenants.acme));
      expect(message).toContain(`The secret "${kept.acme}"`);
      expect(message).toContain('does not exist');
      expect((await watch(world(), 'acme')).complete).toBe(true);
    });

    test('a webhook that is no address is named, not shown', async () => {
      const { aws, tenants, slack } = world();
      tenants.acme.createApp(permissive('webhook'));
      await changeSecret(aws, kept.slack, canary);

      const message = await failedWatch(world(), 'acme');

      await changeSecret(aws, kept.slack, slack.webhook());
      expect(message).toBe(
        "Nothing was sent to slack:strictwatch/slack: the Slack webhook kept there is not an address. Put the webhook's whole URL there. The next run sends what it still owes.",
      );
      expect(toldBy(await watch(world(), 'acme'))).toEqual(['opened app-permissive webhook']);
      expect(await logOf(aws, nameOf('watch'))).not.toContain(canary);
    });
  });
}

/** Runs last: nothing of what was ever kept may have come out anywhere. */
export function secretsAreKept(world: Get): void {
  test('no secret is in a log, an alert or the table', async () => {
    const { aws, slack, outputs } = world();
    const logs = await Promise.all(jobNames.map((job) => logOf(aws, nameOf(job))));
    const told = JSON.stringify([slack.messages, published(world())]);
    const items = JSON.stringify(await itemsOf(aws, outputs.table));

    const shown = secretsOf(world()).filter((secret) =>
      [...logs, told, items].some((text) => text.includes(secret)),
    );

    expect(logs.map((log) => log.includes('START RequestId'))).toEqual([true, true, true]);
    expect(shown).toEqual([]);
  });
}

/** All that was ever put into Secrets Manager and Parameter Store, whole and in its parts. */
function secretsOf({ recorder }: World): string[] {
  const texts = recorder.exchanges.flatMap(({ target, body }) => {
    if (!/^(secretsmanager\.(Create|Put)|AmazonSSM\.PutParameter)/.test(target)) return [];
    const { SecretString, Value } = JSON.parse(body) as { SecretString?: string; Value?: string };
    return [SecretString ?? Value ?? ''];
  });
  const parts = texts.flatMap((text) => text.match(/"clientSecret":"[^"]+|SYNTHETIC[^"]*/g) ?? []);
  const found = [...texts, ...parts.map((part) => part.replace('"clientSecret":"', ''))];
  expect(found.length).toBeGreaterThan(10);
  return [...new Set(found)].filter((text) => text.trim().length > 10);
}

/** A failed invocation ends the emulator's process, so that the next one has read nothing yet. */
async function beginCold(world: World, tenant: TenantName): Promise<void> {
  const { ok } = await tryWatch(world, tenant, { unknown: true });
  expect(ok).toBe(false);
}
