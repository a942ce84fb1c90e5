export function capitalized(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

export function uncapitalized(words: string): string {
  return `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
}

/** A half sentence as one of its own. */
export function sentence(words: string): string {
  return `${capitalized(words)}.`;
}
