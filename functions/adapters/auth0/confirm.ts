import type { App } from '../../core/snapshot.ts';
import { listByCursor, type Listed, type Place } from './checkpoint.ts';
import type { Kind } from './list.ts';
import type { Reader } from './reader.ts';
import { inconsistent, type Result } from './reasons.ts';

/** Beyond it, asking for each app would cost more than listing them all again. */
const mostAsked = 20;

/**
 * Settles whether apps that a whole listing lacks are deleted. A few are asked for one by one; of many, two listings
 * must say the same, and a sample must be gone. A listing that turns out to have left an app out is made once more, and then not believed.
 */
export async function confirmGone(
  reader: Reader,
  kind: Kind<App>,
  place: Place<App>,
  known: ReadonlySet<string>,
): Promise<Listed<App>> {
  const missing = missingFrom(place, known);
  if (missing.length === 0) return { ok: true, place };
  if (missing.length <= mostAsked) {
    const there = await stillThere(reader, missing);
    if (!there.ok) return { ok: false, failure: there, place };
    if (there.value === 0) return { ok: true, place };
  }
  const again = await listByCursor(reader, kind);
  if (!again.ok) return again;
  return missing.length > mostAsked
    ? agree(reader, again.place, missing, missingFrom(again.place, known))
    : settle(reader, again.place, missingFrom(again.place, known));
}

async function agree(
  reader: Reader,
  place: Place<App>,
  before: readonly string[],
  after: readonly string[],
): Promise<Listed<App>> {
  if (before.length === after.length && before.every((id, at) => id === after[at])) {
    return settle(reader, place, spread(after));
  }
  const failure = inconsistent(
    `two listings disagree on which apps are gone (${before.length} and ${after.length} are missing)`,
  );
  return { ok: false, failure, place };
}

/** As many as may be asked for, from all over the list; or one that cannot be, which is then not known to be gone. */
function spread(ids: readonly string[]): string[] {
  const doubtful = ids.find((id) => !canBeAskedFor(id));
  if (doubtful !== undefined) return [doubtful];
  const step = Math.max(1, ids.length / mostAsked);
  return ids.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

async function settle(
  reader: Reader,
  place: Place<App>,
  missing: readonly string[],
): Promise<Listed<App>> {
  const there = missing.length <= mostAsked ? await stillThere(reader, missing) : null;
  if (there?.ok === false) return { ok: false, failure: there, place };
  if (there?.value === 0) return { ok: true, place };
  const count = there?.value ?? missing.length;
  const failure = inconsistent(`the list of apps leaves out ${count} that Auth0 still has`);
  return { ok: false, failure, place };
}

/** How many of the apps Auth0 still has, as far as it can be told: only its own word proves a deletion. */
async function stillThere(reader: Reader, ids: readonly string[]): Promise<Result<number>> {
  let there = 0;
  for (const id of ids) {
    if (!canBeAskedFor(id)) {
      there += 1;
      continue;
    }
    const query = { fields: 'client_id', include_fields: 'true' };
    const answer = await reader.get(`clients/${encodeURIComponent(id)}`, query);
    if (answer.ok) there += 1;
    else if (answer.status !== 404) return answer;
    else if (!answer.own) return inconsistent(notProven);
  }
  return { ok: true, value: there };
}

const notProven =
  'an app is no longer listed, and the 404 to the question whether it is deleted is none of Auth0';

/** A lone surrogate cannot be part of an address, and dots alone are a step in its path. */
function canBeAskedFor(id: string): boolean {
  return id.isWellFormed() && !/^\.*$/.test(id);
}

function missingFrom({ gathered }: Place<App>, known: ReadonlySet<string>): string[] {
  return [...known].filter((id) => !gathered.items.has(id)).sort();
}
