import type { Call } from '../policies/evaluate.ts';
import { arn } from './aws.ts';
import type { Exchange } from './recorder.ts';

/** Something a function asked of AWS, as IAM sees it. */
export interface Asked {
  readonly call: Call;
  /** By AWS, and not by what a test put in its place. */
  readonly isRefused: boolean;
}

/** Stands for the six characters AWS adds to a secret's name, where an answer does not tell them. */
export const unknownSuffix = 'ABCDEF';

/**
 * The IAM calls of one request: several where it names several resources.
 * @throws {Error} for a request it cannot tell: one that is not understood must not count as allowed
 */
export function callsOf(exchange: Exchange): Asked[] {
  const isRefused = exchange.status === 403 && !exchange.isStandIn;
  return calls(exchange).map((call) => ({ call, isRefused }));
}

function calls({ method, target, body, answer, path }: Exchange): Call[] {
  const [service = '', operation = ''] = target.split('.');
  if (service === 'DynamoDB_20120810') return dynamoCalls(operation, parse(body));
  if (service === 'secretsmanager') {
    return [{ action: `secretsmanager:${operation}`, resource: secretOf(parse(body), answer) }];
  }
  if (service === 'AmazonSSM') {
    return names(parse(body)).map((name) => ({
      action: `ssm:${operation}`,
      resource: name.startsWith('arn:') ? name : arn('ssm', `parameter/${name.replace(/^\//, '')}`),
    }));
  }
  const object = objectIn(path);
  if (object && target === '' && (method === 'PUT' || method === 'GET')) {
    return [{ action: method === 'PUT' ? 's3:PutObject' : 's3:GetObject', resource: object }];
  }
  const form = new URLSearchParams(body);
  if (form.get('Action') === 'Publish') {
    return [{ action: 'sns:Publish', resource: form.get('TopicArn') ?? '*' }];
  }
  throw new Error(`a call to AWS that is not understood: ${target} ${path} ${body.slice(0, 200)}`);
}

/** An object of a bucket, which is named by the path; null where it names none. */
function objectIn(path: string): string | null {
  const { pathname } = new URL(path, 'http://127.0.0.1');
  return /^\/[^/]+\/./.test(pathname)
    ? `arn:aws:s3:::${decodeURIComponent(pathname.slice(1))}`
    : null;
}

function dynamoCalls(operation: string, body: Body): Call[] {
  const tables = body.TableName ? [body.TableName] : Object.keys(body.RequestItems ?? {});
  if (tables.length === 0) throw new Error(`DynamoDB ${operation} names no table`);
  return tables.map((table) => {
    const resource = table.startsWith('arn:') ? table : arn('dynamodb', `table/${table}`);
    return {
      action: `dynamodb:${operation}`,
      resource: body.IndexName ? `${resource}/index/${body.IndexName}` : resource,
    };
  });
}

/** An answer names the secret in full; a refusal does not, nor does what a test puts in place of an answer. */
function secretOf({ SecretId = '' }: Body, answer: string): string {
  const { ARN } = answer.startsWith('{') ? parse(answer) : {};
  if (ARN) return ARN;
  return SecretId.startsWith('arn:')
    ? SecretId
    : arn('secretsmanager', `secret:${SecretId}-${unknownSuffix}`);
}

interface Body {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly SecretId?: string;
  readonly ARN?: string;
  readonly Name?: string;
  readonly Names?: readonly string[];
}

function names({ Name, Names = [] }: Body): readonly string[] {
  return Name === undefined ? Names : [Name];
}

function parse(text: string): Body {
  return JSON.parse(text) as Body;
}
