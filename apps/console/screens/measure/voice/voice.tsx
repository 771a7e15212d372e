/** What customers say: how much of which kind, how it moved, and the very words. Every filter is in the address. */
import { Loader } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconMessage2Heart } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reported } from '#listen/contract';
import {
  type Feedback,
  listThemes,
  listVoice,
  moods,
  ranges as readyRanges,
  summariseVoice,
  voiceKinds,
} from '#measure/contract';
import { usePages, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { FilterBar } from '../../../ui/FilterBar.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ButtonLink } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useLive } from '../../../use-live.ts';
import { Keep } from '../keep/Keep.tsx';
import { MakeSegment } from '../keep/MakeSegment.tsx';
import { useAsked } from '../QuestionPage.tsx';
import { readyRange } from '../question.ts';
import { homeZone, useAddress } from '../use-address.ts';
import { WatchThis } from '../watch/WatchThis.tsx';
import { Bars } from './Bars.tsx';
import { Change } from './Change.tsx';
import { Correct } from './Correct.tsx';
import { KeepFinding } from './KeepFinding.tsx';
import { KindsChart } from './KindsChart.tsx';
import { kindIcons } from './kinds.ts';
import { readVoice, voiceFor } from './question.ts';
import { SaidList } from './SaidList.tsx';
import classes from './voice.module.css';

/** As often as a living screen may ask again. */
const LIVE_MS = 5_000;

export function Screen() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const may = useSession().can('measure.write');
  const [search, change] = useAddress();
  const words = readVoice(search, homeZone);
  const question = useAsked(words, voiceFor);
  const [correcting, setCorrecting] = useState<Feedback>();
  const [finding, setFinding] = useState<Feedback>();
  const { timeZone, ...counted } = question ?? { from: '', to: '', timeZone: words.timeZone };
  // Wants are put together apart: their words are listed, the counts stay those of the span.
  const { want } = words;
  const reading = { keepPrevious: true, enabled: question !== undefined };
  const summary = useRoute(summariseVoice, { query: { ...counted, timeZone } }, reading);
  const said = usePages(listVoice, { query: { ...counted, ...(want !== undefined && { want }) } }, reading);
  const themes = useRoute(listThemes, { query: {} });
  const refresh = useRefresh();
  useLive(
    reported,
    useThrottledCallback(() => refresh(summariseVoice, listVoice), LIVE_MS),
  );
  const data = summary.data;
  const languageName = useMemo(() => new Intl.DisplayNames([i18n.language], { type: 'language' }), [i18n.language]);
  const nameOfLanguage = (value: string) => (value === '' ? t('voice.no_language') : (languageName.of(value) ?? value));
  const nameOfChannel = (value: string) => t(`voice.channel_name.${value}`, { defaultValue: value });
  const themeOptions = [
    { value: 'none', label: t('voice.no_theme') },
    ...(themes.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const chosen = words.kind;
  // Days of one's own come by a shared address: the list of ready-made spans then says which they are.
  const spans = [
    ...readyRanges.map((value) => ({ value: value as string, label: t(`voice.span.${value}`) })),
    ...(words.range === 'custom' && question
      ? [{ value: 'custom', label: `${format.date(question.from)} – ${format.date(Date.parse(question.to) - 1)}` }]
      : []),
  ];
  // A watch is kept on one kind, or on all of them; on a theme, not on what belongs to none.
  const watched = {
    ...{ kind: 'voice' as const, split: 'channel' as const },
    ...(words.theme !== undefined && words.theme !== 'none' && { theme: words.theme }),
    ...(chosen.length === 1 && { said: chosen[0] }),
  };
  // What is looked at, in words: the filters as they stand.
  const lookedAt = [
    t('voice.title'),
    ...chosen.map((kind) => t(`voice.kind.${kind}`)),
    ...(words.mood ? [t(`voice.mood.${words.mood}`)] : []),
    ...themeOptions.flatMap(({ value, label }) => (value === words.theme ? [label] : [])),
    ...(words.channel ? [nameOfChannel(words.channel)] : []),
    ...(words.language ? [nameOfLanguage(words.language)] : []),
  ].join(' · ');
  const silent = data !== undefined && data.records === 0 && Object.keys(counted).every((key) => key === 'from' || key === 'to');
  return (
    <>
      <PageHeader
        title={t('voice.title')}
        lead={t('voice.lead')}
        actions={
          <>
            {question && want === undefined && (
              <Keep asked={{ kind: 'voice', question }} range={readyRange(words)} title={lookedAt} />
            )}
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
            key: 'range',
            kind: 'one',
            label: t('voice.span.label'),
            options: spans,
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
                  onClick={() => change({ kind: next.length > 0 ? next : undefined })}
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
          {question && <KindsChart summary={data} question={question} title={t('voice.chart')} height={220} />}
          <div className={classes.columns}>
            <Panel title={t('voice.words')}>
              <SaidList read={said} {...(may && { onCorrect: setCorrecting, onFinding: setFinding })} />
            </Panel>
            <div className={classes.side}>
              <Bars
                title={t('voice.themes.title')}
                all={{ to: '/voice/themes', label: t('voice.themes.all') }}
                rows={data.themes}
                chosen={words.theme}
                onChoose={(theme) => change({ theme })}
              />
              <Bars
                title={t('voice.mood_label')}
                rows={data.moods.map((row) => ({ ...row, name: t(`voice.mood.${row.value}`) }))}
                chosen={words.mood}
                onChoose={(mood) => change({ mood })}
              />
              <Bars
                title={t('voice.channel')}
                rows={data.channels.map((row) => ({ ...row, name: nameOfChannel(row.value) }))}
                chosen={words.channel}
                onChoose={(channel) => change({ channel })}
              />
              <Bars
                title={t('voice.language')}
                rows={data.languages.map((row) => ({ ...row, name: nameOfLanguage(row.value) }))}
                chosen={words.language}
                onChoose={(language) => change({ language: language || undefined })}
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
