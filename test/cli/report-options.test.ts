import { describe, expect, test } from 'vitest';
import { periodOf, wantedOf, type ReportOptions } from '../../functions/cli/report-options.ts';
import { ConfigError } from '../../functions/core/errors.ts';

const plain = { json: false, dryRun: false };

describe('what the report is written as, and where to', () => {
  test.each<[string, ReportOptions, object, object]>([
    ['nothing: for this terminal', {}, {}, { format: null, out: null, open: false }],
    ['--format', { format: 'csv' }, {}, { format: 'csv', out: null }],
    ['--json', {}, { json: true }, { format: 'json', out: null }],
    ['--json and the same --format', { format: 'json' }, { json: true }, { format: 'json' }],
    ['--open', { open: true }, {}, { format: 'html', out: null, open: true }],
    ['--open and --out', { open: true, out: 'a.html' }, {}, { out: 'a.html', open: true }],
    ['a name', { out: 'a/b.HTML' }, {}, { format: 'html', out: 'a/b.HTML', open: false }],
    ['a name of JSON', { out: 'b.json' }, {}, { format: 'json' }],
    ['a name of OCSF', { out: 'b.ocsf.json' }, {}, { format: 'ocsf' }],
    ['a name of SARIF', { out: 'b.sarif' }, {}, { format: 'sarif' }],
    ['a name of Markdown', { out: 'b.md' }, {}, { format: 'md' }],
    ['SARIF in a file of JSON', { format: 'sarif', out: 'b.sarif.json' }, {}, { format: 'sarif' }],
    ['OCSF in a file of JSON', { format: 'ocsf', out: 'b.json' }, {}, { format: 'ocsf' }],
    ['a name that says nothing', { format: 'md', out: 'REPORT' }, {}, { format: 'md' }],
    ['--json into a file', { out: 'REPORT' }, { json: true }, { format: 'json', out: 'REPORT' }],
  ])('%s', (_name, options, common, expected) => {
    expect(wantedOf(options, { ...plain, ...common })).toMatchObject(expected);
  });

  test.each<[string, ReportOptions, object, RegExp]>([
    ['no format', { format: 'pdf' }, {}, /"pdf" is no format\. They are: html, json, csv/],
    ['two formats', { format: 'csv' }, { json: true }, /--format asks for csv and --json for json/],
    ['a page of CSV', { format: 'csv', open: true }, {}, /--format asks .* --open for html/],
    ['a page of JSON', { open: true }, { json: true }, /--json asks for json and --open for html/],
    ['a wrong name', { format: 'csv', out: 'a.html' }, {}, /of format html, .* asked for is csv/],
    ['our JSON named OCSF', { format: 'json', out: 'a.ocsf.json' }, {}, /of format ocsf/],
    ['a page named CSV', { open: true, out: 'a.csv' }, {}, /of format csv/],
    ['no name and no format', { out: 'report.pdf' }, {}, /does not say which format .* \.sarif/],
    ['a hidden name', { out: 'a\u001b[2J' }, {}, /--out "a\\u001b\[2J" does not say/],
    ['a file in a dry run', { out: 'a.html' }, { dryRun: true }, /--out writes a file, and --dry/],
    ['a page in a dry run', { open: true }, { dryRun: true }, /--open writes a file/],
  ])('%s is refused in one message', (_name, options, common, message) => {
    const act = () => wantedOf(options, { ...plain, ...common });
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(message);
  });
});

describe('the period', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  const [morning, midnight] = ['2026-11-16T07:00:00Z', '2026-11-16T00:00:00Z'];

  test.each<[string, ReportOptions, object]>([
    ['nothing: now, since the last report', {}, {}],
    ['a day since its beginning', { since: '2026-11-16' }, { since: new Date(midnight) }],
    ['a moment', { since: morning }, { since: new Date(morning) }],
    [
      'as of the end of a day',
      { asOf: '2026-11-16' },
      { at: new Date('2026-11-16T23:59:59.999Z') },
    ],
    ['as of a moment', { asOf: morning }, { at: new Date(morning) }],
    ['as of now', { asOf: '2026-11-23T09:00:00Z' }, { at: now }],
    ['as of today, which has not ended', { asOf: '2026-11-23' }, { at: now }],
    [
      'one day whole',
      { since: '2026-11-16', asOf: '2026-11-16' },
      { since: new Date(midnight), at: new Date('2026-11-16T23:59:59.999Z') },
    ],
  ])('%s', (_name, options, expected) => {
    expect(periodOf(options, now)).toEqual(expected);
  });

  test.each<[string, ReportOptions, RegExp]>([
    ['no moment', { asOf: 'monday' }, /--as-of "monday" is not a moment/],
    ['no day', { since: '2026-02-30' }, /--since "2026-02-30" is not a moment/],
    ['tomorrow', { asOf: '2026-11-24' }, /"2026-11-24" has not come yet: it is 2026-11-23 09:00/],
    ['in a second', { asOf: '2026-11-23T09:00:01Z' }, /has not come yet/],
    ['nothing since now', { since: '2026-11-23T09:00:00Z' }, /is not before now, 2026-11-23 09/],
    [
      'a period that ends before it begins',
      { since: '2026-11-17', asOf: '2026-11-16' },
      /--since "2026-11-17" is not before --as-of, 2026-11-16 23:59 UTC/,
    ],
  ])('%s is refused in one message', (_name, options, message) => {
    const act = () => periodOf(options, now);
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(message);
  });
});
