import { SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type JourneyAnswer, type JourneyPlace, type JourneyQuestion, journeyPeople, journeys } from '#measure/contract';
import { call, useRoute } from '../../api.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { BehindFigure, type OpenedFigure } from './BehindFigure.tsx';
import { CopyLink } from './CopyLink.tsx';
import { journeyFor, readJourney } from './journeys/address.ts';
import { JourneySentence } from './journeys/JourneySentence.tsx';
import classes from './journeys/journeys.module.css';
import { JourneyMap } from './journeys/Map.tsx';
import { Keep } from './keep/Keep.tsx';
import table from './trends.module.css';
import { Unfinished } from './Unfinished.tsx';
import { homeZone, useAddress } from './use-address.ts';

/** How cases really go: the map, the ways taken, what waits and what is done again. The address holds the question. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const text = JSON.stringify(search);
  const words = useMemo(() => readJourney(JSON.parse(text), homeZone), [text]);
  const question = useMemo(() => journeyFor(words, Date.now()), [words]);
  const read = useRoute(journeys, { body: question as JourneyQuestion }, { keepPrevious: true, enabled: question !== undefined });
  const title = t(`journeys.title.${words.kind}`, { property: words.property ?? '…' });
  return (
    <>
      <PageHeader
        title={t('journeys.journeys')}
        lead={t('journeys.lead')}
        actions={
          <>
            <CopyLink />
            {question && (
              <Keep asked={{ kind: 'journeys', question }} range={words.range === 'custom' ? null : words.range} title={title} />
            )}
          </>
        }
      />
      <JourneySentence words={words} change={change} steps={(read.data?.activities ?? []).map(({ name }) => name)} />
      {!question && <Unfinished title={t('journeys.unfinished')} />}
      {question && read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {question && !read.error && !read.data && <Skeleton h={360} />}
      {question && !read.error && read.data && (
        <section aria-label={t('measure.answer')} aria-busy={read.isFetching}>
          <Answer answer={read.data} question={question} title={title} />
        </section>
      )}
    </>
  );
}

const DETAILS = ['6', '12', '20'];

function Answer({ answer, question, title }: { answer: JourneyAnswer; question: JourneyQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [most, setMost] = useState('12');
  const [opened, setOpened] = useState<OpenedFigure>();
  const open = (name: string, place: JourneyPlace) =>
    setOpened({
      title: name,
      figure: { of: 'journeys', question, place },
      read: (page, signal) => call(journeyPeople, { body: { question, place, ...page } }, { signal }),
      part: (cases) => t('journeys.cases', { count: cases, cases: format.whole(cases) }),
    });
  if (answer.cases === 0) return <EmptyState icon={IconRoute} title={t('measure.silent')} lesson={t('measure.silent_lesson')} />;
  const length = (seconds: number | null) => (seconds === null ? '–' : format.brief(seconds));
  const hidden = answer.activities.length - Number(most);
  return (
    <>
      <Stats>
        <Stat
          label={t('journeys.figure.cases')}
          value={
            <button type="button" className={table.open} onClick={() => open(t('journeys.all_cases'), { at: 'all' })}>
              {format.whole(answer.cases)}
            </button>
          }
          note={t('journeys.figure.people', { count: answer.people, people: format.whole(answer.people) })}
        />
        <Stat label={t('journeys.figure.variants')} value={format.whole(answer.variantCount)} />
        <Stat
          label={t('journeys.figure.throughput')}
          value={length(answer.medianSeconds)}
          note={t('journeys.figure.p90', { time: length(answer.p90Seconds) })}
        />
        <Stat label={t('journeys.figure.reworked')} value={format.percent(answer.reworked)} />
      </Stats>

      <section className={classes.section}>
        <Title order={2}>{t('journeys.map')}</Title>
        <Text size="sm" c="var(--ink-quiet)" mb="xs">
          {t('journeys.map_lesson')} {hidden > 0 && t('journeys.not_drawn', { count: hidden })}
        </Text>
        {answer.activities.length > 6 && (
          <SegmentedControl
            size="xs"
            aria-label={t('journeys.detail.label')}
            value={most}
            onChange={setMost}
            data={DETAILS.map((value) => ({ value, label: t('journeys.detail.most', { count: Number(value) }) }))}
          />
        )}
        <JourneyMap answer={answer} most={Number(most)} title={title} onOpen={open} />
      </section>

      <section className={classes.section}>
        <Title order={2} mb="sm">
          {t('journeys.variants')}
        </Title>
        <ol className={classes.variants}>
          {answer.variants.map((variant) => {
            const way = variant.steps.join(' → ');
            return (
              <li key={variant.id}>
                <button
                  type="button"
                  className={classes.variant}
                  style={{ '--share': `${variant.share * 100}%` } as React.CSSProperties}
                  onClick={() => open(way.slice(0, 200), { at: 'variant', id: variant.id })}
                >
                  <span className={classes.way}>
                    {folded(variant.steps)
                      .slice(0, TOLD_STEPS)
                      .map(({ name, times }, at) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
                        <span key={at} className={classes.step}>
                          {at > 0 && <span className={classes.follows}>→</span>}
                          {name}
                          {times > 1 && ` ×${times}`}
                        </span>
                      ))}
                    {(variant.length > variant.steps.length || folded(variant.steps).length > TOLD_STEPS) && ' …'}
                  </span>
                  <span className={classes.figures}>
                    {format.whole(variant.cases)} · {format.percent(variant.share)}
                    {variant.medianSeconds !== null && variant.length > 1 && ` · ${length(variant.medianSeconds)}`}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
        {answer.variantCount > answer.variants.length && (
          <Text size="sm" c="var(--ink-quiet)" mt="xs">
            {t('journeys.more_variants', { count: answer.variantCount - answer.variants.length })}
          </Text>
        )}
      </section>

      <section className={classes.section}>
        <Title order={2} mb="sm">
          {t('journeys.waiting')}
        </Title>
        <Waiting answer={answer} onOpen={open} />
      </section>

      <section className={classes.section}>
        <Title order={2} mb="sm">
          {t('journeys.activities')}
        </Title>
        <Activities answer={answer} onOpen={open} />
      </section>
      <BehindFigure opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

/** Longer ways are told by how they begin. */
const TOLD_STEPS = 12;

