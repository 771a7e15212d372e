import { defineEvent } from '#platform/events';
import { clockFired } from '../contract/clocks.ts';

/** A clock asked for somebody: a warning, a breach, a step of its escalation; each once. */
export const clockFiredEvent = defineEvent('moments.clock_fired', clockFired);
