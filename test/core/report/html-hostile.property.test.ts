import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../../functions/core/escape.ts';
import { renderHtml } from '../../../functions/core/report/html-report.ts';
import { forbidden, hostileText } from '../hostile.ts';
import { samplePosture, sampleReport } from '../posture/sample-posture.ts';
import { reportOfPostures, withTexts } from './html-samples.ts';
import { casesOf } from '../../thorough.ts';

const reports = [sampleReport(), reportOfPostures([samplePosture()])];

const texts = fc.array(hostileText, { minLength: 1 });

test('text of a tenant, anywhere, makes no element and no attribute', () => {
  fc.assert(
    fc.property(fc.constantFrom(...reports), texts, (report, all) => {
      // Begins so that it is never an id, a date or an address by chance, which are shown in other markup.
      const hostileText = (at: number) => `<${all[at % all.length]}${at}`;
      // As long, with code between the same backticks; what cannot be shown as it is keeps that, too.
      const harmlessText = (at: number) => {
        const text = `${hostileText(at).replace(/[^`]/g, 'é')} ${at}`;
        return visible(hostileText(at)) === hostileText(at) ? text : `\u200B${text}`;
      };
      const hostile = withTexts(report, numbered(hostileText));
      const harmless = withTexts(report, numbered(harmlessText));
      const page = renderHtml(hostile);
      expect(tagsOf(page)).toEqual(tagsOf(renderHtml(harmless)));
      expect(page.replaceAll('\n', ' ')).not.toMatch(forbidden);
    }),
    { numRuns: casesOf(40) },
  );
});

/** The same text for the same text, since findings of one rule stand together. */
function numbered(name: (at: number) => string): (text: string) => string {
  const seen = new Map<string, number>();
  return (text) => {
    seen.set(text, seen.get(text) ?? seen.size);
    return name(seen.get(text) ?? 0);
  };
}

/** Every tag with the names of its attributes, in order. */
function tagsOf(page: string): string[] {
  const body = page.replace(/<style>[^<]*<\/style>/g, '');
  const shape = /<(\/?[a-z][a-z0-9]*|!doctype)((?:\s+[a-zA-Z0-9:-]+(?:="[^"<>]*")?)*)\s*\/?>/g;
  expect(body.replace(shape, '')).not.toMatch(/[<>]/);
  return [...body.matchAll(shape)].map(
    ([, name, attributes = '']) => `${name} ${attributes.replace(/="[^"]*"/g, '').trim()}`,
  );
}
