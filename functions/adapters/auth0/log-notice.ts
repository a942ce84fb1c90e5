/** A notice tells of a feature; an address in it could only be somebody's, whatever the tenant asks for. */
export function withoutAddresses(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ');
}
