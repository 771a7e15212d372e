import type { ComponentType, ReactNode } from 'react';
import { RelativeTime } from './Time.tsx';
import classes from './timeline.module.css';

/** What happened, newest first, on one line down the page. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol className={classes.list} aria-label={label}>
      {children}
    </ol>
  );
}

interface Item {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** `voice`: the customer did it. `work`: we did. */
  tone: 'voice' | 'work';
  title: ReactNode;
  at: string;
  /** Source, channel, badges. */
  meta?: ReactNode;
  children?: ReactNode;
}

export function TimelineItem({ icon: Icon, tone, title, at, meta, children }: Item) {
  return (
    <li className={classes.item}>
      <span className={classes.dot} data-tone={tone} aria-hidden="true">
        <Icon size={16} stroke={1.7} />
      </span>
      <div className={classes.body}>
        <div className={classes.head}>
          <span className={classes.title}>{title}</span>
          {meta}
          <span className={classes.time}>
            <RelativeTime at={at} />
          </span>
        </div>
        {children && <div className={classes.more}>{children}</div>}
      </div>
    </li>
  );
}
