import type { Decision } from '../decision.ts';
import type { Life } from '../finding.ts';

/** What a suppression hid stays hidden by another, if there is one; else a run opens it, which is noted. */
export function expiredLife(life: Life, at: string, cover: Decision | null): Life {
  const { status, decision } = life;
  const isOver = decision?.until !== undefined && decision.until <= at;
  return status === 'suppressed' && isOver && cover ? hiddenLife(life, cover) : life;
}

/** Shown again, unless another suppression hides it. */
export function shownLife(life: Life, at: string, cover: Decision | null): Life {
  if (cover) return hiddenLife(life, cover);
  return { ...openLife(bare(life)), since: at, transition: life.transition + 1 };
}

export function hiddenLife(life: Life, decision: Decision | null): Life {
  return { ...bare(life), status: 'suppressed', ...(decision && { decision }) };
}

export function openLife(life: Life): Life {
  return { ...undecided(life), status: 'open' };
}

export function undecided({ decision: _over, ...life }: Life): Life {
  return life;
}

/** Without what is of a moment only: debts, reminders, reasons, and how it ended. */
export function bare({
  status,
  severity,
  transition,
  firstSeen,
  since,
  stage,
  decision,
}: Life): Life {
  return {
    status,
    severity,
    transition,
    firstSeen,
    since,
    ...(stage !== undefined && { stage }),
    ...(decision && { decision }),
  };
}
