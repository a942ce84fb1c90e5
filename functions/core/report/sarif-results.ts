import { visible } from '../escape.ts';
import { hashOf } from '../hash.ts';
import type { Posture, PostureFinding } from '../posture/schema.ts';
import {
  changedKeys,
  dashboardLinkOf,
  isNew,
  lastSeen,
  subjectKind,
  subjectName,
} from './finding-parts.ts';
import { decisionWords } from './decision-words.ts';
import type { Rules } from './sarif-driver.ts';
import { levels, mostResults } from './sarif-terms.ts';
import { sarifText } from './sarif-text.ts';

/** In the order of the posture, worst first. */
export function resultsOf(posture: Posture, rules: Rules) {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const changed = changedKeys(posture);
  return posture.findings.slice(0, mostResults).map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: indexes.get(finding.rule),
    level: levels[finding.severity],
    message: { text: sarifText(finding.message) },
    locations: [locationOf(posture, finding)],
    partialFingerprints: fingerprintsOf(finding),
    baselineState: baselineState(posture, finding, changed),
    suppressions: suppressionsOf(finding),
    provenance: provenanceOf(posture, finding),
    properties: propertiesOf(finding),
  }));
}

/** Against the last report, or the moment from which the report counts. */
function baselineState(posture: Posture, finding: PostureFinding, changed: ReadonlySet<string>) {
  if (finding.status === 'resolved') return 'absent';
  if (isNew(posture, finding)) return 'new';
  return changed.has(finding.key) ? 'updated' : 'unchanged';
}

const folders = { app: 'apps', api: 'apis', caller: 'users', part: 'parts' } as const;

/** No file is at fault, so the address is made up; it stays the same, and so alerts keep their identity. */
function locationOf({ tenant }: Posture, finding: PostureFinding) {
  const { subject } = finding;
  const kind = subjectKind(finding);
  return {
    physicalLocation: {
      artifactLocation: {
        uri: `auth0://${segment(tenant.id)}/${folders[kind]}/${segment(subject)}`,
      },
      region: { startLine: 1 },
    },
    logicalLocations: [
      {
        name: subjectName(finding),
        fullyQualifiedName: `${tenant.id}/${folders[kind]}/${subject}`,
        kind: 'resource',
      },
    ],
  };
}

/** A part of a path; readers walk up the path at one or two dots, and drop what is empty. */
function segment(text: string): string {
  const part = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return /^\.{0,2}$/.test(part) ? `-${part}` : part;
}

/** GitHub knows the second only, and takes it together with rule and location. */
function fingerprintsOf({ key }: PostureFinding) {
  const halves = [key, `/${key}`].map((text) => (hashOf(text) >>> 0).toString(16).padStart(8, '0'));
  return { 'strictwatchFinding/v1': key, primaryLocationLineHash: `${halves.join('')}:1` };
}

/** Empty where it is not suppressed: absent would say that nobody knows. */
function suppressionsOf(finding: PostureFinding) {
  const { status, decision } = finding;
  if (status !== 'accepted' && status !== 'suppressed') return [];
  const { by, at, owner, until } = decision ?? {};
  return [
    {
      kind: 'external',
      status: 'accepted',
      justification: visible(
        decision?.reason ?? decisionWords(finding) ?? 'No reason is on record.',
      ),
      properties: { decision: status, by, at, owner, until },
    },
  ];
}

function provenanceOf(posture: Posture, finding: PostureFinding) {
  const last = lastSeen(posture, finding);
  return {
    firstDetectionTimeUtc: finding.firstSeen,
    lastDetectionTimeUtc: last === null ? undefined : new Date(last).toISOString(),
  };
}

function propertiesOf(finding: PostureFinding) {
  const { severity, status, subject, transition, since, stage, because, end } = finding;
  const { evidence, resolvedAt, decision } = finding;
  const life = { severity, status, subject, transition, since, stage, because, end, resolvedAt };
  return {
    ...life,
    decision: status === 'acknowledged' ? decision : undefined,
    dashboard: dashboardLinkOf(finding) ?? undefined,
    evidence,
  };
}
