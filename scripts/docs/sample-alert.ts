import type { Attributed } from '../../functions/core/attribution.ts';
import { compose } from '../../functions/core/compose.ts';
import { renderTerminal } from '../../functions/core/render-terminal.ts';
import type { AnyRule } from '../../functions/core/rule.ts';
import { app, judgedOf, sample } from '../../functions/core/sample.ts';
import { evaluate } from '../../functions/core/evaluate.ts';

const at = '2026-11-18T02:15:00.000Z';
const tenant = { id: 'acme-prod', environment: 'production', domain: 'acme-prod.eu.auth0.com' };

/** As the log entry of its creation tells; synthetic. */
const attribution: Attributed = {
  by: {
    kind: 'app',
    id: 'q3oRZ5n0cYh7sUeWm1XvJb8kTfPdL2Ga',
    name: 'deploy-pipeline',
    email: null,
    ip: '203.0.113.7',
    userAgent: 'Terraform-Provider-Auth0/1.38.0',
    tool: 'Terraform provider',
  },
  channel: 'api',
  at: '2026-11-18T02:14:00.000Z',
  logId: '90020261118021400000000000000000000000000000000000000001',
  did: 'app-created',
  how: 'api-explicit',
};

/** An alert as the terminal shows it, of a made-up app, through the code that makes every alert. */
export function sampleAlert(rules: readonly AnyRule[]): string {
  const partner = app({
    id: 'VB1xEM0zDyNqMeAlLSVWrhrsUSMVbA9m',
    name: 'partner-sync',
    securityMode: 'permissive',
  });
  const given = sample({ apps: [partner], now: at });
  const verdicts = evaluate(rules, judgedOf(given));
  const told = verdicts.flatMap((verdict) =>
    verdict.status === 'unknown'
      ? []
      : verdict.observations.map(({ subject, message, evidence }) => ({
          rule: verdict.rule,
          subject,
          life: {
            status: 'open',
            severity: 'high',
            transition: 1,
            firstSeen: at,
            since: at,
          } as const,
          words: { message, evidence: { ...evidence, attribution } },
          announcement: 'opened' as const,
          transition: 1,
        })),
  );
  const message = compose({ tenant, told, adoption: null, rules, at: new Date(at) });
  return `\`\`\`text\n${renderTerminal(message, { columns: 80, color: false }).trimEnd()}\n\`\`\``;
}
