import { pause } from '../../../functions/jobs/watch-events.ts';
import { markdownTable } from '../../docs/markdown-table.ts';
import { figure } from '../line.ts';
import { accidents, assumed, troubleNames, troubles } from './troubles.ts';
import { scenarioIds, scenarioNames, scenarios, type FleetFound } from './found.ts';
import { meanRunning, concurrencyNeeded } from './lines.ts';
import { number, seconds } from './page-words.ts';

export function howSimulated({ tenants, watch, extra }: FleetFound): string {
  return `All schedules are due in the same second of each hour, as after one deployment of all ${number(tenants)}, which is the worst; the day is a Monday, on which every tenant is reported on as well. _Missed_ is an hour in which no run began that read the tenant whole. _Late_ is how long after it was due such a run began, of which the window of ${watch.windowMinutes * 60} s is meant. _Waited_ is how long a start waited for concurrency: for one of the runs that the account may have at one time to end. All three are of healthy tenants: those with which nothing is wrong in any scenario. Failures of others made none of them wait longer for concurrency than ${seconds(extra.usual.place)}; with the start of an environment where there was none, none began more than ${seconds(extra.usual.begin)} later than on the same day without failures.`;
}

export function scenarioTable({ outcomes }: FleetFound): string {
  const rows = scenarioIds.map((id) => {
    const { quota, starts, ends, lambda, healthy } = outcomes[id];
    const { half, most99, most } = healthy.delays;
    return [
      scenarioNames[id],
      number(starts.due),
      number(lambda.invocations),
      number(healthy.missed),
      `${number(half)}, ${number(most99)}, ${number(most)} s`,
      seconds(healthy.waited),
      `${number(lambda.peak)} of ${number(quota)}`,
      number(lambda.throttles),
      number(lambda.coldStarts),
      number(ends.busy + ends.heldByPulse),
      number(ends.failed),
    ];
  });
  return markdownTable(
    [
      'scenario',
      'starts due',
      'attempts that ran',
      'missed',
      'late: half, 99 %, all within',
      'waited, at most',
      'most at one time',
      'throttled',
      'cold starts',
      'found it held',
      'in the queue of failed runs',
    ],
    rows,
  );
}

export function howRead({ outcomes }: FleetFound): string {
  const { well, trouble, newTrouble, week } = outcomes;
  return [
    `- _Concurrency._ The seconds of all runs, spread evenly over the day, are the least that must run at one time (Little's law): ${figure(meanRunning(well), 's')} while all is well, ${figure(meanRunning(trouble), 's')} with failures. A concurrency of ${concurrencyNeeded(trouble)} was needed at one time; with that nobody waits. A new account may have as few as ${newTrouble.quota}: a tenant that hangs then keeps others waiting, up to ${seconds(newTrouble.healthy.waited)}. Ask AWS for the usual ${number(trouble.quota)} first: it costs nothing. No function reserves concurrency for itself; with a quota of a thousand that would only take it from the others.`,
    `- _Conservation._ Every start ends in exactly one way: a run, whole or not; an answer that the tenant is held; a message in the queue of failed runs. The tests hold the simulation to it.`,
    `- _Missed in the week: ${number(week.healthy.missed)} of ${number(week.healthy.due)}._ Every three hours pulse writes to each tenant and holds it for about ${assumed.noteMs} ms; a run that begins in that moment tries once more after ${seconds(pause / 1000)}, and ${number(week.ends.heldByPulse)} runs of the week found it held by pulse again. Even such a one would lose nothing but an hour: rules look at state, and \`watch-stale\` tolerates one missed run.`,
    '- _A run that dies_ holds its tenant for at most a minute, and Lambda waits for a minute before it tries again: taken exactly, the second attempt finds the tenant free. Were Lambda faster, it would find it held, and the hour would be left to the next run.',
  ].join('\n');
}

export function wrong({ tenants }: FleetFound): string {
  return `Which of the ${number(tenants)} tenants are what is drawn once; in scenarios without failures all are healthy.`;
}

export function troubleTable({ tenants }: FleetFound): string {
  return markdownTable(
    ['kind', 'tenants', 'what'],
    troubleNames.map((name) => [
      name,
      number(Math.round(troubles[name].share * tenants)),
      troubles[name].words,
    ]),
  );
}

export function accidentList(): string {
  const items = Object.values(accidents).map(
    ({ share, words }) => `- ${figure(share * 100, 's')} % of all ${words}`,
  );
  return ['Besides:', items.join('\n')].join('\n\n');
}

export function staleList({ outcomes }: FleetFound): string {
  const items = scenarioIds
    .filter((id) => scenarios[id].hasTrouble)
    .map((id) => {
      const found = outcomes[id].stale.map(
        ({ kind, tenants, firstMinutes, lastMinutes }) =>
          `${tenants} ${kind} after ${firstMinutes === lastMinutes ? firstMinutes : `${firstMinutes} to ${lastMinutes}`} minutes`,
      );
      return `- ${scenarioNames[id]}: ${found.join(', ') || 'none'}`;
    });
  return [
    'Pulse runs in the simulation too, and judges by its own functions (`expectation`, `oldestFor`, `isStale` of `functions/core/pulse.ts` and `oldestAllowed` of `functions/adapters/schedule.ts`). It called these tenants stale, so long after their troubles began:',
    items.join('\n'),
    'A tenant whose credentials are dead is told of earlier, by its own first run: `coverage-lost`.',
  ].join('\n\n');
}
