/**
 * SurveyJS without a screen: judges definitions and answers, evaluates every expression (its own parser, no code is run), and
 * says which questions there are. Loaded when the first survey is needed; the only place that knows the library.
 */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Question, SurveyModel } from 'survey-core';
import type { FieldProblem } from '#platform/contract';
import type { QuestionKind, SurveyDefinition, SurveyQuestion } from '../contract/surveys.ts';
import { definitionProblems } from './rules/definition.ts';
import { impossibleAnswers } from './rules/questions.ts';

type Core = typeof import('survey-core');
let loading: Promise<Core> | undefined;

function load(): Promise<Core> {
  loading ??= import('survey-core').then((core) => {
    // Which standard measure a scale is; SurveyJS keeps it in its JSON like any property of its own.
    core.Serializer.addProperty('rating', { name: 'measures', choices: ['nps', 'csat', 'ces'] });
    return core;
  });
  return loading;
}

/** Everything wrong with a definition; empty when it can be asked. */
export async function judgeDefinition(definition: SurveyDefinition): Promise<FieldProblem[]> {
  const early = definitionProblems(definition);
  if (early.length > 0) return early;
  const { SurveyModel, ConditionsParser } = await load();
  // First, since SurveyJS would write of them to the console.
  const unread = expressionsOf(definition, 'definition')
    .filter(({ text }) => new ConditionsParser().parseExpression(text) === undefined)
    .map(({ path }) => ({ path, message: 'cannot be read as an expression' }));
  if (unread.length > 0) return unread.slice(0, 50);
  const model = new SurveyModel(definition);
  try {
    const problems = (model.jsonErrors ?? []).map(({ message, element }): FieldProblem => {
      const name = (element as { name?: string } | undefined)?.name;
      return { path: name ? `definition.${name}` : 'definition', message: message.slice(0, 300) };
    });
    if (problems.length === 0 && questionsOf(model).length === 0) problems.push({ path: 'definition', message: 'asks nothing' });
    return problems.slice(0, 50);
  } finally {
    model.dispose();
  }
}

export interface Described {
  questions: SurveyQuestion[];
  locales: string[];
}

const described = new LRUCache<string, Described>({ max: 500 });

/** The questions of a definition that was judged before. */
export async function describeDefinition(definition: SurveyDefinition): Promise<Described> {
  const key = hash('sha256', JSON.stringify(definition), 'hex');
  const known = described.get(key);
  if (known) return known;
  const fresh = await describeAnew(definition);
  described.set(key, fresh);
  return fresh;
}

async function describeAnew(definition: SurveyDefinition): Promise<Described> {
  const { SurveyModel } = await load();
  const model = new SurveyModel(definition);
  try {
    const locales = model.getUsedLocales().map((locale) => locale || 'default');
    return { questions: questionsOf(model), locales: ['default', ...locales.filter((one) => one !== 'default' && one !== 'en')] };
  } finally {
    model.dispose();
  }
}

/** What of the data may be kept, and what is missing or wrong; missing answers count only when somebody says that they are done. */
export async function judgeAnswers(
  definition: SurveyDefinition,
  questions: readonly SurveyQuestion[],
  data: Record<string, unknown>,
  complete: boolean,
): Promise<{ data: Record<string, unknown>; problems: FieldProblem[] }> {
  const { SurveyModel } = await load();
  const model = new SurveyModel(definition);
  try {
    const asked = model.getAllQuestions(false, true);
    const names = new Set(asked.flatMap((one) => [one.getValueName(), one.getValueName() + model.commentSuffix]));
    model.data = Object.fromEntries(Object.entries(data).filter(([name]) => names.has(name)));
    const problems = impossibleAnswers(questions, model.data);
    if (complete) {
      for (const question of asked) {
        if (!question.isVisible || !question.parent?.isVisible || !question.page?.isVisible) {
          // Answered before the condition changed: nobody sees it any more, so it is no answer.
          question.clearValue();
          continue;
        }
        if (question.validate(false)) continue;
        const message = question.errors.map((error) => error.getText()).join(' ') || 'cannot be left like this';
        problems.push({ path: `data.${question.name}`, message: message.slice(0, 300) });
      }
    }
    return { data: model.data as Record<string, unknown>, problems };
  } finally {
    model.dispose();
  }
}

// ── What SurveyJS calls things ────────────────────────────────────────────────────────────────────────────────────────────

