/** Journeys on a tile: how many cases, and their map. */
import { Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type JourneyQuestion, journeyPeople, journeys } from '#measure/contract';
import { call, useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { BehindFigure, type OpenedFigure } from '../BehindFigure.tsx';
import classes from '../dashboards/dashboards.module.css';
import { JourneyMap } from './Map.tsx';

export function JourneyTile({ question, title }: { question: JourneyQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedFigure>();
  const read = useRoute(journeys, { body: question }, { keepPrevious: true });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Skeleton h={250} />;
  return (
    <>
      <Text className={classes.figure} component="div">
        <span className={`${classes.value} figure`}>{format.whole(read.data.cases)}</span>
        <span className={classes.unit}>{t('journeys.figure.cases')}</span>
      </Text>
      <JourneyMap
        answer={read.data}
        most={6}
        title={title}
        onOpen={(name, place) =>
          setOpened({
            title: name,
            figure: { of: 'journeys', question, place },
            read: (page, signal) => call(journeyPeople, { body: { question, place, ...page } }, { signal }),
            part: (cases) => t('journeys.cases', { count: cases, cases: format.whole(cases) }),
          })
        }
      />
      <BehindFigure opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
