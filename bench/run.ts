/** The benches by name. Each opens a Verona of its own, measures, and leaves nothing behind. */
import { benchBehaviour } from './benches/behaviour.ts';
import { benchChat } from './benches/chat.ts';
import { benchDashboard } from './benches/dashboard.ts';
import { benchIntake } from './benches/intake.ts';
import { benchKnowledge } from './benches/knowledge.ts';
import { benchLive } from './benches/live.ts';
import { benchMemory } from './benches/memory.ts';
import { benchMoments } from './benches/moments.ts';
import { benchQuestions } from './benches/questions.ts';
import { benchSegments } from './benches/segments.ts';
import { benchVoice } from './benches/voice.ts';
import { type Figure, show } from './figures.ts';

export interface BenchOptions {
  events: number;
  pairs: number;
  seconds: number;
  json: boolean;
}

const byName: Record<string, (options: BenchOptions) => Promise<Figure[]>> = {
  behaviour: benchBehaviour,
  chat: benchChat,
  dashboard: benchDashboard,
  intake: benchIntake,
  live: benchLive,
  knowledge: benchKnowledge,
  questions: benchQuestions,
  segments: benchSegments,
  memory: benchMemory,
  moments: benchMoments,
  voice: benchVoice,
};
export const benches = Object.keys(byName);

export async function runBench(name: string, options: BenchOptions): Promise<string> {
  const bench = byName[name];
  if (!bench) throw new Error(`there is no bench "${name}"; choose from ${benches.join(', ')}`);
  const figures = await bench(options);
  return options.json ? JSON.stringify(figures, null, 2) : show(figures);
}
