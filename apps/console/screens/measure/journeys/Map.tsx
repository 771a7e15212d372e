/** The map: what directly follows what. Wider is more often; every line and box opens its people. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { JourneyAnswer, JourneyPlace } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import classes from './journeys.module.css';
import { type Box, boxHeight, boxWidth, draw, type Line, worthDrawing } from './layout.ts';

interface Props {
  answer: JourneyAnswer;
  /** How many activities are drawn, busiest first. */
  most: number;
  title: string;
  onOpen?: (title: string, place: JourneyPlace) => void;
}

const MOST_LABELS = 26;
const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

export function JourneyMap({ answer, most, title, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const drawing = useMemo(() => {
    const names = new Set(answer.activities.slice(0, most).map(({ name }) => name));
    return draw(worthDrawing(answer.edges, names));
  }, [answer, most]);
  const counts = useMemo(() => new Map(answer.activities.map((one) => [one.name, one])), [answer]);
  const busiest = Math.max(1, ...drawing.lines.map(({ edge }) => edge.count));
  const nameOf = (name: string | null, end: boolean) => name ?? t(end ? 'journeys.end' : 'journeys.start');
  const wordsOf = ({ edge }: Line) =>
    t('journeys.edge', { from: nameOf(edge.from, false), to: nameOf(edge.to, true), times: format.whole(edge.count) });
  const wait = ({ edge }: Line) => (edge.medianSeconds === null ? '' : ` · ${format.brief(edge.medianSeconds)}`);
  const told = new Set(drawing.lines.toSorted((a, b) => b.edge.count - a.edge.count).slice(0, MOST_LABELS));
  const openLine = ({ edge, ...line }: Line) =>
    onOpen?.(wordsOf({ edge, ...line }), { at: 'edge', from: edge.from, to: edge.to });
  const openBox = ({ name }: Box) => {
    if (name === null) onOpen?.(t('journeys.all_cases'), { at: 'all' });
    else onOpen?.(name, { at: 'activity', name, repeated: false });
  };

  return (
    // Wider than a tile or a phone: the map scrolls, the page does not. A figure is no landmark: many may stand on one page.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
    <figure className={classes.scroll} tabIndex={0}>
      <svg
        role="img"
        aria-label={title}
        className={classes.map}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        width={drawing.width}
        height={drawing.height}
      >
        <defs>
          <marker
            id="journey-arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0 L8 4 L0 8 z" className={classes.arrow} />
          </marker>
        </defs>
        {drawing.lines.map((line) => (
          // The tables below say and open the same by keyboard.
          // biome-ignore lint/a11y/noStaticElementInteractions: see above.
          <g key={`${line.edge.from}\u0000${line.edge.to}`} className={classes.line} onClick={() => openLine(line)}>
            <title>{`${wordsOf(line)}${wait(line)}`}</title>
            <path d={line.path} className={classes.reach} />
            <path
              d={line.path}
              className={line.back ? classes.back : classes.flow}
              strokeWidth={1 + (line.back ? 2 : 5) * Math.sqrt(line.edge.count / busiest)}
              markerEnd="url(#journey-arrow)"
            />
          </g>
        ))}
        {drawing.boxes.map((box) => {
          const own = box.name === null ? undefined : counts.get(box.name);
          const count = box.name === null ? answer.cases : (own?.count ?? 0);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: as for lines.
            <g
              key={`${box.name}${box.end}`}
              className={classes.box}
              data-edge={box.name === null || undefined}
              onClick={() => openBox(box)}
            >
              <title>{nameOf(box.name, box.end)}</title>
              <rect x={box.x} y={box.y} width={boxWidth} height={boxHeight} rx={10} />
              <text x={box.x + boxWidth / 2} y={box.y + 19} className={classes.name}>
                {short(nameOf(box.name, box.end), 22)}
              </text>
              <text x={box.x + boxWidth / 2} y={box.y + 36} className={classes.count}>
                {format.whole(count)}
                {own && own.repeats > 0 ? ` · ${t('journeys.again', { times: format.whole(own.repeats) })}` : ''}
              </text>
            </g>
          );
        })}
        {drawing.lines
          .filter((line) => told.has(line))
          .map((line) => (
            <text
              key={`${line.edge.from}\u0000${line.edge.to}`}
              x={line.labelX}
              y={line.labelY}
              className={classes.label}
              textAnchor={line.edge.from === line.edge.to ? 'start' : 'middle'}
            >
              {format.compact(line.edge.count)}
              {wait(line)}
            </text>
          ))}
      </svg>
    </figure>
  );
}
