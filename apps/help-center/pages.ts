/** The pages: plain HTML that needs no script, no cookie and no login. */
import { isRightToLeft, type PublicArticle, type PublicResult, type PublicSite } from '#knowledge';
import { html, jsonLd, type Markup, safe } from './html.ts';
import { type Words, wordsOf } from './words.ts';

export interface Frame {
  site: PublicSite;
  /** `/help/<address>`, as it was asked for. */
  root: string;
  /** Origin with that root: for canonical links and structured data. */
  url: string;
  locale: string;
}

interface Page {
  title: string;
  description: string;
  /** Path behind `/<locale>`; the same page in another language. */
  path: string;
  /** Languages it can be read in. */
  locales: readonly string[];
  body: Markup;
  data?: unknown;
  /** Kept out of search engines: results, and what is gone. */
  unlisted?: boolean;
  type?: 'website' | 'article';
}

/** Languages by their own names. */
const nameOf = (locale: string) => {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
};
const dateOf = (at: Date, locale: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);

function pageOf({ site, root, url, locale }: Frame, page: Page): string {
  const words = wordsOf(locale);
  const canonical = `${url}/${locale}${page.path}`;
  const title = page.path === '' ? page.title : `${page.title} · ${site.name}`;
  const others = page.locales.filter((one) => site.locales.includes(one));
  return html`<!doctype html>
<html lang="${locale}" dir="${isRightToLeft(locale) ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${page.description}">
${(page.unlisted || !site.listed) && html`<meta name="robots" content="noindex">`}
<link rel="canonical" href="${canonical}">
${others.length > 1 && others.map((one) => html`<link rel="alternate" hreflang="${one}" href="${url}/${one}${page.path}">`)}
<meta property="og:type" content="${page.type ?? 'website'}">
<meta property="og:title" content="${page.title}">
<meta property="og:description" content="${page.description}">
<meta property="og:url" content="${canonical}">
<meta property="og:site_name" content="${site.name}">
<meta property="og:locale" content="${locale.replace('-', '_')}">
<meta name="theme-color" content="${site.accent}">
<link rel="stylesheet" href="${root}/style.css?${site.accent.slice(1)}">
${page.data !== undefined && jsonLd(page.data)}
</head>
<body>
<a class="skip" href="#text">${words.skip}</a>
<header class="bar"><div class="in">
<a class="brand" href="${root}/${locale}">${site.logo !== '' && html`<span class="logo" aria-hidden="true">${site.logo}</span>`}${site.name}</a>
${others.length > 1 && languages(root, page.path, others, locale, words)}
</div></header>
<main id="text" class="in" tabindex="-1">
${page.body}
</main>
<footer><div class="in">${site.name}</div></footer>
</body>
</html>
`.text;
}

const languages = (root: string, path: string, locales: readonly string[], present: string, words: Words): Markup =>
  html`<nav aria-label="${words.language}"><ul class="langs">${locales.map(
    (one) =>
      html`<li><a href="${root}/${one}${path}" lang="${one}" hreflang="${one}"${one === present && html` aria-current="true"`}>${nameOf(one)}</a></li>`,
  )}</ul></nav>`;

const searchForm = ({ root, locale }: Frame, words: Words, text = ''): Markup =>
  html`<form class="find" role="search" action="${root}/${locale}/search" method="get">
<label for="q">${words.search}</label><input id="q" name="q" type="search" maxlength="200" required placeholder="${words.search}" value="${text}" autocomplete="off">
<button type="submit">${words.go}</button></form>`;

const resultList = ({ root }: Frame, results: readonly PublicResult[], withSpace: boolean): Markup =>
  html`<ul class="list">${results.map(
    ({ slug, locale, title, summary, spaceName }) =>
      html`<li><a href="${root}/${locale}/articles/${slug}">${title}</a>${withSpace && html` <span class="meta">${spaceName}</span>`}<span class="sum">${summary}</span></li>`,
  )}</ul>`;

interface Crumb {
  name: string;
  path: string;
}
const crumbs = ({ root, locale, site }: Frame, trail: readonly Crumb[], words: Words): Markup =>
  html`<nav class="crumbs" aria-label="${words.home}"><ol>${[{ name: site.name, path: '' }, ...trail].map(
    ({ name, path }) => html`<li><a href="${root}/${locale}${path}">${name}</a></li>`,
  )}</ol></nav>`;
const crumbData = ({ url, locale, site }: Frame, trail: readonly Crumb[]) => ({
  '@type': 'BreadcrumbList',
  itemListElement: [{ name: site.name, path: '' }, ...trail].map(({ name, path }, at) => ({
    '@type': 'ListItem',
    position: at + 1,
    name,
    item: `${url}/${locale}${path}`,
  })),
});

