/** Who answered what: the people behind a driver or a gap. */
import { useTranslation } from 'react-i18next';
import { answersBehind } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
import type { AnswersAsked } from './asked.ts';

type Person = ReplyOf<typeof answersBehind>['people'][number];

export interface OpenedAnswers {
  title: string;
  asked: AnswersAsked;
}

/** The two that the figure is about; whoever answered more of them answered these, too. */
const shown = 2;

export function AnswersBehind({ opened, onClose }: { opened: OpenedAnswers | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && (
        <PeopleList<Person>
          asked={[answersBehind.id, opened.asked]}
          fetchPage={(page, signal) => call(answersBehind, { body: { ...opened.asked, ...page } }, { signal })}
          keep={{ figure: { of: 'answers', ...opened.asked }, clicked: opened.title }}
          order="drivers.people_lowest"
          words={({ answers }) =>
            opened.asked.questions
              .slice(0, shown)
              .map((question, at) => t('drivers.said', { question, answer: format.exact(answers[at] ?? 0) }))
              .join(' · ')
          }
        />
      )}
    </PeopleDrawer>
  );
}
