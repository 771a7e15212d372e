/** Attribution on a tile: channels by models, and behind each the people. */
import { Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AttributionQuestion, attribution, attributionPeople } from '#measure/contract';
import { call, useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { BehindFigure, type OpenedFigure } from '../BehindFigure.tsx';
import classes from '../dashboards/dashboards.module.css';
import { Credits } from './Credits.tsx';

export function AttributionTile({ question }: { question: AttributionQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedFigure>();
  const read = useRoute(attribution, { body: question }, { keepPrevious: true });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Skeleton h={250} />;
  return (
    <>
      <Text className={classes.figure} component="div">
        <span className={`${classes.value} figure`}>{format.whole(read.data.attributed.conversions)}</span>
        <span className={classes.unit}>{t('attribution.figure.attributed')}</span>
      </Text>
      <Credits
        answer={read.data}
        property={question.channel}
        measured={question.value === undefined ? 'conversions' : 'value'}
        onOpen={(title, channel, place) =>
          setOpened({
            title,
            figure: { of: 'attribution', question, channel, place },
            read: (page, signal) => call(attributionPeople, { body: { question, channel, place, ...page } }, { signal }),
            part: (count) => t('attribution.conversions_of', { count, conversions: format.whole(count) }),
          })
        }
      />
      <BehindFigure opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
