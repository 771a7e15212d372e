/**
 * What somebody would read, found in one pass over the characters: for HTML that no parser could finish with. Never used to
 * make anything safe.
 */
const silent = /^(script|style|head|title|template|svg|math|textarea|xmp)$/;
const breaking = /^(address|article|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|td|th|tr|ul)$/;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** At most `limit` characters of HTML are looked at. */
export function roughText(html: string, limit = 500_000): string {
  const source = html.slice(0, limit);
  const parts: string[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    if (open < 0) {
      parts.push(source.slice(at));
      break;
    }
    parts.push(source.slice(at, open));
    if (source.startsWith('<!--', open)) {
      at = after(source, '-->', open + 4);
      continue;
    }
    const close = after(source, '>', open);
    const tag = /^<\/?([a-z][a-z0-9]*)/i.exec(source.slice(open, open + 20))?.[1]?.toLowerCase();
    if (tag !== undefined && breaking.test(tag)) parts.push('\n');
    at = tag !== undefined && silent.test(tag) && source[open + 1] !== '/' ? end(source, tag, close) : close;
  }
  return parts
    .join('')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (all, name: string) => entities[name] ?? all)
    .replace(/[ \t\r]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Behind the next `mark`, or the end. */
function after(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + mark.length;
}

/** Where an element that is not for reading ends, however its end is written. */
function end(source: string, tag: string, from: number): number {
  const mark = new RegExp(`</${tag}`, 'gi');
  mark.lastIndex = from;
  return mark.exec(source)?.index ?? source.length;
}
