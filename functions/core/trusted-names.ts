import { isAlike, keyOf, pairsFolded, shapeOf } from './name-shape.ts';

/**
 * Names that people let in without a second look: the assistants and editors that register themselves with a tenant
 * (MCP clients do so by dynamic registration), and the companies whose apps a consent page is expected to name. An app of
 * that name may well be theirs; one whose name only looks so is not. Short and common words are left out.
 */
export const trustedNames = [
  '1Password',
  'Adobe',
  'Airtable',
  'Amazon',
  'Anthropic',
  'Apple',
  'Asana',
  'Atlassian',
  'Auth0',
  'ChatGPT',
  'Claude',
  'Cline',
  'Cloudflare',
  'Codex',
  'Copilot',
  'Cursor',
  'Databricks',
  'DeepSeek',
  'DocuSign',
  'Dropbox',
  'Facebook',
  'Figma',
  'Gemini',
  'GitHub',
  'GitLab',
  'Google',
  'HubSpot',
  'Jira',
  'LastPass',
  'Linear',
  'LinkedIn',
  'Microsoft',
  'Mistral',
  'n8n',
  'Notion',
  'Okta',
  'OpenAI',
  'PayPal',
  'Perplexity',
  'Postman',
  'Raycast',
  'Replit',
  'Salesforce',
  'ServiceNow',
  'Shopify',
  'Slack',
  'Snowflake',
  'Stripe',
  'Visual Studio',
  'VS Code',
  'Windsurf',
  'Workday',
  'Zapier',
  'Zendesk',
] as const;

const trusted = new Map(
  trustedNames.map((name) => {
    const { whole } = shapeOf(name);
    return [keyOf(whole), { name, whole }] as const;
  }),
);
const longest = Math.max(...trustedNames.map(({ length }) => length));

/** Words of a name looked at, so that a name of a thousand words costs no more. */
const mostWords = 12;

/** UTF-16 units of a name looked at for words that mix scripts. */
const looksAt = 200;

/**
 * Says which trusted name stands somewhere in the name in other letters, else null; one that is also there in plain
 * letters hides nothing. A name is looked for as whole words, and within a word only where that mixes scripts, as no word
 * of a language does: Gооgledrive with Cyrillic letters. The words are those of the name's shape.
 */
export function likeTrusted(name: string, words: readonly string[]): string | null {
  const looked = words.slice(0, mostWords);
  for (const from of looked.keys()) {
    let run = '';
    for (const word of looked.slice(from)) {
      run += word;
      if (run.length > longest) break;
      const found = trustedAs(withoutDigits(run));
      if (found && !isPlainIn(found, name)) return otherwise(found);
    }
  }
  const within = mixedWords(name)
    .map(trustedWithin)
    .find((one) => one && !isPlainIn(one, name));
  return within ? otherwise(within) : null;
}

function otherwise(found: string): string {
  return `${found}, but is written with other characters`;
}

/** Words with both Latin letters and such as are only drawn like them. */
function mixedWords(name: string): string[] {
  if (/^[ -~]*$/.test(name)) return [];
  const words = name.slice(0, looksAt).match(/[\p{L}\p{M}\p{N}\p{Cf}\p{DI}]+/gu) ?? [];
  return words
    .slice(0, mostWords)
    .filter((word) => /[A-Za-z]/.test(word) && /(?!\p{Script=Latin})\p{L}/u.test(word));
}

function trustedWithin(word: string): string | null {
  const { words } = shapeOf(word);
  const run = pairsFolded(withoutDigits(words.join('')));
  for (const { name, whole } of trusted.values()) {
    for (let at = 0; at + whole.length <= run.length; at += 1) {
      if (isAlike(run.slice(at, at + whole.length), whole)) return name;
    }
  }
  return null;
}

function trustedAs(run: string): string | null {
  const whole = pairsFolded(run);
  const found = trusted.get(keyOf(whole));
  return found && isAlike(whole, found.whole) ? found.name : null;
}

/** Letters that digits stand for, besides 0 and 1; no trusted name has one of these digits. */
const meant: Readonly<Record<string, string>> = { 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 9: 'g' };

function withoutDigits(run: string): string {
  return run.replace(/[3-79]/g, (digit) => meant[digit] ?? digit);
}

/** Case, spaces and punctuation aside. */
function isPlainIn(found: string, name: string): boolean {
  return plain(name).includes(plain(found));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s\p{P}]+/gu, '');
}
