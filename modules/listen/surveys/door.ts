/**
 * The door people answer at, from the survey's own page or any site. Looking at a survey begins nothing; a response is opened by a
 * token that travels in a header, never in an address, and there are no cookies.
 */
import { z } from '#platform/contract';
import type { BindRaw } from '#platform/http';
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
import { createPace } from '../pace.ts';
import { bearerOf, bindPublicDoors, type PublicDoor, readBody } from '../public-doors.ts';
import type { Answering } from './answering.ts';
import type { Invite } from './invite.ts';

const limit = surveyLimits.answerBytes + 4_096;
const offer = z.object({ offer: z.object({ key: z.string(), invitation: z.string() }).nullable() });
const nothing = z.strictObject({});
const withKey = z.object({ key: z.string() });

interface DoorDeps {
  bindRaw: BindRaw;
  answering: Answering;
  inviting: Invite;
  /** Whose chat a token opens. Throws when it opens none. */
  visiting(token: string | undefined): Promise<Visiting>;
  now(): number;
}

export function bindSurveyDoor({ bindRaw, answering, inviting, visiting, now }: DoorDeps): void {
  const { take } = createPace(now, refusals.survey_too_fast);
  const doors: PublicDoor[] = [
    {
      ...{ name: 'look', method: 'GET', path: '/s/v1/:key', summary: 'The questions of an open survey. Keeps nothing' },
      params: withKey,
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
      params: withKey,
      body: surveyBegin,
      reply: surveyBegun,
      refusals: [
        ...[refusals.survey_unknown_key, refusals.survey_over, refusals.survey_link_used, refusals.survey_link_refused],
        ...[refusals.survey_answers_refused, refusals.survey_too_fast],
      ],
      async answer({ params, body, ip, headers }) {
        take(`begin:${ip}`, { burst: 60, perMinute: 60 });
        const via = headers['sec-fetch-site'] === 'cross-site' ? 'widget' : 'link';
        return answering.begin(params.key ?? '', readBody(surveyBegin, body), via);
      },
    },
    {
      ...{ name: 'resume', method: 'GET', path: '/s/v1/responses', summary: 'What was answered so far' },
      reply: surveyBegun,
      refusals: [refusals.survey_token_refused],
      answer: (request) => answering.resume(bearerOf(request)),
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
        const token = bearerOf(request);
        take(`save:${token ?? request.ip}`, { burst: 60, perMinute: 60 });
        return answering.save(token, readBody(surveySave, request.body));
      },
    },
    {
      ...{ name: 'offer', method: 'GET', path: '/s/v1/offer', summary: 'What the visitor of a chat is asked, if anything' },
      reply: offer,
      refusals: [],
      async answer(request) {
        const { workspaceId, chatId } = await visiting(bearerOf(request));
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
        const { workspaceId, chatId } = await visiting(bearerOf(request));
        readBody(nothing, request.body);
        await inviting.decline(workspaceId, chatId);
        return {};
      },
    },
  ];

  const why = 'A link or a token opens one response; the door checks it.';
  bindPublicDoors(bindRaw, { id: 'listen.survey', why, bodyLimit: limit }, doors);
}
