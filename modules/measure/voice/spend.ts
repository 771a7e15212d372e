/** What customers spend, as far as anybody told us: the method behind money at risk. */
import type { VoiceDeps } from './ground.ts';
import { readSettings } from './settings.ts';

export interface SpendRule {
  event: string;
  property: string;
  days: number;
  since: string;
}

const yearDays = 365;
const dayMs = 86_400_000;
/** Segment's words for a sale, the likeliest first. */
const usual = { event: 'Order Completed', properties: ['revenue', 'total', 'value'] };

/**
 * The sum of this number over a year, per person. Undefined where nobody says what customers spend: money at risk is then
 * not shown, rather than guessed.
 */
export async function spendRule(
  deps: Pick<VoiceDeps, 'db' | 'listen' | 'clock'>,
  workspaceId: string,
): Promise<SpendRule | undefined> {
  const since = new Date(deps.clock.now() - yearDays * dayMs).toISOString();
  const { spend } = await readSettings(deps, workspaceId);
  if (spend) return { ...spend, days: yearDays, since };
  const types = await deps.listen.propertyTypes(workspaceId, usual.event, usual.properties);
  const property = usual.properties.find((name) => types.has(name) && types.get(name) !== 'text');
  return property === undefined ? undefined : { event: usual.event, property, days: yearDays, since };
}
