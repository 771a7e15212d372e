/** What the server says about itself: alive, ready, how much, and how to talk to it. */
import { z } from '#platform/contract';
import type { Health } from '#platform/health';
import type { Metrics } from '#platform/metrics';
import type { BindRaw, RawAnswer, RawRoute } from './bind.ts';
import { documentedProblems } from './problems.ts';
import { problemsPage, referencePage } from './reference.ts';

interface OwnDeps {
  health: Health;
  metrics: Metrics;
  openApi(): Record<string, unknown>;
}

const readiness = z.object({
  ready: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ready: z.boolean(), detail: z.string().optional() })),
});
const machines = 'Machines ask that watch over the server; it tells no data of anybody.';
const readers = 'It describes the API and holds no data.';
const html = 'text/html; charset=utf-8';
const json = 'application/json; charset=utf-8';

export function bindOwnRoutes(bindRaw: BindRaw, { health, metrics, openApi }: OwnDeps): void {
  // Made once: everything is bound before the first request, and anybody may ask.
  let document: Record<string, unknown> | undefined;
  const published = () => {
    document ??= openApi();
    return document;
  };
  const get = (route: Omit<RawRoute, 'method' | 'bodyLimit'>, answer: () => RawAnswer | Promise<RawAnswer>) =>
    bindRaw({ ...route, method: 'GET', bodyLimit: 0 }, answer);
  const say = (type: string, body: string, status = 200): RawAnswer => ({ status, headers: { 'content-type': type }, body });

  get(
    {
      id: 'health.live',
      path: '/health/live',
      summary: 'Does the process answer',
      public: machines,
      described: { reply: z.object({ live: z.literal(true) }) },
    },
    () => say(json, '{"live":true}'),
  );
  get(
    {
      id: 'health.ready',
      path: '/health/ready',
      summary: 'Can it work, and what is not ready; 503 with the same body when it cannot',
      public: machines,
      described: { reply: readiness },
    },
    async () => {
      const found = await health.look();
      return say(json, JSON.stringify(found), found.ready ? 200 : 503);
    },
  );
  get(
    {
      id: 'metrics.read',
      path: '/metrics',
      summary: 'Figures in the text format of Prometheus',
      public: machines,
      described: { replyType: 'text/plain' },
    },
    async () => say(metrics.contentType, await metrics.text()),
  );
  get(
    {
      id: 'docs.openapi',
      path: '/openapi.json',
      summary: 'This document: OpenAPI 3.1',
      public: readers,
      described: { reply: z.looseObject({ openapi: z.literal('3.1.0') }) },
    },
    () => say(json, JSON.stringify(published())),
  );
  get(
    { id: 'docs.api', path: '/docs/api', summary: 'The same for people', public: readers, described: { replyType: 'text/html' } },
    () => say(html, referencePage(published())),
  );
  get(
    {
      id: 'docs.problems',
      path: '/docs/problems',
      summary: 'Every way to say no, and its cure',
      public: readers,
      described: { replyType: 'text/html' },
    },
    () => say(html, problemsPage(documentedProblems())),
  );
}
