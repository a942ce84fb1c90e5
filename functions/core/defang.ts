/**
 * Ids of settings, such as flags.enable_x, end in no top-level domain and should stay as they are, so that they can be
 * copied: as the end of a finding's key, and as a word that no line is too short for, since a break would leave a domain.
 */
const settingId =
  /^[\w-]+\/[\w-]+\/[a-z]+\.[a-z]+_\w*…?$|(?<![^\s"'`(])[a-z]{1,9}\.[a-z]+_\w{1,30}(?![^\s"'`),;:.…])/;

const dot = new RegExp(`(${settingId.source})|(?<=[^\\s.])\\.(?=\\p{L}[\\p{L}\\p{M}])`, 'gu');

/** After a letter too, since a mail may break its line there; of a telephone only where it is not the end of a word. */
const scheme = /(mailto|callto|(?:tel|sms)(?=:[+\d])|(?<!\p{L})(?:tel|sms)):(?=\S)/giu;

/** Addresses stay readable, and no longer are addresses to a program that looks for them. */
export function defang(line: string): string {
  return line
    .replace(/http(?=s?:\/\/)/giu, 'hxxp')
    .replace(/(?<!(?<![\p{L}\p{N}+.-])hxxps?):\/\//giu, '[:]//')
    .replace(scheme, '$1[:]')
    .replace(dot, (_, id?: string) => id ?? '[.]');
}
