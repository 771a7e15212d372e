/**
 * An article as the server renders it, rebuilt from a list of harmless elements. Its links lead out of the page; pictures are
 * shown from our own server only, others are links: the page's content policy is not ours to widen.
 */
import { h } from 'preact';
import { type Build, Link, plainly, rebuilt } from '../view/html.tsx';

const also = new Set(['del', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td']);
const empty = new Set(['hr']);
/** The article's title is the panel's h3. */
const levels: Record<string, string> = { h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6', h6: 'h6' };

const builder =
  (url: string, base: string): Build =>
  (element, name, inside) => {
    const level = levels[name];
    if (level) return h(level, null, ...inside);
    if (also.has(name)) return h(name, null, ...(empty.has(name) ? [] : inside));
    if (name === 'img') {
      const source = absolute(element.getAttribute('src') ?? '', base);
      const words = element.getAttribute('alt') ?? '';
      if (source === undefined) return words;
      return new URL(source).origin === base ? (
        <img src={source} alt={words} loading="lazy" />
      ) : (
        <Link href={source}>{words || source}</Link>
      );
    }
    if (name === 'a') {
      const href = absolute(element.getAttribute('href') ?? '', url);
      return href === undefined ? inside : <Link href={href}>{inside}</Link>;
    }
    return plainly(element, name, inside);
  };

/** As it is meant on the article's own page; undefined for what may not be followed. */
function absolute(href: string, url: string): string | undefined {
  if (!URL.canParse(href, url)) return undefined;
  const { protocol, href: whole } = new URL(href, url);
  return /^(https?|mailto|tel):$/.test(protocol) ? whole : undefined;
}

export function ArticleWords({ html, url, base }: { html: string; url: string; base: string }) {
  return <div class="words">{rebuilt(html, builder(url, base))}</div>;
}
