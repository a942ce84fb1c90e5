import { visible } from '../escape.ts';
import type { Posture, PostureFinding } from '../posture/schema.ts';
import { endWords } from '../posture/words.ts';
import { sentence } from '../sentence.ts';
import { whyUnknown } from './finding-parts.ts';

interface Result {
  readonly id: 0 | 1 | 2 | 3 | 99;
  readonly caption: string;
  readonly code: string;
  readonly details?: readonly string[];
}

/** How the rule's check of the subject ended, and which requirements it stands for. */
export function complianceOf(posture: Posture, finding: PostureFinding) {
  const { title, controls = [] } = posture.rules[finding.rule] ?? {};
  const { id, caption, code, details } = resultOf(posture, finding);
  const standards = [...new Set(controls.map(({ framework }) => framework))];
  return {
    control: finding.rule,
    desc: title,
    standards: standards.length > 0 ? standards : undefined,
    requirements:
      controls.length > 0 ? controls.map((one) => `${one.framework} ${one.id}`) : undefined,
    status_id: id,
    status: caption,
    status_code: code,
    status_details: details,
  };
}

/** Nothing passes that nobody could judge, and nothing but a judgement makes a finding fail. */
function resultOf(posture: Posture, finding: PostureFinding): Result {
  const unknown = whyUnknown(posture, finding);
  if (unknown !== null) {
    return { id: 2, caption: 'Warning', code: 'not-judged', details: [visible(unknown)] };
  }
  if (finding.status !== 'resolved') return { id: 3, caption: 'Fail', code: finding.status };
  return finding.end === undefined ? notOnRecord : ends[finding.end];
}

const notOnRecord: Result = {
  id: 0,
  caption: 'Unknown',
  code: 'resolved',
  details: ['How it ended is not on record.'],
};

const ends: Readonly<Record<NonNullable<PostureFinding['end']>, Result>> = {
  changed: { id: 1, caption: 'Pass', code: 'changed' },
  baseline: {
    id: 1,
    caption: 'Pass',
    code: 'baseline',
    details: [sentence(endWords.baseline)],
  },
  'app-deleted': {
    id: 99,
    caption: 'Not applicable',
    code: 'app-deleted',
    details: [sentence(endWords['app-deleted'])],
  },
  'rule-off': {
    id: 99,
    caption: 'Not evaluated',
    code: 'rule-off',
    details: [sentence(endWords['rule-off'])],
  },
};
