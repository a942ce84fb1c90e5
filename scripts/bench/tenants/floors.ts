import type { Line } from '../line.ts';
import type { Case } from './cases.ts';
import { needed } from '../../cost/floor.ts';
import { pagesOf } from './found.ts';

type Floor = NonNullable<Line['floor']>;

export function callsFloor({ apps }: Pick<Case, 'apps'>): Floor {
  return {
    value: pagesOf(apps) + 1,
    because: 'the token, and a page for each 100 apps, the most Auth0 gives at once',
  };
}

export function waitFloor({ apps }: Pick<Case, 'apps'>, latencyMs: number): Floor {
  return {
    value: callsFloor({ apps }).value * latencyMs,
    because: `${latencyMs} ms for the token and for each page, which only the page before it names`,
  };
}

export function readFloor({ known }: Pick<Case, 'known'>): Floor {
  return {
    value: Math.ceil((known * needed.bytesAnApp) / needed.readBytes) * needed.readUnits,
    because: `${needed.bytesAnApp} bytes of a hash of each app, to say which changed, at the half price of reads that may miss the last write`,
  };
}

export function writeFloor({ changed, run, isTelling }: Case): Floor {
  const channels = isTelling ? Object.keys(run.messages).length : 0;
  return {
    value: 3 + changed + channels,
    because: [
      'the lease taken, a record left, the lease given back, each a write',
      ...(changed > 0
        ? [
            'an item of its own for each app that is new or changed, so that its history can be read alone',
          ]
        : []),
      ...(channels > 0 ? ['what is owed struck off after each channel'] : []),
    ].join('; '),
  };
}
