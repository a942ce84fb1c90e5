/** What a terminal would act upon or not show, but for the line breaks of the document. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{Noncharacter_Code_Point}]/gu;

/**
 * JSON that reads back as the same value, and is harmless where somebody prints it: what a tenant's text holds of control
 * and direction characters is written as `\u202e`. Keys keep their order; what is undefined is left out.
 */
export function machineJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(unseen, escaped);
}

function escaped(character: string): string {
  let text = '';
  for (let at = 0; at < character.length; at += 1) {
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return text;
}
