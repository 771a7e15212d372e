/** A key from a question, for columns and answers: short, and none of them twice. */
const longest = 40;
const fixed = ['subject', 'visited_on', 'auditor', 'note'];

export function keyFor(question: string, taken: readonly string[]): string {
  const plain = question
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, longest)
    .replace(/_+$/, '');
  const base = plain || 'criterion';
  const used = new Set([...fixed, ...taken]);
  let key = base;
  for (let no = 2; used.has(key); no += 1) key = `${base}_${no}`;
  return key;
}
