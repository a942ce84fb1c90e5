import type { ToggleReading } from './toggle-evidence.ts';

/** A sentence for each way to see the toggle that the operator asked for and that showed nothing. */
export function toggleWarnings({
  apiField,
  probe,
}: Pick<ToggleReading, 'apiField' | 'probe'>): string[] {
  return [
    ...(apiField?.ok === false ? [`\`toggle.apiField\` shows nothing: ${apiField.reason}`] : []),
    ...(probe?.ok === false ? [probe.reason] : []),
  ];
}
