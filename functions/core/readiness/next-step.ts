import { plural } from '../message.ts';
import type { App } from '../snapshot.ts';
import { addDefaultPermissions, apiCommand, setDcrMode } from './commands.ts';
import type { Ground } from './ground.ts';
import type { Judged } from './judge-app.ts';
import { signsInUsers } from './judge-test.ts';
import type { Step } from './schema.ts';
import { grantsOf, twinOf } from './twin.ts';

/** The tenant's side of an app's next step. */
export interface Around {
  readonly domain: string | undefined;
  readonly registersStrict: boolean;
  /** Some default permissions are for users; null when grants were never read. */
  readonly hasDefaultPermissions: boolean | null;
}

/** What to do next about an app. Commands are printed, and never run. */
export function nextStep(app: App, judged: Judged, ground: Ground, around: Around): Step {
  const first = firstWords(judged);
  if (app.origin === 'dcr') return registerAnew(first, around);
  if (app.origin === 'cimd') return registerDocument(first, around);
  const twin = twinOf(app, around.domain);
  const grants = grantsOf(app, ground.access, around.domain);
  return {
    words: [
      first,
      'Create a strict app beside it.',
      ...(twin.leftOut.length > 0 ? [`The command leaves out ${twin.leftOut.join('; ')}.`] : []),
      'Give it a grant for each API it needs, under its client_id (it begins with tpc_), with no scope it does not need.',
      ...(grants.omitted > 0 ? [notPrinted(grants.omitted)] : []),
      moveOver(app),
      lastWords,
    ].join(' '),
    commands: [twin.command, ...grants.commands],
  };
}

function notPrinted(grants: number): string {
  return `${plural(grants, 'more grant')} ${grants === 1 ? 'is' : 'are'} not printed.`;
}

const lastWords = 'Last, when nothing uses the old app any more, delete it.';

function firstWords({ blocks, changes }: Judged): string {
  if (blocks > 0) {
    return `First settle with its owner what strict mode refuses (${plural(blocks, 'requirement')}), or keep it permissive on purpose and accept the finding with a reason.`;
  }
  if (changes > 0) return 'Tell its owner what changes, and ask what cannot be seen.';
  return 'Nothing that can be seen is in the way: ask its owner what cannot be.';
}

function moveOver(app: App): string {
  return signsInUsers(app)
    ? 'Let its owner test and move over: refresh tokens and consents do not move with it.'
    : 'Let its owner test and move over.';
}

function registerAnew(first: string, around: Around): Step {
  const isGranted = around.hasDefaultPermissions === true;
  return {
    words: `${first} It registered itself, so it registers anew, once registration makes strict apps and default permissions let them reach an API. ${lastWords}`,
    commands: [
      ...(isGranted ? [] : [addDefaultPermissions(around.domain)]),
      ...(around.registersStrict ? [] : [setDcrMode(around.domain, 'strict')]),
    ],
  };
}

/** Source: Auth0 CIMD page of 2026-07-01: apps from such documents are always strict. */
function registerDocument(first: string, around: Around): Step {
  return {
    words: `${first} It came from a metadata document, of which Auth0 makes only strict apps now: register the document again. ${lastWords}`,
    commands: [
      apiCommand(around.domain, 'post', 'clients/cimd/register', {
        external_client_id: 'METADATA_DOCUMENT_URL',
      }),
    ],
  };
}
