/**
 * The small renderer: scales, choices, yes or no, and words, in a few kilobytes and plain DOM, so that the page, the widget and
 * the console's preview show the very same thing. Whatever needs more is shown by SurveyJS.
 */
import type { LightQuestion } from '#listen/contract';
import type { SurveyWords } from './words.ts';

export type Answers = Record<string, unknown>;

export interface LightOptions {
  questions: readonly LightQuestion[];
  /** Preferred first. */
  languages: readonly string[];
  words: SurveyWords;
  answers: Answers;
  dark: boolean;
  onChange(answers: Answers): void;
  /** Resolves with what is wrong, by question; with undefined when all is well. */
  onSend(answers: Answers): Promise<Record<string, string> | undefined>;
}

type Child = Node | string;

function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function inLanguage(words: Readonly<Record<string, string>>, languages: readonly string[]): string {
  for (const language of languages) {
    const said = words[language] ?? words[language.slice(0, 2)];
    if (said) return said;
    // What has no language of its own is English.
    if (language.startsWith('en') && words.default) return words.default;
  }
  return words.default ?? '';
}

let drawn = 0;

/** Draws the questions into `place`; answers how to take them away. */
export function drawLight(place: HTMLElement, options: LightOptions): () => void {
  const { questions, words, languages } = options;
  const answers: Answers = { ...options.answers };
  drawn += 1;
  const prefix = `sv${drawn}`;
  const form = make('form', { class: options.dark ? 'sv dark' : 'sv', novalidate: '' });
  const faults = new Map<string, HTMLElement>();

  const give = (name: string, value: unknown) => {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) delete answers[name];
    else answers[name] = value;
    const fault = faults.get(name);
    if (fault) fault.textContent = '';
    options.onChange({ ...answers });
  };

  const pick = (question: LightQuestion, value: unknown, text: string, type: 'radio' | 'checkbox') => {
    const input = make('input', { type, name: `${prefix}-${question.name}`, value: String(value) });
    const before = answers[question.name];
    input.checked = Array.isArray(before) ? before.map(String).includes(String(value)) : String(before ?? '') === String(value);
    input.addEventListener('change', () => {
      if (type === 'radio') return give(question.name, value);
      const now = Array.isArray(answers[question.name]) ? (answers[question.name] as unknown[]) : [];
      give(question.name, input.checked ? [...now, value] : now.filter((one) => one !== value));
    });
    return make('label', { class: 'pick' }, input, make('span', {}, text));
  };

  const line = (question: LightQuestion, element: HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement) => {
    element.value = String(answers[question.name] ?? '');
    element.addEventListener('input', () => {
      const isNumber = question.kind === 'number' && element.value !== '';
      give(question.name, isNumber ? Number(element.value) : element.value);
    });
    return element;
  };

  function body(question: LightQuestion): Node[] {
    const { kind, type, min, max, choices, many, labels } = question;
    if (type === 'comment') return [line(question, make('textarea', { rows: '3', maxlength: '4000' }))];
    if (type === 'text') {
      const input = make('input', {
        class: 'line',
        type: 'text',
        maxlength: '1000',
        ...(kind === 'number' && { inputmode: 'decimal' }),
      });
      return [line(question, input)];
    }
    if (type === 'dropdown' && choices) {
      const empty = make('option', { value: '' }, words.choose);
      const rest = choices.map((choice) => make('option', { value: choice.value }, inLanguage(choice.text, languages)));
      return [line(question, make('select', {}, empty, ...rest))];
    }
    if (kind === 'boolean') {
      return [make('div', { class: 'list' }, pick(question, true, words.yes, 'radio'), pick(question, false, words.no, 'radio'))];
    }
    if (choices) {
      const how = many ? 'checkbox' : 'radio';
      return [
        make(
          'div',
          { class: 'list' },
          ...choices.map(({ value, text }) => pick(question, value, inLanguage(text, languages), how)),
        ),
      ];
    }
    const marks = Array.from({ length: (max ?? 5) - (min ?? 1) + 1 }, (_one, at) => (min ?? 1) + at);
    const ends = [labels.min, labels.max].map((label) => make('span', {}, inLanguage(label, languages)));
    const scale = make(
      'div',
      { class: marks.length > 7 ? 'scale long' : 'scale' },
      ...marks.map((mark) => pick(question, mark, String(mark), 'radio')),
    );
    return ends.some(({ textContent }) => textContent) ? [scale, make('div', { class: 'ends' }, ...ends)] : [scale];
  }

  for (const question of questions) {
    const title = inLanguage(question.title, languages);
    const fault = make('p', { class: 'wrong', role: 'alert', id: `${prefix}-${question.name}-wrong` });
    faults.set(question.name, fault);
    const hint = question.required ? [] : [make('span', { class: 'hint' }, words.optional)];
    const parts = body(question);
    for (const part of parts)
      if (part instanceof HTMLTextAreaElement || part instanceof HTMLInputElement || part instanceof HTMLSelectElement)
        part.setAttribute('aria-label', title);
    form.append(make('fieldset', {}, make('legend', {}, title, ...hint), ...parts, fault));
  }

  const send = make('button', { type: 'submit' }, words.send);
  const trouble = make('p', { class: 'wrong', role: 'alert' });
  form.append(make('div', {}, send, trouble));

  function blame(wrong: Record<string, string>): void {
    for (const [name, fault] of faults) fault.textContent = wrong[name] ?? '';
    const first = questions.findIndex(({ name }) => wrong[name] !== undefined);
    form.querySelectorAll('fieldset')[first]?.querySelector<HTMLElement>('input,textarea,select')?.focus();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    trouble.textContent = '';
    const lacking = questions.flatMap((question): [string, string][] => {
      const given = answers[question.name];
      if (given === undefined) return question.required ? [[question.name, words.required]] : [];
      return question.kind === 'number' && !Number.isFinite(given) ? [[question.name, words.number]] : [];
    });
    if (lacking.length > 0) return blame(Object.fromEntries(lacking));
    send.disabled = true;
    options
      .onSend({ ...answers })
      .then((wrong) => wrong && blame(wrong))
      .catch(() => {
        trouble.textContent = words.trouble;
      })
      .finally(() => {
        send.disabled = false;
      });
  });

  place.replaceChildren(form);
  return () => form.remove();
}
