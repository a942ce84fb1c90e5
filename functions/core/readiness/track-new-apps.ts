import { deadlines, isPast } from '../deadlines.ts';
import { plural } from '../message.ts';
import { sentence } from '../sentence.ts';
import { toggleName } from '../toggle-words.ts';
import {
  assumedWords,
  done,
  notCounted,
  notDone,
  notNeeded,
  unknown,
  type Item,
  type Judgement,
} from './checklist.ts';
import { addDefaultPermissions, apiCommand } from './commands.ts';
import { defaultsInWords } from './default-permissions.ts';
import { neverRead } from './never-read.ts';
import type { ReadinessFacts } from './readiness.ts';
import type { Track } from './schema.ts';
import { datedJudgement } from './stale.ts';

const { strictByDefault, eligibility } = deadlines;
const dashboard = 'Settings > Advanced > Migrations in the Auth0 Dashboard';
const explicitly = (mode: string) =>
  `Let each send "third_party_security_mode": "${mode}" with every POST /api/v2/clients; the findings of creation-relies-on-default name them.`;

/**
 * Step 1 of the migration guide: how apps that the Management API creates are to be.
 * @param validation whether the apps there are could be strict
 */
export function newAppsTrack(facts: ReadinessFacts, validation: readonly Item[]): Track {
  const { tenant, stale = {} } = facts;
  const intent = tenant.intent?.newApps;
  if (intent === 'permissive') return optionB(facts);
  return {
    option: 'A',
    title: `New apps are strict${assumedWords(intent)}`,
    items: [
      {
        id: 'test-app',
        title: 'A strict app exists to test with',
        ...datedJudgement(testApp(facts), ['apps'], stale),
      },
      {
        id: 'default-permissions',
        title: 'Default permissions are set',
        ...datedJudgement(defaultPermissions(facts), ['grants'], stale),
      },
      ...validation,
      callersItem(facts, 'strict'),
      { id: 'toggle-off', title: 'The toggle is off', ...toggleOff(facts) },
    ],
  };
}

function optionB(facts: ReadinessFacts): Track {
  return {
    option: 'B',
    title: 'New apps are permissive, as before',
    items: [
      {
        id: 'eligible',
        title: 'Permissive apps may still be created',
        ...datedJudgement(eligible(facts), ['apps'], facts.stale ?? {}),
      },
      callersItem(facts, 'permissive'),
      {
        id: 'tested',
        title: 'Creating an app with an explicit permissive mode was tested',
        ...unknown('Whether anybody tested it is not to be seen. Only its owner knows.'),
      },
      { id: 'toggle-on', title: 'The toggle may stay as it is', ...toggleKept(facts) },
    ],
  };
}

function testApp({ strictByOrigin, tenant }: ReadinessFacts): Judgement {
  const create = apiCommand(tenant.domain, 'post', 'clients', {
    name: 'Test of strict mode',
    is_first_party: false,
    third_party_security_mode: 'strict',
    app_type: 'regular_web',
    callbacks: ['https://partner.example.com/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  const next = { words: 'Create one and try your integration with it.', commands: [create] };
  if (!strictByOrigin) return unknown(notCounted, next);
  const count = (strictByOrigin.regular ?? 0) + (strictByOrigin.unknown ?? 0);
  if (count === 0) {
    return notDone('No strict app but registered ones exists.', next.words, next.commands);
  }
  return done(`Strict third-party apps: ${count}. Whether they were tested is not to be seen.`);
}

function defaultPermissions({ sections, tenant }: ReadinessFacts): Judgement {
  if (!sections.grants) return unknown(sentence(neverRead('grants')));
  const words = defaultsInWords(sections.grants.value);
  if (words !== null) return done(words);
  return notDone(
    'There are none. Apps that are created one by one can have grants of their own instead.',
    'Add them to each API that every third-party app may call, with the fewest scopes.',
    [addDefaultPermissions(tenant.domain)],
  );
}

function callersItem(facts: ReadinessFacts, mode: string): Item {
  const title = 'No caller is seen that leaves the mode to the default';
  return { id: 'callers', title, ...callers(facts, mode) };
}

function callers({ callersOnDefault: count }: ReadinessFacts, mode: string): Judgement {
  if (count === null) {
    return unknown('Who creates apps without a mode is not known: it shows in the logs only.', {
      words: explicitly(mode),
      commands: [],
    });
  }
  if (count > 0) {
    return notDone(
      `${plural(count, 'caller')} did, in what was read of the logs.`,
      explicitly(mode),
    );
  }
  return done('None did, in what was read of the logs; who did nothing since cannot be seen.');
}

/** Expected is not seen: only a state with a basis counts. */
function toggleOff({ toggle, now }: ReadinessFacts): Judgement {
  const shown = `${toggle.basis === 'declared' ? 'declared' : `shown by ${toggle.basis}`}${toggle.asOf === null ? '' : ` as of ${toggle.asOf.slice(0, 10)}`}`;
  const announced = isPast(strictByDefault, now)
    ? `Auth0 announced that it would be off from ${strictByDefault.on}`
    : `Auth0 announced that it switches it off on ${strictByDefault.on}`;
  if (toggle.state === 'off') return done(`It is off, ${shown}.`);
  if (toggle.state === 'on') {
    return notDone(
      `It is on, ${shown}; ${announced}.`,
      `When the above is settled, switch the ${toggleName} off under ${dashboard}.`,
    );
  }
  return unknown(`Nothing that counts shows its state; ${announced}, which is no proof.`, {
    words: `Look under ${dashboard}, and declare what you see in tenants.json (declared.toggle).`,
    commands: [],
  });
}

function toggleKept({ toggle, now }: ReadinessFacts): Judgement {
  if (isPast(strictByDefault, now)) {
    return notNeeded(
      `Since ${strictByDefault.on} Auth0 says that it is off: what counts is that callers say the mode.`,
    );
  }
  if (toggle.state === 'off') {
    return notDone(
      `It is off already: apps created without a mode are strict before ${strictByDefault.on}.`,
      'Let callers say the mode; that works whatever the toggle is.',
    );
  }
  return notNeeded(`Nothing is to be done about it before ${strictByDefault.on}.`);
}

function eligible({ permissiveCount }: ReadinessFacts): Judgement {
  if (permissiveCount > 0) return done(`Permissive apps exist: ${permissiveCount}.`);
  return unknown(
    `No permissive app exists, and Auth0 has no field for it: customers without third-party apps before ${eligibility.on} cannot create any.`,
  );
}
