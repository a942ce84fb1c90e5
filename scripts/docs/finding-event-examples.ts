import type { Attribution } from '../../functions/core/attribution.ts';
import { compose, summarizeAdoption, type ToTell } from '../../functions/core/compose.ts';
import { evaluate } from '../../functions/core/evaluate.ts';
import { announcements, type Announcement, type Life } from '../../functions/core/finding.ts';
import type { Message } from '../../functions/core/message.ts';
import type { PostureSummary } from '../../functions/core/posture/posture-summary.ts';
import {
  renderSns,
  renderSnsPosture,
  renderSnsTest,
  type SnsPublish,
} from '../../functions/core/render-sns.ts';
import { app, sample, judgedOf } from '../../functions/core/sample.ts';
import type { TestAlert } from '../../functions/core/test-alert.ts';
import { rules } from '../../functions/rules/index.ts';

const at = new Date('2026-11-23T09:00:00.000Z');
const began = '2026-11-20T08:00:00.000Z';
const tenant = { id: 'acme-prod', environment: 'production', domain: 'acme-prod.eu.auth0.com' };

/** Who created the apps, as the logs tell. */
const attribution: Attribution = {
  by: {
    kind: 'app',
    id: 'SyntheticPipeline',
    name: 'partner-sync',
    email: null,
    ip: '203.0.113.7',
    userAgent: 'Terraform/1.9.8',
    tool: 'Terraform provider',
  },
  channel: 'api',
  at: '2026-11-20T07:14:00.000Z',
  logId: '90020261120071400123456789',
  did: 'app-created',
  how: 'api-default',
};

/** One message of each kind; synthetic, through the code that makes every message. */
export const exampleMessages: readonly Message[] = [
  ...announcements.map((announcement) => alert(found(1), announcement)),
  compose({ tenant, told: [], adoption: adopted(), rules, at }),
  alert(found(12), 'opened'),
];

export const examplePosture: PostureSummary = {
  tenant: tenant.id,
  environment: tenant.environment,
  stack: 'strictwatch',
  at: at.toISOString(),
  headline: '1 finding is open, it is high.',
  lines: [
    'Last read whole 20 minutes before, at 2026-11-23 08:40 UTC: 42 apps, 9 of them third-party.',
    'Open: 1 high.',
    'Since 2026-11-16 09:00 UTC, the last report: 1 opened.',
  ],
  kept: {
    uri: 's3://synthetic-reports/tenants/acme-prod/2026/2026-11-23T090000Z/report.html',
    link: 'https://eu-west-1.console.aws.amazon.com/s3/object/synthetic-reports?region=eu-west-1&prefix=tenants/acme-prod/2026/2026-11-23T090000Z/report.html',
    until: '2027-12-29T00:00:00.000Z',
  },
};

export const exampleTest: TestAlert = {
  tenant: tenant.id,
  environment: tenant.environment,
  stack: 'strictwatch',
  at: at.toISOString(),
  channel: 'sns',
  routes: ['findings from low up'],
};

/** The events as subscribers receive them. */
export function exampleEvents(): unknown[] {
  return [
    ...exampleMessages.map(renderSns),
    renderSnsPosture(examplePosture),
    renderSnsTest(exampleTest),
  ].map(eventOf);
}

/** The event in what is published. */
export function eventOf({ message }: Pick<SnsPublish, 'message'>): unknown {
  const texts = JSON.parse(message) as { sqs: string };
  return JSON.parse(texts.sqs);
}

type Found = Pick<ToTell, 'rule' | 'subject' | 'words'>;

/** What the rule finds of so many permissive apps. */
function found(count: number): Found[] {
  const apps = Array.from({ length: count }, (_, i) =>
    app({ id: `Synthetic${i + 1}`, name: `Partner ${i + 1}`, securityMode: 'permissive' }),
  );
  const given = sample({ apps, now: at.toISOString() });
  const asked = rules.filter(({ id }) => id === 'app-permissive');
  return evaluate(asked, judgedOf(given)).flatMap((verdict) =>
    verdict.status === 'unknown'
      ? []
      : verdict.observations.map(({ subject, message, evidence }) => ({
          rule: verdict.rule,
          subject,
          words: { message, evidence: { ...evidence, attribution } },
        })),
  );
}

function alert(findings: readonly Found[], announcement: Announcement): Message {
  const transition = announcements.indexOf(announcement) + 1;
  const told = findings.map((one) => ({
    ...one,
    life: life({ announcement, transition }),
    announcement,
    transition,
  }));
  return compose({ tenant, told, adoption: null, rules, at });
}

function adopted() {
  const findings = found(3).map((one) => ({
    ...one,
    life: { ...life(), status: 'inherited' as const, transition: 0 },
  }));
  const unknown = [{ rule: 'pipeline-blocks-strict', reason: 'missing scope read:rules' }];
  const words = ({ words }: (typeof findings)[number]) => words;
  return summarizeAdoption({ tenant, findings, words, unknown, appCount: 42, rules, at });
}

function life({
  announcement = 'opened',
  transition = 1,
}: { announcement?: Announcement; transition?: number } = {}): Life {
  const isOver = announcement === 'resolved';
  const since = announcement === 'opened' ? at.toISOString() : began;
  return {
    status: isOver ? 'resolved' : 'open',
    severity: 'high',
    transition,
    firstSeen: since,
    since,
    ...(isOver && { resolvedAt: at.toISOString() }),
  };
}
