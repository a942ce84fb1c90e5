import { refuse } from './answer.ts';
import { textOf, type LogBody } from './wire.ts';

/** Source: Auth0 docs, log search query syntax: nothing inside `details` can be searched. */
const searchable = new Set([
  'client_id',
  'client_name',
  'connection',
  'connection_id',
  'description',
  'date',
  'hostname',
  'ip',
  'log_id',
  'organization_id',
  'user_id',
  'user_name',
  'user_agent',
  'strategy',
  'strategy_type',
  'type',
]);

export type LogTest = (entry: LogBody) => boolean;

const tokens = /\s*(\(|\)|[\w.]+:(?:"[^"]*"|[[{][^\]}]*[\]}]|\([^)]*\)|[^\s()]+)|AND|OR|NOT)/y;

/** The part of Lucene that readers of logs use: terms, quotes, date ranges, AND, OR, NOT, parentheses. */
export function parseLogQuery(text: string): LogTest {
  const words = split(text.trim());
  const test = either(words);
  if (words.length > 0) invalid(text);
  return test;
}

function split(text: string): string[] {
  const words: string[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < text.length) {
    const word = tokens.exec(text)?.[1];
    if (word === undefined) return invalid(text);
    words.push(word);
  }
  return words;
}

function either(words: string[]): LogTest {
  const tests = [both(words)];
  while (words[0] === 'OR') {
    words.shift();
    tests.push(both(words));
  }
  return (entry) => tests.some((test) => test(entry));
}

function both(words: string[]): LogTest {
  const tests = [single(words)];
  while (words[0] === 'AND') {
    words.shift();
    tests.push(single(words));
  }
  return (entry) => tests.every((test) => test(entry));
}

function single(words: string[]): LogTest {
  const word = words.shift();
  if (word === undefined || word === ')') return invalid(word ?? 'an end');
  if (word === 'NOT') {
    const test = single(words);
    return (entry) => !test(entry);
  }
  if (word !== '(') return term(word);
  const inner = either(words);
  if (words.shift() !== ')') invalid('a missing )');
  return inner;
}

function term(word: string): LogTest {
  const colon = word.indexOf(':');
  const field = word.slice(0, colon);
  const wanted = word.slice(colon + 1);
  if (!searchable.has(field)) return invalid(`the field ${field}`);
  if (/^[[{]/.test(wanted)) return within(field, wanted);
  const alternatives = wanted.startsWith('(') ? wanted.slice(1, -1).split(/\s+OR\s+/) : [wanted];
  const texts = new Set(alternatives.map((text) => text.replace(/^"(.*)"$/, '$1')));
  return (entry) => texts.has(textOf(entry[field]));
}

/** `[a TO b]` with its ends, `{a TO b}` without them, `*` for no end. */
function within(field: string, range: string): LogTest {
  const [, open, from = '', to = '', close] =
    /^([[{])\s*(\S+)\s+TO\s+(\S+?)\s*([\]}])$/.exec(range) ?? invalid(range);
  return (entry) => {
    const value = textOf(entry[field]);
    const after = from === '*' || (open === '[' ? value >= from : value > from);
    const before = to === '*' || (close === ']' ? value <= to : value < to);
    return after && before;
  };
}

function invalid(what: string): never {
  return refuse(400, `Query validation error: cannot search for ${what}.`, 'invalid_query_string');
}
