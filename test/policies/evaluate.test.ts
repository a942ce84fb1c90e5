import { describe, expect, test } from 'vitest';
import { isAllowed, type Call, type Statement } from './evaluate.ts';

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/findings';

function allow(parts: Partial<Statement>): Statement {
  return { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: table, ...parts };
}

function verdict(statements: readonly Statement[], parts: Partial<Call> = {}): boolean {
  return isAllowed(statements, { action: 'dynamodb:PutItem', resource: table, ...parts });
}

describe('what a statement covers', () => {
  const cases: readonly [string, Partial<Statement>, Partial<Call>, boolean][] = [
    ['the action and the resource it names', {}, {}, true],
    ['no other action', {}, { action: 'dynamodb:Scan' }, false],
    ['no other resource', {}, { resource: `${table}2` }, false],
    ['no part of a resource', {}, { resource: `${table}/index/x` }, false],
    ['one of several actions', { Action: ['s3:Get*', 'dynamodb:PutItem'] }, {}, true],
    ['an action in any case', { Action: 'DynamoDB:putitem' }, {}, true],
    ['no resource in another case', { Resource: table.toUpperCase() }, {}, false],
    ['* as any text', { Action: 'dynamodb:*', Resource: '*' }, {}, true],
    ['* across / and :', { Resource: 'arn:*findings' }, {}, true],
    ['? as one character', { Resource: table.replace('findings', 'finding?') }, {}, true],
    ['? as no more than one', { Resource: table.replace('findings', 'findin?') }, {}, false],
    ['? as no less than one', { Resource: `${table}?` }, {}, false],
    ['a dot as a dot only', { Action: 'dynamodb.PutItem' }, {}, false],
    ['all but the actions of NotAction', { NotAction: 'dynamodb:Scan' }, {}, true],
    ['none of the actions of NotAction', { NotAction: 'dynamodb:Put*' }, {}, false],
    ['all but the resources of NotResource', { NotResource: '*:table/other' }, {}, true],
    ['none of the resources of NotResource', { NotResource: '*:table/findings' }, {}, false],
  ];
  test.each(cases)('%s', (_name, parts, call, expected) => {
    const { Action, Resource, ...rest } = allow(parts);
    const statement = {
      ...rest,
      ...(rest.NotAction === undefined && { Action: Action! }),
      ...(rest.NotResource === undefined && { Resource: Resource! }),
    };
    expect(verdict([statement], call)).toBe(expected);
  });
});

test('nothing is allowed that no statement allows', () => {
  expect(verdict([])).toBe(false);
});

test.each([0, 1])('a Deny wins wherever it stands (%d)', (place) => {
  const deny = allow({ Effect: 'Deny', Action: '*' });
  expect(verdict(place === 0 ? [deny, allow({})] : [allow({}), deny])).toBe(false);
});

test('a Deny of something else changes nothing', () => {
  expect(verdict([allow({ Effect: 'Deny', Resource: `${table}2` }), allow({})])).toBe(true);
});

describe('conditions', () => {
  const viaSns = { StringLike: { 'kms:ViaService': ['sns.*.amazonaws.com', 'sqs.*'] } };
  const context = { 'kms:viaservice': 'sns.eu-west-1.amazonaws.com' };
  const cases: readonly [string, Statement['Condition'], Record<string, string>, boolean][] = [
    ['met by one of the values', viaSns, context, true],
    ['not met by another value', viaSns, { 'kms:viaservice': 's3.amazonaws.com' }, false],
    ['not met where the request has no such key', viaSns, {}, false],
    ['StringEquals knows no wildcard', { StringEquals: { a: 'x*' } }, { a: 'xy' }, false],
    ['StringEquals meets the same', { StringEquals: { a: 'x*' } }, { a: 'x*' }, true],
    ['ArnLike', { ArnLike: { a: 'arn:aws:sns:*:*:t' } }, { a: 'arn:aws:sns:e:1:t' }, true],
    [
      'Bool',
      { Bool: { 'aws:SecureTransport': 'false' } },
      { 'aws:securetransport': 'true' },
      false,
    ],
    ['all of several', { ...viaSns, StringEquals: { a: 'x' } }, { ...context, a: 'y' }, false],
  ];
  test.each(cases)('%s', (_name, Condition, given, expected) => {
    expect(verdict([allow({ Condition: Condition! })], { context: given })).toBe(expected);
  });
});

describe('what it does not know throws, whatever the verdict would be', () => {
  const cases: readonly [string, object, RegExp][] = [
    ['an operator', { Condition: { NumericLessThan: { a: '1' } } }, /NumericLessThan/],
    ['an operator with IfExists', { Condition: { StringLikeIfExists: { a: '1' } } }, /IfExists/],
    ['an element', { Principal: '*' }, /Principal/],
    ['an effect', { Effect: 'Maybe' }, /Maybe/],
    ['a policy variable', { Resource: 'arn:aws:s3:::${aws:username}' }, /variable/],
    ['Action beside NotAction', { NotAction: 's3:*' }, /exactly one/],
    ['no Resource at all', { Resource: undefined }, /exactly one/],
  ];
  test.each(cases)('%s', (_name, parts, message) => {
    const statement = { ...allow({}), ...parts } as Statement;
    expect(() => verdict([statement])).toThrow(message);
  });
});
