import { markdownTable } from '../../docs/markdown-table.ts';
import type { TestsFound } from './found.ts';

export function testsPage(found: TestsFound): string {
  const { wallSeconds, cpuSeconds, tests, files, withoutNetwork, slowest } = found;
  const rows = slowest.map(({ file, seconds }) => [`\`${file}\``, seconds.toFixed(1)]);
  const network = withoutNetwork
    ? 'It ran in a network of its own that has loopback and nothing else, so it needs no other.'
    : 'Whether it needs a network could not be seen on this machine.';
  return [
    '## The tests',
    `\`npm test\` runs ${tests} tests in ${files} files, in ${wallSeconds.toFixed(0)} s and ${cpuSeconds.toFixed(0)} s of processor time. ${network}`,
    'It is what somebody runs between two edits, so it ends within a minute. What takes longer has a command of its own, and CI runs all of them: every write a run may be killed at and thousands of histories (`npm run test:faults`, which also plays in full what `npm test` plays in part), CDK (`npm run test:infra`), a browser, published schemas, an emulated AWS. See [testing](testing.md).',
    'Files run beside each other and share processes, so these times overlap:',
    markdownTable(['slowest files', 's'], rows),
  ].join('\n\n');
}
