/** The people behind a figure of a scenario; each leads to their own path over the ideal one. */
import { useTranslation } from 'react-i18next';
import { type PassagesAsked, type passageParts, scenarioPeople } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';

export interface OpenedPassages {
  scenarioId: string;
  title: string;
  question: PassagesAsked;
  part: (typeof passageParts)[number];
  /** Of the ideal path, from 1. */
  step?: number;
}

type Person = ReplyOf<typeof scenarioPeople>['people'][number];

interface Props {
  opened: OpenedPassages | undefined;
  search: Record<string, string>;
  onClose: () => void;
}

export function PeopleOfScenario({ opened, search, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && (
        <PeopleList<Person>
          asked={[scenarioPeople.id, opened.scenarioId, opened.question, opened.part, opened.step]}
          keep={{
            figure: {
              ...{ of: 'scenario', scenario: opened.scenarioId, question: opened.question, part: opened.part },
              ...(opened.step !== undefined && { step: opened.step }),
            },
            clicked: opened.title,
          }}
          order="scenarios.people_worst"
          fetchPage={(page, signal) => {
            const { question, part, step } = opened;
            const body = { question, part, ...(step !== undefined && { step }), ...page };
            return call(scenarioPeople, { params: { id: opened.scenarioId }, body }, { signal });
          }}
          words={({ passages }) => t('scenarios.passages', { count: passages, passages: format.whole(passages) })}
          figure={({ quality }) => quality !== null && <span className="figure">{format.whole(quality)}</span>}
          to={({ id }) => ({
            to: `/scenarios/${opened.scenarioId}/people/${id}`,
            search: { ...search, ...(opened.question.segmentId !== undefined && { segment: opened.question.segmentId }) },
          })}
        />
      )}
    </PeopleDrawer>
  );
}
