/** What a figure is about, in words that stay with the people kept from it. Pure. */
import type { FigureWords } from '#measure/contract';

export interface Speaker {
  t(key: string): string;
  date(at: number | string): string;
  list(items: string[]): string;
}

/** "Stopped after Cart · Cart → Payment · 1 Nov – 30 Nov 2026": what was clicked, of which question, about which days. */
export const originOf = (figure: FigureWords, clicked: string, say: Speaker): string =>
  [clicked, ...aboutOf(figure, say), daysOf(figure, say)]
    .filter((part) => part !== '')
    .join(' · ')
    .slice(0, 500);

/** Which question it belongs to; nothing where the title says it all. */
function aboutOf(figure: FigureWords, say: Speaker): string[] {
  const anything = say.t('measure.anything');
  switch (figure.of) {
    case 'trend':
      return [figure.question.event ?? anything];
    case 'funnel':
      return [figure.question.steps.map(({ event }) => event).join(' → ')];
    case 'paths':
      return [say.t('behaviour.paths.title'), ...(figure.question.anchor ? [figure.question.anchor.event] : [])];
    case 'retention':
      return [`${figure.question.first.event} → ${figure.question.return.event}`];
    case 'lifecycle':
      return [figure.question.active?.event ?? anything];
    case 'sessions':
      return [say.t('answers.sessions.title')];
    case 'breadth':
      return [say.list(figure.question.events)];
    case 'journeys':
      return [say.t('journeys.journeys'), ...(figure.question.events?.length ? [say.list(figure.question.events)] : [])];
    case 'attribution':
      return [say.t('attribution.attribution'), figure.question.conversion.event];
    case 'answers':
      return [say.t('drivers.title')];
    case 'lifetime':
      return [say.t('lifetime.title')];
    case 'cell':
      return [say.t('touchpoints.title')];
    case 'scenario':
      return [say.t('scenarios.title')];
    case 'promise':
      return [say.t('promises.title')];
    case 'metric':
    case 'conversations':
    case 'voice':
      return [];
  }
}

function daysOf(figure: FigureWords, { date }: Speaker): string {
  if (figure.of === 'lifetime') return '';
  const { from, to } = 'question' in figure ? figure.question : figure;
  // The end is excluded: its last day is the one before.
  const until = to === undefined ? undefined : date(Date.parse(to) - 1);
  if (from === undefined) return until ?? '';
  return until === undefined || until === date(from) ? date(from) : `${date(from)} – ${until}`;
}
