/** Search over many articles, as the API answers it: words as written, words with a slip, and long messages. */
import { benchWord, seedArticles } from '#knowledge/testing';
import { type Figure, percentile, round } from '../figures.ts';
import { apiKey, openLab } from '../lab.ts';

const questions = 400;

/** `events` / 10 articles: 100,000 when nothing is said. */
export async function benchKnowledge({ events }: { events: number }): Promise<Figure[]> {
  const articles = Math.max(1_000, Math.floor(events / 10));
  const lab = await openLab('api');
  try {
    await seedArticles(lab.owner, lab.workspaceId, articles);
    const ask = async (text: string) => {
      const began = performance.now();
      const reply = await fetch(`${lab.url}/api/knowledge/search?text=${encodeURIComponent(text)}`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
      const { items } = (await reply.json()) as { items: unknown[] };
      if (items.length === 0) throw new Error(`nothing was found for "${text}"`);
      return performance.now() - began;
    };
    // Drawn as people draw them: common words often, rare ones sometimes; the same ones in every run.
    let seed = 42;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const word = () => benchWord(Math.floor(20_000 ** random()));
    const text = (length: number) => Array.from({ length }, word).join(' ');
    const slipped = () => `${text(3)} ${benchWord(15_000 + Math.floor(random() * 5_000))}q`;
    const kinds: [string, () => string][] = [
      ['4 words', () => text(4)],
      ['4 words, one with a slip', slipped],
      ['a message of 30 words', () => text(30)],
    ];
    const figures: Figure[] = [];
    for (const [what, make] of kinds) {
      for (let at = 0; at < 20; at += 1) await ask(make());
      const took: number[] = [];
      for (let at = 0; at < questions; at += 1) took.push(await ask(make()));
      took.sort((a, b) => a - b);
      const p99 = round(percentile(took, 99), 1);
      figures.push({
        goal: '§6',
        what: `knowledge search, ${articles.toLocaleString('en')} articles, ${what}, p99`,
        value: p99,
        unit: 'ms',
        wanted: '≤ 100',
        met: p99 <= 100,
        beside: `p50 ${round(percentile(took, 50), 1)} ms, ${questions} questions one after another over HTTP`,
      });
    }
    return figures;
  } finally {
    await lab.close();
  }
}
