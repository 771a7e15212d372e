/** A language model that reads what customers say, by an OpenAI-compatible address; off until somebody sets it up. */
import { defineRefusals, defineRoute, instant, z } from '#platform/contract';
import { voiceKinds } from './voice.ts';

export const modelRefusals = defineRefusals('measure', {
  model_address_refused: {
    status: 422,
    title: 'This address cannot be asked',
    cure: 'Give the address up to and without /chat/completions. On a private network the operator names host:port in VERONA_OUTBOUND_ALLOW.',
  },
  model_key_again: {
    status: 422,
    title: 'Another server does not get the key of the one before',
    cure: 'Give the key of the new server, or null when it needs none.',
  },
  no_model: {
    status: 409,
    title: 'No language model is set up',
    cure: 'PUT /api/measure/voice/model with its address and name.',
  },
});

export const modelFormats = ['json_schema', 'json_object', 'none'] as const;

export const modelSettings = z.strictObject({
  /** Off keeps what is set up, and asks nothing. */
  on: z.boolean(),
  /** Up to and without `/chat/completions`, as `https://api.example.com/v1`. */
  address: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((address) => !/[?#]/.test(address), 'give it without ? and #')
    .overwrite((address) => address.replace(/\/+$/, '')),
  model: z.string().trim().min(1).max(200),
  /** How it is told the shape of its answer: by its schema, as some JSON, or in words only. */
  format: z.enum(modelFormats).default('json_schema'),
  /** Asked for these only, as the rules tell the language (ISO 639-1; `unknown` for what they cannot tell); for all when empty. */
  languages: z
    .array(z.string().regex(/^([a-z]{2,3}|unknown)$/, 'a two-letter language, or unknown'))
    .max(50)
    .default([]),
  /** Asked for these only, as the rules tell the kind; for all when empty. */
  kinds: z.array(z.enum(voiceKinds)).max(5).default([]),
  requestsADay: z.number().int().min(1).max(1_000_000),
  tokensADay: z.number().int().min(1).max(1_000_000_000),
});
export type ModelSettings = z.infer<typeof modelSettings>;

/** A code, and what to search for: a status, a code of the server, the name of a field. */
const trouble = z.object({ code: z.string(), detail: z.string() });

const modelState = z.object({
  settings: modelSettings.nullable(),
  /** The key itself is never told. */
  hasKey: z.boolean(),
  /** Since midnight, UTC. */
  today: z.object({
    asked: z.number(),
    /** Answered from what was asked before. */
    cached: z.number(),
    failed: z.number(),
    /** Those under way count with the most they can cost. */
    tokens: z.number(),
    requestsLeft: z.number(),
    tokensLeft: z.number(),
  }),
  /** Records that wait to be asked about; until then they stand as the rules read them. */
  waiting: z.number(),
  /** It did not answer; until then it is left alone. */
  restsUntil: instant.nullable(),
  lastTrouble: trouble.extend({ at: instant }).nullable(),
});
export type ModelState = z.infer<typeof modelState>;

export const readVoiceModel = defineRoute({
  id: 'measure.voice_model',
  method: 'GET',
  path: '/api/measure/voice/model',
  summary: 'Which language model reads what customers say, what it cost today, and what went wrong last',
  access: { action: 'measure.read' },
  reply: modelState,
});

export const setVoiceModel = defineRoute({
  id: 'measure.set_voice_model',
  method: 'PUT',
  path: '/api/measure/voice/model',
  summary: 'Set it up, switch it on or off: what is said from then on is asked about, within the budget of the day',
  access: { action: 'settings.write' },
  body: modelSettings.extend({
    /** Kept as it is when left out; null takes it away. */
    key: z
      .string()
      .min(1)
      .max(500)
      .regex(/^[\x21-\x7e]+$/, 'one word without blanks')
      .nullish(),
  }),
  reply: modelState,
  refusals: [modelRefusals.model_address_refused, modelRefusals.model_key_again],
});

const reading = z.object({
  language: z.string().nullable(),
  kind: z.enum(voiceKinds),
  sentiment: z.number().nullable(),
  emotion: z.string().nullable(),
  effort: z.string().nullable(),
  offensive: z.boolean(),
});
export type TriedReading = z.infer<typeof reading>;

export const tryVoiceModel = defineRoute({
  id: 'measure.try_voice_model',
  method: 'POST',
  path: '/api/measure/voice/model/try',
  summary:
    'One sentence, read by the rules and by the model: it counts for the budget of the day, whether the model is on or off',
  access: { action: 'settings.write' },
  body: z.strictObject({ text: z.string().trim().min(1).max(2_000) }),
  reply: z.object({
    /** The words as they left the house. */
    sent: z.string(),
    rules: reading,
    model: reading.extend({ readBy: z.string(), tokens: z.number().nullable(), ms: z.number() }).nullable(),
    trouble: trouble.nullable(),
  }),
  refusals: [modelRefusals.no_model],
});
