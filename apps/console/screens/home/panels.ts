/** The panels of the home screen, in reading order. A room adds one line and one file beside its screens. */
import type { ComponentType } from 'react';
import type { Action } from '#people/contract';
import { FirstSteps } from './FirstSteps.tsx';

interface HomePanel {
  id: string;
  /** Left out for roles that lack it. */
  action?: Action;
  Panel: ComponentType;
}

export const panels: HomePanel[] = [{ id: 'first-steps', Panel: FirstSteps }];
