/** What can be done with a moment, and when. One list: buttons, menu, keys and palette are made from it. */
import type { Moment } from '#moments/contract';

export const actNames = [
  'take',
  'offer',
  'resolve',
  'snooze',
  'wait',
  'promise',
  'release',
  'change',
  'label',
  'goodwill',
  'merge',
  'split',
  'link',
  'reopen',
  'check',
] as const;
export type ActName = (typeof actNames)[number];

export const keys: Partial<Record<ActName, string>> = {
  take: 'a',
  offer: 'o',
  resolve: 'e',
  snooze: 'z',
  wait: 'w',
  promise: 'p',
  label: 'l',
};

const ofOwner: ActName[] = ['offer', 'resolve', 'snooze', 'wait', 'promise', 'release', 'goodwill', 'merge', 'split'];
const ofAnybody: ActName[] = ['change', 'label', 'link'];

export const isSettled = ({ state }: Pick<Moment, 'state'>) => state === 'resolved' || state === 'checked';

/** Acts that make sense now; the server has the last word. */
export function actsOf(moment: Pick<Moment, 'state' | 'mine' | 'owner'>, may: { own: boolean; lead: boolean }): ActName[] {
  if (!may.own) return [];
  if (isSettled(moment)) return moment.state === 'resolved' ? ['check', 'reopen', ...ofAnybody] : ['reopen', ...ofAnybody];
  if (moment.mine) return [...ofOwner, ...ofAnybody];
  const takes = moment.owner.kind === 'queue' || may.lead;
  return takes ? ['take', ...ofAnybody] : ofAnybody;
}

/** Leaders listen in to a colleague's conversation, never to their own. */
export const mayListen = (moment: Pick<Moment, 'state' | 'mine'>, lead: boolean): boolean =>
  lead && !moment.mine && !isSettled(moment);
