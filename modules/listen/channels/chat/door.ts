/**
 * The door the widget knocks at, from pages of any origin. A token opens one chat; it travels in a header, never in an
 * address, and there are no cookies, so that no page can speak for a visitor who did not open it there (case A21).
 */
import { z } from '#platform/contract';
import { fileRefusals } from '#platform/files/contract';
import type { BindRaw, RawRequest } from '#platform/http';
import { channelRefusals as refusals } from '../../contract/channels.ts';
import { chatLines, chatLook, chatSendBody, chatSession, chatSessionBody } from '../../contract/chat.ts';
import type { Pace } from '../../pace.ts';
import { badField, bearerOf, bindPublicDoors, type PublicDoor, readBody } from '../../public-doors.ts';
import type { Chat, Visiting } from './chat.ts';
import type { Transcripts } from './transcript.ts';

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
  const doors: PublicDoor[] = [
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
      method: 'POST',
      path: '/chat/v1/:key/sessions',
      summary: 'Begin a chat, or go on with one: answers the token that opens it',
      params: z.object({ key: z.string() }),
      body: chatSessionBody,
      reply: chatSession,
      refusals: [refusals.chat_unknown_key, refusals.chat_identity_refused, refusals.chat_origin_refused, refusals.chat_too_fast],
      async answer({ params, headers, body, ip }) {
        pace.take(`begin:${ip}`, { burst: 30, perMinute: 30 });
        return chat.begin(params.key ?? '', readBody(chatSessionBody, body), originOf(headers));
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
      method: 'POST',
      path: '/chat/v1/messages',
      summary: 'Say something; sent twice under one clientId, it is said once',
      body: chatSendBody,
      reply: z.object({ seq: z.number().int(), id: z.uuid() }),
      refusals: [refusals.chat_token_refused, refusals.chat_too_fast],
      async answer(request) {
        const who = await visitor(request);
        const line = readBody(chatSendBody, request.body);
        pace.take(`say:${who.chatId}`, { burst: 20, perMinute: 60 });
        return chat.say(who, line, { ip: request.ip, userAgent: String(request.headers['user-agent'] ?? '') });
      },
    },
    {
      name: 'file',
      method: 'POST',
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
      method: 'POST',
      path: '/chat/v1/read',
      summary: 'How far the visitor has read',
      body: bodies.read,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const who = await visitor(request);
        await chat.read(who, readBody(bodies.read, request.body).seq);
        return {};
      },
      reply: token,
    },
    {
      name: 'rate',
      method: 'POST',
      path: '/chat/v1/rating',
      summary: 'How it went, from 1 to 5',
      body: bodies.rating,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const who = await visitor(request);
        await chat.rate(who, readBody(bodies.rating, request.body));
        return {};
      },
      reply: token,
    },
    {
      name: 'listening',
      method: 'POST',
      path: '/chat/v1/listening',
      summary: 'Whether a colleague may listen in; a no holds for the whole conversation',
      body: bodies.listening,
      refusals: [refusals.chat_token_refused],
      async answer(request) {
        const who = await visitor(request);
        await chat.allow(who, readBody(bodies.listening, request.body).allowed);
        return {};
      },
      reply: token,
    },
    {
      name: 'transcript',
      method: 'POST',
      path: '/chat/v1/transcript',
      summary: 'Mails the transcript to the address that the visitor left in this chat',
      body: token,
      refusals: [refusals.chat_token_refused, refusals.chat_too_fast, refusals.chat_no_transcript],
      async answer(request) {
        const who = await visitor(request);
        readBody(token, request.body);
        // The address is a claim: whoever types somebody else's must not make a nuisance of us.
        pace.take(`transcript:${who.chatId}`, { burst: 2, perMinute: 0.1 });
        pace.take(`transcript:${request.ip}`, { burst: 10, perMinute: 1 });
        return transcripts.ask(who);
      },
      reply: z.object({ to: z.string() }),
    },
  ];

  async function visitor(request: RawRequest): Promise<Visiting> {
    return (await chat.visiting(bearerOf(request))).who;
  }

  const why = 'A chat token opens one chat; the door checks it.';
  bindPublicDoors(bindRaw, { id: 'listen.chat', why, bodyLimit: limit }, doors);
}

const originOf = ({ origin }: RawRequest['headers']) => (typeof origin === 'string' ? origin : undefined);
