/**
 * A language model on the same public data, beside what ships *on the very same rows*: a sample, because every row is a question
 * that somebody pays for. Asked with the task and read by the shape that Verona uses.
 */
import { askModel, type ModelAt, ModelTrouble } from '#platform/language-model';
import type { Outbound } from '#platform/outbound';
import { type AskedReading, readingQuestion, readText, sentOf } from '#platform/text';
import type { Figure } from './checks.ts';
import { type Row, readRows } from './data.ts';
import { accuracy, correlation, macroF1, macroRecall } from './measures.ts';

type Read = Pick<AskedReading, 'sentiment' | 'emotion' | 'offensive'>;

interface Task {
  file: string;
  what: string;
  published: string;
  /** What people said of it, as this task compares; undefined: not part of it. */
  truth(row: Row): string | undefined;
  said(read: Read): string;
  score(pairs: { truth: string; said: string }[]): number;
  column?: string;
}

const mood = ({ sentiment }: Read, cut = 0.05): string => {
  if (sentiment === null || Math.abs(sentiment) < cut) return 'neutral';
  return sentiment > 0 ? 'positive' : 'negative';
};
const stars: Record<string, string> = { 1: 'bad', 2: 'bad', 4: 'good', 5: 'good' };

export const modelTasks: Record<string, Task> = {
  vader_tweets: {
    ...{ file: 'social/vader_tweets.csv.gz', what: 'sentiment, r with people', published: 'VADER paper 0.881, one human 0.888' },
    truth: ({ mean_human_rating }) => mean_human_rating,
    said: ({ sentiment }) => String(sentiment ?? 0),
    score: (pairs) => correlation(pairs.map(({ truth, said }) => [Number(said), Number(truth)] as const)),
  },
  sentiment: {
    ...{ file: 'social/tweeteval_sentiment_val.csv.gz', what: 'sentiment, macro recall' },
    published: 'on the test part, trained: SVM 0.629, RoBERTa 0.713',
    truth: ({ label_name }) => label_name,
    said: mood,
    score: macroRecall,
  },
  airlines: {
    ...{ file: 'social/airline_tweets.csv.gz', what: 'sentiment, accuracy', published: 'always "negative" 0.627' },
    truth: ({ sentiment }) => sentiment,
    said: mood,
    score: accuracy,
  },
  emotion: {
    ...{ file: 'social/tweeteval_emotion.csv.gz', what: 'emotion without optimism, macro-F1' },
    published: '– (another task: three of four labels)',
    truth: ({ split, label_name }) => (split === 'test' && label_name !== 'optimism' ? label_name : undefined),
    said: ({ emotion }) => emotion ?? 'none',
    score: macroF1,
  },
  offence: {
    ...{
      file: 'social/tweeteval_offensive.csv.gz',
      what: 'offence, macro-F1',
      published: 'SVM 0.523, FastText 0.734, RoBERTa 0.795',
    },
    truth: ({ split, label_name = '' }) => (split === 'test' ? String(!label_name.startsWith('no')) : undefined),
    said: ({ offensive }) => String(offensive),
    score: macroF1,
  },
  portuguese: {
    ...{
      file: 'reviews/olist_classified_orders.csv.gz',
      what: 'good or bad (stars 1-2, 4-5), macro recall',
      published: 'chance 0.5',
    },
    column: 'review_comment_message',
    truth: ({ review_score = '' }) => stars[Number(review_score)],
    said: ({ sentiment }) => ((sentiment ?? 0) >= 0 ? 'good' : 'bad'),
    score: macroRecall,
  },
};

export interface ModelQuality {
  figures: (Figure & { unanswered: number })[];
  tokens: number;
  seconds: number;
}

interface Way {
  outbound: Pick<Outbound, 'send'>;
  at: ModelAt;
  /** Rows of each data set. */
  sample: number;
  now(): number;
}

const atOnce = 4;
const timeoutMs = 60_000;
/** So many in a row without an answer: nobody is there, and nothing is left to measure. */
const givesUpAfter = 5;

export async function measureModel(
  folder: string,
  { outbound, at, sample, now }: Way,
  only: readonly string[] = Object.keys(modelTasks),
  progress: (name: string) => void = () => {},
): Promise<ModelQuality> {
  const began = now();
  const figures: ModelQuality['figures'] = [];
  let [tokens, inVain] = [0, 0];

  async function ask(text: string): Promise<Read | undefined> {
    try {
      const came = await askModel(outbound, at, readingQuestion(sentOf(text, null)), { timeoutMs });
      tokens += came.tokens ?? 0;
      inVain = 0;
      return came.answer;
    } catch (error) {
      if (!(error instanceof ModelTrouble)) throw error;
      inVain += 1;
      if (inVain >= givesUpAfter) throw error;
      return undefined;
    }
  }

  for (const name of only) {
    const task = modelTasks[name];
    if (task === undefined)
      throw new Error(`there is no check "${name}" of a model; choose from ${Object.keys(modelTasks).join(', ')}`);
    progress(name);
    const rows = sampleOf(rowsOf(folder, task), sample);
    const answers = await inTurn(rows, ({ text }) => ask(text));
    const judged = rows.flatMap(({ text, truth }, index) => {
      const read = answers[index];
      return read === undefined ? [] : [{ truth, said: task.said(read), rules: task.said(readText(text)) }];
    });
    const base = { data: name, what: task.what, published: task.published, rows: judged.length };
    const unanswered = rows.length - judged.length;
    figures.push(
      { ...base, who: 'model', ours: task.score(judged), unanswered },
      { ...base, who: 'ships', ours: task.score(judged.map(({ truth, rules }) => ({ truth, said: rules }))), unanswered: 0 },
    );
  }
  return { figures, tokens, seconds: (now() - began) / 1_000 };
}

function rowsOf(folder: string, { file, truth, column = 'text' }: Task): { text: string; truth: string }[] {
  return readRows(folder, file).flatMap((row) => {
    const text = row[column]?.trim() ?? '';
    const label = truth(row);
    return text === '' || label === undefined ? [] : [{ text, truth: label }];
  });
}

/** Evenly over the file, the same rows each time. */
export function sampleOf<T>(rows: readonly T[], most: number): T[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, at) => rows[Math.floor((at * rows.length) / most)] as T);
}

/** Some at once, answers in the order of the questions. */
async function inTurn<T, A>(items: readonly T[], work: (item: T) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) answers[at] = await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}
