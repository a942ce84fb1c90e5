import { markdownTable } from '../../docs/markdown-table.ts';
import { assumed, budgets } from './troubles.ts';
import type { FleetFound } from './found.ts';
import { rates } from './limits.ts';
import { number, seconds } from './page-words.ts';

export function rateTable({ outcomes }: FleetFound): string {
  return markdownTable(
    ['a second', 'as deployed', 'all at once', 'AWS allows', 'source'],
    Object.values(rates).map(({ what, most, source }) => [
      what,
      number(outcomes.trouble.starts.busiestSecond),
      number(outcomes.atOnce.starts.busiestSecond),
      number(most),
      `<${source}>`,
    ]),
  );
}

export function atOnce({ outcomes: { atOnce } }: FleetFound): string {
  return `A run reads one secret, that of its tenant, and those of webhooks only where it has somebody to tell. _All at once_ is what the flexible window is there to prevent: every start in the second in which it is due, those of the weekly report in the same one. Scheduler itself would not make them all in that second, and parameters of SSM could not be read so fast. Lambda's concurrency would not be enough for ${number(atOnce.lambda.throttles)} attempts, which it tries again by itself: none is missed for that, and the longest wait is ${seconds(atOnce.healthy.waited)}.`;
}

export function sources(found: FleetFound): string {
  const { watch, times, timesOn, measuredMs, calls, readMs } = found;
  const [production, other] = budgets;
  return [
    `- _From the templates_: expression, time zone, window, and for \`watch\` ${watch.retries} retries of a run that failed, ${watch.patienceMinutes} minutes of patience, ${watch.timeoutSeconds} s of time and ${watch.memory} MB of memory; the same of \`report\` and \`pulse\`.`,
    `- _From \`npm run cost\`_ (${timesOn}): a run on an unchanged tenant of ${found.apps} apps that starts cold took ${number(measuredMs)} ms on a whole processor, which is ${number(times.watchMs)} ms on the part that ${watch.memory} MB are given. Every run is taken to last that long, warm or not, times a factor drawn around 1 (one in twenty takes 1.6 times as long), and a new environment ${assumed.coldMs} ms more, which was not measured.`,
    '- _From the code_: how long a lease outlives its run, what is stale, and for how long a run may read.',
    `- _From AWS's documentation_: Lambda queues what Scheduler starts. Throttled, for want of concurrency, it tries again after 1 s, then after twice as long each time, up to 5 minutes; after an error it waits for one minute and then for two; beyond the patience of the template the start goes to the queue of failed runs (<https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>). Scheduler starts a run anywhere in its window (<https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-flexible-time-windows.html>); where is not said, so it is drawn evenly.`,
    `- _Budgets of Auth0_: a tenant's rate limit is its own. Tenants of one plan, or of one company, share none, so one that is limited costs another nothing but concurrency. Half are taken to have an enterprise plan's production limit (${production.burst} at once, ${production.aSecond} a second), half the one for other tenants (${other.burst} and ${other.aSecond}); a run of ${calls} calls on the share it takes by default waits for that at most 1.1 times as long as it must. A run may read for ${number(readMs / 1000)} s.`,
    `- _Assumed_: Lambda keeps an environment that has nothing to do for ${assumed.idleMs / 60_000} minutes; a flood takes ${assumed.floodMs / 1000} s; \`trickle\` needs ${assumed.trickleRuns} times what one run may read.`,
  ].join('\n');
}

export function cannotShow(): string {
  return [
    '- _AWS itself._ That Scheduler, Lambda and DynamoDB do as documented is taken for granted. Where the queue of Lambda is long, it waits for longer than is simulated ("increases the retry interval"), so a quota of ten is worse than it looks here.',
    '- _Other users of the account._ Its places are shared with every function of the region; here there is nobody else.',
    '- _DynamoDB._ What belongs to a tenant has one partition key, and DynamoDB takes 1,000 write units a second for one: 50,000 new apps need 50 s there at the least, which the time of `flood` allows for. Units are measured above and in [the costs](costs.md), not simulated.',
    '- _Slack._ Tenants that share a webhook share its limit; a run that tells nobody has nothing to wait for.',
    '- _The code of a run._ It is a length of time here. That it ends in order when Auth0 hangs or crawls is what the tests and the parts above show; `hanging` takes longer than a tenant that answers nothing, which is given up after three attempts of 20 s.',
  ].join('\n');
}
