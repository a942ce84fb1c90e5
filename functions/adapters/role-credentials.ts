import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Takes the place of the SDK's chain of credential providers in what is deployed (see infra/write-bundle.ts): a
 * function has the credentials of its role and must find no others. It also saves a sixth of each bundle.
 */
export function defaultProvider(): ReturnType<typeof fromEnv> {
  return fromEnv();
}
