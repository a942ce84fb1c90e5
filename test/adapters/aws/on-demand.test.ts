import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the SDK of AWS is loaded when it is used: a command that needs none of it starts without', () => {
  const folder = join(import.meta.dirname, '../../../functions/adapters/aws');
  const lines = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.includes('@aws-sdk/'))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(lines.filter((line) => line.includes('await import('))).not.toEqual([]);
  expect(lines.filter((line) => !/: (import type|const \w+ = await import\()/.test(line))).toEqual(
    [],
  );
});
