import { ConfigError } from '../functions/core/errors.ts';
import { compareLines } from './bench/check.ts';
import { holds, type Line } from './bench/line.ts';
import { parseOptions, settingOf, type Asked } from './bench/options.ts';
import { partNames, parts, type PartName } from './bench/parts.ts';
import { merged, readResults, thisMachine, writeResults, type Kept } from './bench/results.ts';
import { benchTable } from './bench/table.ts';
import { writeDocs } from './write-docs.ts';

/** What was measured, by part. */
type Measured = Partial<Record<PartName, Kept>>;

try {
  await bench(parseOptions(process.argv.slice(2), partNames));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function bench(asked: Asked): Promise<void> {
  console.log(`${thisMachine()}\n${settingOf(asked)}\n`);
  const measured: Measured = {};
  for (const name of asked.only) {
    const kept = await measureOne(name, asked);
    if (!kept) continue;
    measured[name] = kept;
    const lines = parts[name].lines(kept.found);
    console.log(`\n${parts[name].title}\n\n${benchTable(lines)}`);
    if (lines.some((line) => isToHold(line, asked) && !holds(line))) process.exitCode = 1;
  }
  if (asked.check) check(measured);
  if (asked.write) await write(measured);
}

/** Of what is checked only what is the same on every machine counts. */
function isToHold({ exact }: Line, { check }: Asked): boolean {
  return exact || !check;
}

/** A part that fails is said to, and costs the others nothing. */
async function measureOne(name: PartName, asked: Asked): Promise<Kept | null> {
  const { apps, latencyMs, flood, flooded } = asked;
  const progress = (doing: string) => console.error(doing);
  try {
    const found = await parts[name].measure({ apps, latencyMs, flood, flooded, progress });
    return {
      on: new Date().toISOString().slice(0, 10),
      machine: thisMachine(),
      setting: parts[name].takesSizes ? settingOf(asked) : 'its own, see there',
      // As it will be when it is read back.
      found: JSON.parse(JSON.stringify(found)) as unknown,
    };
  } catch (error) {
    console.error(`The part "${name}" was not measured:`, error);
    process.exitCode = 1;
    return null;
  }
}

function check(measured: Measured): void {
  const before = readResults();
  for (const name of partNames) {
    const [now, kept] = [measured[name], before[name]];
    if (!now) continue;
    const lines = parts[name].lines(now.found);
    const { worse, better, compared } = compareLines(
      name,
      lines,
      kept ? parts[name].lines(kept.found) : [],
    );
    console.log(`${name}: ${compared} figures compared, ${worse.length} worse.`);
    for (const sentence of better) console.log(sentence);
    for (const sentence of worse) console.error(sentence);
    if (worse.length > 0) process.exitCode = 1;
  }
}

async function write(measured: Measured): Promise<void> {
  writeResults(merged(readResults(), measured));
  console.log('wrote bench/results.json');
  for (const sentence of await writeDocs()) console.log(sentence);
}
