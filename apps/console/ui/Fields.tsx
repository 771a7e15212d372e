import type { ReactNode } from 'react';
import classes from './fields.module.css';

/** Fields of a form that belong together, under one name. */
export function Fields({ legend, children }: { legend: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={classes.fields}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}
