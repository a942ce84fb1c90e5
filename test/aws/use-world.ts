import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createWorld, type World } from './world.ts';

/** The world of the suite, for as long as its tests run. */
export function useWorld(): () => World {
  let world: World | undefined;
  let hasFailed = false;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(async () => {
    if (hasFailed) process.stderr.write(`The emulator's log ends:\n${world?.log(200)}\n`);
    await world?.close();
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => {
      hasFailed = true;
    });
  });
  return () => {
    if (!world) throw new Error('the world is there only while tests run');
    return world;
  };
}
