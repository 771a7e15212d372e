/** The ideal path, and how many came how far on it; every figure opens its people. */
import { IconFlag3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ScenarioDefinition, ScenarioQuality } from '#measure/contract';
import { Mark } from '../../../ui/Badges.tsx';
import { useFormat } from '../../../ui/format.ts';
import behaviour from '../behaviour/behaviour.module.css';
import trends from '../trends.module.css';
import type { OpenedPassages } from './PeopleOfScenario.tsx';
import classes from './scenarios.module.css';

interface Props {
  definition: ScenarioDefinition;
  answer: ScenarioQuality;
  onOpen: (title: string, part: OpenedPassages['part'], step: number) => void;
}

export function IdealPath({ definition, answer, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { passages } = answer.quality;
  return (
    <ol className={behaviour.funnel} aria-label={t('scenarios.path')}>
      {definition.steps.map(({ name, touchpoint, momentOfTruth, condition, shownBy, namedBy }, at) => {
        const { reached, failed } = answer.steps[at] ?? { reached: null, failed: null };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are their place.
          <li key={at}>
            <div className={behaviour.bar_head}>
              <span className={behaviour.place} aria-hidden="true">
                {at + 1}
              </span>
              <strong>
                {name} {momentOfTruth && <Mark icon={IconFlag3}>{t('scenarios.truth')}</Mark>}
              </strong>
              {reached !== null && (
                <>
                  <button
                    type="button"
                    className={trends.open}
                    aria-label={t('measure.open_people', { name, value: format.whole(reached) })}
                    onClick={() => onOpen(t('scenarios.reached', { step: name }), 'reached', at + 1)}
                  >
                    {t('scenarios.passages', { count: reached, passages: format.whole(reached) })}
                  </button>
                  <span className={behaviour.share}>{passages > 0 && format.percent(reached / passages)}</span>
                </>
              )}
            </div>
            {reached !== null && (
              <div className={behaviour.track} aria-hidden="true">
                <div className={behaviour.bar} style={{ inlineSize: `${passages > 0 ? (reached / passages) * 100 : 0}%` }} />
              </div>
            )}
            <div className={behaviour.bar_foot}>
              {touchpoint && <span>{touchpoint}</span>}
              <span>{shownBy === null ? t('scenarios.unseen') : t('scenarios.shown_by', { event: shownBy.event })}</span>
              {namedBy === 'customers' && <span>{t('scenarios.named_by_customers')}</span>}
              {condition && <q className={classes.condition}>{condition}</q>}
              {failed !== null && failed > 0 && (
                <button
                  type="button"
                  className={behaviour.dropped}
                  onClick={() => onOpen(t('scenarios.failed_at', { step: name }), 'failed', at + 1)}
                >
                  {t('scenarios.failed', {
                    count: failed,
                    passages: format.whole(failed),
                    share: format.percent(failed / passages),
                  })}
                </button>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
