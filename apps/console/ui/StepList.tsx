import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './step-list.module.css';

export interface Step {
  title: string;
  text?: ReactNode;
  done: boolean;
  /** A button or link, shown on the first step that is not done. */
  action?: ReactNode;
}

/** What to do, in order, and how far it has come. */
export function StepList({ steps, label }: { steps: Step[]; label: string }) {
  const { t } = useTranslation();
  const current = steps.findIndex(({ done }) => !done);
  return (
    <ol className={classes.list} aria-label={label}>
      {steps.map(({ title, text, done, action }, index) => (
        <li
          key={title}
          className={classes.step}
          aria-current={index === current ? 'step' : undefined}
          data-done={done || undefined}
        >
          <span className={classes.number} aria-hidden="true">
            {done ? <IconCheck size={14} stroke={2.4} /> : index + 1}
          </span>
          <div>
            <div className={classes.title}>
              {title}
              {done && <span className="only-heard"> ({t('ui.done')})</span>}
            </div>
            {text && <div className={classes.text}>{text}</div>}
            {index === current && action && <div className={classes.action}>{action}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
