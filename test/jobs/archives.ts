import { DeliveryError } from '../../functions/core/errors.ts';
import type { Archive, Kept } from '../../functions/core/ports.ts';

/** An archive of a test: it keeps what it is given in memory, and refuses while it is down. */
export interface FakeArchive extends Archive {
  /** Bodies by folder and name; written again, the later. */
  readonly files: Map<string, string>;
  /** How often something was written. */
  writes: number;
  /** Names of files it does not take, such as `report.csv`. */
  readonly refuses: Set<string>;
  isDown: boolean;
}

export function fakeArchive(): FakeArchive {
  const files = new Map<string, string>();
  return {
    files,
    writes: 0,
    refuses: new Set(),
    isDown: false,
    async keep(folder, given) {
      for (const { name, body } of given) {
        if (this.isDown || this.refuses.has(name)) throw new DeliveryError('The archive is down.');
        files.set(`${folder}/${name}`, body);
        this.writes += 1;
      }
      return keptAt(`${folder}/${given[0]?.name}`);
    },
  };
}

export function keptAt(key: string): Kept {
  return {
    uri: `s3://bucket/${key}`,
    link: `https://console.example/${key}`,
    until: '2027-12-29T00:00:00.000Z',
  };
}
