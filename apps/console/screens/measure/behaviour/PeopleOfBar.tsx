/** The people of one bar; of those who stopped, first what they did next. */
import { Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FunnelQuestion, funnelNext, funnelPeople } from '#measure/contract';
import type { BodyOf } from '#platform/contract';
import { call, useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
import classes from './behaviour.module.css';
import { SaidAfter } from './SaidAfter.tsx';

type Bar = Omit<BodyOf<typeof funnelPeople>, 'question' | 'limit' | 'offset' | 'rest'> & { rest?: boolean };
export type OpenedBar = Bar & { title: string };

interface Props {
  question: FunnelQuestion;
  opened: OpenedBar | undefined;
  onClose: () => void;
}

export function PeopleOfBar({ question, opened, onClose }: Props) {
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && <Opened question={question} opened={opened} />}
    </PeopleDrawer>
  );
}

function Opened({ question, opened: { title, ...bar } }: { question: FunnelQuestion; opened: OpenedBar }) {
  const [next, setNext] = useState<string | null>();
  const asked = { question, ...bar, ...(next !== undefined && { next }) };
  const whole = bar.which === 'dropped' && bar.label === undefined && bar.rest !== true;
  const key = JSON.stringify(bar);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another bar is looked at whole first.
  useEffect(() => setNext(undefined), [key]);
  return (
    <>
      {whole && <Next question={question} step={bar.step} chosen={next} onChoose={setNext} />}
      {whole && <SaidAfter question={question} step={bar.step} />}
      <PeopleList
        asked={[funnelPeople.id, asked]}
        keep={{ figure: { of: 'funnel', ...asked }, clicked: title }}
        order="behaviour.people_latest"
        fetchPage={(page, signal) => call(funnelPeople, { body: { ...asked, ...page } }, { signal })}
      />
    </>
  );
}

interface NextProps {
  question: FunnelQuestion;
  step: number;
  chosen: string | null | undefined;
  onChoose: (next: string | null | undefined) => void;
}

function Next({ question, step, chosen, onChoose }: NextProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const read = useRoute(funnelNext, { body: { question, step } });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return null;
  const { dropped, next } = read.data;
  return (
    <section className={classes.next} aria-label={t('behaviour.funnel.next')}>
      <Title order={3} size="h5" mb="xs">
        {t('behaviour.funnel.next')}
      </Title>
      <ul className={classes.did}>
        {next.map(({ event, rest, people }) => {
          const name = rest ? t('measure.others') : (event ?? t('behaviour.funnel.nothing'));
          return (
            <li key={`${rest}:${event}`}>
              {rest ? (
                <span>{name}</span>
              ) : (
                <button
                  type="button"
                  className={classes.choose}
                  aria-pressed={chosen === event}
                  onClick={() => onChoose(chosen === event ? undefined : event)}
                >
                  {name}
                </button>
              )}
              <span className={classes.share}>
                {format.whole(people)} · {format.percent(people / dropped)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
