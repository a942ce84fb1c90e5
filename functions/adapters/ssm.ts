import * as z from 'zod';
import { defaultProvider } from './role-credentials.ts';
import { ask, serviceOf, type AskOptions } from './signed-request.ts';

/** A parameter as SSM gives it, decrypted. */
export interface Parameter {
  /** `SecureString`, or another that is kept in the clear. */
  readonly type: string;
  readonly value: string | undefined;
}

/** Reads a parameter of SSM by name or ARN. Throws as {@link ask} does. */
export type ParameterOf = (name: string) => Promise<Parameter>;

/** SSM of the region of the environment, with the credentials of the role. */
export function openParameters(): ParameterOf {
  return createParameters({
    credentials: defaultProvider(),
    service: () => serviceOf('ssm', process.env),
    timeoutMs: 5_000,
  });
}

const getParameter = {
  target: 'AmazonSSM.GetParameter',
  answer: z.object({ Parameter: z.object({ Type: z.string(), Value: z.string().optional() }) }),
};

export function createParameters(options: AskOptions): ParameterOf {
  return async (name) => {
    const { Parameter } = await ask(options, getParameter, { Name: name, WithDecryption: true });
    return { type: Parameter.Type, value: Parameter.Value };
  };
}
