import { sentence } from '../sentence.ts';
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
import { addDefaultPermissions, apiCommand, setDcrMode } from './commands.ts';
import { userDefaults } from './default-permissions.ts';
import { neverRead } from './never-read.ts';
import type { ReadinessFacts } from './readiness.ts';
import type { SectionName } from '../snapshot.ts';
import type { Track } from './schema.ts';
import { datedJudgement } from './stale.ts';

const off = 'Dynamic registration is off.';

/** Step 2 of the migration guide: how apps that register themselves are to be. It has no deadline. */
export function dcrTrack(facts: ReadinessFacts): Track {
  const track = trackOf(facts);
  const items = track.items.map((item) => ({
    ...item,
    ...datedJudgement(item, readFrom(item), facts.stale ?? {}),
  }));
  return { ...track, items };
}

/** What each item is read from; none is needed only where registration is off, which the settings say. */
const sectionsOf: Readonly<Record<string, readonly SectionName[]>> = {
  'default-permissions': ['grants'],
  'test-registration': ['apps'],
};

function readFrom({ id, state }: Item): readonly SectionName[] {
  return (state === 'not-needed' ? undefined : sectionsOf[id]) ?? ['settings'];
}

function trackOf(facts: ReadinessFacts): Track {
  const intent = facts.tenant.intent?.dcr;
  if (intent === 'permissive') return optionB(facts);
  const isOff = intent === 'off';
  return {
    option: 'A',
    title: isOff
      ? 'No app registers itself'
      : `Apps that register are strict${assumedWords(intent)}`,
    items: [...(isOff ? [switchedOff(facts)] : []), ...strictItems(facts)],
  };
}

function switchedOff({ dcr, tenant }: ReadinessFacts): Item {
  const flags = { enable_dynamic_client_registration: false };
  return {
    id: 'registration-off',
    title: 'Dynamic registration is off',
    ...(dcr.enabled === null
      ? unknown(sentence(neverRead('settings')))
      : dcr.enabled
        ? notDone('It is on: anybody may register an app.', 'Switch it off.', [
            apiCommand(tenant.domain, 'patch', 'tenants/settings', { flags }),
          ])
        : done('It is off.')),
  };
}

function strictItems(facts: ReadinessFacts): Item[] {
  return [
    {
      id: 'default-permissions',
      title: 'Default permissions for users are set, before registration is strict',
      ...defaultPermissions(facts),
    },
    { id: 'mode-strict', title: 'Registration makes strict apps', ...modeStrict(facts) },
    { id: 'test-registration', title: 'A strict app has registered', ...registered(facts) },
    {
      id: 'tokens',
      title: 'Registered apps get tokens for an API',
      ...(facts.dcr.enabled === false
        ? notNeeded(off)
        : unknown('Which tokens apps get is not read: register one and try.')),
    },
  ];
}

function defaultPermissions({ dcr, sections, tenant }: ReadinessFacts): Judgement {
  const { grants } = sections;
  const found = grants && userDefaults(grants.value).length;
  if (found) return done(`APIs that registered apps reach for users: ${found}.`);
  if (dcr.enabled === false) return notNeeded(off);
  if (!grants) return unknown(sentence(neverRead('grants')));
  return notDone(
    'There are none for users, so strict apps that register reach no API.',
    'Add them to each API that registered apps may call, with the fewest scopes.',
    [addDefaultPermissions(tenant.domain)],
  );
}

function modeStrict({ dcr, tenant }: ReadinessFacts): Judgement {
  if (dcr.mode === 'strict') return done('The DCR mode was read as strict.');
  if (dcr.enabled === false) return notNeeded(`${off} Its mode is ${dcr.mode}.`);
  const next = {
    words: 'When default permissions are set, make registration strict.',
    commands: [setDcrMode(tenant.domain, 'strict')],
  };
  if (dcr.effective === 'permissive') {
    return notDone(
      `The DCR mode is ${dcr.mode}, so apps are permissive.`,
      next.words,
      next.commands,
    );
  }
  return unknown(modeUnclear(dcr.mode), next);
}

function modeUnclear(mode: string): string {
  return mode === 'unset'
    ? 'The DCR mode was never set, and nothing shows which apps Auth0 makes for this customer then.'
    : 'The DCR mode is not known.';
}

function registered({ dcr, strictByOrigin }: ReadinessFacts): Judgement {
  const count = strictByOrigin?.dcr ?? 0;
  if (count > 0) return done(`Strict apps that registered themselves: ${count}.`);
  if (dcr.enabled === false) return notNeeded(off);
  if (!strictByOrigin) return unknown(notCounted);
  return notDone('None has.', 'Register a test app when the mode is strict, then delete it.');
}

function optionB(facts: ReadinessFacts): Track {
  return {
    option: 'B',
    title: 'Apps that register are permissive, as before',
    items: [
      { id: 'mode-permissive', title: 'Registration makes permissive apps', ...modeKept(facts) },
    ],
  };
}

function modeKept({ dcr, tenant }: ReadinessFacts): Judgement {
  const set = setDcrMode(tenant.domain, 'permissive');
  if (dcr.mode === 'permissive') return done('The DCR mode was read as permissive.');
  if (dcr.enabled === false) return notNeeded(`${off} Its mode is ${dcr.mode}.`);
  if (dcr.mode === 'strict') {
    return notDone('The DCR mode was read as strict.', 'Set it, if that is meant.', [set]);
  }
  const next = { words: 'Say it, so that it does not depend on a default.', commands: [set] };
  if (dcr.effective === 'permissive') {
    return { ...done('The DCR mode was never set, which still makes permissive apps here.'), next };
  }
  return unknown(modeUnclear(dcr.mode), next);
}
