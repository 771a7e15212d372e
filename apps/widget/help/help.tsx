/**
 * Articles of the help centre inside the chat. A file of its own with a drawing library of its own, fetched when a visitor wants
 * it: the chat stays small, and an older chat may show a newer view.
 */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { anonymousId } from '../loader/anonymous-id.ts';
import { styled } from '../loader/styled.ts';
import type { Offer } from '../view/use-help.ts';
import { ArticleWords } from './article-words.tsx';
import { styles } from './styles.ts';
import { type Say, sayIn } from './words.ts';

export interface HelpHost {
  box: HTMLElement;
  shadow: ShadowRoot;
  /** Where articles are asked for. */
  door: string;
  /** Origin of the server. */
  base: string;
  language: string;
  offers: readonly Offer[];
  /** The visitor goes to the chat. */
  onBack(): void;
}

export interface HelpView {
  end(): void;
}

interface Article extends Offer {
  html: string;
  locale: string;
  url: string;
}

const isStyled = new WeakSet<ShadowRoot>();

export function mountHelp(host: HelpHost): HelpView {
  if (!isStyled.has(host.shadow)) styled(host.shadow, styles);
  isStyled.add(host.shadow);
  render(<Help host={host} say={sayIn(host.language)} />, host.box);
  return { end: () => render(null, host.box) };
}

async function ask<T>({ door, language }: HelpHost, path: string, words: Record<string, string> = {}, body?: unknown) {
  const visitor = anonymousId();
  const asked = new URLSearchParams({ locale: language, ...words, ...(visitor && { visitor }) });
  const answer = await fetch(`${door}${path}?${asked}`, {
    credentials: 'omit',
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as T;
}

function Help({ host, say }: { host: HelpHost; say: Say }) {
  const [items, setItems] = useState(host.offers);
  const [searched, setSearched] = useState('');
  const [article, setArticle] = useState<Article>();
  const [trouble, setTrouble] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  // Where one was is gone: the keyboard goes on at the new beginning.
  useEffect(() => {
    const begin = article ? place.current?.querySelector<HTMLElement>('h3') : field.current;
    begin?.focus();
    if (place.current) place.current.scrollTop = 0;
  }, [article]);

  const attempt = async (work: () => Promise<void>) => {
    setTrouble(false);
    await work().catch(() => setTrouble(true));
  };
  const search = (text: string) =>
    attempt(async () => {
      const found = await ask<{ items: Offer[] }>(host, '/search', { q: text });
      setItems(text === '' ? host.offers : found.items);
      setSearched(text);
    });
  const open = (slug: string) =>
    attempt(async () => setArticle(await ask<Article>(host, `/articles/${encodeURIComponent(slug)}`)));

  return (
    <div class="reading" ref={place}>
      <p class="ways">
        <button type="button" class="link" onClick={() => (article ? setArticle(undefined) : host.onBack())}>
          <span aria-hidden="true" class="turns">
            ‹
          </span>
          {say(article ? 'articles' : 'chat')}
        </button>
      </p>
      {trouble && (
        <p class="warn" role="alert">
          {say('trouble')}
        </p>
      )}
      {article ? (
        <Reading key={article.slug} {...{ host, say, article }} />
      ) : (
        <>
          <search>
            <form
              class="leave"
              onSubmit={(event) => {
                event.preventDefault();
                void search(field.current?.value.trim() ?? '');
              }}
            >
              <input ref={field} type="search" maxLength={200} aria-label={say('search')} placeholder={say('search')} />
              <button type="submit" class="main">
                {say('go')}
              </button>
            </form>
          </search>
          <p class="quiet" role="status">
            {searched === '' ? say('offered') : say(items.length === 0 ? 'nothing' : 'found', { text: searched })}
          </p>
          <ul class="offers">
            {items.map(({ slug, title, summary }) => (
              <li key={slug}>
                <button type="button" onClick={() => void open(slug)}>
                  <strong>{title}</strong>
                  <span>{summary}</span>
                </button>
              </li>
            ))}
          </ul>
          {searched !== '' && items.length === 0 && <Talk host={host} say={say} />}
        </>
      )}
    </div>
  );
}

const Talk = ({ host, say }: { host: HelpHost; say: Say }) => (
  <button type="button" class="main" onClick={host.onBack}>
    {say('talk')}
  </button>
);

function Reading({ host, say, article }: { host: HelpHost; say: Say; article: Article }) {
  const [judged, setJudged] = useState(false);
  const judge = (helpful: boolean) =>
    void ask(host, `/articles/${encodeURIComponent(article.slug)}/judge`, {}, { helpful }).catch(() => undefined);
  return (
    <>
      <article lang={article.locale} dir="auto">
        <h3 tabIndex={-1}>{article.title}</h3>
        <ArticleWords html={article.html} url={article.url} base={host.base} />
      </article>
      <p class="ways">
        <a href={article.url} target="_blank" rel="noopener noreferrer">
          {say('whole')}
        </a>
      </p>
      <div class="judge">
        {judged ? (
          <p role="status">{say('thanks')}</p>
        ) : (
          <>
            <button
              type="button"
              class="main"
              onClick={() => {
                judge(true);
                setJudged(true);
              }}
            >
              {say('helped')}
            </button>
            <button
              type="button"
              class="main other"
              onClick={() => {
                judge(false);
                host.onBack();
              }}
            >
              {say('talk')}
            </button>
          </>
        )}
      </div>
    </>
  );
}
