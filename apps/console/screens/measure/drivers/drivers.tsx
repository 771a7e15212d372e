/** Why customers are as satisfied as they are: which answers go with the one that counts, and what to mend first. */
import { Skeleton } from '@mantine/core';
import { IconClipboardText } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DriverQuestion, driversOf, surveyAnswers } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ButtonLink } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Keep } from '../keep/Keep.tsx';
import { readyRange } from '../question.ts';
import { homeZone, useAddress } from '../use-address.ts';
import { AnswersBehind, type OpenedAnswers } from './AnswersBehind.tsx';
import { Ask } from './Ask.tsx';
import { type Asked, behindDriver, bodyOf, gapBodyOf, readAsked, writeAsked } from './asked.ts';
import { Gaps } from './Gaps.tsx';
import { Importance } from './Importance.tsx';

export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const { data, error, refetch } = useRoute(surveyAnswers);
  const asked = readAsked(search, homeZone);
  const survey = data?.items.find((item) => item.survey === asked.survey) ?? data?.items[0];
  const ask = (patch: Partial<Asked>) => change(writeAsked({ ...asked, ...patch }));
  const words = JSON.stringify(asked);
  const body = useMemo(() => bodyOf(JSON.parse(words) as Asked, survey, Date.now()), [words, survey]);
  const gaps = useMemo(() => survey && gapBodyOf(JSON.parse(words) as Asked, survey, Date.now()), [words, survey]);
  return (
    <>
      <PageHeader
        title={t('drivers.title')}
        lead={t('drivers.lead')}
        actions={
          body && (
            <Keep
              asked={{ kind: 'drivers', question: body }}
              range={readyRange(asked)}
              title={t('drivers.title_of', { outcome: body.outcome.name })}
            />
          )
        }
      />
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <EmptyState
          icon={IconClipboardText}
          title={t('drivers.empty')}
          lesson={t('drivers.empty_lesson')}
          step={<ButtonLink to="/surveys">{t('drivers.empty_step')}</ButtonLink>}
        />
      )}
      {data && survey && <Ask asked={asked} surveys={data.items} survey={survey} ask={ask} />}
      {survey && !body && <EmptyState title={t('drivers.alone')} lesson={t('drivers.alone_lesson')} />}
      {body && <Answer body={body} />}
      {survey && body && <Gaps asked={asked} survey={survey} question={gaps} ask={ask} />}
    </>
  );
}

function Answer({ body }: { body: DriverQuestion }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<OpenedAnswers>();
  const { data, error, isPending, refetch } = useRoute(driversOf, { body }, { keepPrevious: true });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton h={240} />;
  return (
    <>
      <Importance
        answer={data}
        outcome={body.outcome.name}
        onOpen={(name) => setOpened({ title: t('drivers.who', { question: name }), asked: behindDriver(body, name) })}
      />
      <AnswersBehind opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
