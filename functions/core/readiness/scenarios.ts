import { traitsOf } from '../app-traits.ts';
import { plural } from '../message.ts';
import { sentence } from '../sentence.ts';
import type { App } from '../snapshot.ts';
import { notLookedAt } from './checklist.ts';
import type { Ground } from './ground.ts';
import { signsInUsers } from './judge-test.ts';
import type { ReadinessFacts } from './readiness.ts';
import type { Scenario } from './schema.ts';

type ScenarioNumber = 1 | 2 | 3 | 4;
type Told = Pick<Scenario, 'applies' | 'because'>;

/** Source: Auth0 migration guide, "Common scenarios". */
const texts: Readonly<Record<ScenarioNumber, Pick<Scenario, 'title' | 'recommendation'>>> = {
  1: {
    title: 'Partner integrations using modern OAuth',
    recommendation:
      'Go strict (option A): set up default permissions, test a strict app, switch the toggle off.',
  },
  2: {
    title: 'Apps that require OIDC',
    recommendation:
      'Let them use scopes of an API instead; those that cannot stay permissive (option B) until Auth0 supports OIDC for strict apps.',
  },
  3: {
    title: 'Dynamic registration: MCP, AI agents, developer portals',
    recommendation:
      'Set up default permissions, then make registration strict, register a test app and see that it gets a token.',
  },
  4: {
    title: 'Apps that use Classic Login',
    recommendation: 'Move to Universal Login first; those that cannot stay permissive (option B).',
  },
};

const numbers: readonly ScenarioNumber[] = [1, 2, 3, 4];

/** The scenarios the app itself shows it is in. */
export function scenariosOf(app: App, ground: Ground): ScenarioNumber[] {
  return numbers.filter((number) => isIn[number](app, ground));
}

const isIn: Readonly<Record<ScenarioNumber, (app: App, ground: Ground) => boolean>> = {
  1: (app) => !isRegistered(app) && app.grantTypes.includes('authorization_code'),
  2: (app) => traitsOf(app, 'oidc-logout').length > 0,
  3: isRegistered,
  4: (app, { tenant }) => tenant['classic-login'].holds === true && signsInUsers(app),
};

function isRegistered({ origin }: App): boolean {
  return origin === 'dcr' || origin === 'cimd';
}

/** How many of the permissive apps show each scenario. */
type ScenarioCounts = Readonly<Record<ScenarioNumber, number>>;

export function countScenarios(apps: readonly App[], ground: Ground): ScenarioCounts {
  const counts = { 1: 0, 2: 0, 3: 0, 4: 0 };
  for (const app of apps) for (const number of scenariosOf(app, ground)) counts[number] += 1;
  return counts;
}

/** The tenant's scenarios, from its permissive apps and from what it allows. */
export function tenantScenarios(
  facts: ReadinessFacts,
  counts: ScenarioCounts,
  ground: Ground,
): Scenario[] {
  const told: Record<ScenarioNumber, Told> = {
    1: partners(facts, counts[1]),
    2: oidc(facts, counts[2]),
    3: registration(facts),
    4: classic(facts, counts[4], ground),
  };
  return numbers.map((number) => ({ number, ...told[number], ...texts[number] }));
}

const noPermissive: Told = { applies: 'no', because: 'There is no permissive third-party app.' };

function partners(facts: ReadinessFacts, count: number): Told {
  if (count > 0) {
    return yes(
      `Permissive apps of partners with the authorization code flow: ${count}. Whether they use PKCE is not to be seen.`,
    );
  }
  if (facts.permissiveCount === 0) return noPermissive;
  return (
    someNotKept(facts) ?? no('No permissive app of a partner has the authorization code flow.')
  );
}

function oidc(facts: ReadinessFacts, count: number): Told {
  if (count > 0) return yes(`Apps with backchannel logout, which needs ID tokens: ${count}.`);
  if (facts.permissiveCount === 0) return noPermissive;
  return unknown('Which scopes an app asks for is not in its configuration: ask the owners.');
}

function registration({ dcr, thirdPartyByOrigin }: ReadinessFacts): Told {
  const { dcr: registered = 0, cimd = 0, unknown: unclear = 0 } = thirdPartyByOrigin;
  if (dcr.enabled) return yes('Dynamic client registration is on.');
  if (registered + cimd > 0) return yes(`Apps that registered themselves: ${registered + cimd}.`);
  if (dcr.enabled === null) return unknown('Whether dynamic registration is on was never read.');
  if (unclear > 0) return unknown(`${plural(unclear, 'app')} of an origin not known here.`);
  return no('Dynamic registration is off, and no app is marked as registered by it.');
}

function classic({ permissiveCount }: ReadinessFacts, count: number, { tenant }: Ground): Told {
  const login = tenant['classic-login'];
  if (login.holds) {
    return yes(`The tenant uses Classic Login; permissive apps that sign users in: ${count}.`);
  }
  if (permissiveCount === 0 && login.holds === false) return noPermissive;
  if (login.holds === null) return unknown(sentence(login.because));
  return unknown(
    'The tenant uses Universal Login; whether an app has a login page of its own is not read.',
  );
}

/** Why nothing follows from the apps at hand, where they are not all. */
function someNotKept({ permissive, permissiveCount }: ReadinessFacts): Told | null {
  const left = permissiveCount - (permissive?.length ?? 0);
  return left > 0 ? unknown(notLookedAt(left)) : null;
}

function yes(because: string): Told {
  return { applies: 'yes', because };
}

function no(because: string): Told {
  return { applies: 'no', because };
}

function unknown(because: string): Told {
  return { applies: 'unknown', because };
}
