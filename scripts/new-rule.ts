import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, writeDocs } from './write-docs.ts';

/** Why an id cannot be given to a new rule, or null. */
export function idProblem(id: string | undefined, root: string = repository): string | null {
  if (id === undefined) return 'Give the new rule an id: npm run new-rule app-something-wrong';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) {
    return `"${id}" is no rule id: write <subject>-<what is wrong> in lower case, such as app-something-wrong`;
  }
  if (existsSync(rulePath(root, id))) {
    return `There is a rule "${id}" already: choose another id, since findings are kept by it`;
  }
  return null;
}

/** Writes the rule from the template, then the index and the pages. */
export async function newRule(id: string, root: string = repository): Promise<string[]> {
  writeFileSync(rulePath(root, id), template(id), { flag: 'wx' });
  return [`wrote functions/rules/${id}.ts`, ...(await writeDocs(root))];
}

function rulePath(root: string, id: string): string {
  return join(root, `functions/rules/${id}.ts`);
}

/** What is left empty here, test/rules.test.ts asks for. */
function template(id: string): string {
  return `import { defineRule, type Example } from '../core/rule.ts';
import { app, sample } from '../core/sample.ts';
import { isThirdParty } from '../core/snapshot.ts';
import { nameOf } from '../core/wording.ts';

export default defineRule({
  id: '${id}',
  title: '',
  severity: 'medium',
  needs: ['apps'],
  docs: {
    why: '',
    fix: [],
    see: [],
  },
  controls: [],
  *check({ apps }) {
    for (const app of apps) {
      if (!isThirdParty(app) || app.securityMode !== 'permissive') continue;
      yield { subject: app.id, message: \`\${nameOf(app)} is …\`, evidence: { name: app.name } };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'a third-party app is strict',
      given: sample({ apps: [app({ id: 'partner' })] }),
      finds: [],
    },
  ];
}
`;
}

async function main(): Promise<void> {
  const id = process.argv[2];
  const problem = idProblem(id);
  if (problem !== null || id === undefined) {
    console.error(problem);
    process.exitCode = 1;
    return;
  }
  for (const line of await newRule(id)) console.log(line);
  console.log('Fill it in, then run: npm run docs && npm run check');
}

if (import.meta.main) await main();
