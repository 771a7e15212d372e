import { SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AttributionAnswer,
  type AttributionQuestion,
  attribution,
  attributionModels,
  attributionPeople,
} from '#measure/contract';
import { call, useRoute } from '../../api.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { AttributionSentence } from './attribution/AttributionSentence.tsx';
import { attributionFor, readAttribution } from './attribution/address.ts';
import classes from './attribution/attribution.module.css';
import { Credits, type Measured, type Place, useChannelName } from './attribution/Credits.tsx';
import { BehindFigure, type OpenedFigure } from './BehindFigure.tsx';
import { CopyLink } from './CopyLink.tsx';
import { Keep } from './keep/Keep.tsx';
import table from './trends.module.css';
import { Unfinished } from './Unfinished.tsx';
import { homeZone, useAddress } from './use-address.ts';

/** Who gets the credit: the same conversions by five models, none of them called the truth. The address holds the question. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const text = JSON.stringify(search);
  const words = useMemo(() => readAttribution(JSON.parse(text), homeZone), [text]);
  const question = useMemo(() => attributionFor(words, Date.now()), [words]);
  const read = useRoute(
    attribution,
    { body: question as AttributionQuestion },
    { keepPrevious: true, enabled: question !== undefined },
  );
  return (
    <>
      <PageHeader
        title={t('attribution.attribution')}
        lead={t('attribution.lead')}
        actions={
          <>
            <CopyLink />
            {question && (
              <Keep
                asked={{ kind: 'attribution', question }}
                range={words.range === 'custom' ? null : words.range}
                title={t('attribution.title', { event: words.conversion ?? '…' })}
              />
            )}
          </>
        }
      />
      <AttributionSentence words={words} change={change} />
      {!question && <Unfinished title={t('attribution.unfinished')} />}
      {question && read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {question && !read.error && !read.data && <Skeleton h={320} />}
      {question && !read.error && read.data && (
        <section aria-label={t('measure.answer')} aria-busy={read.isFetching}>
          <Answer answer={read.data} question={question} />
        </section>
      )}
    </>
  );
}

function Answer({ answer, question }: { answer: AttributionAnswer; question: AttributionQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName(question.channel);
  const [measured, setMeasured] = useState<Measured>('conversions');
  const [opened, setOpened] = useState<OpenedFigure>();
  const worth = question.value !== undefined;
  const open = (title: string, channel: string | undefined, place: Place) =>
    setOpened({
      title,
      figure: { of: 'attribution', question, ...(channel !== undefined && { channel }), place },
      read: (page, signal) =>
        call(attributionPeople, { body: { question, ...(channel !== undefined && { channel }), place, ...page } }, { signal }),
      part: (count) => t('attribution.conversions_of', { count, conversions: format.whole(count) }),
    });
  if (answer.channels.length === 0 && answer.untouched.conversions === 0)
    return <EmptyState icon={IconArrowsSplit2} title={t('measure.silent')} lesson={t('measure.silent_lesson')} />;
  const money = ({ value }: { value: number }) => (worth ? t('attribution.worth', { value: format.exact(value) }) : undefined);
  return (
    <>
      <Stats>
        <Stat
          label={t('attribution.figure.attributed')}
          value={
            <button
              type="button"
              className={table.open}
              onClick={() => open(t('attribution.figure.attributed'), undefined, 'any')}
            >
              {format.whole(answer.attributed.conversions)}
            </button>
          }
          note={money(answer.attributed)}
        />
        <Stat
          label={t('attribution.figure.untouched')}
          value={format.whole(answer.untouched.conversions)}
          note={money(answer.untouched)}
        />
        <Stat label={t('attribution.figure.lost')} value={format.whole(answer.lost)} />
      </Stats>
      <section className={classes.section}>
        {worth && (
          <SegmentedControl
            size="xs"
            mb="sm"
            aria-label={t('attribution.measured.label')}
            value={measured}
            onChange={(next) => setMeasured(next === 'value' ? 'value' : 'conversions')}
            data={[
              { value: 'conversions', label: t('attribution.measured.conversions') },
              { value: 'value', label: t('attribution.measured.value') },
            ]}
          />
        )}
        <Credits
          answer={answer}
          property={question.channel}
          measured={worth ? measured : 'conversions'}
          onOpen={(title, channel, place) => open(title, channel, place)}
        />
        <dl className={classes.methods}>
          {attributionModels.map((model) => (
            <div key={model}>
              <dt>{t(`attribution.model.${model}`)}: </dt>
              <dd>{t(`attribution.method.${model}`)}</dd>
            </div>
          ))}
        </dl>
        <Text size="sm" c="var(--ink-quiet)" mt="sm">
          {t('attribution.caution')}
        </Text>
      </section>
      {answer.paths.length > 0 && (
        <section className={classes.section}>
          <Title order={2} mb="sm">
            {t('attribution.paths')}
          </Title>
          <ul className={classes.paths}>
            {answer.paths.map(({ channels, conversions, value }) => (
              <li key={channels.join('\u0000')}>
                <span>{channels.map(nameOf).join(' → ')}</span>
                <span className="figure">
                  {format.whole(conversions)}
                  {worth && ` · ${format.exact(value)}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <BehindFigure opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
