/** Answers as the log tells them: one event an answer, and one for a response that was finished. */
import type { Message } from '../../ingest/rules/read-message.ts';
import { type Answer, isScored, wordOf } from './questions.ts';

export interface Answered {
  id: string;
  surveyId: string;
  surveyName: string;
  sender: { type: string; value: string };
  momentId: string | null;
  complete: boolean;
  /** Milliseconds since the epoch. */
  at: number;
  /** When it was begun: the log knows an event by its id and this day, so that telling it later is telling it again. */
  startedAt: number;
}

/** Several choices of one question are one event: one person answered one question. */
export function answerEvents(response: Answered, answers: readonly Answer[]): Message[] {
  const { id, surveyId, surveyName, momentId, complete } = response;
  const shared = { survey: surveyId, survey_name: surveyName, response: id, ...(momentId !== null && { moment: momentId }) };
  const questions = [...new Set(answers.map(({ question }) => question))];
  const events = questions.map((question) => {
    const given = answers.filter((answer) => answer.question === question);
    const [first] = given;
    const said = first && isScored(first.kind) ? { value: first.number } : { text: given.map(wordOf).join(', ') };
    const properties = { ...shared, question, question_type: first?.kind, ...said, complete };
    return eventOf(response, 'Survey Answered', `survey:${id}:${question}`, properties);
  });
  return complete ? [...events, eventOf(response, 'Survey Completed', `survey:${id}`, shared)] : events;
}

function eventOf(
  { sender, at, startedAt }: Answered,
  name: string,
  messageId: string,
  properties: Record<string, unknown>,
): Message {
  return {
    kind: 'track',
    name,
    messageId,
    sender: sender as Message['sender'],
    ownDay: new Date(startedAt).toISOString().slice(0, 10),
    occurredAt: at,
    body: JSON.stringify({ type: 'track', event: name, ...named(sender), properties, messageId }),
    identityToken: undefined,
  };
}

/** Ids stand where the Segment spec has them; addresses are further identifiers. */
function named({ type, value }: Answered['sender']) {
  if (type === 'user_id') return { userId: value };
  if (type === 'anonymous_id') return { anonymousId: value };
  return { context: { externalIds: [{ type, id: value, collection: 'users', encoding: 'none' }] } };
}
