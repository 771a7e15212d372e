/** The people behind a point of a trend, and their part of it. */
import { useTranslation } from 'react-i18next';
import { behindPoint, type TrendQuestion } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import { behind, type Place } from './behind.ts';
import { PeopleDrawer, PeopleList } from './PeopleDrawer.tsx';

export interface Opened extends Place {
  /** What was clicked, in words. */
  title: string;
}

interface Props {
  question: TrendQuestion;
  opened: Opened | undefined;
  /** Values of the split that are shown by themselves. */
  shown: string[];
  onClose: () => void;
}

type Person = ReplyOf<typeof behindPoint>['people'][number];

export function PeopleBehind({ question, opened, shown, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const asked = opened && behind(question, opened, shown);
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {asked && (
        <PeopleList<Person>
          asked={[behindPoint.id, asked]}
          keep={{ figure: { of: 'trend', ...asked }, clicked: opened.title }}
          fetchPage={(page, signal) => call(behindPoint, { body: { ...asked, ...page } }, { signal })}
          words={({ events }) => t('measure.events', { count: events, events: format.whole(events) })}
          figure={({ value }) =>
            'property' in question.measure && value !== null && <span className="figure">{format.exact(value)}</span>
          }
        />
      )}
    </PeopleDrawer>
  );
}
