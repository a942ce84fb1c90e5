import { forCsv } from '../escape-csv.ts';
import type { Posture, PostureFinding, Report } from '../posture/schema.ts';
import { ageDays, appName, dashboardLinkOf } from './finding-parts.ts';
import { notKnownControl, silentOf, type Silent } from './not-known.ts';

/** The last two are for people to fill in. */
export const csvColumns = [
  'tenant',
  'environment',
  'finding',
  'rule',
  'severity',
  'status',
  'subject',
  'app',
  'found',
  'since',
  'age in days',
  'how to fix',
  'dashboard',
  'decided by',
  'decided owner',
  'decided until',
  'owner',
  'due',
] as const;

type Cells = Readonly<Partial<Record<(typeof csvColumns)[number], string>>>;

/** Without it Excel reads UTF-8 as the code page of the machine, and names come out wrong. */
const byteOrderMark = '\uFEFF';

/** The action plan: a row for each finding that is not resolved, and for each tenant that says too little; as RFC 4180 has it. */
export function renderCsv(report: Report): string {
  const silent = Map.groupBy(silentOf(report), ({ what }) => what);
  const rows = [
    ...(silent.get('not-known') ?? []).map(silentCells),
    ...report.postures.flatMap((posture) =>
      posture.findings
        .filter(({ status }) => status !== 'resolved')
        .map((finding) => findingCells(posture, finding)),
    ),
    ...(silent.get('left-out') ?? []).map(silentCells),
  ];
  const lines = [csvColumns.map(forCsv), ...rows.map(fieldsOf)];
  return byteOrderMark + lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

function fieldsOf(cells: Cells): string[] {
  return csvColumns.map((column) => forCsv(cells[column] ?? ''));
}

function findingCells(posture: Posture, finding: PostureFinding): Cells {
  const { decision } = finding;
  return {
    tenant: posture.tenant.id,
    environment: posture.tenant.environment,
    finding: finding.key,
    rule: finding.rule,
    severity: finding.severity,
    status: finding.status,
    subject: finding.subject,
    app: appName(finding) ?? '',
    found: finding.message,
    since: finding.since,
    'age in days': String(ageDays(posture, finding)),
    'how to fix': stepsOf(posture.rules[finding.rule]?.fix ?? []),
    dashboard: dashboardLinkOf(finding) ?? '',
    'decided by': decision?.by ?? '',
    'decided owner': decision?.owner ?? '',
    'decided until': decision?.until ?? '',
    owner: decision?.owner ?? '',
  };
}

function stepsOf(fix: readonly string[]): string {
  if (fix.length < 2) return fix.join('');
  return fix.map((step, index) => `${index + 1}. ${step}`).join(' ');
}

/** Without it, a file with nothing of the tenant would look like a pass. */
function silentCells({ what, tenant, sentence, next }: Silent): Cells {
  return {
    tenant: tenant.id,
    environment: tenant.environment,
    rule: what === 'not-known' ? notKnownControl : '',
    status: what === 'not-known' ? 'not known' : 'left out',
    found: sentence,
    'how to fix': next ?? '',
  };
}
