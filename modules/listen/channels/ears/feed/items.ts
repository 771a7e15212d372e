/** The items of a feed, whatever its format, in one shape. Pure; the only place that knows feedsmith. */
import { parseFeed } from 'feedsmith';

export interface Asked {
  text: string;
}

export interface FeedItem {
  /** The feed's own name for it, else its link, else what it says. */
  id: string;
  title?: string | undefined;
  link?: string | undefined;
  html?: string | undefined;
  text?: string | undefined;
  date?: string | undefined;
  author?: string | undefined;
  /** An address of the author's own: names them better than a name does. */
  authorUrl?: string | undefined;
  language?: string | undefined;
}

const most = 500;

/** Throws when it is no feed. At most 500 items, as the feed orders them. */
export function itemsOf(text: string): FeedItem[] {
  const parsed = parseFeed(text, { maxItems: most });
  const items = read(parsed).filter(({ id }) => id !== '');
  return items.slice(0, most);
}

function read(parsed: ReturnType<typeof parseFeed<string>>): FeedItem[] {
  if (parsed.format === 'json') {
    const { items = [], language, authors } = parsed.feed;
    return items.map((item) => {
      const [author] = item.authors ?? authors ?? [];
      return {
        ...named(item.id, item.url ?? item.external_url, item.title, item.content_text ?? item.content_html),
        html: item.content_html ?? undefined,
        text: item.content_html === undefined ? (item.content_text ?? item.summary) : undefined,
        date: item.date_published ?? item.date_modified,
        author: author?.name,
        authorUrl: author?.url,
        language: item.language ?? language,
      };
    });
  }
  if (parsed.format === 'atom') {
    const { entries = [], authors } = parsed.feed;
    return entries.map((entry) => {
      const [author] = entry.authors ?? authors ?? [];
      const words = entry.content?.value === undefined ? entry.summary : entry.content;
      const isPlain = words?.type === undefined || words.type === 'text' || words.type === 'text/plain';
      const link = entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? entry.links?.[0];
      return {
        ...named(entry.id, link?.href, entry.title?.value, words?.value),
        ...(isPlain ? { text: words?.value } : { html: words?.value }),
        date: entry.published ?? entry.updated,
        author: author?.name,
        authorUrl: author?.uri,
        language: undefined,
      };
    });
  }
  const { items = [] } = parsed.feed;
  return items.map((item) => {
    const about = 'rdf' in item ? item.rdf?.about : undefined;
    const guid = 'guid' in item ? item.guid?.value : about;
    const [author] = 'authors' in item ? (item.authors ?? []) : [];
    const html = item.content?.encoded ?? item.description;
    return {
      ...named(guid, item.link, item.title, html),
      html,
      text: undefined,
      date: ('pubDate' in item ? item.pubDate : undefined) ?? item.dc?.dates?.[0],
      author: author?.name ?? item.dc?.creators?.[0],
      authorUrl: author?.link,
      language: 'language' in parsed.feed ? parsed.feed.language : undefined,
    };
  });
}

const named = (id: string | undefined, link: string | undefined, title: string | undefined, words: string | undefined) => ({
  id: (id ?? link ?? `${title ?? ''}\n${words ?? ''}`).trim(),
  title,
  link,
});
