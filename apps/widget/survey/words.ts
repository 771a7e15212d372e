/** What the survey itself says, beside its questions. */
const english = {
  send: 'Send',
  required: 'Please answer this.',
  optional: 'optional',
  number: 'Please give a number.',
  thanks: 'Thank you. Your answers have arrived.',
  full: 'Thank you. We have heard enough people on this already, so your answers are kept but not counted.',
  used: 'This link was used already. Your answers have arrived; nothing more is needed.',
  over: 'This survey is over. Thank you for wanting to answer.',
  gone: 'There is no survey at this address.',
  refused: 'This link does not open this survey. Please use the whole link as it was sent to you.',
  trouble: 'That did not reach us. Your answers are still here: please try again.',
  kept: 'Your answers are kept as you give them.',
  yes: 'Yes',
  no: 'No',
  later: 'Not now',
  choose: 'Choose…',
  open: 'Tell us how it was',
};
export type SurveyWords = typeof english;

const others: Record<string, SurveyWords> = {
  it: {
    send: 'Invia',
    required: 'Per favore, risponda qui.',
    optional: 'facoltativo',
    number: 'Per favore, scriva un numero.',
    thanks: 'Grazie. Le sue risposte sono arrivate.',
    full: 'Grazie. Su questo abbiamo già sentito abbastanza persone: le sue risposte sono conservate ma non contate.',
    used: 'Questo link è già stato usato. Le sue risposte sono arrivate; non serve altro.',
    over: 'Questo sondaggio è concluso. Grazie per aver voluto rispondere.',
    gone: 'A questo indirizzo non c’è alcun sondaggio.',
    refused: 'Questo link non apre il sondaggio. Usi il link intero, come le è stato inviato.',
    trouble: 'Non ci è arrivato. Le sue risposte sono ancora qui: riprovi, per favore.',
    kept: 'Le sue risposte sono conservate mentre le dà.',
    yes: 'Sì',
    no: 'No',
    later: 'Non ora',
    choose: 'Scelga…',
    open: 'Ci dica com’è andata',
  },
  de: {
    send: 'Senden',
    required: 'Bitte hier antworten.',
    optional: 'freiwillig',
    number: 'Bitte eine Zahl angeben.',
    thanks: 'Danke. Ihre Antworten sind angekommen.',
    full: 'Danke. Dazu haben wir schon genug Menschen gehört: Ihre Antworten bleiben aufbewahrt, werden aber nicht gezählt.',
    used: 'Dieser Link wurde schon benutzt. Ihre Antworten sind angekommen.',
    over: 'Diese Umfrage ist zu Ende. Danke, dass Sie antworten wollten.',
    gone: 'Unter dieser Adresse gibt es keine Umfrage.',
    refused: 'Dieser Link öffnet die Umfrage nicht. Bitte den ganzen Link benutzen, wie er geschickt wurde.',
    trouble: 'Das kam nicht an. Ihre Antworten sind noch hier: bitte noch einmal versuchen.',
    kept: 'Ihre Antworten werden laufend aufbewahrt.',
    yes: 'Ja',
    no: 'Nein',
    later: 'Nicht jetzt',
    choose: 'Bitte wählen…',
    open: 'Sagen Sie uns, wie es war',
  },
};

/** In the first of these languages that is spoken here. */
export const surveyWords = (languages: readonly string[]): SurveyWords => {
  for (const language of languages) {
    const main = language.slice(0, 2);
    if (main === 'en') return english;
    const words = others[main];
    if (words) return words;
  }
  return english;
};
