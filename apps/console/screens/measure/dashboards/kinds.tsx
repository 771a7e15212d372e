/** How each kind of kept question is drawn on a tile, and where it opens. One line a kind. */
import type { ComponentType } from 'react';
import type { Asked, Kind, QuestionOf, Range } from '#measure/contract';
import { AttributionTile } from '../attribution/AttributionTile.tsx';
import { attributionAddress } from '../attribution/address.ts';
import { breadthAddress, funnelAddress, lifecycleAddress, pathsAddress, retentionAddress } from '../behaviour/addresses.ts';
import { BreadthTile, FunnelTile, LifecycleTile, PathsTile, RetentionTile } from '../behaviour/tiles.tsx';
import { ConversationsTile } from '../conversations/ConversationsTile.tsx';
import { conversationsAddress } from '../conversations/question.ts';
import { driversAddress, gapsAddress } from '../drivers/addresses.ts';
import { DriversTile, GapsTile } from '../drivers/tiles.tsx';
import { journeyAddress } from '../journeys/address.ts';
import { JourneyTile } from '../journeys/JourneyTile.tsx';
import { MetricTile } from '../metrics/MetricTile.tsx';
import { metricAddress, trendAddress } from './addresses.ts';
import { TrendTile } from './TrendTile.tsx';

interface TileProps<K extends Kind> {
  question: QuestionOf<K>;
  title: string;
}

interface Drawn<K extends Kind> {
  Tile: ComponentType<TileProps<K>>;
  /** The screen that asks exactly this question; undefined where no screen can. */
  address: (question: QuestionOf<K>, range: Range | null) => string | undefined;
}

const kinds: { [K in Kind]: Drawn<K> } = {
  trend: { Tile: TrendTile, address: trendAddress },
  metric: { Tile: MetricTile, address: metricAddress },
  funnel: { Tile: FunnelTile, address: funnelAddress },
  paths: { Tile: PathsTile, address: pathsAddress },
  retention: { Tile: RetentionTile, address: retentionAddress },
  lifecycle: { Tile: LifecycleTile, address: lifecycleAddress },
  breadth: { Tile: BreadthTile, address: breadthAddress },
  journeys: { Tile: JourneyTile, address: journeyAddress },
  attribution: { Tile: AttributionTile, address: attributionAddress },
  conversations: { Tile: ConversationsTile, address: conversationsAddress },
  drivers: { Tile: DriversTile, address: driversAddress },
  gaps: { Tile: GapsTile, address: gapsAddress },
};

// A kind and its question belong together; TypeScript cannot follow that through the table.
type Anything = Asked['question'];

/** The screen that asks this very question, if one can. */
export const addressOf = ({ kind, question }: Asked, range: Range | null): string | undefined =>
  (kinds[kind].address as (question: Anything, range: Range | null) => string | undefined)(question, range);

export function Answer({ asked: { kind, question }, title }: { asked: Asked; title: string }) {
  const Drawn = kinds[kind].Tile as ComponentType<{ question: Anything; title: string }>;
  return <Drawn question={question} title={title} />;
}