export function homePage(
  frame: Frame,
  {
    spaces,
    newest,
  }: {
    spaces: readonly { slug: string; name: string; description: string; articles: number }[];
    newest: readonly PublicResult[];
  },
): string {
  const { site, root, locale, url } = frame;
  const words = wordsOf(locale);
  return pageOf(frame, {
    title: site.name,
    description: `${site.name}: ${spaces.map(({ name }) => name).join(', ')}`.slice(0, 300),
    path: '',
    locales: site.locales,
    data: {
      '@context': 'https://schema.org',
      '@type': 'WebSite',
      name: site.name,
      url: `${url}/${locale}`,
      potentialAction: {
        '@type': 'SearchAction',
        target: `${url}/${locale}/search?q={text}`,
        'query-input': 'required name=text',
      },
    },
    body: html`<h1>${site.name}</h1>${searchForm(frame, words)}
${spaces.length === 0 && html`<p class="note">${words.nothing}</p>`}
${
  spaces.length > 0 &&
  html`<h2>${words.topics}</h2><ul class="cards">${spaces.map(
    (space) =>
      html`<li><a href="${root}/${locale}/spaces/${space.slug}">${space.name}</a><span class="sum">${space.description}</span><span class="meta">${words.articles(space.articles)}</span></li>`,
  )}</ul>`
}
${newest.length > 0 && html`<h2>${words.newest}</h2>${resultList(frame, newest, true)}`}`,
  });
}

export function spacePage(
  frame: Frame,
  { space, articles }: { space: { slug: string; name: string; description: string }; articles: readonly PublicResult[] },
): string {
  const words = wordsOf(frame.locale);
  const path = `/spaces/${space.slug}`;
  const trail = [{ name: space.name, path }];
  return pageOf(frame, {
    title: space.name,
    description: space.description === '' ? `${space.name} · ${frame.site.name}` : space.description,
    path,
    locales: frame.site.locales,
    data: {
      '@context': 'https://schema.org',
      '@graph': [
        crumbData(frame, trail),
        {
          '@type': 'FAQPage',
          mainEntity: articles.slice(0, 50).map(({ title, summary }) => ({
            '@type': 'Question',
            name: title,
            acceptedAnswer: { '@type': 'Answer', text: summary },
          })),
        },
      ],
    },
    body: html`${crumbs(frame, trail, words)}<h1>${space.name}</h1>
${space.description !== '' && html`<p class="lead">${space.description}</p>`}${searchForm(frame, words)}${resultList(frame, articles, false)}`,
  });
}

export function articlePage(frame: Frame, article: PublicArticle): string {
  const { root, url, site, locale } = frame;
  const words = wordsOf(locale);
  const path = `/articles/${article.slug}`;
  const trail = [
    { name: article.spaceName, path: `/spaces/${article.spaceSlug}` },
    { name: article.title, path },
  ];
  return pageOf(
    { ...frame, locale: article.locale },
    {
      title: article.title,
      description: article.description,
      path,
      locales: article.locales,
      type: 'article',
      data: {
        '@context': 'https://schema.org',
        '@graph': [
          crumbData(frame, trail),
          {
            '@type': 'Article',
            headline: article.title,
            description: article.description,
            inLanguage: article.locale,
            dateModified: article.publishedAt.toISOString(),
            url: `${url}/${article.locale}${path}`,
            keywords: article.labels,
            publisher: { '@type': 'Organization', name: site.name },
          },
        ],
      },
      body: html`${crumbs({ ...frame, locale: article.locale }, trail.slice(0, 1), words)}
${article.locale !== locale && html`<p class="note" lang="${locale}">${words.otherLanguage}</p>`}
<article><h1>${article.title}</h1>
<p class="meta">${words.updated} <time datetime="${article.publishedAt.toISOString()}">${dateOf(article.publishedAt, locale)}</time> · ${words.checked} <time datetime="${article.verifiedAt.toISOString()}">${dateOf(article.verifiedAt, locale)}</time></p>
${safe(article.html)}</article>
<section class="said"><form method="post" action="${root}/${article.locale}${path}/feedback">
<fieldset><legend>${words.wasItHelpful}</legend>
<label class="meta" for="comment">${words.comment}</label><textarea id="comment" name="comment" rows="2" maxlength="1000"></textarea>
<div class="row"><button type="submit" name="helpful" value="yes">${words.yes}</button><button class="quiet" type="submit" name="helpful" value="no">${words.no}</button></div>
</fieldset></form></section>`,
    },
  );
}

export function searchPage(
  frame: Frame,
  text: string,
  { items, corrected }: { items: readonly PublicResult[]; corrected: readonly { from: string; to: string }[] },
): string {
  const words = wordsOf(frame.locale);
  return pageOf(frame, {
    title: words.resultsFor(text),
    description: words.resultsFor(text),
    path: '/search',
    locales: [],
    unlisted: true,
    body: html`<h1>${words.resultsFor(text)}</h1>${searchForm(frame, words, text)}
${items.length === 0 && html`<p class="note" role="status">${words.noResult(text)}</p>`}
${items.length > 0 && corrected.length > 0 && html`<p class="meta">${words.corrected(corrected.map(({ to }) => to).join(', '))}</p>`}
${resultList(frame, items, true)}`,
  });
}

export function notePage(frame: Frame, note: 'thanks' | 'missing' | 'slowDown', back?: string): string {
  const words = wordsOf(frame.locale);
  return pageOf(frame, {
    title: words[note],
    description: words[note],
    path: '/note',
    locales: [],
    unlisted: true,
    body: html`<h1>${words[note]}</h1>${back !== undefined && html`<p><a href="${back}">${words.back}</a></p>`}${note === 'missing' && searchForm(frame, words)}`,
  });
}
