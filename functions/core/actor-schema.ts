import * as z from 'zod';
import type { ActingChannel, Actor } from './log-entry.ts';

const text = z.string().nullable();

/** Who acted, as an object schema is made of it: strict, loose or neither, as its document needs. */
export const actorFields = {
  kind: z.enum(['user', 'app', 'anyone', 'unknown']),
  id: text,
  name: text,
  email: text,
  ip: text,
  userAgent: text,
  tool: text,
} as const satisfies Record<Exclude<keyof Actor, 'channel'>, z.ZodType>;

export const ActingChannelSchema = z.enum([
  'dashboard',
  'api',
  'dcr',
  'unknown',
]) satisfies z.ZodType<ActingChannel>;
