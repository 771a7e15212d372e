/** Instants somebody may want something back, from now on. */
export const presets = ['in_an_hour', 'this_evening', 'tomorrow', 'next_week'] as const;
export type Preset = (typeof presets)[number];

const MORNING = 9;
const EVENING = 18;

/** In the reader's own time zone. Null: past already (an evening that has begun). */
export function instantOfPreset(preset: Preset, now: Date): Date | null {
  const at = new Date(now);
  if (preset === 'in_an_hour') {
    at.setHours(at.getHours() + 1);
    return at;
  }
  at.setHours(preset === 'this_evening' ? EVENING : MORNING, 0, 0, 0);
  if (preset === 'tomorrow') at.setDate(at.getDate() + 1);
  // Monday of the week that comes; on a Monday, a week from today.
  if (preset === 'next_week') at.setDate(at.getDate() + ((8 - at.getDay()) % 7 || 7));
  return at > now ? at : null;
}
