import type { Line } from './line.ts';
import type { Failure, Result } from './reasons.ts';
import { isAppId } from './probe-name.ts';
import { probeScopes } from './probe-scopes.ts';

/** The only way in which anything is written to a tenant: it makes an app and deletes apps. */
export interface ProbeWriter {
  /** The answer to the creation. It is asked for once: a second request might make a second app. */
  create(app: Readonly<Record<string, unknown>>): Promise<Result<unknown>>;
  /** null when the app is gone. */
  remove(id: string): Promise<Failure | null>;
}

export function createProbeWriter(line: Line): ProbeWriter {
  return { create, remove };

  async function create(app: Readonly<Record<string, unknown>>): Promise<Result<unknown>> {
    const scopes = [probeScopes[0]];
    const answer = await line.send({ method: 'POST', path: 'clients', body: app, scopes }, quietly);
    return answer.ok ? { ok: true, value: answer.value.body } : answer;
  }

  async function remove(id: string): Promise<Failure | null> {
    if (!isAppId(id)) throw new RangeError('a probe made no app with such an id');
    const scopes = [probeScopes[1]];
    const answer = await line.send({ method: 'DELETE', path: `clients/${id}`, scopes }, quietly);
    const isGone = answer.ok || (answer.status === 404 && answer.own);
    return isGone ? null : answer;
  }
}

function quietly(): void {}
