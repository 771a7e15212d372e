/**
 * Answering: what somebody with a link, a mail or a page can do. Answers are kept as they are given, can be gone on with, and
 * are finished once; finishing, its places in quotas and its events in the log are one transaction.
 */
import { createHash, randomUUID } from 'node:crypto';
import { Refusal, type z } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import {
  surveyRefusals as refusals,
  type SurveyLook,
  type surveyBegin,
  type surveyBegun,
  surveyLimits,
  type surveySave,
  type surveySaved,
} from '../contract/surveys.ts';
import type { Intake } from '../ingest/intake.ts';
import { describeDefinition, judgeAnswers } from './engine.ts';
import { type Answered, answerEvents } from './rules/answer-events.ts';
import { lightOf } from './rules/light.ts';
import { answersOf, wordOf } from './rules/questions.ts';
import { wordsIn } from './rules/wording.ts';
import * as responses from './store/responses.ts';
import * as surveys from './store/surveys.ts';

export interface AnsweringDeps {
  db: Db;
  intake: Pick<Intake, 'keepIn'>;
  registerSenders(tx: Tx, workspaceId: string, asked: { type: string; value: string; sourceId: string }[]): Promise<string[]>;
  newId(): string;
  now(): number;
  /** Screens that show its results read them again. */
  answered(workspaceId: string, surveyId: string): void;
}

export interface Answering {
  look(key: string): Promise<SurveyLook>;
  begin(key: string, asked: z.output<typeof surveyBegin>, via: 'link' | 'widget'): Promise<z.output<typeof surveyBegun>>;
  resume(token: string | undefined): Promise<z.output<typeof surveyBegun>>;
  save(token: string | undefined, given: z.output<typeof surveySave>): Promise<z.output<typeof surveySaved>>;
  /** Tells the log what was begun and left alone, so that it is heard, too. */
  tellLeft(workspaceId: string): Promise<void>;
}

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
/** After so long without a word nobody is expected to go on. */
const leftAloneHours = 24;

