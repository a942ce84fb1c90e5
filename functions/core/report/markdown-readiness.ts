import { forMarkdown, markdownCode } from '../escape-markdown.ts';
import { plural } from '../message.ts';
import type { Posture } from '../posture/schema.ts';
import type { AppReadiness, RequirementView, Step, Track } from '../readiness/schema.ts';
import { itemWords, readinessWords } from '../readiness/words.ts';
import { heading, item, paragraph, type Block } from './markdown-lines.ts';

/** Apps shown; the rest are counted. */
const shownApps = 50;

/** What keeps permissive apps from being strict, and what the migration still takes. */
export function readinessBlocks({ readiness }: Posture): Block[] {
  if (!readiness.known) return [];
  const { apps, omitted, requirements, newApps, dcr } = readiness;
  const byId = new Map(requirements.map((one) => [one.id, one]));
  const left = Math.max(0, apps.length - shownApps) + omitted;
  const steps = [...stepItems(newApps), ...stepItems(dcr)];
  return [
    apps.length + steps.length === 0 ? [] : heading(4, 'On the way to strict'),
    steps,
    apps.slice(0, shownApps).flatMap((app) => appItem(app, byId)),
    left > 0 ? paragraph(`And ${plural(left, 'more permissive app')}.`) : [],
  ];
}

function stepItems({ items }: Track): string[] {
  return items
    .filter(({ state }) => state === 'not-done' || state === 'unknown')
    .flatMap(({ title, state, because, next }) =>
      item(
        `**${itemWords[state]}**: ${title}. ${forMarkdown(because, 500)} ${next ? forMarkdown(next.words, 1000) : ''}`.trim(),
        commandsOf(next),
      ),
    );
}

function appItem(
  { name, app, state, unmet, asks, hints = [], next }: AppReadiness,
  requirements: ReadonlyMap<string, RequirementView>,
): Block {
  const details = unmet.map(
    ({ requirement, detail }) =>
      `${titleOf(requirement, requirements)}: ${forMarkdown(detail, 200)}`,
  );
  const hinted = new Map(hints.map(({ requirement, detail }) => [requirement, detail]));
  const questions = asks.map((id) => {
    const hint = hinted.get(id);
    const title = titleOf(id, requirements);
    return hint === undefined ? title : `${title} (${forMarkdown(hint, 200)})`;
  });
  const words = [
    `**${readinessWords[state]}**: app "${forMarkdown(name, 120)}" (${forMarkdown(app, 120)}).`,
    ...(details.length > 0 ? [`${details.join('; ')}.`] : []),
    ...(questions.length > 0 ? [`To ask: ${questions.join(' ')}`] : []),
    `Next: ${forMarkdown(next.words, 1000)}`,
  ];
  return item(words.join(' '), commandsOf(next));
}

function titleOf(id: string, requirements: ReadonlyMap<string, RequirementView>): string {
  return requirements.get(id)?.title ?? forMarkdown(id, 80);
}

function commandsOf(step: Step | undefined): string[] {
  return (step?.commands ?? []).map(markdownCode);
}
