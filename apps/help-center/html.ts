/** HTML that escapes by itself: `html` takes text as text, and only what `html` or `safe` made as markup. */
import { escapeHtml } from '#knowledge';

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | false | null | undefined | readonly Part[];

const written = (part: Part): string => {
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(written).join('');
  return part === false || part === null || part === undefined ? '' : escapeHtml(String(part));
};

export const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.reduce((text, piece, at) => text + written(parts[at - 1]) + piece));

/** Markup from the one renderer that is proven against hostile articles. */
export const safe = (rendered: string): Markup => new Markup(rendered);

/** JSON for a script element: nothing in it can end the element. */
export const jsonLd = (data: unknown): Markup =>
  new Markup(
    `<script type="application/ld+json">${JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`,
  );
