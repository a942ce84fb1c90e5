import { isOfFile } from './configured-suppressions.ts';
import type { Life } from './finding.ts';
import { keyCommand, listCommand, tenantCommand, type NextStep, type Place } from './message.ts';

/** How a finding stays hidden whose suppression ends soon; none where none hides it any more. */
export function goOnSteps(
  key: string,
  { status, decision }: Pick<Life, 'status' | 'decision'>,
  place: Omit<Place, 'environment'>,
): readonly NextStep[] {
  if (status !== 'suppressed' || !decision) return [];
  const { suppression } = decision;
  if (suppression === undefined) return aloneSteps(key, place);
  if (isOfFile(suppression)) {
    const what = `To go on, give ${suppression} new days in tenants.json; this lists it`;
    return [{ what, command: tenantCommand('suppressions', place) }];
  }
  const what = 'To go on, suppress its pattern again; this shows it';
  return [{ what, command: tenantCommand(`history ${suppression}`, place) }];
}

function aloneSteps(key: string, place: Omit<Place, 'environment'>): readonly NextStep[] {
  const longer = keyCommand('suppress', key, place);
  const forGood = keyCommand('accept', key, place);
  if (longer === null || forGood === null) {
    const what = 'To go on, suppress or accept it by its key; this lists it';
    return [{ what, command: listCommand(place) }];
  }
  return [
    { what: 'Hide it longer', command: `${longer} --until … --owner … --reason …` },
    { what: 'Accept it', command: `${forGood} --owner … --reason …` },
  ];
}
