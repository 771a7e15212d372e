/** How each kind of kept question is drawn on a tile, and where it opens. One line a kind. */
import type { ComponentType } from 'react';
import type { Asked, Kind, Range } from '#measure/contract';
import { AttributionTile } from '../attribution/AttributionTile.tsx';
import { attributionAddress } from '../attribution/address.ts';
import { journeyAddress } from '../journeys/address.ts';
import { JourneyTile } from '../journeys/JourneyTile.tsx';
import { trendAddress } from './addresses.ts';
import { TrendTile } from './TrendTile.tsx';

type QuestionOf<K extends Kind> = Extract<Asked, { kind: K }>['question'];

interface TileProps<K extends Kind> {
  question: QuestionOf<K>;
  title: string;
}

interface Drawn<K extends Kind> {
  Tile: ComponentType<TileProps<K>>;
  /** The screen that asks this question. */
  address: (question: QuestionOf<K>, range: Range | null) => string;
}

const kinds: { [K in Kind]: Drawn<K> } = {
  trend: { Tile: TrendTile, address: trendAddress },
  journeys: { Tile: JourneyTile, address: journeyAddress },
  attribution: { Tile: AttributionTile, address: attributionAddress },
};

// A kind and its question belong together; TypeScript cannot follow that through the table.
type Anything = Asked['question'];

/** The screen that asks this very question. */
export const addressOf = ({ kind, question }: Asked, range: Range | null): string =>
  (kinds[kind].address as (question: Anything, range: Range | null) => string)(question, range);

export function Answer({ asked: { kind, question }, title }: { asked: Asked; title: string }) {
  const Drawn = kinds[kind].Tile as ComponentType<{ question: Anything; title: string }>;
  return <Drawn question={question} title={title} />;
}
