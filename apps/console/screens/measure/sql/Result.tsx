/** An answer as the engine gave it: columns in its order, values unrounded. */
import { useTranslation } from 'react-i18next';
import type { SqlAnswer } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import classes from './sql.module.css';

const isNumber = (type: string) => /^(?:Nullable\(|LowCardinality\()*U?(?:Int|Float|Decimal)/.test(type);

function wordOf(value: unknown): string {
  if (value === null) return '∅';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function Result({ answer: { columns, rows, more, took } }: { answer: SqlAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p className={classes.caps} role="status">
        {t('sql.rows', { count: rows.length, rows: format.whole(rows.length) })} · {t('sql.took', { ms: format.whole(took) })}
        {more && ` · ${t('sql.more')}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe: scrollable-region-focusable). */}
      <section className={classes.result} aria-label={t('sql.answer')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, type }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, and their order is the answer's
                <th key={at} scope="col" title={type} data-align={isNumber(type) ? 'end' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of an answer have no other name
              <tr key={line}>
                {columns.map(({ type }, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: see above
                  <td key={at} data-align={isNumber(type) ? 'end' : undefined} data-none={row[at] === null || undefined}>
                    {wordOf(row[at])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
