// Names of wells in addresses.

/** The name of a well as a path member: slashes as hyphens, so that an address can be read and typed, unless two wells would share it. */
export function wellSlug(name: string, names: readonly string[] = []): string {
  const slug = name.replaceAll('/', '-');
  const shared = names.some((other) => other !== name && other.replaceAll('/', '-') === slug);
  return encodeURIComponent(shared ? name : slug);
}

/** The well that a path member names: its exact name, or the only one that has this slug. */
export function wellOfSlug(word: string, names: readonly string[]): string | null {
  if (names.includes(word)) return word;
  const fitting = names.filter((name) => name.replaceAll('/', '-') === word);
  return fitting.length === 1 ? fitting[0]! : null;
}
