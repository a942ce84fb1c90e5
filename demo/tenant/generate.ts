import type { Source } from './collection.ts';
import type { AppParts } from './wire.ts';

export interface Population {
  readonly count: number;
  /** Share of apps that are third-party, 0 to 1. Default 0.1. */
  readonly thirdParty?: number;
  /** Share of the third-party apps that are permissive, 0 to 1. Default 0.2. */
  readonly permissive?: number;
}

/** Any number of apps at no memory: the nth is worked out when asked for, and always the same. */
export function generateApps({
  count,
  thirdParty = 0.1,
  permissive = 0.2,
}: Population): Source<AppParts> {
  return {
    count,
    make: (n) => {
      if (!isChosen(n, thirdParty)) return { name: `Internal app ${n}` };
      const nthThirdParty = Math.floor(n * thirdParty);
      return partner(n, isChosen(nthThirdParty, permissive));
    },
  };
}

/** Spreads a share evenly over the numbers, so that every page holds about as many. */
function isChosen(n: number, share: number): boolean {
  return Math.floor((n + 1) * share) > Math.floor(n * share);
}

function partner(n: number, permissive: boolean): AppParts {
  return {
    name: `Partner app ${n}`,
    is_first_party: false,
    third_party_security_mode: permissive ? 'permissive' : 'strict',
    app_type: 'regular_web',
    callbacks: [`https://partner-${n}.example.com/callback`],
  };
}
