/** A funnel's bars: who came how far, how long it took, who stopped; and behind each figure its people. */
import { IconFilterX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FunnelQuestion, funnel, type Reached } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Foot } from '../Foot.tsx';
import { Reading } from '../Reading.tsx';
import trends from '../trends.module.css';
import classes from './behaviour.module.css';
import { type OpenedBar, PeopleOfBar } from './PeopleOfBar.tsx';

type Reply = ReplyOf<typeof funnel>;
type Part = Reply['split'][number];

export function FunnelAnswer({ question }: { question: FunnelQuestion }) {
  const { t } = useTranslation();
  const read = useRoute(funnel, { body: question }, { keepPrevious: true });
  return (
    <Reading read={read} id={funnel.id}>
      {(reply) =>
        reply.steps[0]?.people ? (
          <>
            <FunnelBars reply={reply} question={question} />
            <Foot asOf={reply.asOf}>
              <span>{t('behaviour.click_a_figure')}</span>
            </Foot>
          </>
        ) : (
          <EmptyState icon={IconFilterX} title={t('behaviour.funnel.nobody')} lesson={t('behaviour.funnel.nobody_lesson')} />
        )
      }
    </Reading>
  );
}

/** Of a funnel that somebody began. */
export function FunnelBars({ reply, question }: { reply: Reply; question: FunnelQuestion }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<OpenedBar>();
  return (
    <>
      <ol className={classes.funnel} aria-label={t('behaviour.funnel.title')}>
        {reply.steps.map((step, at) => (
          <Bar
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are their place.
            key={at}
            at={at}
            step={step}
            steps={reply.steps}
            name={nameOf(question, at, t)}
            onOpen={setOpened}
          />
        ))}
      </ol>
      {reply.split.length > 0 && <Split parts={reply.split} question={question} onOpen={setOpened} />}
      <PeopleOfBar question={question} opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

/** In any order, step n is "n of them". */
const nameOf = ({ steps, order }: FunnelQuestion, at: number, t: TFunction) =>
  order === 'any' ? t('behaviour.funnel.any_n', { count: at + 1, of: steps.length }) : (steps[at]?.event ?? '');

interface BarProps {
  at: number;
  step: Reached;
  steps: Reached[];
  name: string;
  onOpen: (bar: OpenedBar) => void;
}

function Bar({ at, step, steps, name, onOpen }: BarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const began = steps[0]?.people ?? 0;
  const before = steps[at - 1]?.people ?? began;
  const share = step.people / began;
  const seconds = (ms: number) => format.duration(ms / 1000);
  return (
    <li>
      <div className={classes.bar_head}>
        <span className={classes.place} aria-hidden="true">
          {at + 1}
        </span>
        <strong>{name}</strong>
        <button
          type="button"
          className={trends.open}
          onClick={() => onOpen({ title: t('behaviour.funnel.reached', { step: name }), step: at + 1, which: 'reached' })}
        >
          {t('behaviour.people', { count: step.people, people: format.whole(step.people) })}
        </button>
        <span className={classes.share}>{format.percent(share)}</span>
      </div>
      <div className={classes.track} aria-hidden="true">
        <div className={classes.bar} style={{ inlineSize: `${share * 100}%` }} />
      </div>
      <div className={classes.bar_foot}>
        {at > 0 && before > 0 && (
          <span>{t('behaviour.funnel.of_previous', { share: format.percent(step.people / before) })}</span>
        )}
        {step.sincePrevious && (
          <span>
            {t('behaviour.funnel.took', {
              median: seconds(step.sincePrevious.median),
              p90: seconds(step.sincePrevious.p90),
            })}
          </span>
        )}
        {at === steps.length - 1 && step.sinceFirst && at > 1 && (
          <span>{t('behaviour.funnel.took_in_all', { median: seconds(step.sinceFirst.median) })}</span>
        )}
        {step.dropped > 0 && (
          <button
            type="button"
            className={classes.dropped}
            onClick={() => onOpen({ title: t('behaviour.funnel.stopped_at', { step: name }), step: at + 1, which: 'dropped' })}
          >
            {t('behaviour.funnel.stopped', {
              count: step.dropped,
              people: format.whole(step.dropped),
              share: format.percent(step.dropped / step.people),
            })}
          </button>
        )}
      </div>
    </li>
  );
}

function Split({ parts, question, onOpen }: { parts: Part[]; question: FunnelQuestion; onOpen: (bar: OpenedBar) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const labelOf = ({ label, rest }: Part) => {
    if (rest) return t('measure.others');
    return label === null ? t('measure.without') : label || t('measure.blank');
  };
  return (
    <div className={classes.scroll}>
      <table className={trends.totals}>
        <caption className="only-heard">{t('behaviour.funnel.by', { property: question.breakdown })}</caption>
        <thead>
          <tr>
            <th scope="col">{question.breakdown}</th>
            {question.steps.map((_step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are their place.
              <th scope="col" key={at}>
                {at + 1}. {nameOf(question, at, t)}
              </th>
            ))}
            <th scope="col">{t('behaviour.funnel.converted')}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={`${part.rest}:${part.label}`}>
              <th scope="row">{labelOf(part)}</th>
              {part.steps.map(({ people }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: steps are their place.
                <td key={at}>
                  <button
                    type="button"
                    className={trends.open}
                    aria-label={t('measure.open_people', { name: `${labelOf(part)}, ${at + 1}`, value: format.whole(people) })}
                    onClick={() =>
                      onOpen({
                        title: `${labelOf(part)} · ${t('behaviour.funnel.reached', { step: nameOf(question, at, t) })}`,
                        step: at + 1,
                        which: 'reached',
                        ...(part.rest ? { rest: true } : { label: part.label }),
                      })
                    }
                  >
                    {format.whole(people)}
                  </button>
                </td>
              ))}
              <td>{format.percent((part.steps.at(-1)?.people ?? 0) / (part.steps[0]?.people || 1))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
