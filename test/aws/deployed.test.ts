import { events } from './scenarios/events.ts';
import { failing } from './scenarios/failing.ts';
import { faultMatrix } from './scenarios/fault-matrix.ts';
import { leastPrivilege } from './scenarios/least-privilege.ts';
import { limits } from './scenarios/limits.ts';
import { onDemand } from './scenarios/on-demand.ts';
import { pulse } from './scenarios/pulse.ts';
import { report } from './scenarios/report.ts';
import { schedule } from './scenarios/schedule.ts';
import { secrets, secretsAreKept } from './scenarios/secrets.ts';
import { slack } from './scenarios/slack.ts';
import { sns } from './scenarios/sns.ts';
import { stacks } from './scenarios/stacks.ts';
import { telling } from './scenarios/telling.ts';
import { testAlert } from './scenarios/test-alert.ts';
import { useWorld } from './use-world.ts';

// One deployment: each part begins with what the parts before it left.
const world = useWorld();

telling(world);
onDemand(world);
slack(world);
sns(world);
testAlert(world);
secrets(world);
failing(world);
faultMatrix(world);
limits(world);
events(world);
pulse(world);
schedule(world);
report(world);
leastPrivilege(world);
secretsAreKept(world);
stacks(world);
