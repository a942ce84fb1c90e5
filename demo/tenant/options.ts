import type { KeyObject } from 'node:crypto';
import type { Source } from './collection.ts';
import type { Bucket } from './rate-limit.ts';
import type { Fault } from './faults.ts';
import type { OnRequest } from './traffic.ts';
import type {
  ApiParts,
  AppParts,
  ConnectionBody,
  Ended,
  GrantParts,
  HookBody,
  JsonObject,
  RuleBody,
} from './wire.ts';

/** Everything is optional: a tenant without options is small, healthy and unlimited. */
export interface TenantOptions {
  /** The name the tenant goes by; the server itself is on loopback. */
  readonly domain?: string;
  readonly port?: number;
  /** A list, or a source that computes the nth app when it is asked for. */
  readonly apps?: readonly AppParts[] | Source<AppParts>;
  /** False leaves out the "All Applications" client that every real tenant has. */
  readonly globalApp?: boolean;
  /** How many apps can be listed by offset. Default 1,000, which Auth0 documents and nobody recorded for apps. */
  readonly appOffsetCap?: number;
  readonly grants?: readonly GrantParts[];
  /** Beside the Management API, which is always there. */
  readonly apis?: readonly ApiParts[];
  readonly connections?: readonly ConnectionBody[];
  /** Replaces whole top-level settings; `flags` too. */
  readonly settings?: JsonObject;
  readonly prompts?: JsonObject;
  readonly rules?: Ended<RuleBody>;
  readonly hooks?: Ended<HookBody>;
  readonly migrations?: JsonObject;
  readonly toggle?: 'on' | 'off';
  readonly eligible?: boolean;
  readonly timestamps?: boolean;
  readonly logRetentionDays?: number;
  readonly lostCursors?: 'forgiven' | 'refused' | 'silent';
  readonly showSecrets?: boolean;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly publicKey?: KeyObject;
  readonly scopes?: Iterable<string>;
  /** Audiences a token is given for; when left out, any. */
  readonly audiences?: readonly string[];
  readonly clock?: () => Date;
  readonly clockOffsetMs?: number;
  /** Milliseconds every request waits before it is looked at. */
  readonly latencyMs?: number;
  /** One bucket, or several that count calls of different paths. */
  readonly rateLimit?: Bucket | readonly Bucket[];
  readonly faults?: readonly Fault[];
  readonly onRequest?: OnRequest;
  /** How many of the newest requests are kept; 0 keeps none. Default 10,000. */
  readonly recordRequests?: number;
}
