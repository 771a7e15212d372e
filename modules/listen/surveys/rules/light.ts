/** Which surveys the small renderer can show whole: a few kilobytes in place of SurveyJS. */
import type { LightQuestion, SurveyDefinition, SurveyQuestion } from '../../contract/surveys.ts';

import { wordsIn } from './wording.ts';

type Json = Record<string, unknown>;
const shown = new Set(['rating', 'comment', 'text', 'boolean', 'radiogroup', 'checkbox', 'dropdown']);
/** Whatever of SurveyJS would change what is shown, asked or taken, beyond what the small renderer knows. */
const known = new Set([
  ...['type', 'name', 'title', 'isRequired', 'measures', 'rateMin', 'rateMax', 'rateCount', 'minRateDescription'],
  ...['maxRateDescription', 'choices', 'inputType', 'rows', 'autoGrow', 'maxLength', 'labelTrue', 'labelFalse', 'displayMode'],
]);
const knownAbove = new Set([
  'title',
  'description',
  'pages',
  'elements',
  'locale',
  'name',
  'showQuestionNumbers',
  'completeText',
]);
const plainInputs = new Set(['text', 'email', 'number', 'tel', 'url', 'date']);
const most = 10;

/** Its questions with what stands beside scales, or undefined when it takes SurveyJS to show them. */
export function lightOf(definition: SurveyDefinition, questions: readonly SurveyQuestion[]): LightQuestion[] | undefined {
  const pages = Array.isArray(definition.pages) ? (definition.pages as Json[]) : [definition];
  if (!Object.keys(definition).every((key) => knownAbove.has(key))) return undefined;
  if (definition.pages && !pages.every((page) => Object.keys(page).every((key) => knownAbove.has(key)))) return undefined;
  const elements = pages.flatMap((page) => (Array.isArray(page.elements) ? (page.elements as Json[]) : []));
  if (elements.length > most || elements.length !== questions.length) return undefined;
  const fits = (element: Json) =>
    shown.has(String(element.type)) &&
    Object.keys(element).every((key) => known.has(key)) &&
    plainInputs.has(String(element.inputType ?? 'text'));
  if (!elements.every(fits)) return undefined;
  return questions.map((question, index) => {
    const { minRateDescription, maxRateDescription } = elements[index] ?? {};
    return { ...question, labels: { min: wordsIn(minRateDescription), max: wordsIn(maxRateDescription) } };
  });
}
