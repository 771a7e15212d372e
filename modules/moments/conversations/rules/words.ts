/** What a conversation is called and shown as, from what was said. */

/** Public words often begin with whom they are for: us. */
const leadingNames = /^(?:\s*@[\w.-]{1,200}(?:@[\w.-]{1,253})?)+\s+/;
const titleLength = 80;
const previewLength = 140;

interface Said {
  subject?: string | undefined;
  text: string;
}

/** The subject without its chain of prefixes, else the beginning of the first words. */
export function titleOf({ subject, text }: Said): string {
  const bare = subject?.replace(/^(\s*(re|fwd?|aw|wg|r|i|tr|sv|antw)\s*(\[\d+\])?\s*:\s*)+/i, '').trim();
  return bare || shortened(text.replace(leadingNames, ''), titleLength) || shortened(text, titleLength) || 'Without words';
}

export function previewOf(text: string, files: number): string {
  const words = shortened(text, previewLength);
  return words === '' && files > 0 ? `📎 ${files}` : words;
}

/** One line, cut between words where that is near. */
export function shortened(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/gu, ' ')
    .trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${space > length / 2 ? cut.slice(0, space) : cut}…`;
}

/** The names of a message's conversation, its own first. */
export function namesOf({ thread, externalId }: { thread: string[]; externalId: string }): string[] {
  return [...new Set([...thread, externalId])].slice(0, 50);
}

/** A macro with names in place of its variables; what is not known is left standing and named. Nothing is ever run. */
export function filled(text: string, known: Record<string, string | null | undefined>): { text: string; missing: string[] } {
  const missing = new Set<string>();
  const whole = text.replace(/\{\{\s*([a-z_]\w*(?:\.\w+)*)\s*\}\}/gi, (all, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value) return value;
    missing.add(name);
    return all;
  });
  return { text: whole, missing: [...missing] };
}
