import type { RawItem } from './server.ts';

/** Synthetic log entries in the shape of recorded ones. No recording holds a security mode or a registration. */
export interface Parts {
  readonly id?: string;
  readonly date?: unknown;
  readonly description?: string;
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly status?: number;
  readonly answer?: unknown;
  readonly request?: RawItem;
  readonly top?: RawItem;
}

export function rawEntry(parts: Parts = {}): RawItem {
  const {
    body = thirdParty,
    answer = { ...thirdParty, client_id: 'abc', client_secret: 'REDACTED' },
  } = parts;
  return {
    log_id: parts.id ?? 'log1',
    date: 'date' in parts ? parts.date : '2026-11-01T08:00:00.000Z',
    type: 'sapi',
    description: parts.description ?? 'Create a client',
    client_id: 'caller',
    client_name: 'Deployer',
    ip: '203.0.113.1',
    user_agent: 'curl/8.5.0',
    user_id: '',
    details: {
      request: {
        method: parts.method ?? 'post',
        path: parts.path ?? '/api/v2/clients',
        body,
        auth: { user: {}, strategy: 'jwt', credentials: { jti: 'synthetic-jti' } },
        ...parts.request,
      },
      response: { statusCode: parts.status ?? 201, body: answer },
    },
    ...parts.top,
  };
}

export const thirdParty = {
  name: 'Partner',
  is_first_party: false,
  callbacks: ['https://partner.example/callback'],
};
