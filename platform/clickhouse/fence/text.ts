/** The first look at a text somebody wrote: what is refused before the engine hears of it. Cheap, strict, and never the only wall. */
import { breaksRestriction, readSql } from '../sql-text.ts';

const comment = /--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const quoted = /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|`(?:[^`\\]|\\[\s\S]|``)*(?:`|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/y;

/**
 * Comments become blanks, and what ends a statement goes; line breaks stay, so that the engine's line numbers still hold.
 * Where this lexer and the engine's disagree, the text that is left is what both the walls and the engine see.
 */
export function withoutComments(sql: string): string {
  let left = '';
  let at = 0;
  while (at < sql.length) {
    comment.lastIndex = at;
    quoted.lastIndex = at;
    const said = comment.exec(sql)?.[0];
    const kept = said === undefined ? (quoted.exec(sql)?.[0] ?? sql.charAt(at)) : '';
    left += said === undefined ? kept : said.replace(/[^\n]/g, ' ');
    at += (said ?? kept).length;
  }
  return left.replace(/[\s;]+$/, '');
}

// What would let a name look like something else where the engine writes names down: `"x, table_name: y"`.
const odd = /[^\p{L}\p{N} _.%()/+*?!&=<>-]/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Why this text is refused unread; undefined when the engine may look at it. */
export function untame(text: string): string | undefined {
  if (control.test(text)) return 'control characters';
  const breach = breaksRestriction(text);
  if (breach !== undefined) return breach;
  const { tokens } = readSql(text);
  if (tokens.some(({ kind }) => kind === 'placeholder')) return 'placeholders like {name: Type}';
  const name = tokens.find(({ kind, value }) => kind === 'name' && odd.test(value));
  return name === undefined ? undefined : 'quoted names with commas, colons, quotes or line breaks in them';
}
