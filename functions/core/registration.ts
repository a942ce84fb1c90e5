import type { Registration } from './log-memory.ts';
import { shortText } from './shortened.ts';
import type { App } from './snapshot.ts';

// A stranger chooses these texts; what is kept of them is what tells a burst, and fits into the store.
const longestName = 40;
const longestHost = 60;
const longestTraits = 200;
const mostHosts = 2;
const looksAtCallbacks = 20;

/** An app as one of those that were registered, at `at` (ISO 8601). */
export function registrationOf(app: App, at: string): Registration {
  return registration(app.id, at, app.name, app.callbacks, traitsOf(app));
}

export function registration(
  app: string,
  at: string,
  name: string,
  callbacks: readonly string[],
  traits: string,
): Registration {
  return { app, at, name: shortText(name, longestName), hosts: hostsOf(callbacks), traits };
}

/** How the app signs in, such as `none: authorization_code, refresh_token`. */
export function traitsOf({ authMethod = 'unknown', grantTypes }: App): string {
  return shortText(`${authMethod}: ${grantTypes.toSorted().join(', ')}`, longestTraits);
}

function hostsOf(callbacks: readonly string[]): string[] {
  const hosts = callbacks.slice(0, looksAtCallbacks).flatMap((callback) => {
    const url = URL.parse(callback);
    return url ? [shortText(url.hostname || url.protocol, longestHost)] : [];
  });
  return [...new Set(hosts)].sort().slice(0, mostHosts);
}
