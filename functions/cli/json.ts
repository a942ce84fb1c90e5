/** What a terminal acts upon or does not show, and JSON.stringify leaves as it is: C1 controls, bidirectional and unseen characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Noncharacter_Code_Point}]/gu;

/** The same value in JSON, on one line and harmless in a terminal: names of apps are an attacker's. */
export function asJson(value: unknown): string {
  return JSON.stringify(value).replace(unseen, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
