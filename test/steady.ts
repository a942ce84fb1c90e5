/** The text with what depends on when and where it was written put the same; these days are today. */
export function steady(text: string, today: readonly Date[]): string {
  let same = text
    .replaceAll(/X-Amz-[\w=%&;.-]+/g, '<signed>')
    .replaceAll(/strictwatch-reports[a-z0-9-]+/g, '<bucket>')
    .replaceAll(/\d{4}\/\d{4}-\d\d-\d\dT\d{6}Z-asked-\d{4}-\d\d-\d\dT\d{6}Z/g, '<moments>')
    .replaceAll(/Kept until \d{4}-\d\d-\d\d/g, 'Kept until <day>')
    .replaceAll(/Run record \d+, SHA-256 [0-9a-f]{64}/g, 'Run record <number>, SHA-256 <hash>')
    .replaceAll(/127\.0\.0\.1(∶|:)\d+/g, '127.0.0.1:<port>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<moment>')
    .replaceAll(/\d+ days? (after|until|before|left|old)/g, '<days> $1')
    .replaceAll(/\d+ minutes? (ago|before)/g, '<minutes> $1');
  for (const day of today) {
    same = same.replaceAll(day.toISOString().slice(0, 10), '<today>');
  }
  return same;
}
