/** By interval, who is new, who returns, who is back after a pause, who has gone quiet. */
import { IconUsers } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LifecycleQuestion, type LifecycleState, lifecycle, lifecyclePeople, lifecycleStates } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useRoute } from '../../../api.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { timeNames } from '../axis.ts';
import { Foot } from '../Foot.tsx';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
import { Reading } from '../Reading.tsx';

type Reply = ReplyOf<typeof lifecycle>;

/** Nobody in any state of any interval. */
export const nobodyIn = ({ intervals }: Reply) => intervals.every((one) => lifecycleStates.every((state) => one[state] === 0));

export function LifecycleAnswer({ question }: { question: LifecycleQuestion }) {
  const { t } = useTranslation();
  const read = useRoute(lifecycle, { body: question }, { keepPrevious: true });
  return (
    <Reading read={read} id={lifecycle.id}>
      {(reply) =>
        nobodyIn(reply) ? (
          <EmptyState icon={IconUsers} title={t('behaviour.retention.nobody')} lesson={t('measure.silent_lesson')} />
        ) : (
          <>
            <LifecycleBars reply={reply} question={question} height={340} />
            <Foot asOf={reply.asOf}>
              <span>{t('behaviour.click_a_figure')}</span>
              {reply.unfinished && <span>{t('behaviour.retention.unfinished_interval')}</span>}
            </Foot>
          </>
        )
      }
    </Reading>
  );
}

interface Opened {
  title: string;
  interval: number;
  state: LifecycleState;
}

interface BarsProps {
  reply: Reply;
  question: LifecycleQuestion;
  height: number;
}

export function LifecycleBars({ reply: { intervals }, question, height }: BarsProps) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState<Opened>();
  const { interval, timeZone } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const series = useMemo(
    () =>
      lifecycleStates.map((state) => ({
        key: state,
        name: t(`behaviour.retention.state.${state}`),
        points: intervals.map((one) => ({ x: one.at, y: one[state] })),
      })),
    [intervals, t],
  );
  return (
    <>
      <Chart
        title={t('behaviour.retention.show.lifecycle')}
        kind="bar"
        axis={t(`measure.interval.${interval}`)}
        series={series}
        formatX={times.short}
        height={height}
        onPoint={({ key, name }, { x }) =>
          setOpened({
            title: `${times.long(x)} · ${name}`,
            interval: intervals.findIndex(({ at }) => at === x),
            state: key as LifecycleState,
          })
        }
      />
      <PeopleDrawer title={opened?.title} onClose={() => setOpened(undefined)}>
        {opened && <OfState question={question} opened={opened} />}
      </PeopleDrawer>
    </>
  );
}

function OfState({ question, opened: { title, ...place } }: { question: LifecycleQuestion; opened: Opened }) {
  const asked = { question, ...place };
  return (
    <PeopleList
      asked={[lifecyclePeople.id, asked]}
      keep={{ figure: { of: 'lifecycle', ...asked }, clicked: title }}
      order="behaviour.people_latest"
      fetchPage={(page, signal) => call(lifecyclePeople, { body: { ...asked, ...page } }, { signal })}
    />
  );
}
