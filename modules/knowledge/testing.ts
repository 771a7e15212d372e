/** Builders for tests. */
import { randomUUID } from 'node:crypto';
import { type Database, type Db, type Sql, sql } from '#platform/postgres';
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

/** Words of a made-up language: as many as a company's help centre knows, the first ones in nearly every text. */
export const benchWord = (no: number): string => `w${no.toString(36)}`;
const vocabulary = 20_000;
const wordsAText = 60;

/**
 * Published articles by the hundred thousand, written straight into the tables as the index would: how often a word is used
 * falls with its number as in a language (Zipf). As the owner of the tables.
 */
export async function seedArticles(owner: Database, workspaceId: string, count: number): Promise<void> {
  const step = (query: Sql) => owner.inWorkspace(workspaceId, (tx) => tx.run(query), { timeoutMs: 900_000 });
  const spaceId = randomUUID();
  await step(sql`
    insert into knowledge.space (workspace_id, id, slug, name, audience) values (${workspaceId}, ${spaceId}, 'bench', 'Bench', 'public')`);
  await step(sql`
    insert into knowledge.article (workspace_id, id, space_id, slug, owner_id, audience, verified_at, verified_by, review_days, grace_days,
                                   due_at, expires_at, created_by)
    select ${workspaceId}, uuidv7(), ${spaceId}, 'a-' || no, ${randomUUID()}, 'public', now(), 'bench', 180, 30,
           now() + interval '180 days', now() + interval '210 days', 'bench' from generate_series(1, ${count}::bigint) no`);
  await step(sql`
    insert into knowledge.version (workspace_id, article_id, locale, no, title, body, saved_by)
    select ${workspaceId}, a.id, 'en', 1, 'Article ' || a.slug, repeat('Words of the article, as many as people read. ', 12), 'bench'
      from knowledge.article a where a.workspace_id = ${workspaceId}`);
  await step(sql`
    insert into knowledge.text (workspace_id, article_id, locale, latest, published, published_at)
    select ${workspaceId}, a.id, 'en', 1, 1, now() from knowledge.article a where a.workspace_id = ${workspaceId}`);
  await step(sql`
    insert into knowledge.doc (workspace_id, article_id, locale, config, length)
    select ${workspaceId}, a.id, 'en', 'english', ${wordsAText} from knowledge.article a where a.workspace_id = ${workspaceId}`);
  await step(sql`
    insert into knowledge.term (workspace_id, config, lexeme, docs)
    select ${workspaceId}, 'english', 'w' || lexeme, 0 from unnest(${Array.from({ length: vocabulary }, (_, no) => benchWord(no).slice(1))}::text[]) lexeme`);
  await step(sql`
    insert into knowledge.posting (workspace_id, term, doc, weight, length)
    select ${workspaceId}, t.first + floor(${vocabulary} ^ random())::bigint - 1, d.no, 1, ${wordsAText}
      from knowledge.doc d, (select min(no) as first from knowledge.term where workspace_id = ${workspaceId}) t,
           generate_series(1, ${wordsAText}::bigint)
     where d.workspace_id = ${workspaceId}
    on conflict do nothing`);
  await step(sql`
    update knowledge.term t set docs = p.docs from (select term, count(*) as docs from knowledge.posting group by term) p
     where t.workspace_id = ${workspaceId} and t.no = p.term`);
  await step(sql`
    insert into knowledge.corpus (workspace_id, locale, config, docs, length)
    select ${workspaceId}, 'en', 'english', count(*), sum(length) from knowledge.doc where workspace_id = ${workspaceId}`);
  // As autovacuum would have by then.
  for (const table of ['posting', 'doc', 'term', 'article', 'text', 'version'])
    await owner.pool.query(`vacuum analyze knowledge.${table}`);
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
