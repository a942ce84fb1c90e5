import { expect, test } from 'vitest';
import { requireDeployable } from '../../functions/core/deployed-tenant.ts';
import { hearingOf } from '../../functions/core/route.ts';
import { Route } from '../../functions/core/route-schema.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import { rules } from '../../functions/rules/index.ts';
import { commandsIn, pageText, problemOf } from './commands.ts';

const page = pageText('docs/routing.md');
const example = /^```json\n([^]*?)^```$/m.exec(page)?.[1] ?? '';

test('names every option of a route, and no other', () => {
  const named = [...page.matchAll(/^\| `([A-Za-z]+)` +\|/gm)].map(([, name = '']) => name);
  expect(named.toSorted()).toEqual(Object.keys(Route.shape).toSorted());
});

test('has an example that is valid, can be deployed, and tells whom the page says', () => {
  const file = 'the example';
  const tenants = parseTenants(example, file, rules);
  expect(() => requireDeployable(tenants, file)).not.toThrow();
  const heard = tenants.map((tenant) => {
    const hearing = hearingOf(tenant, { terminal: false, rules });
    const about = { rule: 'app-permissive', subject: 'app', severity: 'high' } as const;
    const critical = { ...about, severity: 'critical' } as const;
    return {
      low: hearing.channelsFor({ ...about, severity: 'low' }),
      high: hearing.channelsFor(about),
      second: hearing.secondRoutes(critical).map(({ channel }) => channel),
    };
  });
  const [team, security] = ['slack:slack/identity-team', 'slack:slack/security'];
  expect(heard).toEqual([
    { low: [team], high: [team, security], second: ['slack:slack/on-call'] },
    { low: [team], high: [team], second: [] },
  ]);
});

test.each(commandsIn(page))('%s is a command we have', async (command) => {
  expect(await problemOf(command)).toBeNull();
});
