import { pathToFileURL } from 'node:url';

/**
 * A function as Lambda starts it, in a process of its own: what it prints is its log, and what it took goes to
 * the parent process when it is over.
 */
const { file, payload, limitMs } = JSON.parse(process.argv[2] ?? '{}') as {
  file: string;
  payload: object;
  limitMs: number;
};
const name = 'strictwatch-cost';
const { handler } = (await import(pathToFileURL(file).href)) as {
  handler: (event: object, context: object) => Promise<unknown>;
};
const reply = await handler(payload, {
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
  memoryLimitInMB: '512',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: 'measured',
  getRemainingTimeInMillis: () => limitMs,
});
const { user, system } = process.cpuUsage();
process.send?.({ reply, cpuMs: (user + system) / 1000, wallMs: process.uptime() * 1000 });
process.disconnect?.();
