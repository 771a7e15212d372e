/** How much of each, longest first; a line narrows what is looked at. */
import { useTranslation } from 'react-i18next';
import type { Counted } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import classes from './voice.module.css';

interface Props {
  title: string;
  rows: (Counted & { name: string })[];
  chosen: string | undefined;
  onChoose: (value: string | undefined) => void;
  all?: { to: string; label: string };
}

const atMost = 8;

export function Bars({ title, rows, chosen, onChoose, all }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = rows.filter(({ records }) => records > 0).slice(0, atMost);
  const most = Math.max(1, ...shown.map(({ records }) => records));
  if (shown.length === 0 && !all) return null;
  return (
    <Panel title={title} {...(all && { all })}>
      {shown.length === 0 && <p className={classes.quiet}>{t('voice.nothing')}</p>}
      <ul className={classes.bars}>
        {shown.map(({ value, name, records, people }) => (
          <li key={value}>
            <button
              type="button"
              className={classes.bar}
              style={{ '--share': `${(records / most) * 100}%` } as never}
              aria-pressed={chosen === value}
              onClick={() => onChoose(chosen === value ? undefined : value)}
            >
              <span>{name}</span>
              <span className="figure" title={t('voice.people_count', { count: people, people: format.whole(people) })}>
                {format.whole(records)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
