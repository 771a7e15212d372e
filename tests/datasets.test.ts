/**
 * Real data, published figures: the whole way from a file to a number, compared in Postgres, ClickHouse, API and console.
 *
 * Figures and their origins: the README beside the data (UCI Online Retail, CrowdFlower airline tweets, Olist, Diginetica).
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { datasetPath } from '#platform/testing';
import { type System, startSystem } from '#server';
import { newDataFolder } from '../platform/testing/data-folder.ts';
import { eventually } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';

const apiKey = 'vak_key-for-the-datasets';
const admin = { email: 'ada@casa.example', password: 'correct-horse-battery-Verona-9' };
const sets = {
  retail: { file: 'purchases/online_retail.csv.gz', map: 'online-retail' },
  tweets: { file: 'social/airline_tweets.csv.gz', map: 'airline-tweets' },
  reviews: { file: 'reviews/olist_classified_orders.csv.gz', map: 'olist-classified-orders' },
  views: { file: 'journeys/diginetica_views_sample.csv.gz', map: 'diginetica-views' },
};
const absent = datasetPath(sets.retail.file) === undefined;
if (absent) console.warn('SKIPPED: real data sets (set VERONA_DATASETS to the folder that holds them)');

describe.skipIf(absent)('real data', () => {
  let system: System;
  let folder: string;
  let url: string;
  let workspaceId: string;
  let site: Awaited<ReturnType<typeof openConsole>>;

  beforeAll(async () => {
    folder = await newDataFolder();
    const env = {
      PORT: '0',
      VERONA_HOST: '127.0.0.1',
      VERONA_DATA: folder,
      VERONA_BOOTSTRAP_API_KEY: apiKey,
      VERONA_BOOTSTRAP_ADMIN: `${admin.email}:${admin.password}`,
    };
    system = await startSystem(readConfig(env, folder), createLog({ level: 'error' }));
    url = `http://127.0.0.1:${system.port}`;
    workspaceId = (await system.db.workspaceIds())[0] ?? '';
    site = await openConsole({ url, admin });
  });
  afterAll(async () => {
    await site?.close();
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const bring = async ({ file, map }: { file: string; map: string }) => {
    const args = [
      'apps/cli/verona.mjs',
      'import',
      String(datasetPath(file)),
      '--map',
      `examples/maps/${map}.yaml`,
      '--url',
      url,
      '--key',
      apiKey,
      '--json',
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
    return JSON.parse(text) as { rows: number; kept: number; conflicts: number; refused: number };
  };

  /** Total of a trend over all time, in the API. */
  const total = async (event: string, measure: Record<string, unknown>, filters: unknown[] = []) => {
    const body = JSON.stringify({
      event,
      measure,
      filters,
      interval: 'month',
      from: '1990-01-01T00:00:00Z',
      to: '2030-01-01T00:00:00Z',
    });
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const reply = await fetch(`${url}/api/measure/trend`, { method: 'POST', headers, body });
    const answer = (await reply.json()) as { series: { total: number }[] };
    expect(reply.status, JSON.stringify(answer)).toBe(200);
    return answer.series[0]?.total;
  };
  const inPostgres = (event: string) =>
    system.db.inWorkspace(
      workspaceId,
      async (tx) => {
        const row = await tx.one<{ count: number }>(
          sql`select count(*)::float8 as count from listen.event where name = ${event}`,
        );
        return row.count;
      },
      { timeoutMs: 60_000 },
    );
  const inClickHouse = async (event: string) => {
    const rows = await system.clickhouse.query<{ count: string }>(
      'select count() as count from listen_events where name = {event: String}',
      { event },
    );
    return Number(rows[0]?.count);
  };
  /** The figure over all time as somebody reads it in the console. */
  const onScreen = async (question: Record<string, string>, label: string, figure: string) => {
    const search = new URLSearchParams({
      ...question,
      by: 'month',
      range: 'custom',
      from: '2009-01-01',
      until: '2020-12-31',
      zone: 'UTC',
    });
    const page = await site.open(`/trends?${search}`);
    const answer = page.getByRole('region', { name: 'The answer' }).getByText(label).locator('..');
    await answer.getByText(figure, { exact: true }).waitFor();
    await page.context().close();
  };
  /** The same count everywhere, once reports have caught up. */
  const everywhere = async (event: string, count: number) => {
    expect(await inPostgres(event)).toBe(count);
    await eventually(async () => (await inClickHouse(event)) === count, 60_000);
    expect(await total(event, { kind: 'count' })).toBe(count);
    await onScreen({ event, show: 'count' }, 'In all', count.toLocaleString('en'));
  };

  test('diginetica: 12,391 views of 7,139 items in 2,986 sessions', async () => {
    expect(await bring(sets.views)).toMatchObject({ rows: 12_391, conflicts: 0, refused: 0 });
    await everywhere('Product Viewed', 12_391);
    expect(await total('Product Viewed', { kind: 'unique', property: 'product_id' })).toBe(7_139);
    expect(await total('Product Viewed', { kind: 'unique', property: 'session' })).toBe(2_986);
  });

  test('airline tweets: 14,640 voices, by airline as published; a second run changes nothing', async () => {
    expect(await bring(sets.tweets)).toMatchObject({ rows: 14_640, conflicts: 0, refused: 0 });
    await everywhere('Public Post', 14_640);
    const airlines = {
      United: 3_822,
      'US Airways': 2_913,
      American: 2_759,
      Southwest: 2_420,
      Delta: 2_222,
      'Virgin America': 504,
    };
    for (const [airline, count] of Object.entries(airlines)) {
      expect(
        await total('Public Post', { kind: 'count' }, [{ property: 'airline', operator: 'equals', value: airline }]),
        airline,
      ).toBe(count);
    }
    expect(await bring(sets.tweets)).toMatchObject({ conflicts: 0, refused: 0 });
    await everywhere('Public Post', 14_640);
  });

  test('olist: 3,584 orders, mean score 3.523, 3,467 delivered', async () => {
    expect(await bring(sets.reviews)).toMatchObject({ rows: 3_584, conflicts: 0, refused: 0 });
    await everywhere('Review Given', 3_584);
    expect(await total('Review Given', { kind: 'average', property: 'score' })).toBeCloseTo(3.523, 3);
    await everywhere('Order Delivered', 3_467);
  });

  test('online retail: 541,909 lines, 25,900 invoices, 4,372 customers, revenue 9,747,747.93', { timeout: 900_000 }, async () => {
    expect(await bring(sets.retail)).toMatchObject({ rows: 541_909, conflicts: 0, refused: 0 });
    await everywhere('Order Line', 541_909);
    expect(await total('Order Line', { kind: 'unique', property: 'invoice' })).toBe(25_900);
    // Who is whom is known a moment after the lines are counted.
    const customers = () => total('identify', { kind: 'people' }, [{ property: 'country', operator: 'exists' }]);
    await eventually(async () => (await customers()) === 4_372, 60_000);
    expect(await total('Order Line', { kind: 'sum', property: 'revenue' })).toBeCloseTo(9_747_747.93, 2);
    await onScreen({ event: 'Order Line', show: 'sum', of: 'revenue' }, 'Sum in all', '9,747,747.93');
    await onScreen({ event: 'Order Line', show: 'unique', of: 'invoice' }, 'Distinct in all', '25,900');
    await onScreen({ event: 'identify', show: 'people', where: 'exists:country:' }, 'People in all', '4,372');
    const inLog = await system.db.inWorkspace(
      workspaceId,
      (tx) =>
        // Senders are joined after their lines are summed: right after an import the planner knows neither table's size.
        tx.one<{ revenue: string; customers: string }>(sql`
      with of_sender as materialized (
        select workspace_id, sender_no, sum((body::jsonb -> 'properties' ->> 'revenue')::numeric) as revenue
          from listen.event where name = 'Order Line' group by workspace_id, sender_no)
      select round(sum(o.revenue), 2)::text as revenue, count(*) filter (where s.type = 'user_id')::text as customers
        from of_sender o join listen.sender s on s.workspace_id = o.workspace_id and s.no = o.sender_no`),
      { timeoutMs: 120_000 },
    );
    expect(inLog).toEqual({ revenue: '9747747.93', customers: '4372' });
  });
});
