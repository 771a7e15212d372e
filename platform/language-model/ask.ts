import { Refusal, z } from '#platform/contract';
import { neverSent, type Outbound, type OutboundReply, refusals } from '#platform/outbound';
import { ModelTrouble, troubleOf } from './trouble.ts';

/**
 * How a server is told the shape of the answer: by its schema (OpenAI, vLLM, llama.cpp, Ollama), as "some JSON", or not at all. The
 * answer is held against the same schema in each case.
 */
export const answerFormats = ['json_schema', 'json_object', 'none'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

export interface ModelAt {
  /** Up to and without `/chat/completions`. */
  address: string;
  model: string;
  /** Sent as a bearer token. */
  key: string | null;
  format: AnswerFormat;
}

export interface Question<S extends z.ZodType = z.ZodType> {
  /** What is to be done: ours. */
  task: string;
  /** What it is to be done with: data of others. */
  about: string;
  answer: S;
  maxTokens: number;
}

export interface Asked<T> {
  answer: T;
  /** As the server counted; null when it did not say. */
  tokens: number | null;
  /** The model as the server names it, which tells its version; what was asked for when it does not say. */
  model: string;
}

const largestReply = 64 * 1024;

/** Schemas as servers take them: everything is required, nothing beside it. */
const schemaOf = (shape: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape) as Record<string, unknown>;
  return schema;
};

/** A model's name for itself: one short line. */
const nameShape = /^[\w .:/@+-]{1,200}$/;

const completion = z.object({
  model: z.string().optional().catch(undefined),
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});
/** Read apart: also an answer that is rubbish has its price. */
const counted = z.object({ usage: z.object({ total_tokens: z.number().int().min(0).max(10_000_000) }) });

/** Never more than this many tokens are in a question and its answer: each is at least one byte. */
export function tokensAtMost({ task, about, answer, maxTokens }: Question): number {
  const frame = 64;
  return (
    Buffer.byteLength(task) + Buffer.byteLength(about) + Buffer.byteLength(JSON.stringify(schemaOf(answer))) + frame + maxTokens
  );
}

/** Throws `ModelTrouble` when there is no answer of the shape asked for. */
export async function askModel<S extends z.ZodType>(
  outbound: Pick<Outbound, 'send'>,
  { address, model, key, format }: ModelAt,
  question: Question<S>,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<Asked<z.output<S>>> {
  const shape = {
    json_schema: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: schemaOf(question.answer) } },
    json_object: { type: 'json_object' },
    none: undefined,
  }[format];
  const body = JSON.stringify({
    model,
    messages: [
      { role: 'system', content: question.task },
      { role: 'user', content: question.about },
    ],
    temperature: 0,
    max_tokens: question.maxTokens,
    response_format: shape,
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(key !== null && { authorization: `Bearer ${key}` }),
  };
  const url = `${address}/chat/completions`;
  const reply = await sent(
    outbound.send({ method: 'POST', url, headers, body, timeoutMs, maxBytes: largestReply, ...(signal && { signal }) }),
  );
  if (reply.status !== 200) throw troubleOf(reply);
  return read(reply, question.answer, model);
}

async function sent(sending: Promise<OutboundReply>): Promise<OutboundReply> {
  try {
    return await sending;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const codes: Record<string, 'slow' | 'too_large'> = {
      [refusals.too_slow.code]: 'slow',
      [refusals.reply_too_large.code]: 'too_large',
    };
    const { cause } = error;
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : error.kind.code;
    throw new ModelTrouble(codes[error.kind.code] ?? 'unreachable', why, { tokens: neverSent(error) ? 0 : null, cause: error });
  }
}

function read<S extends z.ZodType>({ body }: OutboundReply, shape: S, asked: string): Asked<z.output<S>> {
  const told = jsonIn(body.toString('utf8'));
  const tokens = counted.safeParse(told).data?.usage.total_tokens ?? null;
  const rubbish = (detail: string) => new ModelTrouble('rubbish', detail, { tokens });
  const whole = completion.safeParse(told);
  if (!whole.success) throw rubbish('no chat completion');
  const answer = shape.safeParse(jsonIn(whole.data.choices[0]?.message.content ?? ''));
  // The place, not the value: what stands there was made of a customer's words.
  if (!answer.success) throw rubbish(`not the shape asked for${placeOf(answer.error)}`);
  const name = whole.data.model;
  return { answer: answer.data as z.output<S>, tokens, model: name !== undefined && nameShape.test(name) ? name : asked };
}

/** Keys that are ours only: a stranger's key is a stranger's word. */
const placeOf = ({ issues: [issue] }: z.ZodError): string =>
  issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;

/** Small models think aloud or wrap what they say in a fence: what counts is the object. */
function jsonIn(text: string): unknown {
  const said = text.replace(/<think>[\s\S]*?<\/think>/g, '');
  try {
    return JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
