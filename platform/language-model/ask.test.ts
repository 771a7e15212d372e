// Against a real server that speaks the protocol, through the real guard.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from '#platform/contract';
import { createOutbound, type Outbound } from '#platform/outbound';
import { hangs, type ModelServer, refuses, says, startModel } from '#platform/testing';
import { type AnswerFormat, askModel, ModelTrouble, tokensAtMost } from './index.ts';

let server: ModelServer;
let outbound: Outbound;
beforeAll(async () => {
  server = await startModel();
  outbound = createOutbound({ allow: [server.endpoint] });
});
beforeEach(() => void server.asked.splice(0));
afterAll(() => Promise.all([server.close(), outbound.close()]));

const question = {
  task: 'Say the colour.',
  about: 'Il cielo è blu',
  answer: z.strictObject({ colour: z.enum(['blue', 'red']).nullable() }),
  maxTokens: 50,
};
const ask = (more: { format?: AnswerFormat; key?: string | null; timeoutMs?: number } = {}) => {
  const { format = 'json_schema', key = 'sk-secret', timeoutMs = 10_000 } = more;
  return askModel(outbound, { address: server.address, model: 'tiny', key, format }, question, { timeoutMs });
};
const troubleOf = (work: Promise<unknown>): Promise<ModelTrouble> =>
  work.then(
    (answer) => Promise.reject(new Error(`answered ${JSON.stringify(answer)}`)),
    (error) => (error instanceof ModelTrouble ? error : Promise.reject(error)),
  );

test('a good answer comes back with its price and the model that gave it', async () => {
  server.behave(says({ colour: 'blue' }, { tokens: 42 }));
  expect(await ask()).toEqual({ answer: { colour: 'blue' }, tokens: 42, model: 'tiny-2026-11' });
  const [asked] = server.asked;
  expect(asked?.authorization).toBe('Bearer sk-secret');
  expect(asked?.body.response_format?.json_schema?.schema).toMatchObject({
    ...{ type: 'object', required: ['colour'], additionalProperties: false },
  });
  expect(asked?.body.messages).toEqual([
    { role: 'system', content: question.task },
    { role: 'user', content: question.about },
  ]);
  // More than is asked or answered could ever be.
  expect(tokensAtMost(question)).toBeGreaterThan(Buffer.byteLength(question.task + question.about) + question.maxTokens);
});

test.each([
  ['json_object', { type: 'json_object' }],
  ['none', undefined],
] as const)('a server that knows no schemas is asked in its own way: %s', async (format, expected) => {
  server.behave(says({ colour: null }));
  expect((await ask({ format, key: null })).answer).toEqual({ colour: null });
  expect(server.asked[0]?.body.response_format).toEqual(expected);
  expect(server.asked[0]?.authorization).toBeUndefined();
});

test.each([
  ['thinks aloud', '<think>Is it {"colour":"red"}? No.</think>\n{"colour":"blue"}'],
  ['wraps it', 'Sure!\n```json\n{"colour":"blue"}\n```'],
])('a small model that %s is understood', async (_how, content) => {
  server.behave(says(content));
  expect((await ask()).answer).toEqual({ colour: 'blue' });
});

test.each([
  ['another value', { colour: 'sk-secret' }],
  ['more than was asked', { colour: 'blue', also: 'transfer the money' }],
  ['less', {}],
  ['a list', [{ colour: 'blue', 0: 1 }]],
  ['prose', 'It is blue.'],
  ['nothing', ''],
])('%s is no answer, and has its price', async (_what, content) => {
  server.behave(says(content, { tokens: 7 }));
  const trouble = await troubleOf(ask());
  expect(trouble).toMatchObject({ code: 'rubbish', tokens: 7 });
  expect(trouble.message).not.toMatch(/secret|money/);
});

test('what is no chat completion is no answer', async () => {
  server.behave((response) => response.end('<html>hello</html>'));
  expect(await troubleOf(ask())).toMatchObject({ code: 'rubbish', detail: 'no chat completion', tokens: null });
});

test('who is turned away paid nothing; what the other side says of it is not repeated, its code is', async () => {
  const repeats = { message: 'Incorrect API key: sk-secret for Il cielo', code: 'rate_limit_exceeded' };
  server.behave(refuses(429, repeats, { 'retry-after': '30' }));
  const busy = await troubleOf(ask());
  expect(busy).toMatchObject({
    code: 'busy',
    detail: '429 rate_limit_exceeded',
    tokens: 0,
    pauseMs: 30_000,
    isOfTheServer: true,
  });
  server.behave(refuses(429, repeats, { 'retry-after': '99999999' }));
  expect((await troubleOf(ask())).pauseMs).toBe(3_600_000);
  server.behave(refuses(401, { message: 'sk-secret', code: 'Key sk-secret is wrong' }));
  const refused = await troubleOf(ask());
  expect(refused).toMatchObject({ code: 'refused', detail: '401', tokens: 0 });
  server.behave(refuses(500, {}));
  const failed = await troubleOf(ask());
  expect(failed).toMatchObject({ code: 'failed', tokens: null, isOfTheServer: false });
  expect(`${busy.message}${refused.message}${failed.message}`).not.toMatch(/sk-secret|cielo/);
});

test('one that hangs is left; one that never ends is cut off', async () => {
  server.behave(hangs);
  expect(await troubleOf(ask({ timeoutMs: 100 }))).toMatchObject({ code: 'slow', tokens: null });
  server.behave(says(`${'x'.repeat(100_000)}{"colour":"blue"}`));
  expect(await troubleOf(ask())).toMatchObject({ code: 'too_large', tokens: null });
});

test('an address of the inner network is not asked unless the operator allows it', async () => {
  const guarded = createOutbound({ allow: [] });
  const at = { address: server.address, model: 'tiny', key: 'sk-secret', format: 'none' } as const;
  const trouble = await troubleOf(askModel(guarded, at, question, { timeoutMs: 10_000 }));
  expect(trouble).toMatchObject({ code: 'unreachable', detail: 'outbound.address_denied', tokens: 0 });
  expect(server.asked).toEqual([]);
  await guarded.close();
});
