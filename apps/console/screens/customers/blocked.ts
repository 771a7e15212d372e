/** Blocked values as lines of text, easier to paste than a form: `email:info@shop.example`, `*:null`, `user_id:/^test/`. */
import type { BlockedValue } from '#customers/contract';

export function writeBlocked(blocked: readonly BlockedValue[]): string {
  return blocked
    .map(({ type = '*', value, pattern, note }) => {
      const what = pattern === undefined ? value : `/${pattern}/`;
      return `${type}:${what}${note ? ` # ${note}` : ''}`;
    })
    .join('\n');
}

export function readBlocked(text: string): BlockedValue[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [said = '', note] = line.split(/\s#\s/, 2);
      const colon = said.indexOf(':');
      const type = colon < 0 ? '*' : said.slice(0, colon);
      const what = said.slice(colon + 1).trim();
      const isPattern = what.length > 2 && what.startsWith('/') && what.endsWith('/');
      return {
        ...(type !== '*' && { type }),
        ...(isPattern ? { pattern: what.slice(1, -1) } : { value: what }),
        ...(note && { note: note.trim() }),
      };
    });
}
