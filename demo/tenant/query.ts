import { refuse } from './answer.ts';

/** Auth0 refuses a parameter it does not know, so a typo in a reader shows at once. */
export function knownOnly(query: URLSearchParams, names: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) invalid(`Additional properties not allowed: ${unknown}`);
}

export function integer(
  query: URLSearchParams,
  name: string,
  limits: { min: number; max: number; otherwise: number },
): number {
  const text = query.get(name);
  if (text === null) return limits.otherwise;
  if (!/^\d+$/.test(text))
    invalid(`Expected type integer but found type string on property ${name}`);
  const value = Number(text);
  if (value < limits.min)
    invalid(`Value ${value} is less than minimum ${limits.min} on property ${name}`);
  if (value > limits.max)
    invalid(`Value ${value} is greater than maximum ${limits.max} on property ${name}`);
  return value;
}

export function flag(query: URLSearchParams, name: string): boolean | null {
  const text = query.get(name);
  if (text === null) return null;
  if (text !== 'true' && text !== 'false') {
    return invalid(`Expected type boolean but found type string on property ${name}`);
  }
  return text === 'true';
}

export function list(query: URLSearchParams, name: string): Set<string> | null {
  const text = query.get(name);
  return text === null || text === '' ? null : new Set(text.split(','));
}

function invalid(message: string): never {
  return refuse(400, `Query validation error: '${message}'.`, 'invalid_query_string');
}
