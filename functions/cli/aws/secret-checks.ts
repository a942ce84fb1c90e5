import type { Deployment } from '../../adapters/aws/deployment.ts';
import type { Secrets, SecretState } from '../../adapters/aws/secrets.ts';
import type { Tenant } from '../../core/tenant.ts';
import { checked, type Check, type Said } from '../checks.ts';

/** Whether the secrets that tenants name are there. Their values are never read, their names never repeated. */
export async function checkSecrets(
  secrets: Secrets,
  { region }: Deployment,
  tenants: readonly Tenant[],
): Promise<Check[]> {
  const once = askedOnce(secrets);
  const checks: Check[] = [];
  for (const tenant of tenants) {
    checks.push(
      await checked(tenant.id, 'credentials', () => credentialsSay(once, tenant, region)),
      ...(await webhookChecks(once, tenant, region)),
    );
  }
  return checks;
}

async function credentialsSay(
  secrets: Secrets,
  { credentials }: Tenant,
  region: string,
): Promise<Said> {
  if ('secretId' in credentials) {
    return secretSays(await secrets.secret(credentials.secretId), `the secret (in ${region})`);
  }
  if ('ssmParameter' in credentials) {
    const state = await secrets.parameter(credentials.ssmParameter);
    return secretSays(state, `the SSM parameter (in ${region})`);
  }
  return onLaptopOnly('"env"', '{ "secretId": "…" } or { "ssmParameter": "…" }');
}

function webhookChecks(secrets: Secrets, tenant: Tenant, region: string): Promise<Check[]> {
  const slacks = tenant.routes.flatMap(({ slack }) => (slack ? [slack] : []));
  return Promise.all(
    slacks.map((slack) =>
      checked(tenant.id, 'webhook', async () => {
        if ('webhookEnv' in slack)
          return onLaptopOnly('"webhookEnv"', '{ "webhookSecretId": "…" }');
        return secretSays(await secrets.secret(slack.webhookSecretId), `the secret (in ${region})`);
      }),
    ),
  );
}

/** What the state of a secret means for the monitor; `what` is how the sentence calls it. */
export function secretSays(state: SecretState, what: string): Said {
  if (state.is === 'there') {
    const own = state.key
      ? `, encrypted with your own key: its ARN must be among secretKeyArns in cdk.context.json`
      : '';
    return { ok: true, says: `${what} is there${own}` };
  }
  const problem = {
    missing: `${what} is not there. Create it, or correct its name in tenants.json.`,
    deleted: `${what} is marked for deletion. Restore it: \`aws secretsmanager restore-secret --secret-id NAME\`.`,
    plain: `${what} is not a SecureString, so that it lies there in plain text. Replace it by one, and the credentials too.`,
  };
  return { ok: false, says: problem[state.is] };
}

function onLaptopOnly(key: string, instead: string): Said {
  return {
    ok: false,
    says: `${key} is read on a laptop only. In what is deployed use ${instead}.`,
  };
}

/** Tenants may share a webhook: each secret is asked for once. */
function askedOnce(secrets: Secrets): Secrets {
  const asked = new Map<string, Promise<SecretState>>();
  const once = (key: string, ask: () => Promise<SecretState>): Promise<SecretState> => {
    const known = asked.get(key) ?? ask();
    asked.set(key, known);
    return known;
  };
  return {
    secret: (id) => once(`secret ${id}`, () => secrets.secret(id)),
    parameter: (name) => once(`parameter ${name}`, () => secrets.parameter(name)),
  };
}
