/**
 * Hostile HTML of mails in a real Chromium, shown as the desk shows it: cleaned, then framed in a sandbox. Nothing runs, and
 * nothing is fetched before somebody asks. Cases D01, D02, D09, D15, C15 of the reliability programme (2.3, 2.4).
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHtml, framed } from '#platform/html';
import { openBrowser } from '../platform/testing/chromium.ts';

const html = createHtml({ threads: 2 });
let browser: Browser;
let server: Server;
let canary: string;
/** Paths that somebody fetched. */
let hits: string[];
let shown = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/page') response.setHeader('content-type', 'text/html; charset=utf-8').end(shown);
    else if (request.url === '/favicon.ico') response.statusCode = 404;
    else hits.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  canary = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await html.close();
  server?.closeAllConnections();
  server?.close();
});

/** What a payload does when it runs: says so in every way there is. */
const act = (id: string) => `alert(1);new Image().src='${canary}/ran/${id}'`;

/** Ways to run, each told its number. */
const vectors: ((id: string) => string)[] = [
  (id) => `<script>${act(id)}</script>`,
  (id) => `<scr<script>ipt>${act(id)}</scr</script>ipt>`,
  (id) => `<img src=x onerror="${act(id)}">`,
  (id) => `<svg onload="${act(id)}">`,
  (id) => `<svg><script>${act(id)}</script></svg>`,
  (id) => `<svg><animate onbegin="${act(id)}" attributeName=x dur=1s>`,
  (id) => `<svg><foreignObject><img src=x onerror="${act(id)}"></foreignObject></svg>`,
  (id) =>
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${act(id).replaceAll('"', '')}&gt;">`,
  (id) => `<iframe srcdoc="<script>${act(id)}</script>"></iframe>`,
  (id) => `<iframe src="javascript:${act(id)}"></iframe>`,
  (id) => `<object data="data:text/html,<script>${act(id)}</script>"></object>`,
  (id) => `<embed src="${canary}/ran/${id}">`,
  (id) => `<video src="${canary}/ran/${id}" onerror="${act(id)}" autoplay></video>`,
  (id) => `<details open ontoggle="${act(id)}"><summary>x</summary></details>`,
  (id) => `<input autofocus onfocus="${act(id)}">`,
  (id) => `<body onload="${act(id)}">`,
  (id) => `<marquee onstart="${act(id)}">x</marquee>`,
  (id) => `<meta http-equiv=refresh content="0;url=${canary}/ran/${id}">`,
  (id) => `<base href="${canary}/ran/${id}/"><img src="y">`,
  (id) => `<form action="${canary}/ran/${id}"><button autofocus>x</button></form><script>document.forms[0].submit()</script>`,
  (id) => `<noscript><p title="</noscript><img src=x onerror=${act(id).replaceAll('"', '')}>">`,
  (id) => `<xmp><p title="</xmp><img src=x onerror=${act(id).replaceAll('"', '')}>"></xmp>`,
  (id) => `<textarea><img title="</textarea><img src=x onerror=${act(id).replaceAll('"', '')}>">`,
  (id) => `<style><img title="</style><img src=x onerror=${act(id).replaceAll('"', '')}>"></style>`,
  (id) => `<template><img src=x onerror="${act(id)}"></template>`,
  (id) => `<a href="javascript:${act(id)}" autofocus onfocus="${act(id)}">x</a>`,
  (id) => `<img src="${canary}/ran/${id}">`,
  (id) => `<img srcset="${canary}/ran/${id} 1x, ${canary}/ran/${id} 2x">`,
  (id) => `<picture><source srcset="${canary}/ran/${id}"><img src=x></picture>`,
  (id) => `<table background="${canary}/ran/${id}"><tr><td background="${canary}/ran/${id}">x</td></tr></table>`,
  (id) => `<div style="background:url(${canary}/ran/${id})">x</div>`,
  (id) => `<style>@import url(${canary}/ran/${id});body{background:url(${canary}/ran/${id})}</style>`,
  (id) => `<link rel=stylesheet href="${canary}/ran/${id}"><link rel=prefetch href="${canary}/ran/${id}">`,
  (id) => `<style>@font-face{font-family:f;src:url(${canary}/ran/${id})}p{font-family:f}</style><p>x</p>`,
  (id) => `<input type=image src="${canary}/ran/${id}">`,
  (id) => `<audio src="${canary}/ran/${id}" autoplay></audio><track src="${canary}/ran/${id}">`,
  (id) => `<svg><image href="${canary}/ran/${id}"/><use href="${canary}/ran/${id}#x"/></svg>`,
  (id) => `<iframe src="file:///etc/passwd"></iframe><img src="${canary}/ran/${id}?http://169.254.169.254/">`,
  (id) => `<a ping="${canary}/ran/${id}" href="${canary}/ran/${id}">x</a>`,
  (id) => `{{constructor.constructor('${act(id).replaceAll("'", '')}')()}}<b>x</b>`,
];
/** Surroundings in which parsers disagree with browsers. */
const wrappers: ((inner: string) => string)[] = [
  (inner) => inner,
  (inner) => `<div><p>${inner}</p></div>`,
  (inner) => `<table><tr>${inner}</tr></table>`,
  (inner) => `<svg><desc>${inner}</desc></svg>`,
  (inner) => `<math><annotation-xml encoding="text/html">${inner}</annotation-xml></math>`,
  (inner) => `<math><mi><b>${inner}</b></mi></math>`,
  (inner) => `<xmp>${inner}</xmp>`,
  (inner) => `<noembed>${inner}</noembed>`,
  (inner) => `<select><option>${inner}</option></select>`,
  (inner) => `<!--><!-- --!>${inner}-->`,
  (inner) => `<![CDATA[${inner}]]>`,
  (inner) => `<form><math><mtext></form><form><mglyph><style></math>${inner}`,
  (inner) => `<p title='${inner.replaceAll("'", '&apos;')}'>${inner}</p>`,
  (inner) => `<b><i>${inner}</b></i>${inner.toUpperCase()}`,
];

