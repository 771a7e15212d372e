/** Markdown as words: for search, text messages and summaries. */
import { Marked, type Token, type Tokens } from 'marked';

const lexer = new Marked({ tokenizer: { html: () => undefined, tag: () => undefined } });

/** What the entity means to a reader; unknown ones stay as written. */
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const decode = (text: string) => text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (whole, name: string) => named[name] ?? whole);

function wordsOf(token: Token): string {
  if (token.type === 'list') return (token as Tokens.List).items.map((item) => `- ${inside(item.tokens).trim()}\n`).join('');
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].map((row) => `${row.map(({ tokens }) => inside(tokens)).join(' | ')}\n`).join('');
  }
  if (token.type === 'br' || token.type === 'space') return '\n';
  if (token.type === 'hr' || token.type === 'def' || token.type === 'checkbox') return '';
  if (token.type === 'image') return (token as Tokens.Image).text;
  const own = 'tokens' in token && token.tokens ? inside(token.tokens) : decode('text' in token ? String(token.text) : '');
  return ['paragraph', 'heading', 'code', 'blockquote'].includes(token.type) ? `${own}\n` : own;
}
const inside = (tokens: readonly Token[]): string => tokens.map(wordsOf).join('');

export interface Words {
  headings: string;
  body: string;
}

/** Headings apart, because a question often stands there. */
export function wordsIn(markdown: string): Words {
  const tokens = lexer.lexer(markdown);
  const isHeading = (token: Token) => token.type === 'heading';
  return {
    headings: inside(tokens.filter(isHeading)).trim(),
    body: inside(tokens.filter((token) => !isHeading(token))).trim(),
  };
}

export const plainText = (markdown: string): string =>
  inside(lexer.lexer(markdown))
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** At most `most` characters, cut between words. */
export function shorten(text: string, most: number): string {
  const one = text.replace(/\s+/g, ' ').trim();
  if (one.length <= most) return one;
  const cut = one.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '')}…`;
}
