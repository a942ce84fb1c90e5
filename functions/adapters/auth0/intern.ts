/** Keeps one copy of what repeats: 100,000 apps have few different grant types. Bounded, and for one read. */
export interface Intern {
  list(values: readonly string[]): readonly string[];
  text(value: string): string;
}

const most = 2_000;
/** In characters; the traits of an app fit. */
const longest = 400;
const none: readonly string[] = Object.freeze([]);

export function createIntern(): Intern {
  const lists = new Map<string, readonly string[]>();
  const texts = new Map<string, string>();
  return { list, text };

  function list(values: readonly string[]): readonly string[] {
    if (values.length === 0) return none;
    const key = JSON.stringify(values);
    return key.length > longest ? values : once(lists, key, Object.freeze(values.map(text)));
  }

  function text(value: string): string {
    return value.length > longest ? value : once(texts, value, value);
  }
}

function once<T>(kept: Map<string, T>, key: string, value: T): T {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size < most) kept.set(key, value);
  return value;
}
