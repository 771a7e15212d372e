/** Sessions answered: figures, their course, where they begin and end, how long they are; and behind each figure its people. */
import { Title } from '@mantine/core';
import { IconClockPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionFigures, type SessionsPlace, type SessionsQuestion, sessions } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Stat, Stats } from '../../../ui/Stat.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { Reading } from '../Reading.tsx';
import trends from '../trends.module.css';
import classes from './behaviour.module.css';
import { type OpenedSessions, PeopleOfSessions } from './PeopleOfSessions.tsx';
import { SessionsChart } from './SessionsChart.tsx';
import { useOrigins } from './use-origins.ts';

type Reply = ReplyOf<typeof sessions>;
type Open = (title: string, place: SessionsPlace) => void;

export function SessionsAnswer({ question }: { question: SessionsQuestion }) {
  const read = useRoute(sessions, { body: question }, { keepPrevious: true });
  return (
    <Reading read={read} id={sessions.id}>
      {(reply) => <Figures reply={reply} question={question} />}
    </Reading>
  );
}

function Figures({ reply, question }: { reply: Reply; question: SessionsQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedSessions>();
  const { whole, points, asOf } = reply;
  const open: Open = (title, place) => setOpened({ title, place });
  const title = t('answers.sessions.title');
  if (whole.sessions === 0)
    return <EmptyState icon={IconClockPlay} title={t('answers.sessions.nobody')} lesson={t('measure.silent_lesson')} />;
  const opens = (value: string, name: string, place: SessionsPlace) => (
    <button type="button" className={trends.open} onClick={() => open(name, place)}>
      {value}
    </button>
  );
  return (
    <>
      <Stats>
        <Stat
          label={title}
          value={opens(format.whole(whole.sessions), t('answers.sessions.all'), {})}
          note={t('behaviour.people', { count: whole.people, people: format.whole(whole.people) })}
        />
        <Stat
          label={t('answers.sessions.bounced')}
          value={opens(format.percent(whole.bounced / whole.sessions), t('answers.sessions.bounced'), { bounced: true })}
          note={t('answers.sessions.bounced_lesson')}
        />
        <Stat
          label={t('answers.sessions.length')}
          value={format.brief(whole.medianSeconds ?? 0)}
          note={t('answers.sessions.p90', { length: format.brief(whole.p90Seconds ?? 0) })}
        />
        <Stat
          label={t('answers.sessions.events')}
          value={format.exact(whole.meanEvents ?? 0)}
          note={t('answers.sessions.mean')}
        />
      </Stats>
      <div className={classes.part}>
        <SessionsChart points={points} question={question} title={title} height={260} onOpen={open} />
      </div>
      <div className={trends.foot}>
        <span>{t('behaviour.click_a_figure')}</span>
        <span>
          {t('measure.as_of')} <RelativeTime at={asOf} />
        </span>
      </div>
      {reply.split.length > 0 && <Split reply={reply} question={question} onOpen={open} />}
      <div className={classes.halves}>
        {(['entry', 'exit'] as const).map((which) => (
          <Parts
            key={which}
            title={t(`answers.sessions.${which}`)}
            whole={whole}
            parts={reply[which === 'entry' ? 'entries' : 'exits'].map(({ event, ...part }) => ({
              ...part,
              key: event ?? '',
              name: event ?? t('measure.others'),
              place: event === null ? undefined : { [which]: event },
            }))}
            onOpen={open}
          />
        ))}
        {(['length', 'size'] as const).map((which) => (
          <Spread key={which} reply={reply} which={which} onOpen={open} />
        ))}
      </div>
      <PeopleOfSessions question={question} opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

interface Part extends SessionFigures {
  key: string;
  name: string;
  /** Undefined: several things together open nobody. */
  place: SessionsPlace | undefined;
}

function Parts({ title, whole, parts, onOpen }: { title: string; whole: SessionFigures; parts: Part[]; onOpen: Open }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={classes.part}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <div className={classes.scroll}>
        <table className={trends.totals}>
          <caption className="only-heard">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col">{t('answers.sessions.title')}</th>
              <th scope="col">{t('answers.sessions.share')}</th>
              <th scope="col">{t('answers.sessions.bounced')}</th>
              <th scope="col">{t('answers.sessions.length')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ key, name, place, sessions: count, bounced, medianSeconds }) => (
              <tr key={`${key}:${name}`}>
                <th scope="row">{name}</th>
                <td>
                  {place === undefined ? (
                    format.whole(count)
                  ) : (
                    <button
                      type="button"
                      className={trends.open}
                      aria-label={t('measure.open_people', { name, value: format.whole(count) })}
                      onClick={() => onOpen(`${title} · ${name}`, place)}
                    >
                      {format.whole(count)}
                    </button>
                  )}
                </td>
                <td>{format.percent(count / whole.sessions)}</td>
                <td>{format.percent(bounced / count)}</td>
                <td>{medianSeconds === null ? '–' : format.brief(medianSeconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Split({ reply, question, onOpen }: { reply: Reply; question: SessionsQuestion; onOpen: Open }) {
  const { t } = useTranslation();
  const nameOf = useOrigins(question);
  return (
    <Parts
      title={t('answers.sessions.split')}
      whole={reply.whole}
      parts={reply.split.map(({ label, rest, ...part }) => ({
        ...part,
        key: `${rest}:${label}`,
        name: nameOf({ label, rest }),
        place: rest ? undefined : { label },
      }))}
      onOpen={onOpen}
    />
  );
}

function Spread({ reply, which, onOpen }: { reply: Reply; which: 'length' | 'size'; onOpen: Open }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = which === 'length' ? reply.lengths : reply.sizes;
  const told = (value: number) => (which === 'length' ? format.brief(value) : format.whole(value));
  const names = rows.map(({ upTo }, at) => {
    const before = rows[at - 1]?.upTo ?? null;
    if (upTo === null) return t('answers.sessions.more_than', { value: told(before ?? 0) });
    return at === 0 ? told(upTo) : t('answers.sessions.up_to', { value: told(upTo) });
  });
  const title = t(`answers.sessions.by_${which}`);
  return (
    <section className={classes.part}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <Chart
        title={title}
        kind="breakdown"
        axis={title}
        series={[
          {
            key: which,
            name: t('answers.sessions.title'),
            points: rows.map(({ sessions: count }, at) => ({ x: names[at] ?? '', y: count })),
          },
        ]}
        height={60 + rows.length * 32}
        onPoint={(_series, { x }) => onOpen(`${title} · ${x}`, { [which]: names.indexOf(x) })}
      />
    </section>
  );
}
