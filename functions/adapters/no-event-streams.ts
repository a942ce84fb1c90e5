/**
 * Takes the place of what the SDK has for operations that answer in streams of events (see infra/write-bundle.ts): nothing here
 * asks for one, and it would be a fortieth of each bundle.
 */
export function EventStreamSerde(): never {
  throw new Error('no operation of this program answers in a stream of events');
}
