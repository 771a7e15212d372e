/** The panels of the home screen, in reading order. A room adds one line and one file here. */
import type { ComponentType } from 'react';
import type { Action } from '#people/contract';
import { Heard } from './Heard.tsx';
import { Lately } from './Lately.tsx';
import { Mine } from './Mine.tsx';
import { Waiting } from './Waiting.tsx';

interface HomePanel {
  id: string;
  /** Left out for roles that lack it. */
  action: Action;
  Panel: ComponentType;
}

export const panels: HomePanel[] = [
  { id: 'mine', action: 'moments.own', Panel: Mine },
  { id: 'heard', action: 'listen.read', Panel: Heard },
  { id: 'waiting', action: 'personal.read', Panel: Waiting },
  { id: 'lately', action: 'personal.read', Panel: Lately },
];
