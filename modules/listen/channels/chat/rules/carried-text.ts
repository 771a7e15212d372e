/**
 * Answers from a chat, as a mail to somebody who has left it: our words and nothing of theirs, so that nobody can have us write
 * to a stranger in their name (case C06).
 */
export interface Carried {
  authorName: string | null;
  text: string;
  files: readonly { name: string }[];
}

/** Why this mail comes, and how to go on; `{name}` is the chat's. */
const why: Record<string, string> = {
  en: 'This address was left in a chat with {name}, and you were away when we answered. Reply to this mail to go on. If it was not you, tell us by a reply.',
  it: 'Questo indirizzo è stato lasciato in una chat con {name}, e quando abbiamo risposto non c’eri più. Per continuare rispondi a questa e-mail. Se non eri tu, faccelo sapere rispondendo.',
  de: 'Diese Adresse wurde in einem Chat mit {name} angegeben; als wir antworteten, waren Sie nicht mehr da. Antworten Sie auf diese E-Mail, um fortzufahren. Waren Sie es nicht, sagen Sie es uns in einer Antwort.',
  fr: 'Cette adresse a été laissée dans une discussion avec {name}, et vous étiez parti quand nous avons répondu. Répondez à cet e-mail pour continuer. Si ce n’était pas vous, dites-le-nous en répondant.',
  es: 'Esta dirección se dejó en un chat con {name}, y cuando respondimos ya no estabas. Responde a este correo para continuar. Si no fuiste tú, dínoslo respondiendo.',
};

export function carriedText(lines: readonly Carried[], about: { name: string; locale: string | null }): string {
  const several = new Set(lines.map(({ authorName }) => authorName)).size > 1;
  const said = lines.map(({ authorName, text, files }) =>
    [several && authorName ? `${authorName}:` : '', text, ...files.map(({ name }) => `[${name}]`)].filter(Boolean).join('\n'),
  );
  const language = about.locale?.slice(0, 2).toLowerCase() ?? 'en';
  return [...said, `—\n${(why[language] ?? why.en ?? '').replace('{name}', () => about.name)}`].join('\n\n');
}
