import type { ComponentType, ReactNode } from 'react';
import classes from './conversation.module.css';

interface Props {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  tone?: 'voice' | 'work' | 'quiet';
  children: ReactNode;
}

/** One line over the conversation that has to be known before anybody types. */
export function Banner({ icon: Icon, tone = 'quiet', children }: Props) {
  return (
    <div className={classes.banner} data-tone={tone}>
      <Icon size={16} stroke={1.8} aria-hidden="true" />
      {children}
    </div>
  );
}
