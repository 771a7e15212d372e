import type { ReactNode } from 'react';
import classes from './key-value.module.css';

/** Facts about one thing, as a description list. Rows without a value are left out. */
export function KeyValue({ rows }: { rows: { name: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.list}>
      {rows
        .filter(({ value }) => value !== undefined && value !== null && value !== '')
        .map(({ name, value }) => (
          <div key={name} className={classes.row}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
