import { expect } from 'vitest';
import type { Announcement } from '../../functions/core/finding.ts';
import { suppressionHistory, type HistoryEvent } from '../../functions/core/history.ts';
import { rowKey } from '../../functions/core/ports.ts';
import {
  acceptedAs,
  acknowledged,
  hiddenBy,
  judged,
  modelOf,
  shownBy,
  silenced,
  suppressedFor,
  takenBack,
  unsuppressed,
  type Deed,
  type Expected,
  type ModelSuppression,
  type Moment,
} from './lifecycle-model.ts';
import { day, testRule } from './lifecycle-samples.ts';
import type { Line, Outcome } from './lifecycle-shell.ts';
import {
  act,
  subjects,
  type Place,
  type Step,
  type Subject,
  type TenantId,
  type World,
} from './lifecycle-world.ts';

/** What is to be true of one tenant. */
interface Book {
  readonly lives: Map<string, Expected>;
  made: readonly ModelSuppression[];
  file: readonly ModelSuppression[];
  isAdopted: boolean;
  /** What was to be said, by its key. */
  readonly said: Map<string, Line>;
  /** Lines that channels accepted, and how often. */
  readonly heard: Map<string, number>;
  /** Lines that a crash kept from being struck off, and how often. */
  readonly mayRepeat: Map<string, number>;
  /** By subject and transition: what it is of. */
  readonly kinds: Map<string, Announcement>;
}

export type Model = Readonly<Record<TenantId, Book>>;

export function newModel(): Model {
  return { a: newBook(), b: newBook() };
}

function newBook(): Book {
  return {
    lives: new Map(),
    made: [],
    file: [],
    isAdopted: false,
    said: new Map(),
    heard: new Map(),
    mayRepeat: new Map(),
    kinds: new Map(),
  };
}

/** What the histories came by, so that a test that sees nothing is seen. */
export const met = new Set<string>();

/** What is to become of findings by a step, as far as it comes to be stored. */
type Plan = ReadonlyMap<string, Expected>;

interface Intent {
  /** Null where it is to be refused, or is no job. */
  readonly plan: ((made: string) => Plan) | null;
  /** What is true once the head is stored. */
  readonly head?: (made: string) => void;
  readonly deed?: HistoryEvent['what'];
}

/** Lets a step happen in both, and holds one against the other. */
export function perform(step: Step, model: Model, world: World): void {
  if (step.do === 'wait') {
    act(world, step);
    return;
  }
  const book = model[step.in];
  const place = world.places[step.in];
  const intent = intentOf(step, book, place, world.now + 1);
  const outcome = act(world, step);
  demand('it is refused where it is to be', (outcome === null) === (intent.plan === null));
  if (outcome && intent.plan) follow(book, place, intent, outcome);
  if (!outcome && step.do === 'decide') met.add('refused');
  followFile(book, place, step);
  for (const id of ['a', 'b'] as const) compare(model[id], world.places[id]);
}

function intentOf(step: Step, book: Book, place: Place, now: number): Intent {
  switch (step.do) {
    case 'run':
      return intentOfRun(step, book, place, now);
    case 'decide': {
      const plan = planOf(deedOf(step, place), book, momentOf(book, now), [step.of]);
      return plan.size === 0 ? { plan: null } : { plan: () => plan, deed: deedNames[step.what] };
    }
    case 'hide': {
      const madeAs = (id: string) => spanOf(id, step, now);
      return {
        plan: (id) => planOf(hiddenBy(madeAs(id)), book, momentOf(book, now)),
        head: (id) => (book.made = [...book.made, madeAs(id)]),
      };
    }
    case 'lift': {
      const lifted = book.made[step.nth % book.made.length];
      if (!lifted || lifted.ended || now >= lifted.until) return { plan: null };
      const made = book.made.map((one) => (one === lifted ? { ...one, ended: true } : one));
      return {
        plan: () => planOf(shownBy(lifted.id), book, momentOf({ ...book, made }, now)),
        head: () => (book.made = made),
      };
    }
    default:
      return { plan: null };
  }
}

