/**
 * What somebody wrote, apart from what their mail program put below it: earlier mail and headers of it. Runs in a thread: the
 * patterns see strangers' text.
 */
import EmailReplyParser from 'email-reply-parser';

export interface Folded {
  text: string;
  quoted: string;
}

/** "On … wrote:", in the words of mail programs; each on one line or two. */
const introductions = [
  /^>{0,3} ?(?:on|op|le|am|el|em|il(?: giorno)?|den|dnia|w dniu|på|dne|vào)\b.{3,300}(?:wrote|schreef|a écrit|schrieb|escribió|escreveu|ha scritto|skrev|pisze|napisał\(?a?\)?|napsal\(?a?\)?|đã viết) ?:\s*$/i,
  /^>{0,3} ?.{1,200}<[^<>\s]{3,200}@[^<>\s]{3,200}>.{0,80}(?:wrote|schrieb|ha scritto|a écrit|escribió|escreveu|schreef) ?:\s*$/i,
  /^-{2,}\s*(?:original message|original-nachricht|ursprüngliche nachricht|messaggio originale|message d'origine|mensaje original|mensagem original|oorspronkelijk bericht|forwarded message|messaggio inoltrato|weitergeleitete nachricht|reply above this line)\s*-{2,}/i,
  /^_{20,}\s*$/,
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{0,60}<[^<>\s]+@[^<>\s]+>\s*:\s*$/,
];
/** Outlook's block: a line of sender, and lines of date, recipient and subject right behind. */
const blockFrom = /^\s*\**(?:from|von|da|de|van|från|od)\s*:\**\s+\S/i;
const blockNext =
  /^\s*\**(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|inviato|data|a|oggetto|envoyé|à|objet|enviado(?: el)?|fecha|para|asunto|assunto|verzonden|aan|onderwerp|skickat|till|ämne)\s*:\**/i;

export function fold(given: string): Folded {
  const text = given.replace(/\r\n?/g, '\n');
  const lines = text.split('\n');
  const at = begins(lines);
  const [head, tail] = at < 0 ? [text, ''] : [lines.slice(0, at).join('\n'), lines.slice(at).join('\n')];
  const visible = head.length > 20_000 ? head : withoutTrailingQuote(head);
  // Nothing of their own: the quote is the message (a forward, an answer below a quote that begins it).
  if (visible.trim() === '') return { text: text.trim(), quoted: '' };
  const rest = head.startsWith(visible) ? head.slice(visible.length) : '';
  return { text: visible.trim(), quoted: [rest, tail].join('\n').trim() };
}

/** The first line of what is quoted to the end; -1 when something of theirs stands below it. */
function begins(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line.length > 400) continue;
    const joined = `${line} ${lines[at + 1] ?? ''}`.slice(0, 600);
    const isBlock = blockFrom.test(line) && lines.slice(at + 1, at + 5).filter((next) => blockNext.test(next)).length >= 2;
    const introduces =
      introductions.some((each) => each.test(line)) ||
      (/^(?:on|il|am|le|el)\b/i.test(line) && introductions.slice(0, 2).some((each) => each.test(joined)));
    if (isBlock) return at;
    if (introduces && !answersBelow(lines, at + 1)) return at;
  }
  return -1;
}

/** Lines of their own between quoted ones, after an introduction: they answer point by point, and all of it is read. */
function answersBelow(lines: readonly string[], from: number): boolean {
  let quoted = false;
  let own = false;
  for (const line of lines.slice(from)) {
    if (/^\s*>/.test(line)) quoted = true;
    else if (quoted && line.trim() !== '') own = true;
    if (own) return !/^(?:-- ?|_{5,})$/.test(line.trim());
  }
  return false;
}

function withoutTrailingQuote(text: string): string {
  const fragments = new EmailReplyParser().read(text).getFragments();
  let last = fragments.length;
  while (last > 0 && fragments[last - 1]?.isQuoted()) last -= 1;
  if (last === fragments.length) return text;
  return fragments
    .slice(0, last)
    .map((fragment) => fragment.getContent())
    .join('\n');
}
