import { ConfigError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import type { SnapshotCheck } from '../core/evidence.ts';
import { keptDays } from '../core/kept-days.ts';
import { plural } from '../core/message.ts';
import { verify, type Verified } from '../jobs/verify.ts';
import { instant, type Context } from './context.ts';
import { asJson } from './json.ts';
import { storedTenants, withStored } from './stored.ts';

export interface VerifyOptions {
  /** A moment or a day (its end, UTC): what was judged then is compared, too. */
  readonly at?: string;
  /** Of a record, as a report that was filed states it. */
  readonly hash?: string;
}

/** A chain may have a problem or a note for each of its records. */
const mostShown = 20;

/** `verify`: is what is stored what runs have left? Ends with 0 where that is proven, with 2 where it is not. */
export async function verifyCommand(context: Context, options: VerifyOptions): Promise<number> {
  const at = options.at === undefined ? undefined : instant('--at', options.at);
  const hash = options.hash === undefined ? undefined : givenHash(options.hash);
  return withStored(context, async (store) => {
    const verified: Verified[] = [];
    for (const tenant of await storedTenants(context, store))
      verified.push(await verify(store, { tenant, at, hash, now: context.now }));
    const isFound = hash === undefined || verified.some(({ found }) => found);
    context.out(context.options.json ? asDocument(verified) : asText(verified, hash));
    return isFound && verified.every(({ proven }) => proven) ? 0 : 2;
  });
}

/** @throws {ConfigError} */
function givenHash(text: string): string {
  const hash = text.trim().toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new ConfigError(
    `--hash ${asJson(text.slice(0, 80))} is not a hash. Give the 64 hexadecimal digits that a report states for its last run record.`,
  );
}

function asDocument(verified: readonly Verified[]): string {
  const tenants = verified.map(({ tenant, proven, chain, snapshots, lacking, found }) => {
    const { places, unlinked, problems, notes } = chain;
    const [first = null, last = null] = [places[0], places.at(-1)].map(
      (place) => place && shortOf(place),
    );
    return {
      tenant,
      proven,
      records: places.length,
      first,
      last,
      unlinked,
      problems,
      notes,
      lacking,
      snapshots,
      ...(found !== undefined && { found: found && shortOf(found) }),
    };
  });
  return `${asJson({ version: 1, tenants })}\n`;
}

function shortOf({ sequence, startedAt, hash }: Verified['chain']['places'][number]) {
  return { sequence, startedAt, hash };
}

function asText(verified: readonly Verified[], hash: string | undefined): string {
  const about = verified.map((one) =>
    [titleOf(one), ...linesOf(one).map((line) => `  ${forTerminal(line, 400)}`)].join('\n'),
  );
  return `${[...about, closing(verified, hash)].join('\n\n')}\n`;
}

function titleOf({ tenant, proven }: Verified): string {
  return `${forTerminal(tenant, 63)}: ${proven ? 'proven' : 'NOT PROVEN'}`;
}

function linesOf({ chain, snapshots, lacking, found }: Verified): string[] {
  const { places, unlinked, problems, notes } = chain;
  const [first, last] = [places[0], places.at(-1)];
  return [
    ...shownFirst(problems, 'problem'),
    ...lacking,
    ...(first && last
      ? [
          `${plural(places.length, 'linked record')}: ${first.sequence} of ${first.startedAt} to ${last.sequence} of ${last.startedAt}. Hash of the last: ${last.hash}`,
        ]
      : []),
    ...snapshots.map(snapshotLine),
    ...(found
      ? [`The hash asked for is that of record ${found.sequence} of ${found.startedAt}.`]
      : []),
    ...(unlinked > 0
      ? [`${plural(unlinked, 'record')} of earlier versions, not linked: nothing proves them.`]
      : []),
    ...shownFirst(notes, 'note'),
  ];
}

/** @param noun what one of them is */
function shownFirst(lines: readonly string[], noun: string): string[] {
  const left = lines.length - mostShown;
  return [
    ...lines.slice(0, mostShown),
    ...(left > 0 ? [`And ${plural(left, `more ${noun}`)}: --json lists all.`] : []),
  ];
}

function snapshotLine({ sequence, startedAt, snapshot, result }: SnapshotCheck): string {
  const what = `What record ${sequence} of ${startedAt} judged (snapshot ${snapshot})`;
  return result === 'same'
    ? `${what} is what the store says was there.`
    : `${what} is not what the store says was there: versions of apps or sections were altered.`;
}

/** What the outcome means, for who reads it once a year. */
function closing(verified: readonly Verified[], hash: string | undefined): string {
  if (hash === undefined)
    return 'Whoever can rewrite the whole table can rewrite the whole chain: hold it against a hash filed elsewhere, such as in a report, with --hash.';
  if (verified.some(({ found }) => found))
    return 'Nothing up to the record with that hash was changed since the hash was filed, as far as its tenant is proven above.';
  return `No record has that hash. It is of another tenant or store, or older than what is kept (${keptDays} days), or the records were rewritten.`;
}