function intentOfRun(
  { judges }: Extract<Step, { do: 'run' }>,
  book: Book,
  { cases }: Place,
  now: number,
): Intent {
  if (judges === 'nothing') return { plan: () => new Map() };
  const plan = new Map<string, Expected>();
  for (const subject of subjects) {
    if (typeof judges === 'object' && judges.allBut === subject) continue;
    const before = book.lives.get(subject);
    const found = cases.get(subject) ?? null;
    const after =
      judges === 'off'
        ? before && silenced(before)
        : judged(before, found, momentOf(book, now), subject);
    if (after) plan.set(subject, after);
  }
  return { plan: () => plan, head: () => (book.isAdopted = judges !== 'off') };
}

function momentOf({ made, file, isAdopted }: Book, now: number): Moment {
  return { now, suppressions: [...made, ...file], isAdopted };
}

function planOf(
  deed: Deed,
  { lives }: Book,
  moment: Moment,
  of: readonly Subject[] = subjects,
): Plan {
  const plan = new Map<string, Expected>();
  for (const subject of of) {
    const before = lives.get(subject);
    const after = before && deed(before, moment, subject);
    if (after) plan.set(subject, after);
  }
  return plan;
}

const deedNames = {
  acknowledge: 'acknowledged',
  accept: 'accepted',
  suppress: 'suppressed',
  unsuppress: 'unsuppressed',
  reopen: 'taken-back',
} as const;

function deedOf({ what, days, of }: Extract<Step, { do: 'decide' }>, { stored }: Place): Deed {
  const { names } = stored.words.get(rowKey(testRule.id, of))?.evidence ?? {};
  const deeds = {
    acknowledge: acknowledged,
    accept: acceptedAs(Array.isArray(names) ? names.map(String) : []),
    suppress: suppressedFor(days * day),
    unsuppress: unsuppressed,
    reopen: takenBack,
  };
  return deeds[what];
}

function spanOf(
  id: string,
  { pattern, days }: { readonly pattern: string; readonly days: number },
  now: number,
): ModelSuppression {
  return { id, pattern, from: now, until: now + days * day, ended: false };
}

function followFile(book: Book, { file }: Place, step: Step): void {
  const ids = new Set(file.map(({ id }) => id));
  book.file = book.file.map((one) => (ids.has(one.id) ? one : { ...one, ended: true }));
  const added = file.at(-1);
  if (step.do === 'file' && added)
    book.file = [...book.file, spanOf(added.id, step, Date.parse(added.at))];
}

/** Goes through what was written and sent, in order, and believes of the plan what came to be stored. */
function follow(book: Book, place: Place, intent: Intent, { trace, crashed, made }: Outcome): void {
  const plan = intent.plan?.(made ?? '') ?? new Map<string, Expected>();
  const begun = (subject: string) => begin(book, place, subject, plan.get(subject));
  if (crashed) met.add('crashed');
  else for (const subject of plan.keys()) begun(subject);
  const open = new Map<string, readonly Line[]>();
  for (const what of trace) {
    if (what.did === 'head') intent.head?.(made ?? '');
    if (what.did === 'stored' && crashed) begun(what.subject);
    if (what.did === 'sent') {
      for (const line of what.lines) hear(book, line);
      for (const [of, lines] of Map.groupBy(
        what.lines,
        (line) => `${line.channel} ${line.subject}`,
      ))
        open.set(of, lines);
    }
    if (what.did !== 'settled') continue;
    open.delete(`${what.channel} ${what.subject}`);
    strikeOff(book, what);
  }
  demand('what was accepted is struck off unless the job died', open.size === 0 || crashed);
  for (const line of [...open.values()].flat()) add(book.mayRepeat, keyOf(line));
  const isStored = trace.some(({ did }) => did === 'stored');
  const deeds = place.stored.history.map(({ what }) => what);
  demand(
    'who decided what is stored first',
    !intent.deed || !isStored || deeds.includes(intent.deed),
  );
}

