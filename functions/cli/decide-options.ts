import type { Command } from 'commander';
import type { Kind } from './decide-action.ts';

/** The commands by which people decide: the argument, and what it does. */
export const decisions = {
  acknowledge: [
    '<finding>',
    'somebody has it: reminders and second routes stop until a later stage',
  ],
  accept: ['<finding>', 'it is known and meant: silence until it covers more than now'],
  suppress: ['[finding]', 'hide a finding, or those of a pattern, for a time'],
  unsuppress: ['<finding-or-suppression>', 'end a suppression now; people are told at once'],
  reopen: ['<finding>', 'take back an acknowledgement or an acceptance'],
} as const satisfies Record<Kind, readonly [string, string]>;

export function withDecideOptions(kind: Kind, it: Command): Command {
  it.option('--by <name>', "who decides (default: this machine's login name)");
  it.option('--reason <text>', kind === 'acknowledge' ? 'why, if you like' : 'why');
  if (kind === 'accept' || kind === 'suppress') {
    it.option('--owner <name>', 'who answers for it: a person or a team');
  }
  if (kind === 'suppress') {
    it.option('--until <when>', 'its end: a day (its end, UTC), an ISO 8601 moment, or a span: 30d')
      .option('--rule <id>', 'in place of a finding: those of this rule')
      .option('--subject <pattern>', 'and of these subjects; * stands for any characters')
      .option('--preview', 'show what it would hide, and would have hidden; store nothing');
  }
  return it
    .option('--stack <name>', 'decide in the monitor deployed under this name')
    .addHelpText('after', `\n${meanings[kind]}\n${decideNeeds}`);
}

const meanings: Readonly<Record<Kind, string>> = {
  acknowledge: `People are told when it is over, and when it reaches a later stage: then it is open again.`,
  accept: `It is void as soon as the finding covers more than it did, weighs more or reaches a later stage: then it is open again,
and people are told. Accepting drift, such as that of app-widened, makes what it saw the accepted state.`,
  suppress: `It lasts 90 days at most. What is still so at its end is open then, and people are told. A pattern also hides what comes
later; look first with --preview.`,
  unsuppress: `A suppression of a pattern ends for all that it hides; \`npx strictwatch suppressions\` lists the ids. No command ends one of
tenants.json: take it out there.`,
  reopen: `Nobody is told of it; people are reminded again of a finding that is high or critical.`,
};

const decideNeeds = `
Nobody checks --by: it is recorded as it is given. With --stack the deployed monitor decides; it needs AWS credentials
and a region, and the permissions cloudformation:DescribeStacks on the stack and lambda:InvokeFunction on its functions.`;
