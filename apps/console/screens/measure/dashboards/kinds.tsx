/** How each kind of kept question is drawn on a tile. One line a kind. */
import type { ComponentType } from 'react';
import type { Asked, Kind, QuestionOf } from '#measure/contract';
import { AttributionTile } from '../attribution/AttributionTile.tsx';
import { SessionsTile } from '../behaviour/SessionsTile.tsx';
import { BreadthTile, FunnelTile, LifecycleTile, PathsTile, RetentionTile } from '../behaviour/tiles.tsx';
import { ConversationsTile } from '../conversations/ConversationsTile.tsx';
import { DriversTile, GapsTile, SegmentGapsTile } from '../drivers/tiles.tsx';
import { JourneyTile } from '../journeys/JourneyTile.tsx';
import { MetricTile } from '../metrics/MetricTile.tsx';
import { VoiceTile } from '../voice/VoiceTile.tsx';
import { TrendTile } from './TrendTile.tsx';

type Drawn<Question> = ComponentType<{ question: Question; title: string }>;

const tiles: { [K in Kind]: Drawn<QuestionOf<K>> } = {
  trend: TrendTile,
  metric: MetricTile,
  funnel: FunnelTile,
  paths: PathsTile,
  retention: RetentionTile,
  lifecycle: LifecycleTile,
  breadth: BreadthTile,
  sessions: SessionsTile,
  journeys: JourneyTile,
  attribution: AttributionTile,
  conversations: ConversationsTile,
  drivers: DriversTile,
  gaps: GapsTile,
  segment_gaps: SegmentGapsTile,
  voice: VoiceTile,
};

export function Answer({ asked: { kind, question }, title }: { asked: Asked; title: string }) {
  // A kind and its question belong together; TypeScript cannot follow that through the table.
  const Tile = tiles[kind] as Drawn<Asked['question']>;
  return <Tile question={question} title={title} />;
}