const inHistory: readonly Announcement[] = [
  'escalated',
  'reopened',
  'suppression-ended',
  'suppression-ending',
  'unacknowledged',
];

/** A finding is from now on what was planned, and what is to be said of it by that is owed. */
function begin(book: Book, place: Place, subject: string, after: Expected | undefined): void {
  demand(`${subject} changes only where it is to`, after !== undefined);
  if (!after) return;
  const before = book.lives.get(subject);
  book.lives.set(subject, after);
  met.add(after.status);
  demand('transitions count up', after.transition >= (before?.transition ?? 0));
  const known = new Set(before?.debts);
  for (const debt of after.debts) {
    if (known.has(debt)) continue;
    const { kind, transition } = debt;
    book.said.set(keyOf({ ...debt, subject }), { ...debt, subject });
    const number = `${subject} ${transition}`;
    demand('a transition is of one kind', (book.kinds.get(number) ?? kind) === kind);
    book.kinds.set(number, kind);
    const names = kind === 'suppression-ended' ? [kind, 'unsuppressed'] : [kind];
    const since = place.stored.rows.get(rowKey(testRule.id, subject))?.life.since;
    const isNoted = place.stored.history.some((event) =>
      event.rule === suppressionHistory
        ? kind === 'suppression-ended' && event.what === 'unsuppressed' && event.at === since
        : event.subject === subject &&
          event.transition === transition &&
          names.includes(event.what),
    );
    demand(`${kind} is in the history`, isNoted || !inHistory.includes(kind));
  }
}

const pressing: readonly Announcement[] = ['reminded', 'unacknowledged'];

function hear(book: Book, line: Line): void {
  const key = keyOf(line);
  const times = add(book.heard, key);
  met.add(line.kind);
  if (times > 1) met.add('repeated');
  demand(`${key} is to be said`, book.said.has(key));
  demand(`${key} is repeated only after a crash`, times <= 1 + (book.mayRepeat.get(key) ?? 0));
  const status = book.lives.get(line.subject)?.status ?? 'resolved';
  const isFair = !pressing.includes(line.kind) || status === 'open' || status === 'resolved';
  demand(`${line.kind} is not said of what is ${status}`, isFair);
}

function strikeOff(
  { lives }: Book,
  { channel, subject }: { readonly channel: string; readonly subject: string },
): void {
  const life = lives.get(subject);
  if (life) lives.set(subject, { ...life, debts: life.debts.filter((d) => d.channel !== channel) });
}

/** Each finding is stored as it is to be, and what was to be said was heard or is owed. */
function compare({ lives, said, heard }: Book, { stored }: Place): void {
  for (const subject of subjects) {
    const row = stored.rows.get(rowKey(testRule.id, subject));
    const life = lives.get(subject);
    expect(row && comparable(modelOf(row.life)), subject).toEqual(life && comparable(life));
  }
  for (const [key, line] of said) {
    const debts = lives.get(line.subject)?.debts ?? [];
    const isOwed = debts.some((debt) => keyOf({ ...debt, subject: line.subject }) === key);
    // Nobody is pressed any more about what somebody decided.
    const mayBeDropped = pressing.includes(line.kind);
    demand(`${key} was heard or is owed`, isOwed || heard.has(key) || mayBeDropped);
  }
}

/** Without what says nothing once it is over, and with debts in one order. */
function comparable({ called, reminders, debts, ...life }: Omit<Expected, 'accepted'>) {
  const { status, severity, stage, transition, firstSeen, since, hidden } = life;
  const running = status === 'resolved' ? {} : { called: called.toSorted(), reminders };
  const owed = debts.map(({ channel, kind, transition: of }) => `${channel} ${kind} ${of}`).sort();
  return { status, severity, stage, transition, firstSeen, since, hidden, ...running, owed };
}

function keyOf({ channel, subject, kind, transition }: Line): string {
  return `${channel} ${subject} ${kind} ${transition}`;
}

function add(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function demand(what: string, holds: boolean): void {
  if (!holds) throw new Error(`It is to be so: ${what}.`);
}
