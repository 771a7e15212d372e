/** Live updates to browsers: topics, authorised per subscription, resumed by cursor. */
export type { Publish, Realtime, TopicSource } from './realtime.ts';
