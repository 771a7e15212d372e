/** The page behind a public link: the scenario as we understand it, and a form to add to it. Made on the server, no script. Pure. */
import { createHash } from 'node:crypto';
import type { ScenarioDefinition } from '../../contract.ts';
import { escapeHtml } from '../../told/rules/words.ts';

const style = `
:root{color-scheme:light dark;--ink:#1d1d1f;--quiet:#5c5c61;--line:#d4d4d8;--ground:#fff;--soft:#f4f4f5;--one:#a8431f}
@media(prefers-color-scheme:dark){:root{--ink:#f1f1f3;--quiet:#a9a9ae;--line:#3f3f45;--ground:#161618;--soft:#222226;--one:#e98a67}}
*{box-sizing:border-box}body{margin:0 auto;max-width:40rem;padding:2rem 1.25rem;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
h1{margin:0 0 .5rem;line-height:1.25}h2{margin:2rem 0 .75rem;font-size:1.125rem}p{margin:.25rem 0 .75rem}.quiet{color:var(--quiet)}
ol{padding-inline-start:1.5rem}li{margin-bottom:.5rem}.truth{color:var(--one);font-weight:600}
form{display:grid;gap:1.25rem}label{display:block;font-weight:600}label span{display:block;font-weight:400;color:var(--quiet);font-size:.875rem}
input,textarea{width:100%;margin-top:.375rem;padding:.625rem .75rem;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:inherit;font:inherit}
textarea{min-height:4.5rem;resize:vertical}:focus-visible{outline:3px solid var(--one);outline-offset:2px}
button{justify-self:start;padding:.75rem 1.5rem;border:0;border-radius:8px;background:var(--one);color:var(--ground);font:inherit;font-weight:600;cursor:pointer}
.wrong{padding:.75rem 1rem;border-radius:8px;background:var(--soft);border-inline-start:4px solid var(--one)}
.trap{position:absolute;inset-inline-start:-100vw;width:1px;height:1px;overflow:hidden}`;

const hash = createHash('sha256').update(style).digest('base64');

/** Nothing runs, nothing is fetched, the form goes only to this house, no search engine lists it, no proxy keeps it. */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'x-robots-tag': 'noindex, nofollow, noarchive',
  // Not `no-referrer`: a browser would then send the form with the origin "null".
  'referrer-policy': 'same-origin',
  'cache-control': 'private, no-store',
};

const words = {
  en: {
    lead: 'How should this go for you? Add what is missing. Nobody asks for your name, and nothing tells us who you are.',
    who: 'Who',
    when: 'When',
    wants: 'What you want in the end',
    path: 'The path as we understand it',
    truth: 'must not fail',
    add: 'Your part',
    hint: 'One of the three is enough. Please write no names, addresses or numbers.',
    step: 'A step your ideal path would have',
    step_hint: 'For example: “I am told before I have to ask”',
    showstopper: 'What would make you give up?',
    showstopper_hint: 'What must not fail on the way',
    metric: 'By what would you measure whether it went well?',
    metric_hint: 'For example: “From order to my door in two days”',
    trap: 'Leave this field empty',
    send: 'Send',
    empty: 'Please write something into at least one of the three fields, in the space they have.',
    thanks: 'Thank you',
    thanks_text: 'Somebody will read it and say what becomes of it.',
    full: 'So much has come in that nobody has read it yet. Please come back in a few days.',
    busy: 'Too many tries. Please wait a minute.',
    gone: 'Not here',
    gone_text: 'This link was never given, has expired, or was closed.',
  },
  it: {
    lead: 'Come dovrebbe andare per Lei? Aggiunga quello che manca. Nessuno chiede il Suo nome e nulla ci dice chi è.',
    who: 'Chi',
    when: 'Quando',
    wants: 'Che cosa vuole ottenere alla fine',
    path: 'Il percorso come lo capiamo noi',
    truth: 'non deve fallire',
    add: 'La Sua parte',
    hint: 'Basta una delle tre. Per favore niente nomi, indirizzi o numeri.',
    step: 'Un passo che il Suo percorso ideale avrebbe',
    step_hint: 'Per esempio: «Mi avvisano prima che debba chiedere»',
    showstopper: 'Che cosa La farebbe rinunciare?',
    showstopper_hint: 'Che cosa non deve fallire lungo la strada',
    metric: 'Da che cosa misurerebbe se è andata bene?',
    metric_hint: 'Per esempio: «Dall’ordine alla mia porta in due giorni»',
    trap: 'Lasci vuoto questo campo',
    send: 'Invia',
    empty: 'Per favore scriva qualcosa in almeno uno dei tre campi, nello spazio che hanno.',
    thanks: 'Grazie',
    thanks_text: 'Qualcuno lo leggerà e dirà che cosa ne sarà.',
    full: 'È arrivato tanto che nessuno ha ancora letto. Per favore torni tra qualche giorno.',
    busy: 'Troppi tentativi. Per favore aspetti un minuto.',
    gone: 'Non qui',
    gone_text: 'Questo link non è mai stato dato, è scaduto o è stato chiuso.',
  },
} as const;
export type PageLanguage = keyof typeof words;

