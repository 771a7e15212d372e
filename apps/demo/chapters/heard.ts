/**
 * 4. Her words are understood: a theme gathers them with everybody who says the same, and the money that is at stake; she is
 * asked once, and her answer moves a metric; the conversation is measured by what is the same in every channel.
 */
import * as listen from '#listen/contract';
import * as measure from '#measure/contract';
import { routes as people } from '#people/contract';
import { type Stage, until } from '../stage.ts';
import { answerSurvey } from '../survey.ts';
import type { Known } from './sign-in.ts';
import type { Met } from './visitor.ts';

/** Answers the theme's id. */
export async function understand(stage: Stage, met: Met, known: Known): Promise<string> {
  const { client, tell, url } = stage;
  const settings = await client.call(measure.readVoiceSettings, {});
  await client.call(measure.setVoiceSettings, {
    body: {
      ...settings,
      events: [...settings.events, 'Complaint Made', 'Review Written'],
      spend: { event: 'Order Completed', property: 'total' },
    },
  });
  const { items: departments } = await client.call(people.listDepartments, {});
  const theme = await client.call(measure.createTheme, {
    body: {
      name: 'Delivery promise broken',
      description: 'It was promised for a day, and was not there.',
      phrases: ['next day', 'third day', 'still waiting', 'it is monday'],
      departmentId: departments.find(({ name }) => name === 'Logistics')?.id ?? null,
    },
  });
  const hers = await until(
    () => client.call(measure.listVoice, { query: { theme: theme.id, limit: 100 } }),
    ({ items }) => items.filter(({ person }) => person?.id === known.personId).length >= 2,
  );
  const { items: themes } = await client.call(measure.listThemes, { query: {} });
  const told = themes.find(({ id }) => id === theme.id);
  if (!told || told.atRisk.length === 0) throw new Error('the theme does not know what its people spend');
  const atRisk = told.atRisk.map(({ amount, currency }) => `${amount.toFixed(0)} ${currency}`).join(', ');
  tell(
    `4. ${hers.items.length} voices say the promise was broken, two of them hers. ${told.department?.name ?? 'Nobody'} answers for it; its people spent ${atRisk} in a year.`,
  );

  const survey = await client.call(listen.createSurvey, {
    body: { name: 'After a late parcel', decision: 'Whether "next day" stays on the product pages', template: 'nps' },
  });
  await client.call(listen.moveSurvey, { params: { id: survey.id }, body: { state: 'open' } });
  const { items: invited } = await client.call(listen.inviteToSurvey, {
    params: { id: survey.id },
    body: { to: [{ type: 'user_id', value: known.userId }] },
  });
  const link = invited[0]?.url;
  if (!link) throw new Error(`she may not be asked: ${invited[0]?.refused}`);
  await answerSurvey(url, link, { nps: 6, why: 'The shoes are good, the promise was not.' });
  const { items: metrics } = await client.call(measure.listMetrics, { query: {} });
  const nps = metrics.find(({ shipped }) => shipped === 'nps');
  if (!nps) throw new Error('no net promoter score among the metrics');
  const span = { from: daysFrom(stage.now, -30), to: daysFrom(stage.now, 1), interval: 'day' as const };
  const scored = await until(
    () => client.call(measure.measureMetric, { params: { id: nps.id }, body: span }),
    ({ lines }) => (lines[0]?.series[0]?.base ?? 0) > 0,
  );
  tell(
    `   She is asked once and answers 6: ${nps.name} is ${scored.lines[0]?.series[0]?.value}, by a definition anybody can read.`,
  );

  const measured = await until(
    () => client.call(measure.listConversations, { query: { from: span.from, to: span.to, limit: 50 } }),
    ({ items }) => items.some(({ moment }) => moment === met.momentId),
  );
  const chat = measured.items.find(({ moment }) => moment === met.momentId);
  tell(
    `   Her chat is measured like every conversation: ${chat?.contacts} contacts, handed over ${chat?.transfers} time(s), ${chat?.outcome}.`,
  );

  const view = await client.call(measure.createView, {
    body: {
      title: 'People with a late parcel',
      asked: { kind: 'trend', question: { event: 'Delivery Late', measure: { kind: 'people' }, ...span } },
      range: '30d',
      shared: true,
    },
  });
  await client.call(measure.createDashboard, {
    body: { title: 'Delivery', shared: true, tiles: [{ viewId: view.id, size: 'wide' }] },
  });
  tell('   What was asked is kept on a dashboard for everyone.');
  return theme.id;
}

const daysFrom = (now: number, days: number) => new Date(now + days * 86_400_000).toISOString();
