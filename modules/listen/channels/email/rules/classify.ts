/**
 * What wrote a mail. Only a human's words call for an answer; answering machines starts wars between machines (case C07).
 * RFC 3834 (automatic responses), 3464 (delivery status), 5965 (abuse reports), 2369 and 2919 (lists), and what mail systems
 * do that never read them.
 */
import { type Bounce, readBounce, saysBounce } from './bounce.ts';
import { decodeWords } from './encoded-words.ts';
import { headerOf, type MailHeaders } from './headers.ts';

export type Nature = 'human' | 'auto_reply' | 'bounce' | 'feedback' | 'bulk';

export interface Classified {
  nature: Nature;
  /** Which sign decided, for whoever wonders. */
  because: string;
  bounce?: Bounce;
}

export interface MailToClassify {
  headers: MailHeaders;
  /** The beginning of the body as it stands, every part of it. */
  body: string;
  /** What one reads, decoded. */
  text: string;
}

const outOfOffice =
  /^\W*(?:auto(?:matic)?[ -]?(?:reply|response|matische antwort|mated (?:reply|response))|out of (?:the )?office|ooo\b|away from (?:my|the) (?:office|mail)|vacation|on (?:vacation|holiday|leave)|abwesenheits|automatische (?:antwort|abwesenheit)|risposta automatica|fuori (?:sede|ufficio)|assente|r[ée]ponse automatique|absence du bureau|respuesta autom[áa]tica|fuera de (?:la )?oficina|resposta autom[áa]tica|ausência|automatisch antwoord|afwezig|automatick[áa] odpov|odpowiedź automatyczna|auto_?re(?:ply|sponder)|自動(?:応答|返信)|不在)/iu;

export function classify({ headers, body: raw, text }: MailToClassify): Classified {
  const body = `${raw}\n${text.slice(0, 20_000)}`;
  const of = (name: string) => headerOf(headers, name);
  const type = of('content-type').toLowerCase();
  const subject = decodeWords(of('subject'));
  const isReport = /^\s*multipart\/report/.test(type);

  if ((isReport && /report-type="?feedback-report/.test(type)) || /^content-type:\s*message\/feedback-report/im.test(body))
    return { nature: 'feedback', because: 'feedback report (RFC 5965)' };
  if (
    /^x-(?:feedback|complaint)-|^feedback-type$/m.test(headers.map(([name]) => name).join('\n')) &&
    /abuse|complaint/i.test(subject)
  )
    return { nature: 'feedback', because: 'complaint of a mail provider' };

  if (/^(?:complaint about message from|abuse report:) /i.test(subject))
    return { nature: 'feedback', because: 'complaint of a mail provider' };
  if (/report-type="?disposition-notification/.test(type)) return { nature: 'auto_reply', because: 'read receipt (RFC 8098)' };
  const auto = of('auto-submitted')
    .toLowerCase()
    .replace(/[;(\s].*$/s, '');
  const bounced = saysBounce({ headers, subject, body, isReport: isReport && /delivery-status/.test(type) });
  if (bounced) return { nature: 'bounce', because: bounced, bounce: readBounce(headers, body) };

  if (auto !== '' && auto !== 'no') return { nature: 'auto_reply', because: `Auto-Submitted: ${auto.slice(0, 40)} (RFC 3834)` };
  for (const name of ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from', 'x-mail-autoreply'])
    if (of(name) !== '' && !/^no$/i.test(of(name))) return { nature: 'auto_reply', because: name };
  const precedence = of('precedence').trim().toLowerCase();
  if (/auto.?reply/.test(precedence)) return { nature: 'auto_reply', because: 'Precedence: auto_reply' };
  if (outOfOffice.test(subject)) return { nature: 'auto_reply', because: 'subject of an automatic reply' };

  for (const name of [
    'list-id',
    'list-unsubscribe',
    'list-post',
    'list-help',
    'x-mailing-list',
    'mailing-list',
    'x-mailman-version',
  ])
    if (of(name) !== '') return { nature: 'bulk', because: name };
  if (/^(bulk|list|junk)$/.test(precedence)) return { nature: 'bulk', because: `Precedence: ${precedence}` };
  if (/\b(all|oof|autoreply)\b/i.test(of('x-auto-response-suppress')))
    return { nature: 'auto_reply', because: 'X-Auto-Response-Suppress' };
  if (of('return-path').replace(/\s/g, '') === '<>') return { nature: 'auto_reply', because: 'empty return path' };
  return { nature: 'human', because: 'nothing says otherwise' };
}
