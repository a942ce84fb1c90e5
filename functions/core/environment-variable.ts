import * as z from 'zod';

/** The name of one, where a secret may be meant. */
export const environmentVariable = z
  .string()
  .regex(
    /^[A-Z_][A-Z0-9_]{0,63}$/,
    'must be the NAME of an environment variable, in capitals; never the secret itself',
  )
  .meta({ description: 'Name of an environment variable' });
