import { keepInFull } from './counted.ts';
import { type Message, type Told } from './message.ts';
import type { PostureSummary } from './posture/posture-summary.ts';
import { attributesOf, coverageOf, type Coverage, type SnsAttributes } from './sns-attributes.ts';
import { eventText, findingsEvent, postureEvent, testEvent } from './sns-event.ts';
import { rooms, shorten, shortenPosture, tightest } from './sns-shorten.ts';
import { postureSubject, subjectOf, testSubject } from './sns-subject.ts';
import { postureText, testText, textOf } from './sns-text.ts';
import type { TestAlert } from './test-alert.ts';

/** One publish to the topic. */
export interface SnsPublish {
  readonly subject: string;
  /** JSON, for `MessageStructure: json`: text for people, the event for programs. */
  readonly message: string;
  readonly attributes: SnsAttributes;
}

/** What SNS takes in one publish, unless the topic was told to take more. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const maxPublishBytes = 262_144;

/** Programs, by the protocol they subscribe with. */
export const eventProtocols = ['sqs', 'lambda', 'http', 'https', 'firehose', 'email-json'] as const;

interface Wrapping {
  readonly subject: string;
  readonly covers: Coverage;
  readonly isWhole: boolean;
}

/** Renders within SNS's limits: texts are cut first, then findings are counted instead of shown; none is dropped. */
export function renderSns(message: Message): SnsPublish {
  const about = { subject: subjectOf(message), covers: coverageOf(message) };
  for (const room of rooms) {
    const isWhole = room === rooms[0];
    const publish = publishOf(shorten(message, room), { ...about, isWhole });
    if (fits(publish)) return publish;
  }
  return renderTightest(message, { ...about, isWhole: false });
}

/** Renders a posture, its lines cut or left out from the end where they do not fit. */
export function renderSnsPosture(posture: PostureSummary): SnsPublish {
  const subject = postureSubject(posture);
  const full = posturePublishOf(posture, subject, true);
  return fits(full) ? full : posturePublishOf(shortenPosture(posture), subject, false);
}

/** Renders a test alert, which is short whatever it names. */
export function renderSnsTest(alert: TestAlert): SnsPublish {
  const { tenant, environment } = alert;
  const subject = testSubject(alert);
  return {
    subject,
    message: messageOf(testText(alert), eventText(testEvent(alert)), subject),
    attributes: attributesOf({ tenant, environment, kind: 'test', covers: null, told: [] }),
  };
}

/** Bytes SNS counts, and those of the subject to be on the safe side. */
export function publishBytes({ subject, message, attributes }: SnsPublish): number {
  let bytes = bytesOf(subject) + bytesOf(message);
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    bytes += bytesOf(name) + bytesOf(DataType) + bytesOf(StringValue);
  }
  return bytes;
}

/** As many findings as fit, worst first; one too large for the room that is left does not keep the others out. */
function renderTightest(message: Message, wrapping: Wrapping): SnsPublish {
  const short = shorten(message, tightest);
  let kept: readonly Told[] = [];
  let best = publishOf(keepInFull(short, kept), wrapping);
  for (const told of short.told) {
    const more = publishOf(keepInFull(short, [...kept, told]), wrapping);
    if (!fits(more)) continue;
    kept = [...kept, told];
    best = more;
  }
  return best;
}

function publishOf(message: Message, { subject, covers, isWhole }: Wrapping): SnsPublish {
  const { tenant, environment, adoption } = message;
  const told = [...message.told, ...(adoption?.worst ?? [])];
  const event = eventText(findingsEvent(message, covers, !isWhole));
  return {
    subject,
    message: messageOf(textOf(message, isWhole), event, subject),
    attributes: attributesOf({ tenant, environment, kind: 'findings', covers, told }),
  };
}

function posturePublishOf(posture: PostureSummary, subject: string, isWhole: boolean): SnsPublish {
  const event = eventText(postureEvent(posture, !isWhole));
  return {
    subject,
    message: messageOf(postureText(posture, isWhole), event, subject),
    attributes: attributesOf({ ...audienceOf(posture), covers: null, told: [] }),
  };
}

/** A tenant may be called as the fleet is, so the fleet has no tenant to filter by. */
function audienceOf({ tenant, environment, isFleet }: PostureSummary) {
  if (isFleet) return { tenant: null, environment: null, kind: 'fleet' } as const;
  return { tenant, environment, kind: 'posture' } as const;
}

function messageOf(text: string, event: string, subject: string): string {
  // SNS refuses a text message above 1,600 characters and splits one above 140.
  const people = JSON.stringify({ default: text, email: text, sms: subject });
  // Quoted once for all of them, since an event may be large.
  const quoted = JSON.stringify(event);
  const programs = eventProtocols.map((protocol) => `"${protocol}":${quoted}`);
  return `${people.slice(0, -1)},${programs.join(',')}}`;
}

function fits(publish: SnsPublish): boolean {
  // No character takes less than a byte, and counting the bytes of a huge text takes time.
  return publish.message.length <= maxPublishBytes && publishBytes(publish) <= maxPublishBytes;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
