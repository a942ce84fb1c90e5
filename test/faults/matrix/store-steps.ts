import type { Command } from '../../adapters/crash.ts';
import { sortKeysOf } from '../../adapters/faulty-client.ts';

/** What a command does for the job that sends it, by the command and what the key begins with; and what a later one does. */
const names: readonly (readonly [RegExp, string, string?])[] = [
  [/^Update LEASE ADD/, 'take the lease'],
  [/^Update LEASE SET #latest/, 'note what is written next'],
  [/^Update LEASE SET .*#until/, 'give the lease back'],
  [/^Get LEASE/, 'look who holds the lease'],
  [/^Query HEAD/, 'load what is known'],
  [/^Get HEAD/, 'read the head alone'],
  [/^Query RUN#/, 'read run records'],
  [/^Query APP#/, "look up an app's versions"],
  [/^Query SECTION#/, "look up a section's versions"],
  [/^BatchGet WORDS#/, 'read words of findings'],
  [/^BatchWrite APP#/, 'write app versions'],
  [/^Update APP#/, "end an app's earlier version"],
  [/^BatchWrite SECTION#/, 'write section versions'],
  [/^Update SECTION#/, "end a section's earlier version"],
  [/^BatchWrite WORDS#/, 'write words of findings'],
  [/^BatchWrite HISTORY#/, 'write the history of findings'],
  [
    /^Put ROWS#/,
    'write rows of apps and findings, with what is owed',
    'strike off what was accepted',
  ],
  [/^Put HEAD/, 'write the head', 'strike off the summary that was accepted'],
  [/^Put PARTIAL#/, 'write an unfinished listing'],
  [/^Delete PARTIAL#/, 'remove an unfinished listing'],
  [/^Put LOGS#MEMORY/, 'write what the logs told'],
  [/^Put LOGS#REGISTRATIONS/, 'write registrations'],
  [/^Put LOGS#POSITION/, 'write the position in the logs'],
  [/^Put LAST/, 'link the run record to the one before'],
  [/^Put RUN#/, 'write the run record'],
  [/^Put \S+$/, 'list the tenant'],
];

/** Names the commands of one run, in order; each further one of a kind gets a number. */
export function namer(): (command: Command) => string {
  const seen = new Map<string, number>();
  return (command) => {
    const identity = identityOf(command);
    const [, first, later = first] = names.find(([pattern]) => pattern.test(identity)) ?? [];
    // A step that is new to the product needs a name here, and a row.
    if (first === undefined) throw new Error(`no name for the store's command ${identity}`);
    const isLater = seen.has(first);
    const name = isLater ? (later ?? first) : first;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}

function identityOf(command: Command): string {
  const kind = command.constructor.name.replace(/(Item)?Command$/, '');
  const [key = ''] = sortKeysOf(command);
  const { UpdateExpression = '' } = command.input as { UpdateExpression?: string };
  const change = UpdateExpression.includes('ADD') ? 'ADD' : UpdateExpression;
  return `${kind} ${key}${change && ` ${change}`}`;
}