/** The same step again and again is told once, with how often. */
function folded(steps: readonly string[]): { name: string; times: number }[] {
  const parts: { name: string; times: number }[] = [];
  for (const name of steps) {
    const last = parts.at(-1);
    if (last?.name === name) last.times += 1;
    else parts.push({ name, times: 1 });
  }
  return parts;
}

interface TableProps {
  answer: JourneyAnswer;
  onOpen: (title: string, place: JourneyPlace) => void;
}

const SHOWN = 20;

/** Where most time is spent: how often, times how long. */
function Waiting({ answer, onOpen }: TableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const weight = ({ count, medianSeconds }: JourneyAnswer['edges'][number]) => count * (medianSeconds ?? 0);
  const rows = answer.edges
    .filter(({ medianSeconds }) => medianSeconds !== null)
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, SHOWN);
  const length = (seconds: number | null) => (seconds === null ? '–' : format.brief(seconds));
  return (
    <div className={classes.wide}>
      <table className={table.totals}>
        <caption className="only-heard">{t('journeys.waiting')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('journeys.column.between')}</th>
            <th scope="col">{t('journeys.column.times')}</th>
            <th scope="col">{t('journeys.column.median')}</th>
            <th scope="col">{t('journeys.column.p90')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ from, to, count, medianSeconds, p90Seconds }) => {
            const words = `${from} → ${to}`;
            return (
              <tr key={words}>
                <th scope="row">{words}</th>
                <td>
                  <button
                    type="button"
                    className={table.open}
                    aria-label={t('measure.open_people', { name: words, value: format.whole(count) })}
                    onClick={() => onOpen(words, { at: 'edge', from, to })}
                  >
                    {format.whole(count)}
                  </button>
                </td>
                <td>{length(medianSeconds)}</td>
                <td>{length(p90Seconds)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Activities({ answer, onOpen }: TableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const opening = (name: string, value: number, repeated: boolean) => (
    <button
      type="button"
      className={table.open}
      aria-label={t('measure.open_people', { name, value: format.whole(value) })}
      onClick={() => onOpen(name, { at: 'activity', name, repeated })}
    >
      {format.whole(value)}
    </button>
  );
  return (
    <div className={classes.wide}>
      <table className={table.totals}>
        <caption className="only-heard">{t('journeys.activities')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('journeys.column.activity')}</th>
            <th scope="col">{t('journeys.column.cases')}</th>
            <th scope="col">{t('journeys.column.starts')}</th>
            <th scope="col">{t('journeys.column.ends')}</th>
            <th scope="col">{t('journeys.column.repeated')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.activities.slice(0, SHOWN * 2).map(({ name, cases, starts, ends, repeatedIn }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{opening(name, cases, false)}</td>
              <td>{format.whole(starts)}</td>
              <td>{format.whole(ends)}</td>
              <td>{repeatedIn > 0 ? opening(name, repeatedIn, true) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
