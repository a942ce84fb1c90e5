import type { FindingRow, Head, Session } from '../core/ports.ts';
import type { DecideScene } from './decide.ts';
import { tell, toldNobody, type Told } from './tell.ts';
import { wordBook } from './word-book.ts';

/** Only what was decided now is told; what else is owed is left to the next run. */
export async function tellDecided(
  { session, ports, request }: Pick<DecideScene, 'session' | 'ports' | 'request'>,
  head: Head,
  before: ReadonlyMap<string, FindingRow>,
  rows: ReadonlyMap<string, FindingRow>,
): Promise<Told> {
  const opened = new Map([...rows].filter(([, { life }]) => life.status === 'open' && life.owed));
  if (opened.size === 0) return toldNobody;
  const { tenant, rules, now } = request;
  const { channels, timeLeft } = ports;
  const settle: Session['settle'] = (paid, rewritten) => session.settle(paid, rewritten);
  const known = new Map([...before].filter(([key]) => opened.has(key)));
  const traced = new Set([...opened.values()].map(({ rule }) => rule));
  const observed = wordlessOf(opened);
  const book = await wordBook(session, known, { observed, findingRows: opened, traced });
  return tell(
    { tenant, rules, channels, now },
    { head, book, adoption: null },
    { settle, timeLeft, retryNow: true },
  );
}

/** Of thousands of findings only those that a message shows are read for their words. */
function wordlessOf(rows: ReadonlyMap<string, FindingRow>) {
  const byRule = Map.groupBy(rows.values(), ({ rule }) => rule);
  return new Map(
    [...byRule].map(([rule, of]) => [
      rule,
      new Map(of.map(({ subject }) => [subject, { subject, message: '', evidence: {} }])),
    ]),
  );
}
