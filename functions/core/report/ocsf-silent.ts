import { visible } from '../escape.ts';
import { notKnownControl, type Silent } from './not-known.ts';
import { classOf, ocsfVersion, product } from './ocsf-class.ts';

const titles = {
  'not-known': 'Nobody can say how the tenant stands',
  'left-out': 'The findings of the tenant are not in this file',
} as const satisfies Record<Silent['what'], string>;

/**
 * A tenant of which events of findings say too little, as a Compliance Finding of its own: never a pass.
 * @param at ISO 8601, the moment of the report
 */
export function ocsfSilentEvent({ what, tenant, verdict, sentence, next }: Silent, at: string) {
  const uid = `${tenant.id}/report/${what}`;
  const isUnknown = what === 'not-known';
  return {
    ...classOf('update'),
    time: Date.parse(at),
    severity_id: isUnknown ? 4 : 1,
    severity: isUnknown ? 'High' : 'Informational',
    status_id: 1,
    status: 'New',
    status_code: what,
    message: visible(sentence),
    metadata: {
      version: ocsfVersion,
      product,
      uid: `${uid}/${at}`,
      tenant_uid: tenant.id,
      event_code: notKnownControl,
      labels: [`environment:${visible(tenant.environment)}`],
    },
    finding_info: {
      uid,
      title: titles[what],
      desc: visible(sentence),
      types: [what],
      analytic: { type_id: 1, type: 'Rule', uid: notKnownControl, name: titles[what] },
    },
    compliance: {
      control: notKnownControl,
      desc: titles[what],
      status_id: 2,
      status: 'Warning',
      status_code: verdict.state,
      status_details: [visible(sentence)],
    },
    resources: [
      {
        uid: tenant.id,
        name: tenant.id,
        type: 'Auth0 tenant',
        namespace: tenant.domain ?? tenant.id,
        role_id: 3,
        role: 'Affected',
      },
    ],
    remediation: next === null ? undefined : { desc: next },
    unmapped: {
      environment: tenant.environment,
      stack: tenant.stack,
      tenant_verdict: verdict.state,
    },
  };
}
