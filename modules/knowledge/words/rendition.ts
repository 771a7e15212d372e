/** One article for every place it is read in. */
import type { Rendition } from '../contract/answers.ts';
import { plainText, shorten } from './plain.ts';
import { escapeHtml, renderMarkdown } from './render.ts';

export interface Published {
  locale: string;
  title: string;
  summary: string;
  body: string;
  /** Public address; null when only colleagues may read it. */
  url: string | null;
  /** Where readers see pictures that were brought for it; where they lie when left out. */
  pictureAt?: ((fileId: string) => string) | undefined;
}

/** A text message of two parts at most. */
const shortest = 300;

export const typeOf: Record<Rendition, string> = {
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
  json: 'application/json',
  card: 'application/json',
  short: 'text/plain',
  email: 'text/html',
};

export const summaryOf = ({ summary, body }: Pick<Published, 'summary' | 'body'>): string =>
  summary === '' ? shorten(plainText(body), 200) : summary;

export function renditionOf(as: Rendition, article: Published): string {
  const { title, body, url, locale, pictureAt } = article;
  switch (as) {
    case 'html':
      return renderMarkdown(body, pictureAt);
    case 'markdown':
      return `# ${title}\n\n${body}`;
    case 'text':
      return `${title}\n\n${plainText(body)}`;
    case 'json':
      return JSON.stringify({ locale, title, summary: summaryOf(article), body, html: renderMarkdown(body, pictureAt), url });
    case 'card':
      return JSON.stringify({ title, summary: summaryOf(article), url });
    case 'short': {
      const link = url === null ? '' : ` ${url}`;
      return `${shorten(`${title}: ${article.summary === '' ? plainText(body) : article.summary}`, Math.max(40, shortest - link.length))}${link}`;
    }
    case 'email':
      return mailOf(article);
  }
}

/** Mail programs know no style sheets: what matters is written at the elements. */
function mailOf({ title, body, url, locale, pictureAt }: Published): string {
  const link = url === null ? '' : `<p style="font-size:14px"><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`;
  return `<div lang="${escapeHtml(locale)}" style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:640px"><h1 style="font-size:22px">${escapeHtml(title)}</h1>${renderMarkdown(body, pictureAt)}${link}</div>`;
}
