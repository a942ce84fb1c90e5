import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundlesPart } from '../../scripts/bench/bundles.ts';
import { largestOf } from '../../scripts/bench/bundles/contents.ts';
import type { BundleInSteps, BundlesFound } from '../../scripts/bench/bundles/found.ts';
import { medianOf, timeImports } from '../../scripts/bench/bundles/import-time.ts';
import { holds } from '../../scripts/bench/line.ts';

function bundle(parts: Partial<BundleInSteps>): BundleInSteps {
  return {
    job: 'watch',
    bytes: 600 * 1024,
    gzipBytes: 200 * 1024,
    largest: [
      { of: 'zod', bytes: 81 * 1024 },
      { of: 'functions/core', bytes: 40 * 1024 },
    ],
    imported: { ms: 90, cpuMs: 95 },
    builtins: { ms: 20, cpuMs: 22 },
    parsed: { ms: 45, cpuMs: 47 },
    without: [{ name: 'jose', bytes: 585 * 1024, imported: { ms: 88, cpuMs: 93 } }],
    ...parts,
  };
}

function found(...bundles: BundleInSteps[]): BundlesFound {
  return {
    startMs: 40,
    empty: { ms: 0.5, cpuMs: 1 },
    bundles,
    madeLater: [{ what: 'a thing', took: { ms: 7.6, cpuMs: 7 } }],
  };
}

describe('what is in a bundle', () => {
  test('code of others is counted by package, ours by folder, largest first', () => {
    const contents = {
      'functions/core/a.ts': 10,
      'functions/core/b.ts': 20,
      'functions/core/report/c.ts': 25,
      'functions/watch.ts': 1,
      'node_modules/@smithy/core/dist-es/a/index.js': 40,
      'node_modules/zod/v4/core/util.js': 3,
      'node_modules/auth0/node_modules/jose/dist/a.js': 5,
      'node_modules/jose/dist/b.js': 6,
    };
    expect(largestOf(contents)).toEqual([
      { of: '@smithy/core', bytes: 40 },
      { of: 'functions/core', bytes: 30 },
      { of: 'functions/core/report', bytes: 25 },
      { of: 'jose', bytes: 11 },
      { of: 'zod', bytes: 3 },
      { of: 'functions', bytes: 1 },
    ]);
    expect(largestOf(contents, 2).map(({ of }) => of)).toEqual(['@smithy/core', 'functions/core']);
  });
});

describe('imports', () => {
  test('the middle one is taken', () => {
    expect(medianOf([5, 100, 1, 2, 3])).toBe(3);
  });

  test('each is timed in a process of its own, without what is set here', () => {
    const folder = mkdtempSync(join(tmpdir(), 'strictwatch-import-'));
    try {
      const [waits, empty, throws] = ['waits', 'empty', 'throws'].map((name) =>
        join(folder, `${name}.mjs`),
      ) as [string, string, string];
      writeFileSync(waits, 'await new Promise((resolve) => setTimeout(resolve, 60));');
      writeFileSync(empty, 'if (process.env.HOME !== undefined) throw new Error();');
      writeFileSync(throws, 'throw 0;');
      const modules = [{ file: waits }, { file: empty }, { file: throws, throws: true }];
      const [slow, quick, parsed] = timeImports(modules, 1);
      expect(slow?.ms).toBeGreaterThanOrEqual(59);
      for (const took of [quick, parsed]) {
        expect(took?.ms).toBeGreaterThan(0);
        expect(took?.cpuMs).toBeGreaterThan(0);
      }
      expect(() => timeImports([{ file: throws }], 1)).toThrow('Command failed');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the lines', () => {
  const lineOf = (parts: Partial<BundleInSteps>, what: string) =>
    bundlesPart.lines(found(bundle(parts))).find((line) => line.what === what)!;

  test('a bundle holds up to 700 KiB, and not with a byte more', () => {
    const fits = lineOf({ bytes: 700 * 1024 }, 'bundle, minified');
    expect(fits).toMatchObject({ on: 'watch', measured: 700, unit: 'KiB', exact: true });
    expect(holds(fits)).toBe(true);
    expect(holds(lineOf({ bytes: 700 * 1024 + 1 }, 'bundle, minified'))).toBe(false);
  });

  test('an import holds up to 150 ms, beside the modules of Node alone; no time is exact', () => {
    const held = lineOf({ imported: { ms: 150, cpuMs: 500 } }, 'import');
    expect(held).toMatchObject({ floor: { value: 20 }, exact: false });
    expect(holds(held)).toBe(true);
    expect(holds(lineOf({ imported: { ms: 151, cpuMs: 1 } }, 'import'))).toBe(false);
    expect(lineOf({}, 'import, of the processor')).toMatchObject({ measured: 95, exact: false });
    expect(lineOf({}, 'bundle, compressed')).toMatchObject({ measured: 200, exact: false });
  });

  test('each function has its own', () => {
    const lines = bundlesPart.lines(found(bundle({}), bundle({ job: 'pulse' })));
    expect(lines.map(({ on }) => on)).toEqual([
      ...Array<string>(4).fill('watch'),
      ...Array<string>(4).fill('pulse'),
    ]);
  });
});

describe('the page', () => {
  const page = bundlesPart.page(found(bundle({ job: 'pulse', largest: [] }), bundle({})));

  test('shows size, steps and what is in each', () => {
    expect(page).toMatch(/^## Size and start of the functions$/m);
    expect(page).toMatch(/\| watch +\| 600\.0 KiB +\| 200\.0 KiB +\| 90 ms +\| 20 ms +\| 95 ms/);
    expect(page).toMatch(/\| watch +\| 20 ms +\| 25 ms +\| 45 ms/);
    expect(page).toMatch(/^\| +\| +\| `zod` +\| 81\.0 +\|$/m);
    expect(page).toContain('a thing, 7.6 ms');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('says whether something is worth loading later', () => {
    expect(page).toMatch(/\| watch +\| `jose` +\| 15\.0 KiB +\| 2\.0 ms/);
    expect(page).toContain('None reaches 10 ms');
    const without = [{ name: 'jose', bytes: 1, imported: { ms: 80, cpuMs: 80 } }];
    const other = bundlesPart.page(found(bundle({ without })));
    expect(other).toContain('At or above 10 ms here: `jose` in watch.');
    expect(other).not.toContain('None reaches');
  });

  test('what a busy machine makes seem slower without a package is no saving', () => {
    const without = [{ name: 'jose', bytes: 1, imported: { ms: 120, cpuMs: 80 } }];
    expect(bundlesPart.page(found(bundle({ without })))).toMatch(/\| 0\.0 ms/);
  });
});
