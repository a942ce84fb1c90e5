import type { SimulatedTenant } from '../../demo/tenant.ts';

/** A JSON answer as a test reads it: any key may be looked at, none is promised. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export async function call(url: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(url, init);
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  };
}

export function get(tenant: SimulatedTenant, path: string, token = tenant.token()): Promise<Got> {
  return call(`${tenant.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

export function write(
  tenant: SimulatedTenant,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Got> {
  return call(`${tenant.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${tenant.token()}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** All pages of a checkpoint listing, each as answered. */
export async function pages(tenant: SimulatedTenant, path: string, take: number): Promise<Json[]> {
  const answered: Json[] = [];
  let next: string | undefined;
  do {
    const from: string = next === undefined ? '' : `&from=${next}`;
    const { body } = await get(tenant, `${path}?take=${take}${from}`);
    answered.push(body);
    next = body.next;
  } while (next !== undefined);
  return answered;
}
