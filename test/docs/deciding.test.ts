import { expect, test } from 'vitest';
import { tenantPayloadOf } from '../../functions/core/payload.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { rules } from '../../functions/rules/index.ts';
import { commandsIn, pageText, problemOf } from './commands.ts';

const page = pageText('docs/deciding.md');
const [file = '', payload = ''] = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(
  ([, text = '']) => text,
);

test.each(commandsIn(page))('%s', async (command) => {
  expect(await problemOf(command)).toBeNull();
});

test('the entry for the file is one', () => {
  const tenant = parseTenant({
    id: 'acme',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'a' },
    ...(JSON.parse(file) as object),
  });
  expect(tenant.suppressions).toHaveLength(1);
});

test('the payload is one', () => {
  expect(tenantPayloadOf('watch', payload).action?.kind).toBe('acknowledge');
});

test('the rules that compare with what was accepted are named', () => {
  const drift = rules.filter((rule) => rule.drift).map(({ id }) => `\`${id}\``);
  expect(drift.filter((id) => !page.includes(id))).toEqual([]);
});
