/** What a chat says when somebody wants to listen in, in the customer's language; English where we have no words. */
const words = {
  en: {
    told: 'A colleague is listening in to this conversation, to learn from it.',
    asked: 'May a colleague listen in to this conversation, to learn from it? You can say no.',
    ended: 'Nobody is listening in any more.',
  },
  it: {
    told: 'Un collega sta ascoltando questa conversazione, per imparare.',
    asked: 'Un collega può ascoltare questa conversazione, per imparare? Puoi dire di no.',
    ended: 'Nessuno sta più ascoltando.',
  },
  de: {
    told: 'Jemand aus dem Team hört in diesem Gespräch mit, um daraus zu lernen.',
    asked: 'Darf jemand aus dem Team in diesem Gespräch mithören, um daraus zu lernen? Sie können ablehnen.',
    ended: 'Es hört niemand mehr mit.',
  },
  fr: {
    told: 'Un collègue suit cette conversation, pour en tirer des leçons.',
    asked: 'Un collègue peut-il suivre cette conversation, pour en tirer des leçons ? Vous pouvez refuser.',
    ended: 'Plus personne ne suit la conversation.',
  },
  es: {
    told: 'Un compañero está escuchando esta conversación, para aprender de ella.',
    asked: '¿Puede un compañero escuchar esta conversación, para aprender de ella? Puede decir que no.',
    ended: 'Ya nadie está escuchando.',
  },
} as const;

export type Line = keyof (typeof words)['en'];

export function lineFor(line: Line, language: string | null): string {
  const base = (language ?? '').slice(0, 2).toLowerCase();
  return (base in words ? words[base as keyof typeof words] : words.en)[line];
}
