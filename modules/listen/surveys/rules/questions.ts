/** Questions as they are counted, and answers as they are kept: whatever SurveyJS nests lies flat here. */
import type { FieldProblem } from '#platform/contract';
import type { QuestionKind, SurveyQuestion } from '../../contract/surveys.ts';

/** One answer of one person. A question with several choices has several. */
export interface Answer {
  question: string;
  kind: QuestionKind;
  ordinal: number;
  number: number | null;
  text: string | null;
}

const longestText = 4_000;
const scored = new Set<QuestionKind>(['nps', 'csat', 'ces', 'rating', 'number']);
export const isScored = (kind: QuestionKind): boolean => scored.has(kind);

const at = (data: Record<string, unknown>, name: string): unknown => {
  if (Object.hasOwn(data, name)) return data[name];
  const dot = name.lastIndexOf('.');
  const whole = dot > 0 ? data[name.slice(0, dot)] : undefined;
  return typeof whole === 'object' && whole !== null && !Array.isArray(whole)
    ? (whole as Record<string, unknown>)[name.slice(dot + 1)]
    : undefined;
};

/** What of the data answers a question of the definition; everything else is nobody's answer. */
export function answersOf(questions: readonly SurveyQuestion[], data: Record<string, unknown>): Answer[] {
  return questions.flatMap((question) => {
    const given = at(data, question.name);
    const values = Array.isArray(given) ? given : [given];
    return values.flatMap((value, ordinal): Answer[] => {
      const answer = readOne(question, value);
      return answer === undefined ? [] : [{ question: question.name, kind: question.kind, ordinal, ...answer }];
    });
  });
}

function readOne({ kind }: SurveyQuestion, value: unknown): Pick<Answer, 'number' | 'text'> | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (isScored(kind)) {
    const number = typeof value === 'boolean' ? Number.NaN : Number(value);
    return Number.isFinite(number) ? { number, text: null } : undefined;
  }
  if (kind === 'boolean') return { number: null, text: String(value) };
  if (typeof value === 'object') return undefined;
  return { number: null, text: String(value).replaceAll('\0', '\ufffd').toWellFormed().slice(0, longestText) };
}

/** Answers that no page of ours can have sent: marks off the scale, choices that are not offered. */
export function impossibleAnswers(questions: readonly SurveyQuestion[], data: Record<string, unknown>): FieldProblem[] {
  return questions.flatMap((question) => {
    const { name, kind, min, max, choices, many } = question;
    const given = at(data, name);
    if (given === undefined || given === null || given === '') return [];
    const no = (message: string) => [{ path: `data.${name}`, message }];
    if (Array.isArray(given) && !many) return no('takes one answer');
    return (Array.isArray(given) ? given : [given]).flatMap((value) => {
      if (readOne(question, value) === undefined) return no(isScored(kind) ? 'must be a number' : 'cannot be an answer to this');
      if (isScored(kind) && min !== null && Number(value) < min) return no(`must be at least ${min}`);
      if (isScored(kind) && max !== null && Number(value) > max) return no(`must be at most ${max}`);
      if (choices !== null && !choices.some((choice) => choice.value === String(value))) return no('is not one of the choices');
      return [];
    });
  });
}

/** As a person reads it, and as a quota names it. */
export const wordOf = ({ number, text }: Pick<Answer, 'number' | 'text'>): string => text ?? String(number);
