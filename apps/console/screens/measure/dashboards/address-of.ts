/** Where each kind of kept question opens. One line a kind. Pure. */
import type { Asked, Kind, QuestionOf, Range } from '#measure/contract';
import { attributionAddress } from '../attribution/address.ts';
import {
  breadthAddress,
  funnelAddress,
  lifecycleAddress,
  pathsAddress,
  retentionAddress,
  sessionsAddress,
} from '../behaviour/addresses.ts';
import { conversationsAddress } from '../conversations/question.ts';
import { driversAddress, gapsAddress, segmentGapsAddress } from '../drivers/addresses.ts';
import { journeyAddress } from '../journeys/address.ts';
import { voiceAddress } from '../voice/address.ts';
import { metricAddress, trendAddress } from './addresses.ts';

type Address<Question> = (question: Question, range: Range | null) => string | undefined;

const addresses: { [K in Kind]: Address<QuestionOf<K>> } = {
  trend: trendAddress,
  metric: metricAddress,
  funnel: funnelAddress,
  paths: pathsAddress,
  retention: retentionAddress,
  lifecycle: lifecycleAddress,
  breadth: breadthAddress,
  sessions: sessionsAddress,
  journeys: journeyAddress,
  attribution: attributionAddress,
  conversations: conversationsAddress,
  drivers: driversAddress,
  gaps: gapsAddress,
  segment_gaps: segmentGapsAddress,
  voice: voiceAddress,
};

/** The screen that asks exactly this question; undefined where no screen can. */
export const addressOf = ({ kind, question }: Asked, range: Range | null): string | undefined =>
  // A kind and its question belong together; TypeScript cannot follow that through the table.
  (addresses[kind] as Address<Asked['question']>)(question, range);
