/**
 * What a definition may hold before SurveyJS reads it: bounded, of kinds whose answers we can keep and count, and nothing that
 * a page would run, load or be led to. SurveyJS itself then judges names, properties and expressions (`engine.ts`).
 */
import type { FieldProblem } from '#platform/contract';
import { type SurveyDefinition, surveyLimits } from '../../contract/surveys.ts';

/** Element types of SurveyJS whose answers can be kept and counted. */
const askable = [
  'text',
  'comment',
  'rating',
  'boolean',
  'radiogroup',
  'checkbox',
  'dropdown',
  'tagbox',
  'ranking',
  'matrix',
  'multipletext',
  'expression',
  'panel',
] as const;
const types = new Set<string>(askable);

/** Markup, code, other servers, and patterns that one long answer could keep a server busy with (CWE-1333). */
const refusedKeys: Record<string, string> = {
  choicesByUrl: 'choices are written into the definition; none are loaded from elsewhere',
  navigateToUrl: 'a survey leads nowhere else',
  navigateToUrlOnCondition: 'a survey leads nowhere else',
  logo: 'pictures are not loaded from elsewhere',
  backgroundImage: 'pictures are not loaded from elsewhere',
  regex: 'patterns of its own are not run; use inputType (email, number, date, tel, url) or an expression',
};
const isHtml = /html$/i;
const markup = /<\s*\/?\s*[a-z!]|javascript\s*:/i;
const named = /^[\p{L}\p{N}_ -]{1,100}$/u;
/** Expressions compare with `<`; they are read by SurveyJS's own parser, never shown and never run as code. */
const expressions = /(If|expression)$/i;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything wrong with it, by place; empty when it may be read. At most 50. */
export function definitionProblems(definition: SurveyDefinition): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const no = (path: string, message: string) => problems.length < 50 && problems.push({ path, message });
  const size = new TextEncoder().encode(JSON.stringify(definition)).length;
  if (size > surveyLimits.definitionBytes)
    return [{ path: 'definition', message: `holds ${size} bytes, at most ${surveyLimits.definitionBytes}` }];
  let elements = 0;
  const names = new Set<string>();

  const element = (value: Json, path: string) => {
    elements += 1;
    const { type, name } = value;
    if (typeof type !== 'string' || !types.has(type))
      no(`${path}.type`, `"${String(type).slice(0, 40)}" cannot be asked here; what can: ${askable.join(', ')}`);
    if (typeof name !== 'string' || !named.test(name))
      return no(`${path}.name`, 'must be letters, digits, spaces, - and _, at most 100');
    if (names.has(name)) no(`${path}.name`, `"${name}" is asked twice`);
    names.add(name);
  };
  const visit = (value: unknown, path: string, depth: number): void => {
    if (depth > surveyLimits.depth) return void no(path, `nests deeper than ${surveyLimits.depth} levels`);
    if (typeof value === 'string') {
      if (value.length > surveyLimits.textLength) no(path, `at most ${surveyLimits.textLength} characters`);
      if (value.includes('\0')) no(path, 'must not hold the character NUL');
      if (markup.test(value) && !expressions.test(path)) no(path, 'must be plain text, without markup');
      return;
    }
    if (Array.isArray(value)) {
      for (const [at, each] of value.entries()) visit(each, `${path}.${at}`, depth + 1);
      return;
    }
    if (!isObject(value)) return;
    for (const [key, each] of Object.entries(value)) {
      const at = `${path}.${key}`;
      const why = Object.hasOwn(refusedKeys, key) ? refusedKeys[key] : undefined;
      if (why !== undefined) no(at, why);
      else if (isHtml.test(key)) no(at, 'markup is not shown');
      else if ((key === 'elements' || key === 'questions' || key === 'templateElements') && Array.isArray(each))
        for (const [index, one] of each.entries()) {
          if (isObject(one)) element(one, `${at}.${index}`);
          else no(`${at}.${index}`, 'must be an object');
        }
      visit(each, at, depth + 1);
    }
  };
  visit(definition, 'definition', 0);
  if (elements === 0) no('definition', 'asks nothing: give it pages or elements');
  if (elements > surveyLimits.elements) no('definition', `has ${elements} elements, at most ${surveyLimits.elements}`);
  return problems;
}