interface Scale extends Question {
  measures?: 'nps' | 'csat' | 'ces';
  rateMin: number;
  rateMax: number;
  rateValues: { value: unknown; locText: Localised }[];
}
interface Chosen extends Question {
  choices: { value: unknown; locText: Localised }[];
  choicesMin?: number;
}
interface Localised {
  getJson(): unknown;
  textOrHtml?: string;
  calculatedText?: string;
}
interface Grid extends Question {
  rows: { value: unknown; locText: Localised }[];
  columns: { value: unknown; locText: Localised }[];
}
interface Lines extends Question {
  items: { name: string; inputType: string; isRequired: boolean; locTitle: Localised }[];
}

function questionsOf(model: SurveyModel): SurveyQuestion[] {
  return model.getAllQuestions(false, true).flatMap((question) => describe(model, question));
}

const wordsOf = (text: Localised | undefined, fallback: string): Record<string, string> => {
  const json = text?.getJson();
  if (typeof json === 'string') return { default: json };
  if (typeof json !== 'object' || json === null) return { default: fallback };
  const entries = Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { default: fallback, ...Object.fromEntries(entries) };
};

/** A row of a matrix says little without what stands above it. */
function together(above: Record<string, string>, row: Record<string, string>): Record<string, string> {
  const locales = [...new Set([...Object.keys(above), ...Object.keys(row)])];
  return Object.fromEntries(locales.map((locale) => [locale, `${above[locale] ?? above.default} ${row[locale] ?? row.default}`]));
}

const numeric = new Set(['number', 'range']);
const itemsOf = (items: { value: unknown; locText: Localised }[]) =>
  items.map(({ value, locText }) => ({ value: String(value), text: wordsOf(locText, String(value)) }));

function describe(model: SurveyModel, question: Question): SurveyQuestion[] {
  const type = question.getType();
  const base = {
    name: question.getValueName(),
    type,
    title: wordsOf(question.locTitle as unknown as Localised, question.name),
    required: question.isRequired,
    conditional: [question.visibleIf, question.requiredIf, question.enableIf].some((condition) => Boolean(condition)),
    many: false,
    min: null,
    max: null,
    choices: null,
    page: Math.max(0, model.pages.indexOf(question.page as never)),
  };
  const of = (kind: QuestionKind, more: Partial<SurveyQuestion> = {}): SurveyQuestion => ({ ...base, kind, ...more });
  switch (type) {
    case 'rating': {
      const { measures, rateMin, rateMax, rateValues } = question as Scale;
      const values = rateValues.map(({ value }) => Number(value));
      const isNumeric = values.every(Number.isFinite);
      if (!isNumeric) return [of('choice', { choices: itemsOf(rateValues) })];
      const [min, max] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [rateMin, rateMax];
      return [of(measures ?? 'rating', { min, max })];
    }
    case 'boolean':
      return [of('boolean')];
    case 'radiogroup':
    case 'dropdown':
    case 'checkbox':
    case 'tagbox':
    case 'ranking': {
      const many = type === 'checkbox' || type === 'tagbox' || type === 'ranking';
      const extra = [
        ...((question as { hasOther?: boolean }).hasOther ? [{ value: 'other', text: { default: 'other' } }] : []),
        ...((question as { hasNone?: boolean }).hasNone ? [{ value: 'none', text: { default: 'none' } }] : []),
      ];
      return [of('choice', { many, choices: [...itemsOf((question as Chosen).choices), ...extra] })];
    }
    case 'matrix': {
      const { rows, columns } = question as Grid;
      const marks = columns.map(({ value }) => Number(value));
      const isScale = marks.length > 0 && marks.every(Number.isFinite);
      return rows.map((row) => ({
        ...of(isScale ? 'rating' : 'choice', { choices: itemsOf(columns) }),
        ...(isScale && { min: Math.min(...marks), max: Math.max(...marks) }),
        name: `${base.name}.${String(row.value)}`,
        title: together(base.title, wordsOf(row.locText, String(row.value))),
      }));
    }
    case 'multipletext':
      return (question as Lines).items.map((item) => ({
        ...of(numeric.has(item.inputType) ? 'number' : 'text', { required: item.isRequired }),
        name: `${base.name}.${item.name}`,
        title: together(base.title, wordsOf(item.locTitle, item.name)),
      }));
    case 'expression':
      return [];
    case 'text':
      return [of(numeric.has((question as { inputType?: string }).inputType ?? 'text') ? 'number' : 'text')];
    default:
      return [of('text')];
  }
}

const expressionKeys =
  /^(visibleIf|enableIf|requiredIf|setValueIf|resetValueIf|setValueExpression|defaultValueExpression|expression)$/;

function expressionsOf(value: unknown, path: string): { path: string; text: string }[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => expressionsOf(each, `${path}.${at}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const at = `${path}.${key}`;
    if (expressionKeys.test(key) && typeof each === 'string') return each.trim() === '' ? [] : [{ path: at, text: each }];
    return expressionsOf(each, at);
  });
}
