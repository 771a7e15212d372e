/** Events in the last minute, per workspace, counted in memory: sixty one-second slots. */
export interface Pulse {
  beat(workspaceId: string, events: number): void;
  lastMinute(workspaceId: string): number;
}

export function createPulse(now: () => number): Pulse {
  const slots = new Map<string, { second: number; events: number }[]>();
  return {
    beat(workspaceId, events) {
      const second = Math.floor(now() / 1000);
      const recent = (slots.get(workspaceId) ?? []).filter((slot) => slot.second > second - 60);
      const last = recent.at(-1);
      if (last?.second === second) last.events += events;
      else recent.push({ second, events });
      slots.set(workspaceId, recent);
    },
    lastMinute(workspaceId) {
      const from = Math.floor(now() / 1000) - 60;
      return (slots.get(workspaceId) ?? []).reduce((sum, slot) => sum + (slot.second > from ? slot.events : 0), 0);
    },
  };
}
