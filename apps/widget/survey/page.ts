/**
 * The survey's own page. What stands after `#` never reaches a server by itself: `i` is the secret of a link that holds once,
 * `q` and `a` an answer that was chosen in a mail. It is only chosen here; it counts when somebody sends it.
 */
import { createResponding, faultsOf, type Settled, SurveyRefused } from './answering.ts';
import { drawLight, inLanguage } from './light.ts';
import { lightStyles } from './light-styles.ts';
import { surveyWords } from './words.ts';

const place = document.querySelector<HTMLElement>('#survey');
const title = document.querySelector<HTMLElement>('h1');
const words = surveyWords(navigator.languages);
document.documentElement.lang = navigator.language;

const sheet = new CSSStyleSheet();
sheet.replaceSync(lightStyles);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const given = new URLSearchParams(location.hash.slice(1));
const key = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
const responding = createResponding({
  base: location.origin,
  key,
  invitation: given.get('i') ?? undefined,
  anonymousId: undefined,
  locale: navigator.language,
  storage: () => localStorage,
});

function say(text: string, role: 'status' | 'alert'): void {
  const line = document.createElement('p');
  line.className = 'said';
  line.setAttribute('role', role);
  line.tabIndex = -1;
  line.textContent = text;
  place?.replaceChildren(line);
  line.focus();
}

const settled = (how: Settled) => say(how === 'full' ? words.full : words.thanks, 'status');

/** Refusals that end it, in words. */
const endings: Record<string, string> = {
  'listen.survey_over': words.over,
  'listen.survey_unknown_key': words.gone,
  'listen.survey_link_used': words.used,
  'listen.survey_link_refused': words.refused,
};

async function start(box: HTMLElement): Promise<void> {
  const look = await responding.look();
  const said = inLanguage(look.title, navigator.languages);
  if (said) document.title = said;
  if (title) title.textContent = said;
  const before = await responding.resume();
  if (before.settled) return settled(before.settled);
  const answers = { ...before.answers, ...chosenInMail(look) };
  const send = async (all: Record<string, unknown>) => {
    try {
      settled(await responding.send(all));
      return undefined;
    } catch (error) {
      const ending = error instanceof SurveyRefused ? endings[error.code] : undefined;
      if (ending) say(ending, 'alert');
      const faults = faultsOf(error);
      if (faults === undefined && ending === undefined) throw error;
      return faults;
    }
  };
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const drawing = { languages: navigator.languages, words, answers, dark, onChange: responding.keep, onSend: send };
  if (look.light) return void drawLight(box, { ...drawing, questions: look.light });
  const { drawFull } = await import('./full.ts');
  drawFull(box, { ...drawing, definition: look.definition });
}

function chosenInMail({ light, definition }: Awaited<ReturnType<typeof responding.look>>): Record<string, unknown> {
  const [question, answer] = [given.get('q'), given.get('a')];
  if (!question || answer === null) return {};
  const asked = light?.find(({ name }) => name === question);
  const isMark = asked
    ? asked.min !== null || asked.kind === 'number'
    : /^\d+$/.test(answer) && JSON.stringify(definition).includes('"rating"');
  if (asked?.kind === 'boolean') return { [question]: answer === 'true' };
  return { [question]: isMark ? Number(answer) : answer };
}

if (place) {
  start(place).catch((error: unknown) => {
    say((error instanceof SurveyRefused && endings[error.code]) || words.trouble, 'alert');
  });
}
