import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from '../aws/process.ts';
import { pythonOf } from '../virtual-environment.ts';

const environment = {
  home: join(root, '.schemas'),
  requirements: join(root, 'test/schemas/requirements.txt'),
  needs:
    'the published schemas need Python 3.11 or newer with its venv module. On Debian: apt-get install python3-venv.',
};

/** Attribute to number to what it is called. */
type Captions = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Published {
  /** JSON Schema of a Compliance Finding. */
  readonly ocsf: Readonly<Record<string, unknown>>;
  readonly captions: Readonly<Record<'event' | 'compliance' | 'analytic' | 'resource', Captions>>;
  /** The schema of SARIF 2.1.0, of draft 4 of JSON Schema. */
  readonly sarif: Readonly<Record<string, unknown>>;
}

/**
 * The Python that has the schemas and a reader of Markdown; null where it cannot be had, which is said.
 * @throws where `STRICTWATCH_REQUIRE_SCHEMAS` is set: there nothing may be skipped
 */
export async function schemasPython(): Promise<string | null> {
  try {
    return await pythonOf(environment);
  } catch (error) {
    if (process.env['STRICTWATCH_REQUIRE_SCHEMAS'] === '1') throw error;
    console.warn(`Skipped: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

export async function publishedSchemas(python: string, ocsfVersion: string): Promise<Published> {
  const script = join(import.meta.dirname, 'print-schemas.py');
  return JSON.parse(await outputOf(python, [script, ocsfVersion])) as Published;
}

/** For each document of Markdown, the opening tags of the HTML it becomes. */
export async function tagsOf(python: string, documents: readonly string[]): Promise<string[][]> {
  const file = join(environment.home, 'documents.json');
  await writeFile(file, JSON.stringify(documents));
  const script = join(import.meta.dirname, 'markdown-tags.py');
  return JSON.parse(await outputOf(python, [script, file])) as string[][];
}

async function outputOf(python: string, args: readonly string[]): Promise<string> {
  const { code, out, err } = await run(python, args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.\n${err}`);
  return out;
}
