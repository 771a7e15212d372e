/**
 * The door people answer at, from the survey's own page or any site. Looking at a survey begins nothing; a response is opened by a
 * token that travels in a header, never in an address, and there are no cookies.
 */
import { Refusal, type RefusalKind, z } from '#platform/contract';
import { type BindRaw, httpRefusals, type RawAnswer, type RawRequest } from '#platform/http';
import type { Visiting } from '../channels/chat/chat.ts';
import {
  surveyRefusals as refusals,
  surveyBegin,
  surveyBegun,
  surveyLimits,
  surveyLook,
  surveySave,
  surveySaved,
} from '../contract/surveys.ts';
import type { Answering } from './answering.ts';
import type { Invite } from './invite.ts';
import { createTurnstile } from './turnstile.ts';

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type',
  'access-control-expose-headers': 'Retry-After',
  'access-control-max-age': '86400',
  'cross-origin-resource-policy': 'cross-origin',
};
const limit = surveyLimits.answerBytes + 4_096;
const offer = z.object({ offer: z.object({ key: z.string(), invitation: z.string() }).nullable() });
const nothing = z.strictObject({});

interface DoorDeps {
  bindRaw: BindRaw;
  answering: Answering;
  inviting: Invite;
  /** Whose chat a token opens. Throws when it opens none. */
  visiting(token: string | undefined): Promise<Visiting>;
  now(): number;
}

export function bindSurveyDoor({ bindRaw, answering, inviting, visiting, now }: DoorDeps): void {
  const take = createTurnstile(now);
  const bearer = ({ headers }: RawRequest) => /^Bearer (\S{20,200})$/.exec(String(headers.authorization ?? ''))?.[1];
  interface Door {
    name: string;
    method: 'GET' | 'POST';
    path: string;
    summary: string;
    body?: z.ZodType;
    reply: z.ZodType;
    refusals: RefusalKind[];
    answer(request: RawRequest): Promise<unknown>;
  }
  const doors: Door[] = [
    {
      ...{ name: 'look', method: 'GET', path: '/s/v1/:key', summary: 'The questions of an open survey. Keeps nothing' },
      reply: surveyLook,
      refusals: [refusals.survey_unknown_key, refusals.survey_over],
      answer: ({ params }) => answering.look(params.key ?? ''),
    },
    {
      ...{
        name: 'begin',
        method: 'POST',
        path: '/s/v1/:key/responses',
        summary: 'Begin to answer: answers the token to go on with',
      },
      body: surveyBegin,
      reply: surveyBegun,
      refusals: [
        ...[refusals.survey_unknown_key, refusals.survey_over, refusals.survey_link_used, refusals.survey_link_refused],
        ...[refusals.survey_answers_refused, refusals.survey_too_fast],
      ],
      async answer({ params, body, ip, headers }) {
        take(`begin:${ip}`, { burst: 60, perMinute: 60 });
        const via = headers['sec-fetch-site'] === 'cross-site' ? 'widget' : 'link';
        return answering.begin(params.key ?? '', read(surveyBegin, body), via);
      },
    },
    {
      ...{ name: 'resume', method: 'GET', path: '/s/v1/responses', summary: 'What was answered so far' },
      reply: surveyBegun,
      refusals: [refusals.survey_token_refused],
      answer: (request) => answering.resume(bearer(request)),
    },
    {
      ...{ name: 'save', method: 'POST', path: '/s/v1/responses', summary: 'Keep the answers given so far, or finish' },
      body: surveySave,
      reply: surveySaved,
      refusals: [
        ...[refusals.survey_token_refused, refusals.survey_answers_refused, refusals.survey_settled],
        ...[refusals.survey_over, refusals.survey_too_fast, refusals.survey_unknown_key],
      ],
      async answer(request) {
        const token = bearer(request);
        take(`save:${token ?? request.ip}`, { burst: 60, perMinute: 60 });
        return answering.save(token, read(surveySave, request.body));
      },
    },
    {
      ...{ name: 'offer', method: 'GET', path: '/s/v1/offer', summary: 'What the visitor of a chat is asked, if anything' },
      reply: offer,
      refusals: [],
      async answer(request) {
        const { workspaceId, chatId } = await visiting(bearer(request));
        take(`offer:${chatId}`, { burst: 20, perMinute: 20 });
        return { offer: (await inviting.offeredTo(workspaceId, chatId)) ?? null };
      },
    },
    {
      ...{
        name: 'decline',
        method: 'POST',
        path: '/s/v1/offer',
        summary: 'The visitor of a chat does not want to be asked this',
      },
      body: nothing,
      reply: nothing,
      refusals: [],
      async answer(request) {
        const { workspaceId, chatId } = await visiting(bearer(request));
        read(nothing, request.body);
        await inviting.decline(workspaceId, chatId);
        return {};
      },
    },
  ];

  const preflights = new Set<string>();
  for (const door of doors) {
    const base = { path: door.path, headers: cors, public: 'A link or a token opens one response; the door checks it.' };
    const params = door.path.includes(':key') ? { params: z.object({ key: z.string() }) } : {};
    const described = { ...params, ...(door.body && { body: door.body }), reply: door.reply };
    const refused = [...door.refusals, ...(door.body ? [httpRefusals.invalid] : [])];
    bindRaw(
      {
        ...{ ...base, id: `listen.survey.${door.name}`, method: door.method, summary: door.summary },
        bodyLimit: door.method === 'GET' ? 0 : limit,
        described: { ...described, refusals: refused },
      },
      async (request) => json(await door.answer(request)),
    );
    if (preflights.has(door.path)) continue;
    preflights.add(door.path);
    bindRaw(
      { ...base, id: `listen.survey.${door.name}.preflight`, method: 'OPTIONS', summary: 'CORS preflight', bodyLimit: 0 },
      () => ({ status: 204 }),
    );
  }
}

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
