import type { End, Life } from './finding.ts';
import { announce, type Telling } from './life.ts';

/** A finding that is over. What nobody was told of, or somebody decided about, ends without a message. */
export function overLife(
  telling: Telling,
  { rule, subject }: { readonly rule: string; readonly subject: string },
  life: Life,
  end: End,
): Life {
  const { because: _past, paged = [], ...rest } = life;
  const resolvedAt = telling.now.toISOString();
  const over: Life = { ...rest, status: 'resolved', resolvedAt, end };
  const wasTold = life.status === 'open' || life.status === 'acknowledged';
  const isQuiet = !wasTold || end === 'rule-off' || end === 'baseline';
  if (isQuiet) return { ...over, transition: life.transition + 1 };
  const about = { rule, subject, severity: life.severity };
  const channels = [...new Set([...telling.hearing.channelsFor(about), ...paged])].sort();
  return announce(telling, about, over, 'resolved', channels);
}
