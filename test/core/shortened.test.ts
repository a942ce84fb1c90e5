import { expect, test } from 'vitest';
import { shortened, shortText } from '../../functions/core/shortened.ts';
import { created, day } from './remember-samples.ts';

const long = 'x'.repeat(400);
const short = 'x'.repeat(100);
const texts = (text: string | null) => ({
  name: text,
  email: text,
  ip: text,
  userAgent: text,
  tool: text,
});

test('an entry is cut text by text, and its ids are not', () => {
  const entry = created(long, day('20'), {
    app: long,
    appName: long,
    notice: long,
    actor: { ...texts(long), id: long },
  });
  expect(shortened(entry)).toEqual({
    ...entry,
    appName: short,
    notice: 'x'.repeat(300),
    actor: { ...entry.actor, ...texts(short) },
  });
});

test('what an entry does not say stays unsaid', () => {
  const { appName: _name, ...entry } = created('1', day('20'), { actor: texts(null) });
  expect(shortened(entry)).toStrictEqual(entry);
});

test('a cut leaves no half of a character', () => {
  expect(shortText('ab\u{1f600}', 3)).toBe('ab\ufffd');
  expect(shortText('ab\ud800', 3)).toBe('ab\ud800');
});
