import { moment } from '../message.ts';
import { openCommand, type PostureSummary } from './posture-summary.ts';

/** An address of ours, and the words around it. */
export interface Pointer {
  readonly label: string;
  readonly link: string;
  readonly words: string;
}

/** Where the report lies; nothing of it is a tenant's but ids. */
export function pointersTo({ kept }: Pick<PostureSummary, 'kept'>): Pointer[] {
  if (!kept) return [];
  const asks = {
    label: 'Open the report',
    link: kept.link,
    words: `It asks you to sign in to AWS. Kept until ${kept.until.slice(0, 10)}.`,
  };
  if (!kept.open) return [asks];
  const { link, until } = kept.open;
  const opens = {
    label: 'Open without signing in',
    link,
    words: `Until ${moment(until)}, or sooner: it ends with the credentials of the function that made it. Whoever has this address can open the report.`,
  };
  return [asks, opens];
}

/** How to open it where there is a terminal. */
export function terminalWords(summary: PostureSummary): string {
  return `From a terminal: \`${openCommand(summary)}\``;
}

/** Addresses that cannot end a link of Slack's early, nor be more than one line of a mail. */
const plain = /^https?:\/\/[\w.:-]+\/[\w./%?&=:#~+-]*$/;

/** True of an address as archives make them: renderers put no other into a link. */
export function isPlainLink(link: string, most: number): boolean {
  return link.length <= most && plain.test(link);
}
