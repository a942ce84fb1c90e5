import type { TraitName } from '../app-traits.ts';
import type { RequirementView } from './schema.ts';

/** A part of an app, as `snapshot.ts` names it. */
export type Field = 'grantTypes' | 'appType' | 'authMethod' | 'callbacks' | 'origins' | 'origin';

/** What of a whole tenant strict apps mind. */
export type TenantFact = 'classic-login' | 'active-rules' | 'active-hooks' | 'no-domain-connection';

/** What of an app's access strict apps do not get by themselves, or not at all. */
export type AccessFact = 'implicit-api' | 'system-api' | 'implicit-system-api';

/** Which of several values count; all of them where nothing is said. */
interface Values {
  readonly within?: readonly string[];
  readonly notWithin?: readonly string[];
  /** Counts a value this text is part of. */
  readonly containing?: string;
}

/** Something to look at, as data; it holds, or it does not, or it cannot be told. See `judge-test.ts`. */
export type Test =
  | (Values & {
      readonly field: Field;
      /** What the values that count are, for people; empty where they go without saying. */
      readonly says: string;
      /** Why it cannot be told where Auth0 gave no value; without it, it does not hold then. */
      readonly whenAbsent?: string;
    })
  | (Values & { readonly trait: TraitName; readonly says: string })
  | { readonly tenant: TenantFact }
  | { readonly access: AccessFact }
  | { readonly signsIn: 'users' }
  | { readonly all: readonly Test[] }
  | { readonly any: readonly Test[] };

/** One that an app does not meet where the test holds. */
interface Shown extends RequirementView {
  readonly kind: 'block' | 'change';
  readonly test: Test;
}

/** A question, put where the test holds and where it cannot be told; without a test, always. */
interface Asked extends RequirementView {
  readonly kind: 'ask';
  readonly test?: Test;
  /** What suggests the answer, where it holds. */
  readonly hint?: Test;
}

export type Requirement = Shown | Asked;

export type Answer =
  | { readonly holds: true; readonly detail: string }
  | { readonly holds: false }
  | { readonly holds: null; readonly because: string };