const corpus = () =>
  wrappers.flatMap((wrap, at) =>
    vectors.map((vector, number) => ({ id: `${at}-${number}`, raw: wrap(vector(`${at}-${number}`)) })),
  );
const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

async function show(frames: string[]): Promise<{ page: Page; dialogs: string[] }> {
  shown = `<!doctype html><meta charset=utf-8><title>Mails</title>${frames.join('')}`;
  hits = [];
  const page = await browser.newPage();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`${canary}/page`, { waitUntil: 'load' });
  await page.waitForTimeout(700);
  return { page, dialogs };
}

test('the canary sings: the same mails, neither cleaned nor framed, run and fetch', async () => {
  const { page, dialogs } = await show(
    corpus()
      .slice(0, vectors.length)
      .map(({ raw }) => `<iframe srcdoc="${attribute(raw)}"></iframe>`),
  );
  expect(dialogs.length).toBeGreaterThan(5);
  expect(new Set(hits).size).toBeGreaterThan(10);
  await page.close();
});

test('D01, D02, D09, D15, C15: 560 hostile mails, cleaned and framed: no script runs, nothing is fetched', async () => {
  const mails = corpus();
  expect(mails.length).toBeGreaterThanOrEqual(500);
  const cleaned = await Promise.all(mails.map(({ raw }) => html.sanitize(raw)));
  expect(cleaned.filter(({ cut }) => cut !== undefined)).toEqual([]);
  for (const each of cleaned) expect((await html.sanitize(each.html)).html).toBe(each.html);
  const sandbox = 'allow-popups allow-popups-to-escape-sandbox';
  const frames = cleaned.map((each) => `<iframe sandbox="${sandbox}" srcdoc="${attribute(framed(each.html))}"></iframe>`);
  const { page, dialogs } = await show(frames);
  expect(dialogs).toEqual([]);
  expect(hits).toEqual([]);
  await page.close();

  // The second wall was not what held: the cleaned mails alone, in frames that may run scripts, do as little.
  const together = wrappers.map((_, at) =>
    cleaned.slice(at * vectors.length, (at + 1) * vectors.length).map((each) => each.html),
  );
  const bare = together.map((each) => `<iframe srcdoc="${attribute(each.join(''))}"></iframe>`);
  const open = await show(bare);
  expect(open.dialogs).toEqual([]);
  expect(hits).toEqual([]);
  await open.page.close();
}, 120_000);

test('D15: images from elsewhere are there when somebody asks to see them', async () => {
  const { html: shownHtml } = await html.sanitize(`<img src="${canary}/picture">`, { images: 'shown' });
  const { page } = await show([`<iframe sandbox srcdoc="${attribute(framed(shownHtml, [canary]))}"></iframe>`]);
  expect(hits).toEqual(['/picture']);
  await page.close();
});
