import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from '../../functions/core/render-terminal.ts';
import { displayWidth } from '../../functions/core/wrap.ts';
import { forbidden } from './hostile.ts';
import { adoption, anyMessage, message, told } from './message-samples.ts';
import { casesOf } from '../thorough.ts';

const plain = { columns: 80, color: false };
const sgr = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

it('shows what to type next whole, whatever the width', () => {
  const take = `npx strictwatch acknowledge acme-prod/app-permissive/${'a'.repeat(80)}`;
  const command = `npx strictwatch suppress acme-prod/app-permissive/${'b'.repeat(80)} --until …`;
  const goOn = [{ what: 'Hide it longer', command }];
  const text = renderTerminal(message({ told: [told({ take }), told({ goOn })] }), plain);
  expect(text.split('\n')).toContain(`  Take it  ${take}`);
  expect(text.split('\n')).toContain(`  Hide it longer  ${command}`);
});

describe('a finding', () => {
  it('reads well at 80 columns', () => {
    const text = renderTerminal(
      message({
        told: [
          told({
            message:
              'The app "Partner Portal" is in permissive mode: it can use grants and endpoints that strict mode refuses.',
            facts: [
              { name: 'origin', value: 'regular' },
              { name: 'grant types', value: 'authorization_code, implicit, password and 2 more' },
            ],
          }),
        ],
        rest: {
          count: 37,
          bySeverity: [
            { severity: 'high', count: 3 },
            { severity: 'medium', count: 34 },
          ],
          command: 'npx strictwatch findings --tenant acme-prod',
        },
      }),
      plain,
    );
    expect(text).toBe(
      [
        '── Strictwatch ── 2026-11-23 09:00 UTC ─────────────────────────────────────────',
        '1 high, 37 more',
        '',
        'HIGH  opened  acme-prod (production)  app-permissive',
        '  A third-party app is in permissive mode',
        '',
        '  The app "Partner Portal" is in permissive mode: it can use grants and',
        '  endpoints that strict mode refuses.',
        '',
        '    origin       regular',
        '    grant types  authorization_code, implicit, password and 2 more',
        '',
        '  What to do',
        '    1. Create the app again in strict mode.',
        '    2. Delete the old app.',
        '',
        '  Finding  acme-prod/app-permissive/tpc_1a2b',
        '           transition 1, first seen 2026-11-20 09:00 UTC',
        '  In Auth0 https://manage.auth0.com/dashboard/eu/acme/applications/tpc_1a2b/settings',
        '',
        'And 37 more: 3 high, 34 medium',
        '  List them: npx strictwatch findings --tenant acme-prod',
        '',
      ].join('\n'),
    );
  });

  it('that is resolved says nothing of what to do', () => {
    const text = renderTerminal(
      message({ told: [told({ announcement: 'resolved', fix: [] })] }),
      plain,
    );
    expect(text).toContain('1 resolved');
    expect(text).not.toContain('What to do');
  });

  it('shows a sequence that would move the cursor instead of obeying it', () => {
    const text = renderTerminal(
      message({ told: [told({ message: '\u001b[2J\u001b]0;owned\u0007\u202egone' })] }),
      plain,
    );
    expect(text).toContain('‹U+001B›[2J‹U+001B›]0;owned‹U+0007 +1›gone');
  });

  it('shows no address but one of the Auth0 Dashboard', () => {
    const text = renderTerminal(
      message({ told: [told({ link: 'https://evil.example/' })] }),
      plain,
    );
    expect(text).not.toContain('evil');
  });
});

describe('an adoption', () => {
  it('shows counts, the worst, and what could not be judged', () => {
    const summary = adoption({
      total: 4,
      bySeverity: [
        { severity: 'high', count: 1 },
        { severity: 'medium', count: 3 },
      ],
      worst: [told()],
      unknown: [{ rule: 'toggle-on', reason: 'logs not read' }],
    });
    const text = renderTerminal(message({ adoption: summary }), plain);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'ADOPTED  acme-prod (production)',
        `  high      1  ${'▪'.repeat(10)}`,
        `  medium    3  ${'▪'.repeat(30)}`,
        '    HIGH      The app "Partner Portal" is in permissive mode.',
        '              acme-prod/app-permissive/tpc_1a2b, transition 1',
        '  Rules that could not judge',
        '    - toggle-on: logs not read',
        '  List them: npx strictwatch findings --tenant acme-prod',
      ]),
    );
  });

  it('that found nothing says so, and what could not be judged', () => {
    const text = renderTerminal(
      message({
        adoption: adoption({ unknown: [{ rule: 'toggle-on', reason: 'logs not read' }] }),
      }),
      plain,
    );
    expect(text).toContain('adopted, nothing found');
    expect(text).toContain('42 apps read. Nothing was found');
    expect(text).toContain('toggle-on: logs not read');
  });
});

describe('any message', () => {
  it('has no control character but its own line breaks, and fits the columns', () => {
    const copied = /^ {2}(?:Finding|In Auth0) |^ {14}\S|List them: |acme|\(/;
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 40, max: 120 }), (message, columns) => {
        const text = renderTerminal(message, { columns, color: false });
        const lines = text.split('\n');
        for (const line of lines) expect(line).not.toMatch(forbidden);
        for (const line of lines.filter((line) => !copied.test(line))) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: casesOf(60) },
    );
  });

  it('says the same with colour and without', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const color = renderTerminal(message, { columns: 80, color: true });
        expect(color.replace(sgr, '')).toBe(renderTerminal(message, plain));
      }),
      { numRuns: casesOf(40) },
    );
    const color = renderTerminal(message({ told: [told()] }), { columns: 80, color: true });
    expect(color).toMatch(sgr);
  });
});
