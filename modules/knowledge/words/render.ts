/**
 * Markdown to HTML that cannot run: HTML in the Markdown is not recognised at all, so every `<` of an author arrives as `&lt;`;
 * the only tags are those written below. Links lead to http, https, mailto and tel, pictures come from this server or by https
 * (reliability cases D01, D02, D05). Nothing is evaluated: `{{…}}` is text (D12).
 */
import { Marked, type Tokens } from 'marked';

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const schemes = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const anywhere = 'https://anywhere.invalid';

/** The address as a browser will read it, or undefined when it may not be followed. */
export function safeHref(href: string): string | undefined {
  // Browsers drop tabs and line ends anywhere, and control characters in front, before they look for the scheme.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const read = href.replace(/[\t\n\r]/g, '').replace(/^[\u0000-\u0020]+/, '');
  if (!URL.canParse(read, anywhere)) return undefined;
  return schemes.has(new URL(read, anywhere).protocol) ? read : undefined;
}

function safeSource(href: string): string | undefined {
  const read = safeHref(href);
  if (read === undefined) return undefined;
  // `//host` and `/\host` are other people's servers, over whatever protocol the page came by.
  return /^https:\/\//i.test(read) || /^\/(?![/\\])/.test(read) ? read : undefined;
}

const isElsewhere = (href: string) => /^https?:/i.test(href) || href.startsWith('//');

/** Letters and digits of a heading, for a link to it; a number when it is there already. */
function anchors(): (text: string) => string {
  const seen = new Map<string, number>();
  return (text) => {
    const plain = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60);
    const count = seen.get(plain) ?? 0;
    seen.set(plain, count + 1);
    return `h-${plain}${count > 0 ? `-${count}` : ''}`;
  };
}

/** Deeper nesting than anybody writes; the parser would follow it to the end of the stack. */
const deepest = 40;

/**
 * Headings of the body start at h2, because the title is the page's h1, and go down one at a time, whatever the author began
 * with: people who hear a page find their way by them.
 */
function levels(highest: number): (depth: number) => number {
  let previous = 1;
  return (depth) => {
    previous = Math.max(2, Math.min(depth - highest + 2, previous + 1, 6));
    return previous;
  };
}

/** As an author's words name a picture that was brought for an article. */
const brought = /^\/api\/files\/([0-9a-f-]{36})$/;
export const broughtPicture = (fileId: string): string => `/api/files/${fileId}`;

/**
 * `pictureAt` says where readers see a picture that was brought for an article; colleagues, who are asked who they are, see it
 * where it lies.
 */
export function renderMarkdown(markdown: string, pictureAt: (fileId: string) => string = broughtPicture): string {
  const anchor = anchors();
  let levelOf = levels(1);
  const marked = new Marked({
    gfm: true,
    async: false,
    tokenizer: {
      // "No match", where `false` would mean "as usual".
      html: () => undefined,
      tag: () => undefined,
    },
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
      text(token: Tokens.Text | Tokens.Escape) {
        return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : escapeText(token.text);
      },
      codespan: ({ text }: Tokens.Codespan) => `<code>${escapeHtml(text)}</code>`,
      code: ({ text }: Tokens.Code) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`,
      heading({ tokens, depth, text }: Tokens.Heading) {
        const level = levelOf(depth);
        return `<h${level} id="${escapeHtml(anchor(text))}">${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const words = this.parser.parseInline(tokens);
        const safe = safeHref(href);
        if (safe === undefined) return words;
        return `<a href="${escapeHtml(safe)}"${isElsewhere(safe) ? ' rel="noopener nofollow"' : ''}>${words}</a>`;
      },
      image({ href, text }: Tokens.Image) {
        const own = brought.exec(href)?.[1];
        const safe = own === undefined ? safeSource(href) : pictureAt(own);
        return safe === undefined ? escapeHtml(text) : `<img src="${escapeHtml(safe)}" alt="${escapeHtml(text)}" loading="lazy">`;
      },
      checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
    },
  });
  try {
    const tokens = marked.lexer(flat(markdown));
    const depths = tokens.flatMap((token) => (token.type === 'heading' ? [(token as Tokens.Heading).depth] : []));
    levelOf = levels(depths.reduce((least, depth) => Math.min(least, depth), 6));
    return marked.parser(tokens);
  } catch (error) {
    // Marks nested beyond the stack: nobody's article; its words stay readable.
    if (error instanceof RangeError) return `<p>${escapeHtml(markdown)}</p>`;
    throw error;
  }
}

/** Entities that an author wrote (`&amp;`, `&eacute;`) stay what they mean; everything else is escaped. */
const escapeText = (text: string): string =>
  text.replace(/&(?!(#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});)|[<>"']/gi, (sign) => `&#${sign.charCodeAt(0)};`);

/** Takes the excess off lines that open more quotes or lists than anybody writes. */
const flat = (markdown: string): string =>
  markdown.replace(/^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])[ \t]*){41,}/gm, (prefix) => `${prefix.slice(0, deepest)} `);
