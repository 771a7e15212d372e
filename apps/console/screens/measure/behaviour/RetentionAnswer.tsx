/** The triangle: of each cohort, who came back after how many intervals. Numbers first; the shade only repeats them. */
import { IconUsers } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RetentionQuestion, retention, retentionPeople } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { timeNames } from '../axis.ts';
import { Foot } from '../Foot.tsx';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
import { Reading } from '../Reading.tsx';
import classes from './behaviour.module.css';

type Reply = ReplyOf<typeof retention>;

export const nobodyBegan = ({ cohorts }: Reply) => cohorts.every(({ people }) => people === 0);

export function RetentionAnswer({ question }: { question: RetentionQuestion }) {
  const { t } = useTranslation();
  const read = useRoute(retention, { body: question }, { keepPrevious: true });
  return (
    <Reading read={read} id={retention.id}>
      {(reply) =>
        nobodyBegan(reply) ? (
          <EmptyState icon={IconUsers} title={t('behaviour.retention.nobody')} lesson={t('measure.silent_lesson')} />
        ) : (
          <>
            <Triangle reply={reply} question={question} title={t('behaviour.retention.title')} />
            <Foot asOf={reply.asOf}>
              <span>{t('behaviour.click_a_figure')}</span>
              {reply.unfinished && <span>{t('behaviour.retention.unfinished')}</span>}
            </Foot>
          </>
        )
      }
    </Reading>
  );
}

interface Opened {
  title: string;
  cohort: number;
  after?: number;
}

interface TriangleProps {
  reply: Reply;
  question: RetentionQuestion;
  title: string;
  /** Only so many of the newest cohorts, and as many intervals after. */
  most?: number;
}

export function Triangle({ reply: { cohorts, unfinished }, question, title, most = cohorts.length }: TriangleProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<Opened>();
  const { interval, timeZone } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const first = Math.max(0, cohorts.length - most);
  const newest = cohorts.slice(first);
  const widest = Math.min(most, Math.max(...newest.map(({ returned }) => returned.length)));
  const running = cohorts.findIndex(({ at }) => at === unfinished);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable). */}
      <section className={classes.scroll} aria-label={title} tabIndex={0}>
        <table className={classes.cells}>
          <caption className="only-heard">{t('behaviour.retention.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t(`measure.interval.${interval}`)}</th>
              <th scope="col">{t('measure.people')}</th>
              {Array.from({ length: widest }, (_column, after) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns are their place.
                <th scope="col" key={after}>
                  {after === 0 ? t('behaviour.retention.same_interval') : `+${after}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newest.map(({ at, people, returned }, row) => (
              <tr key={at}>
                <th scope="row">{times.short(at)}</th>
                <td>
                  <button
                    type="button"
                    className={classes.cell}
                    style={{ background: 'none' }}
                    onClick={() => setOpened({ title: times.long(at), cohort: first + row })}
                  >
                    {format.whole(people)}
                  </button>
                </td>
                {returned.slice(0, most).map((came, after) => {
                  const share = people === 0 ? 0 : came / people;
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns are their place.
                    <td key={after}>
                      {people === 0 ? (
                        <span className={classes.still}>–</span>
                      ) : (
                        <button
                          type="button"
                          className={classes.cell}
                          data-open={first + row + after === running || undefined}
                          style={{
                            background: `color-mix(in srgb, var(--mantine-color-voice-6) ${Math.round(share * 45)}%, transparent)`,
                          }}
                          aria-label={t('behaviour.retention.cell', {
                            cohort: times.short(at),
                            after,
                            count: came,
                            people: format.whole(came),
                            share: format.percent(share),
                          })}
                          onClick={() => setOpened({ title: `${times.short(at)} · +${after}`, cohort: first + row, after })}
                        >
                          {format.percent(share)}
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <PeopleDrawer title={opened?.title} onClose={() => setOpened(undefined)}>
        {opened && <OfCell question={question} opened={opened} />}
      </PeopleDrawer>
    </>
  );
}

function OfCell({ question, opened: { title, ...cell } }: { question: RetentionQuestion; opened: Opened }) {
  const asked = { question, ...cell };
  return (
    <PeopleList
      asked={[retentionPeople.id, asked]}
      keep={{ figure: { of: 'retention', ...asked }, clicked: title }}
      order="behaviour.people_latest"
      fetchPage={(page, signal) => call(retentionPeople, { body: { ...asked, ...page } }, { signal })}
    />
  );
}
