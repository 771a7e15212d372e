import { IconAlertTriangle, IconFlag3 } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  type PassageOverlay,
  type PassagesAsked,
  readScenario,
  type ScenarioDefinition,
  scenarioOverlay,
} from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { Mark } from '../../../ui/Badges.tsx';
import { Waiting } from '../../../ui/crash.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ButtonLink } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { writeDays } from '../behaviour/days.ts';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { useNameless } from '../use-nameless.ts';
import { durationWords, useMetricWords } from './metric-words.ts';
import classes from './scenarios.module.css';
import { usePassages } from './use-passages.ts';

/** One person's path over the ideal one: what was reached when, what came between, and where it went another way. */
export function Screen() {
  const { t } = useTranslation();
  const nameless = useNameless();
  const { id, person } = useParams({ strict: false }) as { id: string; person: string };
  const scenario = useRoute(readScenario, { params: { id } });
  const { words, change, asked } = usePassages();
  const read = useRoute(
    scenarioOverlay,
    { params: { id }, body: { question: asked as PassagesAsked, person } },
    { enabled: asked !== undefined, keepPrevious: true },
  );
  const problem = scenario.error ?? read.error;
  if (problem) return <Problem problem={problem} onRetry={() => void read.refetch()} />;
  if (!(scenario.data && read.data)) return <Waiting />;
  const { versions, definition, name } = scenario.data;
  const asDefined = versions.find(({ no }) => no === read.data.scenarioVersion)?.definition ?? definition;
  return (
    <>
      <PageHeader
        title={read.data.person.name ?? nameless}
        lead={t('scenarios.overlay.lead', { scenario: name })}
        back={{ to: `/scenarios/${id}`, label: name }}
        actions={
          <ButtonLink variant="default" to={`/customers/${person}`}>
            {t('scenarios.overlay.customer')}
          </ButtonLink>
        }
      />
      <section className={trends.sentence} aria-label={t('measure.question')}>
        <Span question={words} ask={(patch) => change(writeDays(patch))} />
      </section>
      {read.data.passages.length === 0 && (
        <EmptyState title={t('scenarios.overlay.none')} lesson={t('scenarios.overlay.none_lesson')} />
      )}
      {read.data.passages.map((passage) => (
        <One key={passage.startedAt} passage={passage} definition={asDefined} />
      ))}
    </>
  );
}

type Step = ReplyOf<typeof scenarioOverlay>['passages'][number]['steps'][number];

function One({ passage, definition }: { passage: PassageOverlay; definition: ScenarioDefinition }) {
  const { t } = useTranslation();
  const format = useFormat();
  const metricWords = useMetricWords();
  const quality = passage.quality === null ? '–' : format.whole(passage.quality);
  return (
    <Panel title={format.dateTime(passage.startedAt)}>
      <p className={classes.summary}>
        {passage.underWay ? t('scenarios.under_way') : t('scenarios.overlay.quality', { quality })} ·{' '}
        {t('scenarios.contacts', { count: passage.contacts })}
      </p>
      <ol className={classes.overlay} aria-label={t('scenarios.path')}>
        {definition.steps.map((ideal, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are their place.
          <StepOf key={at} ideal={ideal} step={passage.steps[at] as Step} no={at + 1} />
        ))}
      </ol>
      {passage.after.length > 0 && (
        <p className={classes.between}>{t('scenarios.overlay.after', { events: told(passage.after) })}</p>
      )}
      {passage.cut && <p className={classes.quiet}>{t('scenarios.overlay.cut')}</p>}
      <ul className={classes.metrics}>
        {definition.metrics.map((metric, at) => {
          const { value = null, score = null } = passage.metrics[at] ?? {};
          const measured = () => {
            if (value === null) return t('scenarios.overlay.untold');
            if (value < 0) return t('scenarios.column.never');
            if (metric.kind === 'reached') return t(value === 1 ? 'scenarios.overlay.yes' : 'scenarios.overlay.no');
            return metric.kind === 'elapsed' ? durationWords(value, format) : format.whole(value);
          };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: metrics are their place.
            <li key={at}>
              <span>
                {metric.name} <span className={classes.quiet}>{metricWords(metric, definition)}</span>
              </span>
              <span className="figure">
                {measured()} · <strong>{score === null ? '–' : format.whole(score * 100)}</strong>
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** The same again and again is told once, with how often. */
function told(events: readonly { event: string }[]): string {
  const parts: { event: string; times: number }[] = [];
  for (const { event } of events) {
    const last = parts.at(-1);
    if (last?.event === event) last.times += 1;
    else parts.push({ event, times: 1 });
  }
  return parts.map(({ event, times }) => (times > 1 ? `${event} ×${times}` : event)).join(' → ');
}

function StepOf({ ideal, step, no }: { ideal: ScenarioDefinition['steps'][number]; step: Step; no: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li data-reached={step.at !== null} data-failed={step.failed || undefined}>
      {step.between.length > 0 && (
        <p className={classes.between}>{t('scenarios.overlay.between', { events: told(step.between) })}</p>
      )}
      <div className={classes.stop}>
        <span className={classes.dot} aria-hidden="true">
          {no}
        </span>
        <div>
          <strong>{ideal.name}</strong> {ideal.momentOfTruth && <Mark icon={IconFlag3}>{t('scenarios.truth')}</Mark>}{' '}
          {step.failed && <Mark icon={IconAlertTriangle}>{t('scenarios.showstopper')}</Mark>}{' '}
          {step.deviations.map((deviation) => (
            <Mark key={deviation} icon={undefined} whole>
              {t(`scenarios.deviation.${deviation}`)}
            </Mark>
          ))}
          <div className={classes.quiet}>
            {ideal.shownBy === null && t('scenarios.unseen')}
            {step.at !== null && format.dateTimeExact(step.at)}
            {step.sincePrevious !== null &&
              ` · ${t('scenarios.overlay.later', { time: durationWords(step.sincePrevious, format) })}`}
            {step.times > 1 && ` · ${t('scenarios.overlay.times', { count: step.times })}`}
          </div>
          {step.failed && ideal.condition && <q className={classes.condition}>{ideal.condition}</q>}
        </div>
      </div>
    </li>
  );
}
