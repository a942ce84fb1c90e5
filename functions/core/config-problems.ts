import type { z } from 'zod';

const unknownKey = 'unknown key';

/** One line for each mistake in a configuration. Values are never repeated: one may be a secret. */
export function configProblems(error: z.ZodError): string {
  return flatten(error.issues)
    .map(({ path, message }) => `- ${path || 'the file'}: ${message}`)
    .join('\n');
}

/** A union reports each branch; the branch that came furthest is the one the operator meant. */
function flatten(
  issues: readonly z.core.$ZodIssue[],
  prefix: PropertyKey[] = [],
): { path: string; message: string }[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union') {
      const branches = issue.errors.map((branch) => flatten(branch, path));
      const meant =
        branches.toSorted((a, b) => unknownKeys(a) - unknownKeys(b) || depth(b) - depth(a))[0] ??
        [];
      const odd = meant.filter(({ message }) => message.startsWith(unknownKey));
      if (odd.length > 0) return odd;
      return meant.length > 0
        ? meant
        : [{ path: dotted(path), message: 'is not one of the accepted forms' }];
    }
    return [{ path: dotted(path), message: hint(issue) }];
  });
}

function unknownKeys(branch: { message: string }[]): number {
  return branch.filter(({ message }) => message.startsWith(unknownKey)).length * 10 + branch.length;
}

function depth(branch: readonly { path: string }[]): number {
  return Math.max(0, ...branch.map(({ path }) => path.split('.').length));
}

function hint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'unrecognized_keys') return issue.message;
  const names = issue.keys.map((key) => JSON.stringify(key)).join(', ');
  const secret = issue.keys.some((key) => /secret|token|password|key|webhook/i.test(key));
  return secret
    ? `${unknownKey} ${names}. A secret never goes into this file: name where it is kept ("secretId", "ssmParameter" or "env"), and replace it if it was committed.`
    : `${unknownKey} ${names}. Remove it, or check its spelling against tenants.schema.json.`;
}

function dotted(path: PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
