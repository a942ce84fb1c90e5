import { forMail } from './escape.ts';
import { listCommand, type AdoptionSummary, type Message, type Told } from './message.ts';
import { openCommand, type PostureSummary } from './posture/posture-summary.ts';
import { renderPosture } from './render-posture.ts';
import { renderTerminal } from './render-terminal.ts';
import { renderTest } from './render-test.ts';
import { cut } from './sns-shorten.ts';
import { testCommand, type TestAlert } from './test-alert.ts';

/** Some mail programs break lines at 78 columns. */
const columns = 76;

/** More than the renderers show of any text, so that a huge one costs no time. */
const longestShown = 2000;

/** The message as plain text, for people. */
export function textOf(message: Message, isWhole: boolean): string {
  const text = renderTerminal(forReading(message), { columns, color: false });
  return isWhole ? text : `${text}\n${pointer(listCommand(message))}`;
}

export function postureText(posture: PostureSummary, isWhole: boolean): string {
  const { tenant, environment, headline, lines } = posture;
  // Where it is kept stays as it is: the address is ours, and meant to be opened.
  const words = {
    ...posture,
    tenant: readable(tenant),
    environment: readable(environment),
    headline: readable(headline),
    lines: lines.map(readable),
  };
  const text = renderPosture(words, { columns });
  return isWhole ? text : `${text}\n${pointer(openCommand(posture))}`;
}

export function testText(alert: TestAlert): string {
  const words = {
    ...alert,
    tenant: readable(alert.tenant),
    environment: readable(alert.environment),
    channel: readable(alert.channel),
    routes: alert.routes.map(readable),
  };
  return `${renderTest(words, { columns })}\nSent by: ${readable(testCommand(alert))}\n`;
}

function pointer(command: string): string {
  return `Shortened to fit Amazon SNS. In full: ${readable(command)}\n`;
}

/**
 * The message without any address that a mail program would make a link of. What to do is left as it is: those
 * are our own words, and hold commands to copy.
 */
function forReading(message: Message): Message {
  const { tenant, environment, told, rest, adoption } = message;
  return {
    ...message,
    tenant: readable(tenant),
    environment: readable(environment),
    told: told.map(toldForReading),
    rest: rest && { ...rest, command: readable(rest.command) },
    adoption: adoption && adoptionForReading(adoption),
  };
}

function adoptionForReading(adoption: AdoptionSummary): AdoptionSummary {
  return {
    ...adoption,
    worst: adoption.worst.map(toldForReading),
    unknown: adoption.unknown.map(({ rule, reason }) => ({
      rule: readable(rule),
      reason: readable(reason),
    })),
  };
}

function toldForReading(told: Told): Told {
  return {
    ...told,
    key: readable(told.key),
    rule: readable(told.rule),
    title: readable(told.title),
    message: readable(told.message),
    facts: told.facts.map(({ name, value }) => ({ name: readable(name), value: readable(value) })),
    fix: told.fix.map((step) => cut(step, longestShown)),
  };
}

function readable(text: string): string {
  return forMail(cut(text, longestShown));
}
