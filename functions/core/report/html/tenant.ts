import { html, type Html } from '../html.ts';
import { appsPart } from './apps.ts';
import { changesPart } from './changes.ts';
import { evidencePart } from './evidence.ts';
import { exceptionsPart, findingsPart } from './findings.ts';
import { readinessPart } from './readiness.ts';
import { responsePart } from './response.ts';
import { settingsPart } from './settings.ts';
import type { View } from './view.ts';

/** All parts of a tenant's report below its summary, in the order in which they are needed. */
export function tenantParts(view: View): Html {
  return html`${changesPart(view)}${appsPart(view)}${findingsPart(view)}${readinessPart(view)}${exceptionsPart(view)}${settingsPart(view)}${responsePart(view)}${evidencePart(view)}`;
}

/** Where the parts are on the page. */
export function contents(view: View): readonly (readonly [slug: string, title: string])[] {
  const { findings } = view.posture;
  const hasExceptions = findings.some(
    ({ status }) => status === 'accepted' || status === 'suppressed',
  );
  return [
    ['changes', 'What changed'],
    ['apps', 'Apps'],
    ['findings', 'Who must act'],
    ['readiness', 'Readiness'],
    ...(hasExceptions ? ([['exceptions', 'Exceptions']] as const) : []),
    ['settings', 'Switches and dates'],
    ['response', 'Age and response'],
    ['evidence', 'Evidence'],
  ];
}