export function createAnswering(deps: AnsweringDeps): Answering {
  const { db, intake, newId, now } = deps;

  async function behind(key: string): Promise<{ workspaceId: string; id: string }> {
    const found = await db.inSystem((tx) => surveys.surveyByKey(tx, key), { readOnly: true });
    if (found === undefined) throw new Refusal(refusals.survey_unknown_key);
    return found;
  }

  async function opened(tx: Tx, workspaceId: string, id: string): Promise<surveys.SurveyRow> {
    const survey = await surveys.findSurvey(tx, workspaceId, id);
    if (survey === undefined || survey.state === 'draft') throw new Refusal(refusals.survey_unknown_key);
    if (survey.state === 'closed') throw new Refusal(refusals.survey_over);
    return survey;
  }

  async function held(tx: Tx, workspaceId: string, id: string) {
    const response = await responses.holdResponse(tx, workspaceId, id);
    if (response === undefined) throw new Refusal(refusals.survey_token_refused);
    const definition = await surveys.definitionOf(tx, workspaceId, response.surveyId, response.version);
    if (definition === undefined) throw new Error(`version ${response.version} of survey ${response.surveyId} is not there`);
    return { response, definition, ...(await describeDefinition(definition)) };
  }

  async function tell(tx: Tx, workspaceId: string, survey: surveys.SurveyRow, id: string, complete: boolean): Promise<void> {
    const { response, questions } = await held(tx, workspaceId, id);
    const answered: Answered = {
      id,
      surveyId: survey.id,
      surveyName: survey.name,
      sender: { type: response.senderType, value: response.senderValue },
      momentId: response.momentId,
      complete,
      at: complete ? now() : response.updatedAt.getTime(),
      startedAt: response.startedAt.getTime(),
    };
    const origin = { workspaceId, sourceId: survey.sourceId, trusted: response.proven };
    for (const event of answerEvents(answered, answersOf(questions, response.data))) await intake.keepIn(tx, origin, event);
    await responses.noteTold(tx, workspaceId, id);
  }

  const byToken = async (token: string | undefined) => {
    const found = token && (await db.inSystem((tx) => responses.responseByToken(tx, hashOf(token)), { readOnly: true }));
    if (!found) throw new Refusal(refusals.survey_token_refused);
    return found;
  };

  /** A link goes on where it was left, until it is finished; then it says kindly that it was used. */
  async function byInvitation(tx: Tx, workspaceId: string, surveyId: string, secret: string) {
    const invitation = await responses.holdInvitation(tx, workspaceId, surveyId, hashOf(secret));
    if (invitation === undefined) throw new Refusal(refusals.survey_link_refused);
    if (invitation.usedAt !== null) throw new Refusal(refusals.survey_link_used);
    const before = await responses.responseOfInvitation(tx, workspaceId, invitation.id);
    return { invitation, before };
  }

  return {
    async look(key) {
      const { workspaceId, id } = await behind(key);
      const survey = await db.inWorkspace(workspaceId, (tx) => opened(tx, workspaceId, id), { readOnly: true });
      const { questions, locales } = await describeDefinition(survey.definition);
      return {
        title: wordsIn(survey.definition.title),
        definition: survey.definition,
        light: lightOf(survey.definition, questions) ?? null,
        locales,
      };
    },
    async begin(key, { invitation: secret, anonymousId, locale, data }, via) {
      const { workspaceId, id } = await behind(key);
      const token = newSecret('vsr');
      return db.inWorkspace(workspaceId, async (tx) => {
        await surveys.shareSurvey(tx, workspaceId, id);
        const survey = await opened(tx, workspaceId, id);
        const asked = secret === undefined ? undefined : await byInvitation(tx, workspaceId, id, secret);
        if (asked?.before) {
          await responses.rotateToken(tx, workspaceId, asked.before.id, hashOf(token));
          return { token, state: asked.before.state, data: asked.before.data };
        }
        const judged = await judge(survey.definition, data, false);
        const responseId = newId();
        const { invitation } = asked ?? {};
        const sender = invitation
          ? { no: invitation.senderNo, type: invitation.senderType, value: invitation.senderValue }
          : await anonymous(tx, workspaceId, survey.sourceId, anonymousId ?? randomUUID());
        await responses.insertResponse(tx, workspaceId, {
          ...{ id: responseId, surveyId: id, version: survey.version, tokenHash: hashOf(token), sender },
          ...{ proven: invitation !== undefined, invitationId: invitation?.id, momentId: invitation?.momentId ?? null },
          ...{ via: invitation?.via ?? via, locale },
        });
        await responses.keepAnswers(tx, workspaceId, { id: responseId, surveyId: id }, judged.data, judged.answers);
        tx.afterCommit(() => deps.answered(workspaceId, id));
        return { token, state: 'partial' as const, data: judged.data };
      });
    },
    async resume(token) {
      const { workspaceId, id } = await byToken(token);
      const response = await db.inWorkspace(workspaceId, (tx) => responses.findResponse(tx, workspaceId, id), { readOnly: true });
      if (response === undefined || token === undefined) throw new Refusal(refusals.survey_token_refused);
      return { token, state: response.state, data: response.data };
    },
    async save(token, { data, complete }) {
      const { workspaceId, id, surveyId } = await byToken(token);
      return db.inWorkspace(workspaceId, async (tx) => {
        const { response, definition } = await held(tx, workspaceId, id);
        // Sent again because the answer to it was lost: it is done already.
        if (response.state !== 'partial') {
          if (complete) return { state: response.state };
          throw new Refusal(refusals.survey_settled);
        }
        const survey = await opened(tx, workspaceId, surveyId);
        const judged = await judge(definition, data, complete);
        await responses.keepAnswers(tx, workspaceId, response, judged.data, judged.answers);
        tx.afterCommit(() => deps.answered(workspaceId, surveyId));
        if (!complete) return { state: 'partial' as const };
        const words = judged.answers.map((answer) => ({ question: answer.question, value: wordOf(answer) }));
        const place = await surveys.takePlace(tx, workspaceId, survey, words);
        const state = place.taken ? ('complete' as const) : ('full' as const);
        await responses.settleResponse(tx, workspaceId, id, state);
        if (response.invitationId !== null) await responses.markUsed(tx, workspaceId, response.invitationId);
        if (place.taken) await tell(tx, workspaceId, survey, id, true);
        if (place.last) await surveys.moveSurvey(tx, workspaceId, surveyId, 'closed', 'quota');
        return { state };
      });
    },
    async tellLeft(workspaceId) {
      const due = await db.inWorkspace(workspaceId, (tx) => responses.leftAlone(tx, workspaceId, leftAloneHours, 200), {
        readOnly: true,
      });
      for (const { id } of due) {
        await db.inWorkspace(workspaceId, async (tx) => {
          const response = await responses.holdResponse(tx, workspaceId, id);
          if (response === undefined || response.toldAt !== null) return;
          const survey = await surveys.findSurvey(tx, workspaceId, response.surveyId);
          if (survey) await tell(tx, workspaceId, survey, id, false);
        });
      }
    },
  };

  async function anonymous(tx: Tx, workspaceId: string, sourceId: string, value: string) {
    const sender = { type: 'anonymous_id', value };
    const [no] = await deps.registerSenders(tx, workspaceId, [{ ...sender, sourceId }]);
    if (no === undefined) throw new Error('a sender was registered and not found');
    return { ...sender, no };
  }

  async function judge(definition: surveys.SurveyRow['definition'], given: Record<string, unknown>, complete: boolean) {
    const size = Buffer.byteLength(JSON.stringify(given));
    const tooLarge = [{ path: 'data', message: `holds ${size} bytes, at most ${surveyLimits.answerBytes}` }];
    if (size > surveyLimits.answerBytes) throw new Refusal(refusals.survey_answers_refused, { fields: tooLarge });
    const { questions } = await describeDefinition(definition);
    const { data, problems } = await judgeAnswers(definition, questions, given, complete);
    if (problems.length > 0) {
      const detail = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
      throw new Refusal(refusals.survey_answers_refused, { detail, fields: problems });
    }
    return { data, answers: answersOf(questions, data) };
  }
}
