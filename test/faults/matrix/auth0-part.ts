import { failures, type Failure } from '../../../demo/tenant.ts';
import type { Collect } from '../../../functions/core/ports.ts';
import { faults, type Fault, type Part } from '../../../scripts/fault-matrix/measured.ts';
import { CrashError } from '../../adapters/crash.ts';
import { faultyClient, type Wire } from '../../adapters/faulty-client.ts';
import type { Bench } from './bench.ts';
import { happened, twoRuns, type Disturbance } from './cell.ts';
import { inOrder } from './store-part.ts';

const scene = { job: 'watch', past: 'past', hours: 0 } as const;

const answers: Readonly<Partial<Record<Fault, Failure>>> = {
  fails: failures.serverError(),
  // It was done, as far as there was something to do, and the answer breaks off.
  'answer lost': failures.cut(),
  hangs: failures.hang(),
  garbage: {
    kind: 'answer',
    answer: {
      status: 200,
      body: '<html>synthetic</html>',
      headers: { 'content-type': 'text/html' },
    },
  },
};

/** Every request of a run to Auth0, each fault for as long as the run lasts. */
export async function auth0Part(bench: Bench): Promise<Part> {
  const { auth0 } = bench;
  auth0.reset();
  const whole = await twoRuns(bench, scene, 'auth0', () => ({}));
  const met = auth0.requests.map(({ method, pathname }) => stepOf(method, pathname));
  // Apps and the other sections are read side by side, in no order.
  const steps = [...new Set(met)].sort();
  const there = new Set(auth0.apps().map(({ client_id }) => client_id));
  const rows = await inOrder(steps, async (step) => {
    const cells = await inOrder(faults, async (fault) => {
      const place = `auth0-${steps.indexOf(step)}-${faults.indexOf(fault)}`;
      const cell = await twoRuns(bench, scene, place, ({ collect }) =>
        requestFault(bench, collect, step, fault),
      );
      // An app that the probe had no time to delete must not be there for the next cell.
      for (const { client_id } of auth0.apps())
        if (!there.has(client_id)) auth0.deleteApp(client_id);
      return [fault, happened(whole, cell)] as const;
    });
    return { step, cells: Object.fromEntries(cells) };
  });
  return { title: 'Reading a tenant (watch)', rows };
}

/** The path, with ids of apps taken out. */
function stepOf(method: string, pathname: string): string {
  return `${method} ${pathname.replace(/(\/clients)\/.+/, '$1/{id}')}`;
}

function requestFault(bench: Bench, collect: Collect, step: string, fault: Fault): Disturbance {
  const { auth0 } = bench;
  const failure = answers[fault];
  if (!failure) return kill(bench, collect, step, fault);
  const [method = '', path = ''] = step.split(' ');
  const pattern = new RegExp(`^${path.replace('{id}', '[^?]+')}(\\?|$)`);
  auth0.setFaults({ match: { method, path: pattern, times: Infinity }, failure });
  return { over: () => auth0.setFaults() };
}

/** The process dies when the request arrives, or when the one after it does. */
function kill({ auth0, client }: Bench, collect: Collect, step: string, fault: Fault): Disturbance {
  const death = Promise.withResolvers<never>();
  const wire: Wire = { isDead: false, fateOf: () => null, hang: () => {} };
  const die = () => {
    wire.isDead = true;
    death.reject(new CrashError('The process died while it read the tenant.'));
  };
  // What dies too late to be waited for is no mistake.
  death.promise.catch(() => {});
  let isMet = false;
  auth0.onRequest((_nth, { method, pathname }) => {
    if (isMet) die();
    if (stepOf(method, pathname) !== step) return;
    if (fault === 'killed before') die();
    isMet = true;
  });
  let reading: Promise<unknown> = Promise.resolve();
  return {
    client: faultyClient(client, wire),
    collect: async (request, left) => {
      const read = collect(request, left).finally(() => void (isMet && die()));
      reading = read.catch(() => {});
      await Promise.race([read, death.promise]);
      return Promise.race([death.promise, read]);
    },
    async over() {
      auth0.onRequest(null);
      // A dead process asks nothing more; the reader, which is not dead, is kept from changing anything.
      auth0.setFaults({ match: { times: Infinity }, failure: failures.reset() });
      await reading;
      auth0.setFaults();
    },
  };
}
