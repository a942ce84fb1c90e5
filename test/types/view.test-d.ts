import { defineRule } from '../../functions/core/rule.ts';

/** Checked by `npm run types`: it fails when one of these lines compiles. */
const words = {
  id: 'type-test',
  title: 'Not a rule',
  severity: 'low',
  docs: { why: '', fix: [], see: [] },
  controls: [],
} as const;

export const readsWhatItNeeds = defineRule({
  ...words,
  needs: ['apps', 'grants'],
  check({ apps, grants, baseline, appBases, coverage, intent, now }) {
    void [apps, grants, baseline, appBases, coverage, intent, now];
    return [];
  },
});

export const readsMore = defineRule({
  ...words,
  needs: ['apps'],
  // @ts-expect-error `settings` is not among the needs
  check({ apps, settings }) {
    void [apps, settings];
    return [];
  },
});

export const readsMoreThroughTheView = defineRule({
  ...words,
  needs: ['apps', 'settings'],
  check(view) {
    // @ts-expect-error `grants` is not among the needs
    void view.grants;
    return [];
  },
});

export const needsNothing = defineRule<never>({
  ...words,
  needs: [],
  check(view) {
    // @ts-expect-error a rule that needs nothing reads nothing
    void view.apps;
    return [];
  },
});

export const needsWhatIsNoSection = defineRule({
  ...words,
  // @ts-expect-error there is no such section
  needs: ['users'],
  check: () => [],
});
