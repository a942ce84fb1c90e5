/** A request as it came in, before anything was decided about it. */
export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly pathname: string;
  /** Counts requests of this method and pathname, from 1. */
  readonly nth: number;
  /** Which token it carried: its `jti`, never the token; null without a known one. */
  readonly tokenId: string | null;
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly at: number;
}

/** Called before a request is answered: the place to change the tenant in the middle of a listing. */
export type OnRequest = (nth: number, request: SeenRequest) => void | Promise<void>;

export interface Traffic {
  /** The newest requests, oldest first. */
  readonly requests: SeenRequest[];
  /** All requests since the last reset, kept or not. */
  count: number;
  readonly counts: Map<string, number>;
  readonly kept: number;
}

export function trafficOf(kept: number): Traffic {
  return { requests: [], count: 0, counts: new Map(), kept };
}

export function note(
  traffic: Traffic,
  parts: Pick<SeenRequest, 'method' | 'path' | 'pathname' | 'tokenId'>,
): SeenRequest {
  const place = `${parts.method} ${parts.pathname}`;
  const nth = (traffic.counts.get(place) ?? 0) + 1;
  const seen: SeenRequest = { ...parts, nth, at: Date.now() };
  traffic.count += 1;
  traffic.counts.set(place, nth);
  if (traffic.kept > 0) traffic.requests.push(seen);
  if (traffic.requests.length > traffic.kept) traffic.requests.shift();
  return seen;
}

export function resetTraffic(traffic: Traffic): void {
  traffic.requests.length = 0;
  traffic.count = 0;
  traffic.counts.clear();
}
