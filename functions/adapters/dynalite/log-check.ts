import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Finds a write-ahead log of LevelDB that is damaged in its middle. LevelDB itself drops what it cannot
 * read there and opens without a word, and then findings would be gone. An end that is cut off is normal:
 * a process died while it wrote, and nothing depends on that write.
 * Format: https://github.com/google/leveldb/blob/main/doc/log_format.md
 */
export async function findDamagedLog(folder: string): Promise<string | null> {
  const names = await readdir(folder);
  for (const name of names.filter((name) => name.endsWith('.log')).sort()) {
    if (!isWhole(await readFile(join(folder, name)))) return name;
  }
  return null;
}

const blockSize = 32 * 1024;
const headerSize = 7;
/** Full, first, middle, last. */
const recordTypes = [1, 2, 3, 4];

export function isWhole(log: Buffer): boolean {
  let at = 0;
  while (at + headerSize <= log.length) {
    const room = blockSize - (at % blockSize);
    if (room < headerSize) {
      at += room;
      continue;
    }
    const header = log.subarray(at, at + headerSize);
    // Space that was given to the file before anything was written into it.
    if (isZero(header)) return isZero(log.subarray(at));
    const length = header.readUInt16LE(4);
    const end = at + headerSize + length;
    if (!recordTypes.includes(header.readUInt8(6))) return false;
    if (headerSize + length > room) return false;
    if (end > log.length) return true;
    // After a power cut the end of a file can read as zeros, which no record ends with.
    if (checksum(log.subarray(at + 6, end)) !== header.readUInt32LE(0))
      return end === log.length && log.at(-1) === 0;
    at = end;
  }
  return true;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C, masked as LevelDB stores it. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
