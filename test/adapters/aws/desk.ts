import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { emptyAccount, startFakeAws, type FakeAws } from './fake-aws.ts';

/** Synthetic: the fake looks at no signature. */
const variables: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIASYNTHETICFORTEST',
  AWS_SECRET_ACCESS_KEY: 'synthetic-secret-for-test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/** A fake AWS, an empty account for each test, and the environment of this process pointing the SDK to it. */
export function fakeAws(): FakeAws {
  let aws: FakeAws | undefined;
  const before = { ...process.env };
  beforeAll(async () => {
    aws = await startFakeAws();
  });
  beforeEach(() => {
    Object.assign(process.env, variables, { AWS_ENDPOINT_URL: aws?.url });
    delete process.env['AWS_PROFILE'];
    delete process.env['AWS_SESSION_TOKEN'];
    Object.assign(aws?.account ?? {}, emptyAccount());
    aws?.asked.splice(0);
  });
  afterEach(() => {
    for (const name of [
      'AWS_ENDPOINT_URL',
      'AWS_PROFILE',
      'AWS_SESSION_TOKEN',
      ...Object.keys(variables),
    ]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  afterAll(() => aws?.close());
  const running = (): FakeAws => {
    if (!aws) throw new Error('the fake AWS has not started yet');
    return aws;
  };
  return {
    get url() {
      return running().url;
    },
    get account() {
      return running().account;
    },
    get asked() {
      return running().asked;
    },
    close: () => running().close(),
  };
}
