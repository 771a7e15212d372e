/** Where somebody's day begins: "Work first". */
import type { Action } from '#people/contract';

/** Who holds one of these has other work than owning moments: running the place, looking at figures, connecting sources. */
const otherWork: Action[] = ['moments.lead', 'settings.read', 'listen.import', 'measure.write'];

/** `/` leads there: agents, and whoever owns a moment now and then, to the desk; everybody else to the overview. */
export const landingOf = (can: (action: Action) => boolean): '/moments' | '/overview' =>
  can('moments.own') && !otherWork.some(can) ? '/moments' : '/overview';
