/** The part of IAM's policy language that this project's roles use; anything else throws. */

/** One text or several, as IAM writes lists. */
export type Several = string | readonly string[];

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: Several;
  readonly NotAction?: Several;
  readonly Resource?: Several;
  readonly NotResource?: Several;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Several>>>>;
  readonly Sid?: string;
}

/** One thing somebody tries to do. */
export interface Call {
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN it is done to, or `*` where a service has none. */
  readonly resource: string;
  /** Condition keys in lower case, such as `kms:viaservice`; a key not in it is not in the request. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Whether the statements of one role allow a call: some Allow matches and no Deny does.
 * @throws {Error} for what it does not know, since a guess would be a proof of nothing
 */
export function isAllowed(statements: readonly Statement[], call: Call): boolean {
  let allowed = false;
  for (const statement of statements) {
    if (!applies(statement, call)) continue;
    if (statement.Effect === 'Deny') return false;
    allowed = true;
  }
  return allowed;
}

function applies(statement: Statement, call: Call): boolean {
  refuseUnknown(statement);
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const { action, resource } = call;
  return (
    isNamed(Action, NotAction, (pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    isNamed(Resource, NotResource, (pattern) => matches(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, call))
  );
}

/** IAM wants exactly one of an element and its negation. */
function isNamed(
  some: Several | undefined,
  none: Several | undefined,
  test: (pattern: string) => boolean,
): boolean {
  if ((some === undefined) === (none === undefined)) {
    throw new Error(
      'a statement needs exactly one of Action and NotAction, and of Resource and NotResource',
    );
  }
  return some === undefined ? !list(none).some(test) : list(some).some(test);
}

const known = ['Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition', 'Sid'];

function refuseUnknown(statement: Statement): void {
  const strange = Object.keys(statement).filter((key) => !known.includes(key));
  if (strange.length > 0) throw new Error(`not supported in a statement: ${strange.join(', ')}`);
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw new Error(`not supported as an effect: ${String(statement.Effect)}`);
  }
  const conditions = Object.keys(statement.Condition ?? {}).filter((name) => !operators.has(name));
  if (conditions.length > 0) throw new Error(`not supported as a condition: ${conditions.join()}`);
}

const operators: ReadonlyMap<string, (pattern: string, value: string) => boolean> = new Map([
  ['StringEquals', (pattern, value) => pattern === value],
  ['StringLike', matches],
  ['ArnEquals', matches],
  ['ArnLike', matches],
  ['Bool', (pattern, value) => pattern.toLowerCase() === value.toLowerCase()],
]);

/** Every key must be in the request with one of the values; a key that is not there does not match. */
function holds(
  operator: string,
  keys: Readonly<Record<string, Several>>,
  { context = {} }: Call,
): boolean {
  const test = operators.get(operator);
  return Object.entries(keys).every(([key, patterns]) => {
    const value = context[key.toLowerCase()];
    return value !== undefined && list(patterns).some((pattern) => test?.(pattern, value));
  });
}

/** `*` is any text, `?` any one character, and both may stand for `/` and `:` too. */
function matches(pattern: string, value: string): boolean {
  if (pattern.includes('${')) throw new Error(`not supported: a policy variable in ${pattern}`);
  const parts = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${parts.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
}

function list(several: Several | undefined): readonly string[] {
  if (several === undefined) return [];
  return typeof several === 'string' ? [several] : [...several].flat();
}
