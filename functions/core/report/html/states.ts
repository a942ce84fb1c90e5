import { dcrModeWords } from '../../dcr-words.ts';
import type { Posture } from '../../posture/schema.ts';
import { capitalized } from '../../sentence.ts';
import { toggleBasisWords, toggleStateWords } from '../../toggle-words.ts';
import { html, type Html } from '../html.ts';
import { oldWords, shortDay, type Tone } from './words.ts';

interface State {
  readonly value: string;
  readonly tone: Tone;
  /** On what it rests, and how old that is. */
  readonly basis: string;
}

/** Dynamic client registration. */
export function dcrState(dcr: Posture['dcr']): State {
  const { enabled, mode, effective, asOf, ageSeconds } = dcr;
  const basis = asOf === null ? 'never read' : `read ${shortDay(asOf)}, ${oldWords(ageSeconds)}`;
  if (enabled === null) return { value: 'Unknown', tone: 'unknown', basis };
  if (!enabled) return { value: 'Off', tone: 'good', basis };
  const tones = { strict: 'good', permissive: 'warn', unknown: 'unknown' } as const;
  const tone = tones[effective];
  if (mode === 'unset') {
    return { value: 'On', tone, basis: `${dcrModeWords(dcr)}; ${basis}` };
  }
  return { value: `On, ${mode === 'unknown' ? dcrModeWords(dcr) : mode}`, tone, basis };
}

const toggleTones = {
  on: 'warn',
  off: 'good',
  'expected-off': 'unknown',
  unknown: 'unknown',
} as const satisfies Record<Posture['toggle']['state'], Tone>;

export function toggleState({ state, basis, asOf, ageSeconds }: Posture['toggle']): State {
  const shown = toggleBasisWords(basis, asOf && shortDay(asOf));
  const age = ageSeconds === null ? '' : `, ${oldWords(ageSeconds)}`;
  return {
    value: capitalized(toggleStateWords[state]),
    // What somebody declared was not seen.
    tone: basis === 'declared' ? 'unknown' : toggleTones[state],
    basis: `${shown}${age}`,
  };
}

export const verdictWords = {
  'never-read': { label: 'Never read', tone: 'unknown' },
  'not-known': { label: 'Not known', tone: 'unknown' },
  act: { label: 'Act', tone: 'bad' },
  decide: { label: 'Decide', tone: 'warn' },
  steady: { label: 'Steady', tone: 'good' },
  unwatched: { label: 'No longer watched', tone: 'unknown' },
} as const satisfies Record<Posture['verdict']['state'], { label: string; tone: Tone }>;

export function verdictMark({ state }: Posture['verdict']): Html {
  const { label, tone } = verdictWords[state];
  return html`<span class="mark ${tone}">${label}</span>`;
}

/** A number that matters, in large type. */
export function figure(name: string, value: string, tone: Tone, note: string): Html {
  return html`<div class="figure ${tone}">
    <dt>${name}</dt>
    <dd class="value">${value}</dd>
    <dd class="note">${note}</dd>
  </div> `;
}
