/** What customers say: how much of which kind, how it moved, and the very words. Every filter is in the address. */
import { Loader } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconMessage2Heart } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reported } from '#listen/contract';
import { type Feedback, listThemes, listVoice, moods, summariseVoice, voiceKinds } from '#measure/contract';
import { usePages, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { FilterBar } from '../../../ui/FilterBar.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ButtonLink } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useLive } from '../../../use-live.ts';
import { timeNames } from '../axis.ts';
import { MakeSegment } from '../keep/MakeSegment.tsx';
import { WatchThis } from '../watch/WatchThis.tsx';
import { Bars } from './Bars.tsx';
import { Change } from './Change.tsx';
import { Correct } from './Correct.tsx';
import { KeepFinding } from './KeepFinding.tsx';
import { kindIcons } from './kinds.ts';
import { SaidList } from './SaidList.tsx';
import { spans, useVoice } from './use-voice.ts';
import classes from './voice.module.css';

/** As often as a living screen may ask again. */
const LIVE_MS = 5_000;
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function Screen() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const may = useSession().can('measure.write');
  const { filter, setFilter, query, span } = useVoice();
  const [correcting, setCorrecting] = useState<Feedback>();
  const [finding, setFinding] = useState<Feedback>();
  // Wants are put together apart: their words are listed, the counts stay those of the span.
  const { want, ...counted } = query;
  const summary = useRoute(summariseVoice, { query: { ...counted, timeZone } }, { keepPrevious: true });
  const said = usePages(listVoice, { query }, { keepPrevious: true });
  const themes = useRoute(listThemes, { query: {} });
  const refresh = useRefresh();
  useLive(
    reported,
    useThrottledCallback(() => refresh(summariseVoice, listVoice), LIVE_MS),
  );
  const interval = Number(span) <= 92 ? 'day' : 'week';
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval]);
  const data = summary.data;
  const series = useMemo(
    () =>
      (data?.series ?? [])
        .filter(({ points }) => points.some(({ value }) => value > 0))
        .map(({ kind, points }) => ({
          key: kind,
          name: t(`voice.kind.${kind}`),
          points: points.map(({ at, value }) => ({ x: at, y: value })),
        })),
    [data, t],
  );
  const languageName = useMemo(() => new Intl.DisplayNames([i18n.language], { type: 'language' }), [i18n.language]);
  const nameOfLanguage = (value: string) => (value === '' ? t('voice.no_language') : (languageName.of(value) ?? value));
  const nameOfChannel = (value: string) => t(`voice.channel_name.${value}`, { defaultValue: value });
  const themeOptions = [
    { value: 'none', label: t('voice.no_theme') },
    ...(themes.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const chosen = filter.kind ?? [];
  // A watch is kept on one kind, or on all of them; on a theme, not on what belongs to none.
  const watched = {
    ...{ kind: 'voice' as const, split: 'channel' as const },
    ...(filter.theme !== undefined && filter.theme !== 'none' && { theme: filter.theme }),
    ...(chosen.length === 1 && { said: chosen[0] }),
  };
  // What is looked at, in words: the filters as they stand.
  const lookedAt = [
    t('voice.title'),
    ...chosen.map((kind) => t(`voice.kind.${kind}`)),
    ...(filter.mood ? [t(`voice.mood.${filter.mood}`)] : []),
    ...themeOptions.flatMap(({ value, label }) => (value === filter.theme ? [label] : [])),
    ...(filter.channel ? [nameOfChannel(filter.channel)] : []),
    ...(filter.language ? [nameOfLanguage(filter.language)] : []),
  ].join(' · ');
  const silent = data !== undefined && data.records === 0 && Object.keys(counted).length <= 1;
  return (
    <>
      <PageHeader
        title={t('voice.title')}
        lead={t('voice.lead')}
        actions={
          <>
            <WatchThis about={watched} title={t('watch.of.voice')} grain="day" timeZone={timeZone} />
            {data !== undefined && data.people > 0 && want === undefined && (
              <MakeSegment size="sm" figure={{ of: 'voice', ...counted }} clicked={lookedAt} />
            )}
            <ButtonLink to="/voice/themes" variant="default">
              {t('voice.themes.title')}
            </ButtonLink>
            <ButtonLink to="/voice/registers" variant="default">
              {t('voice.registers.title')}
            </ButtonLink>
            <ButtonLink to="/voice/settings" variant="default">
              {t('voice_settings.open')}
            </ButtonLink>
          </>
        }
      />
      <FilterBar
        fields={[
          {
            key: 'span',
            kind: 'one',
            label: t('voice.span.label'),
            options: spans.map((value) => ({ value, label: t(`voice.span.${value}`) })),
          },
          {
            key: 'mood',
            kind: 'one',
            label: t('voice.mood_label'),
            options: moods.map((value) => ({ value, label: t(`voice.mood.${value}`) })),
          },
          { key: 'theme', kind: 'one', label: t('voice.theme'), options: themeOptions },
          {
            key: 'channel',
            kind: 'one',
            label: t('voice.channel'),
            options: (data?.channels ?? []).map(({ value }) => ({ value, label: nameOfChannel(value) })),
          },
          {
            key: 'language',
            kind: 'one',
            label: t('voice.language'),
            options: (data?.languages ?? [])
              .filter(({ value }) => value)
              .map(({ value }) => ({ value, label: nameOfLanguage(value) })),
          },
        ]}
      />
      {summary.error && <Problem problem={summary.error} onRetry={() => void summary.refetch()} />}
      {summary.isPending && <Loader type="dots" aria-label={t('ui.loading')} />}
      {silent && (
        <EmptyState
          icon={IconMessage2Heart}
          title={t('voice.empty')}
          lesson={t('voice.empty_lesson')}
          step={<ButtonLink to="/channels">{t('voice.empty_step')}</ButtonLink>}
        />
      )}
      {data && !silent && (
        <>
          <fieldset
            className={classes.kinds}
            aria-label={t('voice.kind_label')}
            style={{ border: 0, padding: 0, marginInline: 0 }}
          >
            {voiceKinds.map((kind) => {
              const Icon = kindIcons[kind];
              const count = data.kinds.find(({ value }) => value === kind);
              const on = chosen.includes(kind);
              const next = on ? chosen.filter((one) => one !== kind) : [...chosen, kind];
              return (
                <button
                  key={kind}
                  type="button"
                  className={classes.kind}
                  aria-pressed={on}
                  onClick={() => setFilter({ kind: next.length > 0 ? next : undefined })}
                >
                  <span className={classes.name}>
                    <Icon size={16} stroke={1.7} />
                    {t(`voice.kinds.${kind}`)}
                  </span>
                  <span className={`${classes.figure} figure`}>{format.whole(count?.records ?? 0)}</span>
                  <span className={classes.quiet}>
                    {t('voice.people_count', { count: count?.people ?? 0, people: format.whole(count?.people ?? 0) })} ·{' '}
                    <Change now={count?.records ?? 0} before={count?.before ?? 0} />
                  </span>
                </button>
              );
            })}
          </fieldset>
          {series.length > 0 && (
            <Chart
              title={t('voice.chart')}
              kind="line"
              axis={t(`measure.interval.${interval}`)}
              series={series}
              formatX={times.short}
              height={220}
            />
          )}
          <div className={classes.columns}>
            <Panel title={t('voice.words')}>
              <SaidList read={said} {...(may && { onCorrect: setCorrecting, onFinding: setFinding })} />
            </Panel>
            <div className={classes.side}>
              <Bars
                title={t('voice.themes.title')}
                all={{ to: '/voice/themes', label: t('voice.themes.all') }}
                rows={data.themes}
                chosen={filter.theme}
                onChoose={(theme) => setFilter({ theme })}
              />
              <Bars
                title={t('voice.mood_label')}
                rows={data.moods.map((row) => ({ ...row, name: t(`voice.mood.${row.value}`) }))}
                chosen={filter.mood}
                onChoose={(mood) => setFilter({ mood })}
              />
              <Bars
                title={t('voice.channel')}
                rows={data.channels.map((row) => ({ ...row, name: nameOfChannel(row.value) }))}
                chosen={filter.channel}
                onChoose={(channel) => setFilter({ channel })}
              />
              <Bars
                title={t('voice.language')}
                rows={data.languages.map((row) => ({ ...row, name: nameOfLanguage(row.value) }))}
                chosen={filter.language}
                onChoose={(language) => setFilter({ language: language || undefined })}
              />
            </div>
          </div>
        </>
      )}
      <Dialog title={t('voice.correct')} opened={correcting !== undefined} onClose={() => setCorrecting(undefined)}>
        {correcting && <Correct said={correcting} onDone={() => setCorrecting(undefined)} />}
      </Dialog>
      <Dialog title={t('voice.finding.keep')} opened={finding !== undefined} onClose={() => setFinding(undefined)}>
        {finding && <KeepFinding said={finding} onDone={() => setFinding(undefined)} />}
      </Dialog>
    </>
  );
}
