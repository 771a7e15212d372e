/** Live updates to browsers: topics, authorised per subscription, resumed by cursor. */
export { createRealtime } from './hub.ts';
export type {
  Authenticate,
  Limits,
  Publish,
  Realtime,
  RealtimeDeps,
  RunningRealtime,
  Seat,
  TopicSource,
} from './realtime.ts';
