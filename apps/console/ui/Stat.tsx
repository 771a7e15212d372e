import { Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { PlainLink } from './Link.tsx';
import classes from './stat.module.css';

interface Props {
  label: string;
  /** Undefined while it loads. */
  value: ReactNode | undefined;
  /** What it is compared with, or what it waits for: one short line. */
  note?: ReactNode;
  /** Every number has its people: where this one's are. */
  to?: string;
}

/** One figure with its name. Put several into a `Stats`. */
export function Stat({ label, value, note, to }: Props) {
  const body = (
    <>
      <Text size="sm" c="var(--ink-quiet)" component="span" display="block">
        {label}
      </Text>
      {value === undefined ? <Skeleton h={28} w={72} my={6} /> : <span className={`${classes.value} figure`}>{value}</span>}
      {note && (
        <Text size="xs" c="var(--ink-quiet)" component="span" display="block">
          {note}
        </Text>
      )}
    </>
  );
  if (!to) return <div className={classes.stat}>{body}</div>;
  return (
    <PlainLink to={to} className={`${classes.stat} ${classes.link}`}>
      {body}
    </PlainLink>
  );
}

export function Stats({ children }: { children: ReactNode }) {
  return <div className={classes.stats}>{children}</div>;
}
