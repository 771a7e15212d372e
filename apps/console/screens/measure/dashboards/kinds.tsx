/** How each kind of kept question is drawn on a tile, and where it opens. One line a kind. */
import type { ComponentType } from 'react';
import type { Asked, Kind, Range } from '#measure/contract';
import { trendAddress } from './addresses.ts';
import { TrendTile } from './TrendTile.tsx';

export type QuestionOf<K extends Kind> = Extract<Asked, { kind: K }>['question'];

export interface TileProps<K extends Kind> {
  question: QuestionOf<K>;
  title: string;
}

interface Drawn<K extends Kind> {
  Tile: ComponentType<TileProps<K>>;
  /** The screen that asks this question. */
  address: (question: QuestionOf<K>, range: Range | null) => string;
}

export const kinds: { [K in Kind]: Drawn<K> } = {
  trend: { Tile: TrendTile, address: trendAddress },
};