/** The first language of the browser that we speak. */
export function languageOf(accepted: unknown): PageLanguage {
  const wanted = String(accepted ?? '').split(',');
  const known = wanted.map((each) => each.trim().slice(0, 2).toLowerCase()).find((each) => each in words);
  return (known as PageLanguage | undefined) ?? 'en';
}

const shell = (language: PageLanguage, title: string, body: string) => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>`;

export interface Shown {
  name: string;
  definition: ScenarioDefinition;
  /** What was typed and could not be kept. */
  typed?: { step: string; showstopper: string; metric: string };
  problem?: 'empty' | 'full' | 'busy';
}

/** Only what customers may read: how we measure and whose segment it is stays in the house. */
export function scenarioPage(language: PageLanguage, { name, definition, typed, problem }: Shown): string {
  const t = words[language];
  const steps = definition.steps.map(({ name: step, condition, momentOfTruth }) => {
    const truth = momentOfTruth ? ` <span class="truth">(${t.truth})</span>` : '';
    return `<li>${escapeHtml(step)}${truth}${condition ? `<br><span class="quiet">${escapeHtml(condition)}</span>` : ''}</li>`;
  });
  const line = (label: string, text: string) => (text ? `<p><strong>${label}:</strong> ${escapeHtml(text)}</p>` : '');
  const field = (part: 'step' | 'showstopper' | 'metric', most: number) => {
    const head = `<label>${t[part]}<span>${t[`${part}_hint`]}</span>`;
    const value = escapeHtml(typed?.[part] ?? '');
    if (part === 'step') return `${head}<input name="step" maxlength="${most}" value="${value}"></label>`;
    return `${head}<textarea name="${part}" maxlength="${most}">${value}</textarea></label>`;
  };
  return shell(
    language,
    name,
    `<h1>${escapeHtml(name)}</h1><p class="quiet">${t.lead}</p>
${line(t.who, definition.role)}${line(t.when, definition.context)}${line(t.wants, definition.outcome)}
<h2>${t.path}</h2><ol>${steps.join('')}</ol>
<h2>${t.add}</h2>${problem ? `<p class="wrong" role="alert">${t[problem]}</p>` : ''}<p class="quiet">${t.hint}</p>
<form method="post">${field('step', 120)}${field('showstopper', 300)}${field('metric', 300)}
<div class="trap" aria-hidden="true"><label>${t.trap}<input name="website" tabindex="-1" autocomplete="off"></label></div>
<button>${t.send}</button></form>`,
  );
}

const note = (language: PageLanguage, title: string, text: string) => shell(language, title, `<h1>${title}</h1><p>${text}</p>`);

export const thanksPage = (language: PageLanguage) => note(language, words[language].thanks, words[language].thanks_text);
export const gonePage = (language: PageLanguage) => note(language, words[language].gone, words[language].gone_text);
export const busyPage = (language: PageLanguage) => note(language, words[language].gone, words[language].busy);
