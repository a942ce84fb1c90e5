import { traitsOf, type TraitName } from '../app-traits.ts';
import { quoted } from '../quoted.ts';
import { shortText } from '../shortened.ts';
import type { App } from '../snapshot.ts';
import type { Ground } from './ground.ts';
import type { Answer, Field, Test } from './requirement.ts';

const no: Answer = { holds: false };

/** Whether the test holds for the app. The only code that knows what the data of `requirements.ts` means. */
export function judgeTest(test: Test, app: App, ground: Ground): Answer {
  if ('says' in test) return judgeValues(test, app);
  if ('all' in test) return allOf(test.all, (part) => judgeTest(part, app, ground));
  if ('any' in test) return anyOf(test.any.map((part) => judgeTest(part, app, ground)));
  if ('tenant' in test) return ground.tenant[test.tenant];
  if ('access' in test) return ground.access[test.access](app);
  return signsInUsers(app) ? { holds: true, detail: '' } : no;
}

/** False only where nothing but client credentials is configured: whoever may sign users in is asked how. */
export function signsInUsers({ grantTypes }: Pick<App, 'grantTypes'>): boolean {
  return grantTypes.length === 0 || grantTypes.some((type) => type !== 'client_credentials');
}

/** What does not hold decides, and spares the rest; then what cannot be told. */
function allOf(parts: readonly Test[], judge: (part: Test) => Answer): Answer {
  const answers: Answer[] = [];
  for (const part of parts) {
    const answer = judge(part);
    if (answer.holds === false) return no;
    answers.push(answer);
  }
  return answers.find(({ holds }) => holds === null) ?? joined(answers);
}

function anyOf(answers: readonly Answer[]): Answer {
  const holding = answers.filter(({ holds }) => holds);
  if (holding.length > 0) return joined(holding);
  return answers.find(({ holds }) => holds === null) ?? no;
}

function joined(answers: readonly Answer[]): Answer {
  const details = answers.flatMap((answer) => (answer.holds ? [answer.detail] : []));
  return { holds: true, detail: details.filter((detail) => detail !== '').join('; ') };
}

type OfValues = Extract<Test, { readonly says: string }>;

function judgeValues(test: OfValues, app: App): Answer {
  if ('trait' in test && !app.traits) return no;
  const { values, isCut } = 'field' in test ? fieldOf(app, test.field) : traitOf(app, test.trait);
  const counting = values.filter((value) => counts(test, value));
  if (counting.length > 0) return { holds: true, detail: listed(test.says, counting) };
  if (isCut) return { holds: null, because: 'Auth0 lists more values than Strictwatch keeps' };
  if ('field' in test && test.whenAbsent !== undefined && values.length === 0) {
    return { holds: null, because: test.whenAbsent };
  }
  return no;
}

function counts({ within, notWithin, containing }: OfValues, value: string): boolean {
  if (within && !within.includes(value)) return false;
  if (notWithin?.includes(value)) return false;
  return containing === undefined || value.includes(containing);
}

interface Found {
  readonly values: readonly string[];
  /** There are more than were kept. */
  readonly isCut: boolean;
}

function traitOf(app: App, trait: TraitName): Found {
  return { values: traitsOf(app, trait), isCut: app.traits?.some(isCutMark) ?? false };
}

/** An origin that is not known counts as none given. */
function fieldOf(app: App, field: Field): Found {
  const value = field === 'origin' && app.origin === 'unknown' ? [] : (app[field] ?? []);
  if (typeof value === 'string') return { values: [value], isCut: false };
  return { values: value.filter((item) => !isCutMark(item)), isCut: value.some(isCutMark) };
}

/** What the reader puts in place of the end of a list nobody could have meant. */
export function isCutMark(value: string): boolean {
  return /^… and \d+ more \([0-9a-f]{16}\)$/.test(value);
}

const mostListed = 5;

/** Such as `callbacks: "https://*.example", "…" and 3 more`: an attacker may fill lists, and reports stay readable. */
export function listed(says: string, values: readonly string[], count = values.length): string {
  const named = values.filter((value) => value !== '').slice(0, mostListed);
  if (says === '' || named.length === 0) return says;
  const more = count > named.length ? ` and ${count - named.length} more` : '';
  return `${says}: ${named.map((value) => quoted(shortText(value))).join(', ')}${more}`;
}
