/**
 * The door the widget knocks at, from pages of any origin. A token opens one chat; it travels in a header, never in an
 * address, and there are no cookies, so that no page can speak for a visitor who did not open it there (case A21).
 */
import { Refusal, type RefusalKind, z } from '#platform/contract';
import { fileRefusals } from '#platform/files/contract';
import { type BindRaw, httpRefusals, type RawAnswer, type RawRequest } from '#platform/http';
import { channelRefusals as refusals } from '../../contract/channels.ts';
import { chatLines, chatLook, chatSendBody, chatSession, chatSessionBody } from '../../contract/chat.ts';
import type { Chat, Visiting } from './chat.ts';
import type { Pace } from './pace.ts';
import type { Transcripts } from './transcript.ts';

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type',
  'access-control-expose-headers': 'Retry-After',
  'access-control-max-age': '86400',
  'cross-origin-resource-policy': 'cross-origin',
};

const token = z.strictObject({});
const bodies = {
  rating: z.strictObject({ score: z.number().int().min(1).max(5), comment: z.string().trim().max(2_000).optional() }),
  listening: z.strictObject({ allowed: z.boolean() }),
  read: z.strictObject({ seq: z.number().int().min(0) }),
};
const limit = 64 * 1024;
const chatFileBytes = 10 * 1024 * 1024;

interface ChatDoorDeps {
  bindRaw: BindRaw;
  chat: Chat;
  pace: Pace;
  transcripts: Transcripts;
}

