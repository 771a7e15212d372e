/** Paths as a picture whose places and ways open their people, and the same as a table for those who would rather read. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PathPlace } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import trends from '../trends.module.css';
import classes from './behaviour.module.css';
import { type Edge, layOut, size } from './sankey.ts';

interface Props {
  title: string;
  edges: Edge[];
  visits: number;
  onOpen: (part: { title: string; at: number; from: PathPlace; to?: PathPlace }) => void;
}

function usePlaceName(): (place: PathPlace) => string {
  const { t } = useTranslation();
  return ({ event, rest }) => (rest ? t('measure.others') : (event ?? t('behaviour.paths.end')));
}

export function Sankey(props: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState('picture');
  return (
    <figure className={classes.figure}>
      <SegmentedControl
        size="xs"
        aria-label={t('ui.chart.view')}
        value={view}
        onChange={setView}
        data={[
          { value: 'picture', label: t('ui.chart.picture') },
          { value: 'table', label: t('ui.chart.table') },
        ]}
      />
      {view === 'picture' ? <Picture {...props} /> : <Table {...props} />}
    </figure>
  );
}

function Picture({ title, edges, visits, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = usePlaceName();
  const { places, links, width, height } = layOut(edges);
  return (
    // Wider than a phone: the picture scrolls, the page does not.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
    <section className={classes.scroll} aria-label={title} tabIndex={0}>
      <div className={classes.sankey} style={{ inlineSize: width, blockSize: height }}>
        <svg width={width} height={height} aria-hidden="true">
          {links.map(({ edge, path, width: wide }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the picture is hidden from readers; for keyboards the table's buttons do the same.
            <path
              key={JSON.stringify([edge.at, edge.from, edge.to])}
              className={classes.link}
              d={path}
              strokeWidth={wide}
              onClick={() =>
                onOpen({ title: `${nameOf(edge.from)} → ${nameOf(edge.to)}`, at: edge.at, from: edge.from, to: edge.to })
              }
            >
              <title>{`${nameOf(edge.from)} → ${nameOf(edge.to)}: ${format.whole(edge.visits)}`}</title>
            </path>
          ))}
          {places.map(({ at, event, rest, x, y, height: high }) => (
            <rect key={`${at}:${rest}:${event}`} className={classes.node} x={x} y={y} width={size.bar} height={high} rx={2} />
          ))}
        </svg>
        {places.map(({ at, event, rest, x, y, visits: came }) => (
          <button
            key={`${at}:${rest}:${event}`}
            type="button"
            className={classes.node_name}
            style={{ insetInlineStart: x, insetBlockStart: y - 22, maxInlineSize: size.column - 12 }}
            aria-label={t('behaviour.paths.open_place', {
              place: at,
              name: nameOf({ event, rest }),
              visits: format.whole(came),
            })}
            onClick={() => onOpen({ title: `${at}. ${nameOf({ event, rest })}`, at, from: { event, rest } })}
          >
            <span>{nameOf({ event, rest })}</span> {format.compact(came)} · {format.percent(came / visits)}
          </button>
        ))}
      </div>
    </section>
  );
}

function Table({ title, edges, visits, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = usePlaceName();
  return (
    <div className={classes.scroll}>
      <table className={trends.totals}>
        <caption className="only-heard">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('behaviour.paths.way')}</th>
            <th scope="col">{t('behaviour.paths.visits')}</th>
            <th scope="col">{t('measure.share')}</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ at, from, to, visits: came }) => (
            <tr key={JSON.stringify([at, from, to])}>
              <th scope="row">
                {at}. {nameOf(from)} → {nameOf(to)}
              </th>
              <td>
                <button
                  type="button"
                  className={trends.open}
                  aria-label={t('measure.open_people', {
                    name: `${at}. ${nameOf(from)} → ${nameOf(to)}`,
                    value: format.whole(came),
                  })}
                  onClick={() => onOpen({ title: `${nameOf(from)} → ${nameOf(to)}`, at, from, to })}
                >
                  {format.whole(came)}
                </button>
              </td>
              <td>{format.percent(came / visits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
