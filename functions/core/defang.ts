/**
 * Names of flags, such as flags.enable_x, end in no top-level domain and should stay as they are, so that they can be
 * copied: as the end of a finding's key, and as a word. The word after the dot is one that names of flags begin with, so
 * that a line that breaks later on leaves no domain; left out are those that are top-level domains as well.
 */
const flag =
  'flags\\.(?:allow|cannot|change|custom|dashboard|disable|enable|enforce|genai|improved|mfa|non|remove|revoke|universal|use)_';

const flagName = `^[\\w-]+/[\\w-]+/${flag}\\w*…?$|(?<![^\\s"'\`(])${flag}\\w{1,60}(?![^\\s"'\`),;:.…])`;

/** Full stops that programs, and the names of domains, take for a dot; the ideographic one also ends sentences. */
const dots = '[.\u2024\uFE52\uFF0E\uFF61]|(?<=[A-Za-z0-9])\u3002|\u3002(?=[A-Za-z0-9])';

const dot = new RegExp(`(${flagName})|(?<=[^\\s.])(?:${dots})(?=\\p{L}[\\p{L}\\p{M}])`, 'gu');

/** Schemes that programs act upon without slashes; after a letter too, since a mail may break its line there. */
const anywhere = 'mailto|callto|skype|facetime(?:-audio)?|javascript|vbscript|msteams|zoommtg';

/** These only at the beginning of a word, since other words end in them. */
const ofWords =
  'tel|sms|aim|bitcoin|data|file|ftp|geo|git|im|imessage|intent|irc|itms(?:-apps)?|magnet|maps|market|ms-[a-z-]{1,20}|news|search-ms|shortcuts|sips?|spotify|ssh|steam|telnet|tg|view-source|webcal|whatsapp|xmpp|zoomus';

/** Looked for from the colon back, which costs nothing where there is none. Of a telephone also where a number follows. */
const scheme = new RegExp(
  `(?<=${anywhere}|(?<!\\p{L})(?:${ofWords})):(?=\\S)|(?<=tel|sms):(?=[+\\d])`,
  'giu',
);

/** A channel of ours is called so, by the name of a variable; or in the key of a finding about it, by that of a secret. */
const slack =
  /(?<=(?<!\p{L})[Ss][Ll][Aa][Cc][Kk])(?<!\/channel-failing\/slack):(?=\S)(?!(?<=slack:)[A-Z][A-Z0-9_]*(?![^\s"'`),;.…]))/gu;

/** Addresses stay readable, and no longer are addresses to a program that looks for them. */
export function defang(line: string): string {
  return line
    .replace(/http(?=s?:\/\/)/giu, 'hxxp')
    .replace(/(?<!(?<![\p{L}\p{N}+.-])hxxps?):\/\//giu, '[:]//')
    .replace(scheme, '[:]')
    .replace(slack, '[:]')
    .replace(dot, (_, name?: string) => name ?? '[.]');
}
