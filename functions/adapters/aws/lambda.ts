import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { OperatorError } from '../../core/errors.ts';
import { forTerminal } from '../../core/escape.ts';
import { ask, isNamed, isUnreachable } from './failures.ts';
import { lazily } from './lazily.ts';

export interface DeployedFunction {
  /** As Lambda names it, such as `Active`. */
  readonly state: string;
  readonly lastUpdate: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Functions {
  /** Null when there is no function of this name in the region. */
  describe(name: string): Promise<DeployedFunction | null>;
  /**
   * Runs the function and waits for its reply, which is parsed JSON.
   * @throws {OperatorError} when it is not there, failed, or did not answer; it is never asked twice
   */
  invoke(name: string, payload: object): Promise<unknown>;
}

/** A minute longer than any function runs, so that its own timeout is heard of first. */
const longestWait = 16 * 60_000;

const patience = {
  // A retry would start a second run: the first goes on whether or not its answer arrives.
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 10_000,
    requestTimeout: longestWait,
    socketTimeout: longestWait,
    throwOnRequestTimeout: true,
  },
};

/** Lambda, with the credentials and the region of the environment. */
export function openFunctions(): Functions {
  const sdk = lazily(async () => {
    const api = await import('@aws-sdk/client-lambda');
    const patient = new api.LambdaClient(patience);
    return { ...api, client: new api.LambdaClient({}), patient };
  });
  const region = async () => (await sdk()).client.config.region();
  return {
    async describe(name) {
      const { client, GetFunctionConfigurationCommand } = await sdk();
      return ask({ action: 'lambda:GetFunctionConfiguration', region }, async () => {
        try {
          const it = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
          return {
            state: it.State ?? 'unknown',
            lastUpdate: it.LastUpdateStatus ?? 'unknown',
            variables: it.Environment?.Variables ?? {},
          };
        } catch (error) {
          if (isNamed(error, 'ResourceNotFoundException')) return null;
          throw error;
        }
      });
    },
    async invoke(name, payload) {
      const { patient, InvokeCommand } = await sdk();
      const command = new InvokeCommand({
        FunctionName: name,
        InvocationType: 'RequestResponse',
        Payload: JSON.stringify(payload),
      });
      const reply = await ask({ action: 'lambda:InvokeFunction', region }, async () => {
        try {
          return await patient.send(command);
        } catch (error) {
          throw notRun(name, error) ?? error;
        }
      });
      return replyOf(name, reply);
    },
  };
}

/** @throws {OperatorError} with the function's own message when the run failed */
function replyOf(name: string, { Payload, FunctionError }: InvokeCommandOutput): unknown {
  const text = Payload?.transformToString() ?? '';
  if (FunctionError) throw new OperatorError(errorMessageOf(text));
  const value = jsonOf(text);
  if (value !== undefined) return value;
  throw new OperatorError(`${name} answered with something that is not JSON. ${otherVersion}`);
}

function notRun(name: string, error: unknown): OperatorError | null {
  if (isNamed(error, 'ResourceNotFoundException')) {
    return new OperatorError(
      `There is no function ${name} in this account and region. Deploy it: \`npx cdk deploy --all\`.`,
    );
  }
  const isUnsure = error instanceof Error && (isUnreachable(error) || isCut(error));
  if (!isUnsure || isRefusedConnection(error)) return null;
  return new OperatorError(
    `The connection to ${name} ended without an answer (${forTerminal(error.message, 200)}). The run may still be going on, and what it finds is told as usual: \`aws logs tail /aws/lambda/${name} --since 20m\` shows it. It was not started a second time.`,
  );
}

/** Then nothing was started, which the general message says well enough. */
function isRefusedConnection(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
}

/** Node's words for a connection that ended in the middle of an answer. */
function isCut({ message }: Error): boolean {
  return message === 'socket hang up' || message === 'aborted';
}

/** Lambda replies to a failed run with `{ errorMessage, errorType, trace }`: only the message is for people. */
function errorMessageOf(text: string): string {
  const { errorMessage } = (jsonOf(text) ?? {}) as { errorMessage?: unknown };
  if (typeof errorMessage !== 'string' || errorMessage === '') {
    return 'The function failed and did not say why. Its log shows more.';
  }
  const lines = errorMessage.split('\n').slice(0, 50);
  return lines.map((line) => forTerminal(line, 2000)).join('\n');
}

/** What to do about a reply that cannot be understood. */
export const otherVersion =
  'What is deployed may be of another version than this command: deploy this one, or run the command of that one.';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
