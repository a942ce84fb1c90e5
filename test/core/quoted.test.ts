import { expect, test } from 'vitest';
import { burstInWords } from '../../functions/core/dcr-cluster.ts';
import type { Caller } from '../../functions/core/log-memory.ts';
import { relianceInWords } from '../../functions/core/reliance.ts';
import { nameOf } from '../../functions/core/wording.ts';

const name = 'Gift" by partner "Acme';
const quoted = `"Gift' by partner 'Acme"`;

test('a name ends where its quotes do, whatever it holds', () => {
  const registration = { app: 'a', at: '2026-11-18T02:14:00.000Z', name, hosts: [], traits: '' };
  const caller: Caller = {
    id: 'a',
    kind: 'user',
    name,
    ip: null,
    userAgent: null,
    tool: null,
    apps: [],
    more: 0,
    stated: null,
  };
  for (const words of [
    nameOf({ id: 'a', name }),
    burstInWords('apps', [registration]),
    relianceInWords(caller, new Date('2026-11-18')),
  ]) {
    expect(words).toContain(quoted);
    expect(words.split('"')).toHaveLength(3);
  }
});