export function bindChat({ bindRaw, chat, pace, transcripts }: ChatDoorDeps): void {
  type Door = {
    name: string;
    method?: 'GET';
    path: string;
    summary: string;
    body?: z.ZodType;
    reply?: z.ZodType;
    params?: z.ZodObject;
    bodyLimit?: number;
    refusals?: RefusalKind[];
    answer(request: RawRequest): Promise<unknown>;
  };
  const doors: Door[] = [
    {
      name: 'look',
      method: 'GET',
      path: '/chat/v1/:key',
      summary: 'How a chat looks and whether somebody is there, before anything is said',
      params: z.object({ key: z.string() }),
      reply: chatLook,
      refusals: [refusals.chat_unknown_key, refusals.chat_origin_refused],
      answer: ({ params, headers }) => chat.look(params.key ?? '', originOf(headers)),
    },
    {
      name: 'begin',
      path: '/chat/v1/:key/sessions',
      summary: 'Begin a chat, or go on with one: answers the token that opens it',
      params: z.object({ key: z.string() }),
      body: chatSessionBody,
      reply: chatSession,
      refusals: [refusals.chat_unknown_key, refusals.chat_identity_refused, refusals.chat_origin_refused, refusals.chat_too_fast],
      async answer({ params, headers, body, ip }) {
        pace.take(`begin:${ip}`, { burst: 30, perMinute: 30 });
        return chat.begin(params.key ?? '', read(chatSessionBody, body), originOf(headers));
      },
    },
    {
      name: 'lines',
      method: 'GET',
      path: '/chat/v1/messages',
      summary: 'The transcript after a number, and how things stand',
      reply: chatLines,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const after = Number(request.query.after ?? 0);
        if (!Number.isSafeInteger(after) || after < 0) throw badField('after', 'must be a number from 0 on');
        return chat.lines(await visitor(request), after);
      },
    },
    {
      name: 'say',
      path: '/chat/v1/messages',
      summary: 'Say something; sent twice under one clientId, it is said once',
      body: chatSendBody,
      reply: z.object({ seq: z.number().int(), id: z.uuid() }),
      refusals: [refusals.chat_token_refused, refusals.chat_too_fast],
      async answer(request) {
        const who = await visitor(request);
        const line = read(chatSendBody, request.body);
        pace.take(`say:${who.chatId}`, { burst: 20, perMinute: 60 });
        return chat.say(who, line, { ip: request.ip, userAgent: String(request.headers['user-agent'] ?? '') });
      },
    },
    {
      name: 'file',
      path: '/chat/v1/files',
      summary: 'Bring a file, to be sent with the next message; its name stands in the query',
      bodyLimit: chatFileBytes,
      reply: z.object({ id: z.uuid(), name: z.string(), type: z.string(), size: z.number().int() }),
      refusals: [refusals.chat_token_refused, refusals.chat_too_fast, fileRefusals.file_too_large, fileRefusals.har_unreadable],
      async answer(request) {
        const who = await visitor(request);
        pace.take(`file:${who.chatId}`, { burst: 10, perMinute: 10 });
        const { name } = request.query;
        if (typeof name !== 'string' || name.length > 255 || request.body.length === 0)
          throw badField('name', 'name the file in the query, and send its bytes as the body');
        return chat.bring(who, { name, bytes: request.body });
      },
    },
    {
      name: 'read',
      path: '/chat/v1/read',
      summary: 'How far the visitor has read',
      body: bodies.read,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const who = await visitor(request);
        await chat.read(who, read(bodies.read, request.body).seq);
        return {};
      },
      reply: token,
    },
    {
      name: 'rate',
      path: '/chat/v1/rating',
      summary: 'How it went, from 1 to 5',
      body: bodies.rating,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const who = await visitor(request);
        await chat.rate(who, read(bodies.rating, request.body));
        return {};
      },
      reply: token,
    },
    {
      name: 'listening',
      path: '/chat/v1/listening',
      summary: 'Whether a colleague may listen in; a no holds for the whole conversation',
      body: bodies.listening,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const who = await visitor(request);
        await chat.allow(who, read(bodies.listening, request.body).allowed);
        return {};
      },
      reply: token,
    },
    {
      name: 'transcript',
      path: '/chat/v1/transcript',
      summary: 'Mails the transcript to the address that the visitor left in this chat',
      body: token,
      refusals: [refusals.chat_token_refused, refusals.chat_too_fast, refusals.chat_no_transcript],
      async answer(request) {
        const who = await visitor(request);
        read(token, request.body);
        // The address is a claim: whoever types somebody else's must not make a nuisance of us.
        pace.take(`transcript:${who.chatId}`, { burst: 2, perMinute: 0.1 });
        pace.take(`transcript:${request.ip}`, { burst: 10, perMinute: 1 });
        return transcripts.ask(who);
      },
      reply: z.object({ to: z.string() }),
    },
  ];

  async function visitor({ headers }: RawRequest): Promise<Visiting> {
    return (await chat.visiting(/^Bearer (\S{20,200})$/.exec(String(headers.authorization ?? ''))?.[1])).who;
  }

  const preflights = new Set<string>();
  for (const door of doors) {
    const base = { path: door.path, headers: cors, public: 'A chat token opens one chat; the door checks it.' };
    bindRaw(
      {
        ...base,
        id: `listen.chat.${door.name}`,
        method: door.method ?? 'POST',
        summary: door.summary,
        bodyLimit: door.method === 'GET' ? 0 : (door.bodyLimit ?? limit),
        described: {
          ...(door.params && { params: door.params }),
          ...(door.body && { body: door.body }),
          ...(door.reply && { reply: door.reply }),
          refusals: [...(door.refusals ?? []), ...(door.body ? [httpRefusals.invalid] : [])],
        },
      },
      async (request) => json(await door.answer(request)),
    );
    if (preflights.has(door.path)) continue;
    preflights.add(door.path);
    bindRaw(
      { ...base, id: `listen.chat.${door.name}.preflight`, method: 'OPTIONS', summary: 'CORS preflight', bodyLimit: 0 },
      () => ({
        status: 204,
      }),
    );
  }
}

const originOf = ({ origin }: RawRequest['headers']) => (typeof origin === 'string' ? origin : undefined);

const json = (answer: unknown): RawAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(answer),
});

const badField = (path: string, message: string) =>
  new Refusal(httpRefusals.invalid, { detail: `${path}: ${message}`, fields: [{ path, message }] });

function read<S extends z.ZodType>(schema: S, body: Buffer): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw badField('', 'must be JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new Refusal(httpRefusals.invalid, {
    detail: fields.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; '),
    fields,
  });
}
