/** How many of the chosen things each person used. */
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BreadthQuestion, breadth, breadthPeople } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useRoute } from '../../../api.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Foot } from '../Foot.tsx';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
import { Reading } from '../Reading.tsx';

export function BreadthAnswer({ question }: { question: BreadthQuestion }) {
  const { t } = useTranslation();
  const read = useRoute(breadth, { body: question }, { keepPrevious: true });
  return (
    <Reading read={read} id={breadth.id}>
      {({ used, asOf }) =>
        used.length === 0 ? (
          <EmptyState icon={IconUsers} title={t('behaviour.retention.nobody')} lesson={t('measure.silent_lesson')} />
        ) : (
          <>
            <BreadthBars used={used} question={question} />
            <Foot asOf={asOf}>
              <span>{t('behaviour.click_a_figure')}</span>
            </Foot>
          </>
        )
      }
    </Reading>
  );
}

export function BreadthBars({ used, question }: { used: ReplyOf<typeof breadth>['used']; question: BreadthQuestion }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<number>();
  const points = used.map(({ events, people }) => ({ x: String(events), y: people }));
  return (
    <>
      <Chart
        title={t('behaviour.retention.show.breadth')}
        kind="breakdown"
        axis={t('behaviour.retention.different')}
        series={[{ key: 'people', name: t('measure.people'), points }]}
        height={60 + used.length * 36}
        onPoint={(_series, { x }) => setOpened(Number(x))}
      />
      <PeopleDrawer
        title={opened === undefined ? undefined : t('behaviour.retention.used', { count: opened })}
        onClose={() => setOpened(undefined)}
      >
        {opened !== undefined && (
          <PeopleList
            asked={[breadthPeople.id, question, opened]}
            keep={{
              figure: { of: 'breadth', question, events: opened },
              clicked: t('behaviour.retention.used', { count: opened }),
            }}
            order="behaviour.people_latest"
            fetchPage={(page, signal) => call(breadthPeople, { body: { question, events: opened, ...page } }, { signal })}
          />
        )}
      </PeopleDrawer>
    </>
  );
}
