import {
  addApi,
  addGrant,
  appById,
  changeApi,
  createApp,
  deleteApp,
  removeGrant,
  setSettings,
  updateApp,
} from './changes.ts';
import { values } from './collection.ts';
import { syntheticSecret, idOf } from './ids.ts';
import { appendLog, type Actor } from './log-entries.ts';
import { registerApp, type Registration } from './register.ts';
import type { TenantState } from './state.ts';
import type {
  ApiBody,
  ApiParts,
  AppBody,
  AppParts,
  Ended,
  GrantBody,
  GrantParts,
  HookBody,
  JsonObject,
  LogBody,
  RuleBody,
} from './wire.ts';

/** What a story or a test does to a tenant. With an actor, a change leaves the log entry it would leave. */
export interface Controls {
  createApp(parts: AppParts, actor?: Actor | null, place?: 'first' | 'last'): AppBody;
  /** Registers an app as POST /oidc/register does, whether or not DCR is on. */
  registerApp(registration: Registration, ip?: string): AppBody;
  updateApp(id: string, parts: AppParts, actor?: Actor | null): AppBody | null;
  deleteApp(id: string, actor?: Actor | null): boolean;
  app(id: string): AppBody | null;
  /** All apps, the global one included, in the order of listings. */
  apps(): AppBody[];
  /** Merges; flags one by one. A value of undefined takes the key away. */
  setSettings(parts: JsonObject & { flags?: JsonObject }, actor?: Actor | null): void;
  setToggle(state: 'on' | 'off'): void;
  addGrant(parts: GrantParts): GrantBody;
  removeGrant(id: string): boolean;
  addApi(parts: ApiParts): ApiBody;
  setApiPolicy(identifier: string, policies: { user?: string; client?: string }): ApiBody;
  setPrompts(prompts: JsonObject): void;
  setRules(rules: Ended<RuleBody>): void;
  setHooks(hooks: Ended<HookBody>): void;
  addLog(parts: JsonObject): LogBody;
  /** Holds for tokens given from now on: a token keeps the scopes it was given with, as in Auth0. */
  grantScope(scope: string): void;
  revokeScope(scope: string): void;
  /** The old secret stops working. Returns the new one; tokens already given go on. */
  rotateSecret(): string;
  /** Every token given so far is refused from now on. */
  expireTokens(): void;
  setClock(clock: () => Date): void;
  setClockOffset(milliseconds: number): void;
}

export function controls(state: TenantState): Controls {
  return { ...appControls(state), ...settingControls(state), ...accessControls(state) };
}

type AppControls = Pick<
  Controls,
  'createApp' | 'registerApp' | 'updateApp' | 'deleteApp' | 'app' | 'apps'
>;

function appControls(state: TenantState): AppControls {
  return {
    createApp: (parts, actor, place) => createApp(state, parts, actor, place),
    registerApp: (registration, ip) => registerApp(state, registration, ip).app,
    updateApp: (id, parts, actor) => updateApp(state, id, parts, actor),
    deleteApp: (id, actor) => deleteApp(state, id, actor),
    app: (id) => appById(state, id),
    apps: () => [...values(state.apps)],
  };
}

type AccessControls = Pick<
  Controls,
  | 'addLog'
  | 'grantScope'
  | 'revokeScope'
  | 'rotateSecret'
  | 'expireTokens'
  | 'setClock'
  | 'setClockOffset'
>;

function settingControls(
  state: TenantState,
): Omit<Controls, keyof AppControls | keyof AccessControls> {
  return {
    setSettings: (parts, actor) => void setSettings(state, parts, actor),
    setToggle: (toggle) => void (state.toggle = toggle),
    addGrant: (parts) => addGrant(state, parts),
    removeGrant: (id) => removeGrant(state, id),
    addApi: (parts) => addApi(state, parts),
    setApiPolicy: (identifier, { user = 'allow_all', client = 'require_client_grant' }) =>
      changeApi(state, identifier, {
        subject_type_authorization: { client: { policy: client }, user: { policy: user } },
      }),
    setPrompts: (prompts) => void (state.prompts = prompts),
    setRules: (rules) => void (state.rules = rules),
    setHooks: (hooks) => void (state.hooks = hooks),
  };
}

function accessControls(state: TenantState): AccessControls {
  const { credentials } = state;
  return {
    addLog: (parts) => appendLog(state, parts),
    grantScope: (scope) => void credentials.scopes.add(scope),
    revokeScope: (scope) => void credentials.scopes.delete(scope),
    rotateSecret: () => {
      credentials.clientSecret = `${syntheticSecret}-${idOf(credentials.clientSecret, 1, 48)}`;
      return credentials.clientSecret;
    },
    expireTokens: () => state.tokens.clear(),
    setClock: (clock) => void (state.clock = clock),
    setClockOffset: (milliseconds) => void (state.clockOffset = milliseconds),
  };
}
