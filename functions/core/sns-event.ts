import { isDashboardLink } from './dashboard.ts';
import type { FindingEvent, FindingsEvent, PostureEvent, TestEvent } from './finding-event.ts';
import { listCommand, type AdoptionSummary, type Message, type Told } from './message.ts';
import { openCommand, type PostureSummary } from './posture/posture-summary.ts';
import type { Coverage } from './sns-attributes.ts';
import { testCommand, testWords, type TestAlert } from './test-alert.ts';

export function findingsEvent(
  message: Message,
  covers: Coverage,
  shortened: boolean,
): FindingsEvent {
  const { tenant, environment, at, told, rest, adoption } = message;
  return {
    type: 'strictwatch.findings',
    version: 1,
    tenant,
    environment,
    at,
    shortened,
    command: listCommand(message),
    covers,
    findings: told.map((one) => ({
      ...aboutOf(one),
      transition: one.transition,
      announcement: one.announcement,
      facts: one.facts,
      fix: one.fix,
    })),
    rest: rest && {
      count: rest.count,
      bySeverity: rest.bySeverity,
      resolved: rest.resolved ?? [],
      command: rest.command,
    },
    adoption: adoption && adoptionOf(adoption),
  };
}

export function postureEvent(posture: PostureSummary, shortened: boolean): PostureEvent {
  const { tenant, environment, isFleet, at, headline, lines, kept } = posture;
  return {
    type: 'strictwatch.posture',
    version: 1,
    tenant,
    environment,
    at,
    shortened,
    command: openCommand(posture),
    scope: isFleet ? 'fleet' : 'tenant',
    headline,
    lines,
    kept: kept ? { ...kept, open: kept.open ?? null } : null,
  };
}

export function testEvent(alert: TestAlert): TestEvent {
  const { tenant, environment, at, channel, routes } = alert;
  return {
    type: 'strictwatch.test',
    test: true,
    version: 1,
    tenant,
    environment,
    at,
    shortened: false,
    command: testCommand(alert),
    message: testWords,
    channel,
    routes,
  };
}

/**
 * The event as JSON text that every subscriber can be sent: SQS refuses U+FFFE and U+FFFF, which JSON leaves as
 * they are. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function eventText(event: FindingEvent): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  ).replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

function aboutOf({ key, rule, severity, subject, title, message, link, firstSeen }: Told) {
  const shown = link !== null && isDashboardLink(link) ? link : null;
  return { id: key, rule, severity, subject, title, message, link: shown, firstSeen };
}

function adoptionOf({ total, bySeverity, worst, unknown, appCount }: AdoptionSummary) {
  return {
    total,
    bySeverity,
    worst: worst.map((one) => ({ ...aboutOf(one), transition: one.transition })),
    unknown,
    appCount,
  };
}
