/** What the view of articles says by itself; English where we have no words. */
const en = {
  chat: 'Chat',
  articles: 'Articles',
  search: 'Search for help',
  go: 'Search',
  offered: 'These may help here:',
  found: 'Found for “{text}”:',
  nothing: 'Nothing was found for “{text}”.',
  whole: 'Open in the help centre',
  helped: 'That helped',
  talk: 'Talk to us',
  thanks: 'Thank you, good to know.',
  trouble: 'That did not work. Please try again.',
};

type Words = typeof en;

const it: Words = {
  chat: 'Chat',
  articles: 'Articoli',
  search: 'Cerca un aiuto',
  go: 'Cerca',
  offered: 'Qui possono aiutarti:',
  found: 'Trovati per “{text}”:',
  nothing: 'Nessun risultato per “{text}”.',
  whole: 'Apri nel centro assistenza',
  helped: 'Mi è stato utile',
  talk: 'Parla con noi',
  thanks: 'Grazie, buono a sapersi.',
  trouble: 'Non ha funzionato. Riprova.',
};

const de: Words = {
  chat: 'Chat',
  articles: 'Artikel',
  search: 'Hilfe suchen',
  go: 'Suchen',
  offered: 'Das hilft hier vielleicht:',
  found: 'Gefunden zu „{text}“:',
  nothing: 'Nichts gefunden zu „{text}“.',
  whole: 'Im Hilfebereich öffnen',
  helped: 'Das hat geholfen',
  talk: 'Mit uns sprechen',
  thanks: 'Danke, gut zu wissen.',
  trouble: 'Das hat nicht geklappt. Bitte noch einmal versuchen.',
};

const fr: Words = {
  chat: 'Discussion',
  articles: 'Articles',
  search: 'Chercher de l’aide',
  go: 'Chercher',
  offered: 'Ceci peut vous aider :',
  found: 'Trouvé pour « {text} » :',
  nothing: 'Rien trouvé pour « {text} ».',
  whole: 'Ouvrir dans le centre d’aide',
  helped: 'Cela m’a aidé',
  talk: 'Nous parler',
  thanks: 'Merci, c’est bon à savoir.',
  trouble: 'Cela n’a pas marché. Veuillez réessayer.',
};

const es: Words = {
  chat: 'Chat',
  articles: 'Artículos',
  search: 'Buscar ayuda',
  go: 'Buscar',
  offered: 'Esto puede ayudarte aquí:',
  found: 'Encontrado para «{text}»:',
  nothing: 'No se encontró nada para «{text}».',
  whole: 'Abrir en el centro de ayuda',
  helped: 'Me ha servido',
  talk: 'Hablar con nosotros',
  thanks: 'Gracias, es bueno saberlo.',
  trouble: 'No ha funcionado. Inténtalo de nuevo.',
};

const all: Record<string, Words> = { en, it, de, fr, es };

export type Say = (word: keyof Words, names?: Record<string, string>) => string;

export function sayIn(language: string): Say {
  const words = all[language.slice(0, 2).toLowerCase()] ?? en;
  return (word, names = {}) => words[word].replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
}
