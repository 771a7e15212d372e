/** What the help centre itself says, in the languages somebody checked; articles may be written in any. */

const en = {
  search: 'Search for help',
  go: 'Search',
  home: 'Help home',
  topics: 'Topics',
  newest: 'Newest answers',
  nothing: 'There is nothing here yet.',
  articles: (count: number) => (count === 1 ? '1 article' : `${count} articles`),
  resultsFor: (text: string) => `Results for “${text}”`,
  noResult: (text: string) => `Nothing was found for “${text}”. Try other words; somebody is told what you missed.`,
  corrected: (words: string) => `Also looked for: ${words}.`,
  updated: 'Updated',
  checked: 'Checked',
  language: 'Language',
  otherLanguage: 'This article is not written in your language yet.',
  wasItHelpful: 'Did this help?',
  yes: 'Yes',
  no: 'No',
  comment: 'What was missing? (optional)',
  send: 'Send',
  thanks: 'Thank you. Whoever looks after this article will read it.',
  back: 'Back to the article',
  missing: 'This page does not exist, or is not kept up to date any more.',
  slowDown: 'That was very much at once. Please wait a minute and try again.',
  skip: 'Skip to the text',
};

const it: typeof en = {
  search: 'Cerca un aiuto',
  go: 'Cerca',
  home: 'Pagina iniziale',
  topics: 'Argomenti',
  newest: 'Risposte più recenti',
  nothing: 'Qui non c’è ancora nulla.',
  articles: (count: number) => (count === 1 ? '1 articolo' : `${count} articoli`),
  resultsFor: (text: string) => `Risultati per “${text}”`,
  noResult: (text: string) => `Nessun risultato per “${text}”. Prova con altre parole; qualcuno saprà che cosa mancava.`,
  corrected: (words: string) => `Cercato anche: ${words}.`,
  updated: 'Aggiornato',
  checked: 'Verificato',
  language: 'Lingua',
  otherLanguage: 'Questo articolo non è ancora scritto nella tua lingua.',
  wasItHelpful: 'Ti è stato utile?',
  yes: 'Sì',
  no: 'No',
  comment: 'Che cosa mancava? (facoltativo)',
  send: 'Invia',
  thanks: 'Grazie. Lo leggerà chi cura questo articolo.',
  back: 'Torna all’articolo',
  missing: 'Questa pagina non esiste, o non è più aggiornata.',
  slowDown: 'Troppe richieste in una volta. Aspetta un minuto e riprova.',
  skip: 'Vai al testo',
};

export type Words = typeof en;

export const wordsOf = (locale: string): Words => (locale.split('-')[0] === 'it' ? it : en);
