/** What is still to happen, in the order of time; what is due at the same moment happens in the order it was put down. */
export interface Agenda {
  /** Epoch ms, of what is happening now. */
  now(): number;
  at(moment: number, act: () => void): void;
  /** Lets everything happen, what is put down meanwhile included. */
  run(): void;
}

interface Entry {
  readonly moment: number;
  readonly order: number;
  readonly act: () => void;
}

/** @param from epoch ms at which nothing has happened yet */
export function createAgenda(from: number): Agenda {
  const heap: Entry[] = [];
  let now = from;
  let put = 0;
  return {
    now: () => now,
    at(moment, act) {
      if (moment < now) throw new Error('nothing happens in the past');
      push(heap, { moment, order: (put += 1), act });
    },
    run() {
      for (let next = pop(heap); next; next = pop(heap)) {
        now = next.moment;
        next.act();
      }
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.moment === b.moment ? a.order < b.order : a.moment < b.moment;
}

function push(heap: Entry[], entry: Entry): void {
  let place = heap.length;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (!above || isBefore(above, entry)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (last && heap.length > 0) sink(heap, last);
  return first;
}

function sink(heap: Entry[], entry: Entry): void {
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    const least = a && b && isBefore(b, a) ? left + 1 : left;
    const below = heap[least];
    if (!below || isBefore(entry, below)) break;
    heap[place] = below;
    place = least;
  }
  heap[place] = entry;
}
