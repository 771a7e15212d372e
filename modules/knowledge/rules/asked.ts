/** The same question however it was typed: for counting how often something is looked for. */
export function askedOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return [...new Set(words)]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(' ')
    .slice(0, 200);
}
