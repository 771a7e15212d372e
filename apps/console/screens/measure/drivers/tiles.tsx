/** Drivers and gaps on tiles. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DriverQuestion,
  driversOf,
  type GapQuestion,
  gapsBySegment,
  gapsOf,
  type SegmentGapQuestion,
} from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import behaviour from '../behaviour/behaviour.module.css';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import trends from '../trends.module.css';
import { AnswersBehind, type OpenedAnswers } from './AnswersBehind.tsx';
import { behindDriver, behindGap } from './asked.ts';
import { type Group, SideBySide, useGroupNames } from './BySegment.tsx';
import { DriverBars } from './Importance.tsx';

export function DriversTile({ question }: { question: DriverQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedAnswers>();
  const open = (name: string) => setOpened({ title: t('drivers.who', { question: name }), asked: behindDriver(question, name) });
  return (
    <TileBody read={useTile(driversOf, { body: question })}>
      {({ drivers, r2 }) => (
        <>
          <Figure value={format.percent(r2)} unit={t('dashboards.figure.explained', { outcome: question.outcome.name })} />
          <DriverBars drivers={drivers} onOpen={open} />
          <AnswersBehind opened={opened} onClose={() => setOpened(undefined)} />
        </>
      )}
    </TileBody>
  );
}

export function GapsTile({ question, title }: { question: GapQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedAnswers>();
  const open = (attribute: string) => {
    const asked = behindGap(question, attribute);
    if (asked) setOpened({ title: t('drivers.who', { question: attribute }), asked });
  };
  return (
    <TileBody read={useTile(gapsOf, { body: question })} nothing={({ gaps }) => gaps.length === 0}>
      {({ gaps }) => (
        <>
          <Figure
            value={format.exact(gaps[0]?.gap ?? 0)}
            unit={t('dashboards.figure.widest_gap', { attribute: gaps[0]?.attribute ?? '' })}
          />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable). */}
          <section className={behaviour.scroll} aria-label={t('dashboards.inside', { title })} tabIndex={0}>
            <table className={trends.totals}>
              <caption className="only-heard">{title}</caption>
              <thead>
                <tr>
                  {['attribute', 'wanted', 'got', 'gap'].map((column) => (
                    <th scope="col" key={column}>
                      {t(`drivers.gap.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {gaps.map(({ attribute, want, deliver, gap, low, high }) => (
                  <tr key={attribute}>
                    <th scope="row">{attribute}</th>
                    <td>{format.exact(want)}</td>
                    <td>{format.exact(deliver)}</td>
                    <td>
                      <button
                        type="button"
                        className={trends.open}
                        aria-label={t('drivers.who', { question: attribute })}
                        onClick={() => open(attribute)}
                      >
                        {t('drivers.gap.value', { gap: format.exact(gap), low: format.exact(low), high: format.exact(high) })}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <AnswersBehind opened={opened} onClose={() => setOpened(undefined)} />
        </>
      )}
    </TileBody>
  );
}

export function SegmentGapsTile({ question, title }: { question: SegmentGapQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useGroupNames();
  const [opened, setOpened] = useState<OpenedAnswers>();
  const read = useTile(gapsBySegment, { body: question });
  return (
    <TileBody read={read} nothing={({ columns }) => columns.every(({ gaps }) => gaps.length === 0)}>
      {({ columns }) => {
        const widest = widestOf(columns);
        return (
          <>
            {widest && (
              <Figure
                value={format.exact(widest.gap)}
                unit={t('dashboards.figure.widest_gap_in', { attribute: widest.attribute, segment: nameOf(widest) })}
              />
            )}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable). */}
            <section className={behaviour.scroll} aria-label={t('dashboards.inside', { title })} tabIndex={0}>
              <SideBySide question={question} groups={columns} onOpen={setOpened} />
            </section>
            <AnswersBehind opened={opened} onClose={() => setOpened(undefined)} />
          </>
        );
      }}
    </TileBody>
  );
}

/** Each group brings its own widest gap first. */
const widestOf = (groups: Group[]) =>
  groups.flatMap(({ segment, gaps }) => gaps.slice(0, 1).map((gap) => ({ segment, ...gap }))).sort((a, b) => b.gap - a.gap)[0];
