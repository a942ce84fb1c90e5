import { createHash, hash } from 'node:crypto';
import { isKept } from '../../core/changes.ts';
import { compareText } from '../../core/order.ts';
import type { Seal } from '../../core/ports.ts';
import { keptSections, type App, type KeptSection, type Sections } from '../../core/snapshot.ts';
import { canonicalJson, wholeDigest } from './fingerprint.ts';

const digestBytes = 32;
/** Digests lie in blocks of 128 KB: one buffer that grows would for a moment take three times what it holds. */
const perBlock = 4096;

/**
 * Takes the fingerprints of a run's apps and keeps the hash each is the beginning of, 32 bytes an app: 100,000
 * are to fit beside everything else. The seal is the hash of eight lines of text, which anybody can take again:
 * the name of this encoding; `apps`, their number, and the hash of their hashes, byte after byte, in the order of their
 * ids; and each other section, by name, with its hash. `not-read` stands for the hash of what was not. A hash is the
 * SHA-256 of canonical JSON (keys sorted, no spaces), in hexadecimal digits.
 */
export function createSeal(): Seal {
  const blocks: Buffer[] = [];
  let count = 0;
  return {
    printApp(app) {
      const text = hash('sha256', canonicalJson(app), 'base64url');
      const at = count++ % perBlock;
      if (at === 0) blocks.push(newBlock());
      blocks.at(-1)?.write(text, at * digestBytes, 'base64url');
      return text.slice(0, 8);
    },
    of(sections) {
      const sealed = createHash('sha256').update('strictwatch-snapshot-1\n');
      const { apps } = sections;
      sealed.update(apps.ok ? appsLine(apps.value, blocks, count) : 'apps not-read\n');
      for (const name of keptSections.toSorted()) sealed.update(sectionLine(name, sections));
      return sealed.digest('hex');
    },
  };
}

function newBlock(): Buffer {
  return Buffer.allocUnsafeSlow(perBlock * digestBytes);
}

/** One hash of all apps: making a text of each would cost a run more than all of the rest. */
function appsLine(apps: readonly App[], blocks: readonly Buffer[], count: number): string {
  if (apps.length !== count) throw new Error('The seal was not shown every app once.');
  const digests = createHash('sha256');
  const some = newBlock();
  let end = 0;
  for (const index of orderById(apps)) {
    const at = (index % perBlock) * digestBytes;
    end += blocks[Math.floor(index / perBlock)]?.copy(some, end, at, at + digestBytes) ?? 0;
    if (end < some.length) continue;
    digests.update(some);
    end = 0;
  }
  return `apps ${count} ${digests.update(some.subarray(0, end)).digest('hex')}\n`;
}

function orderById(apps: readonly App[]): Uint32Array {
  const order = Uint32Array.from(apps.keys());
  return order.sort((a, b) => compareText(apps[a]?.id ?? '', apps[b]?.id ?? ''));
}

function sectionLine(name: KeptSection, sections: Sections): string {
  const section = sections[name];
  const digest = section.ok && isKept(name, sections) ? wholeDigest(section.value) : 'not-read';
  return `${name} ${digest}\n`;
}
