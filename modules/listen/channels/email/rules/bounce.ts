/** Mail that says that a mail did not arrive: by the standard (RFC 3464), and as many systems write it by hand. */
import { parseAddresses } from './addresses.ts';
import { headerOf, type MailHeaders } from './headers.ts';

export interface Bounce {
  /** Who was not reached. */
  recipient?: string;
  /** Enhanced status (RFC 3463): `5.1.1`; made of the SMTP reply when only that is given. */
  status?: string;
  /** It will still be tried. */
  delayed: boolean;
  /** Message-IDs of the mail that came back, as far as it is quoted. */
  about: string[];
}

const daemon =
  /^(?:mailer-?daemon|mail-?daemon|mdaemon|mailer|maildelivery|mail[._-]delivery|deliver(?:y|er)?|postmaster|root|mmdf|mailrobot|antispam|no-?reply-mail-?delivery|bounces?|double-?bounce|system administrator|administrator|mailsystem|mail-system|fml-admin|info@fml)/i;
const daemonName =
  /mail(?:er)?[ ._-]?(?:delivery|daemon)|postmaster|mail deliver|microsoft exchange|system administrator|mail administrator|メール|internet mail delivery/i;

const subjects =
  /^\W*(?:undeliver(?:able|ed)|undelivered mail|(?:mail |message |e-?mail )?deliver(?:y|able)[ :-]*(?:status|fail|problem|error|report|has failed|notification|delayed|incomplete)|delivery reports? about|return(?:ed)? (?:mail|to sender|email|message)|returned mail|failure (?:notice|notification|delivery)|fail(?:ed|ure) (?:mail|delivery|to deliver|notice)|failed to deliver|mail (?:delivery|system error|failure|could not|status report|error)|message (?:delivery|status|not delivered|undeliver|could not be)|non[- ]?(?:delivery|remise|deliverable|recapitabile)|not delivered|nondeliverable|unable to deliver|could ?n[o']t (?:be )?(?:deliver|send)|(?:permanent|temporary) delivery|unzustellbar|nicht zustellbar|zustellung|mancat[oa] (?:recapito|consegna)|notifica di (?:mancata|stato)|messaggio non (?:recapitato|consegnato)|échec|avis de non|remise|no se puede entregar|entrega|the mail system|user unknown|dsn:|ndr|warning: (?:could not send|message)|problem delivering|transmission failure|undeliverable|電子メール|メール|配信|送信|delivery status|error sending|your message could not|your mail|rejected|blocked by|mail_delivery|delivery_fail|failure|gateway error|postmaster notify|mdaemon (?:notification|warning)|disallowed|invalid (?:e-?mail )?address|no such|bounce)/iu;

/** Sentences that only a mail system writes. */
const sentences: RegExp[] = [
  /^(?:reporting-mta|final-recipient|original-recipient)\s*:/im,
  /^content-type:\s*message\/delivery-status/im,
  /this is (?:the|a) (?:mail system|qmail|sisimai|permanent error|delivery status)|i'm sorry to have to inform you that your message/i,
  /(?:could not|couldn't|cannot|can't|can not|unable to|not|failed to|wasn't able to|fail) (?:be )?(?:deliver|send the (?:message|mail))/i,
  /(?:deliver(?:y|ing)|delivered)[^\n]{0,80}(?:fail|not possible|impossible|unsuccessful|aborted|error|suspended|problem)/i,
  /(?:user|recipient|mailbox|account|address|host|domain)[^\n]{0,60}(?:unknown|unavailable|not (?:found|exist|listed|known|reached|valid)|does ?n[o']t exist|disabled|inactive|over(?: its)? quota|full|exceed|reject|suspended|not our customer)/i,
  /(?:unknown|invalid|no such|bad|illegal|non-?existent) (?:user|recipient|mailbox|address|account|alias|host|domain|person|local)/i,
  /\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|\b(?:smtp|remote (?:host|server)|host)[^\n]{0,80}(?:said|error|responded|replied)/i,
  /-{3,}\s*(?:original message|transcript of session follows|the following addresses had|returned message|below this line|unsent message|copy of the message|message header follows|non-delivered message)/i,
  /^(?:\s*(?:did not reach|the following recipient|failed recipient|your message was not delivered|returned mail|undeliverable))/im,
  /\bnotificationType\\?"\s*:\s*\\?"Bounce|malformed (?:recipient|address)|no recipients? (?:were|was)|blocked (?:by|using)|relaying denied|access denied/i,
  /あて先|宛先|メールアドレス|配信できません|送信できません|エラー/,
];

export interface BounceSigns {
  headers: MailHeaders;
  subject: string;
  body: string;
  /** `multipart/report; report-type=delivery-status` */
  isReport: boolean;
}

/** What says that it is a bounce; undefined when nothing does. */
export function saysBounce({ headers, subject, body, isReport }: BounceSigns): string | undefined {
  const of = (name: string) => headerOf(headers, name);
  if (isReport) return 'delivery status report (RFC 3464)';
  if (of('x-failed-recipients') !== '') return 'X-Failed-Recipients';
  const from = of('from');
  const [sender] = parseAddresses(from);
  const nullPath = of('return-path').replace(/\s/g, '') === '<>';
  const byDaemon = daemon.test(sender?.address ?? from.trim()) || daemonName.test(sender?.name ?? from);
  // People reply to, forward and talk about bounces; the machine's own subject has nothing before it.
  const machineSubject = subjects.test(subject) && !/^\W*(?:re|fwd?|aw|wg|r|i)\s*:/i.test(subject);
  const told = sentences.filter((sentence) => sentence.test(body)).length;
  if (/^content-type:\s*message\/delivery-status/im.test(body) && (byDaemon || nullPath || machineSubject))
    return 'delivery status inside';
  if (byDaemon && machineSubject) return 'a mail system, by sender and subject';
  if (byDaemon && told >= 2) return 'a mail system, by sender and words';
  if (nullPath && (machineSubject || told >= 2)) return 'empty return path and words of a mail system';
  if (machineSubject && told >= 2) return 'subject and words of a mail system';
  return undefined;
}

const most = 50;

/** What a bounce tells, as far as it does. */
export function readBounce(headers: MailHeaders, body: string): Bounce {
  const field = (name: string) => new RegExp(`^${name}\\s*:\\s*([^\\r\\n]{1,500})`, 'im').exec(body)?.[1];
  const stated = field('final-recipient') ?? field('original-recipient');
  const named = stated?.replace(/^[\w-]+\s*;\s*/, '') ?? headerOf(headers, 'x-failed-recipients') ?? '';
  const guessed = /^\s*(?:to:\s*)?<([^<>\s@]{1,64}@[^<>\s@]{1,253})>\s*:?/im.exec(body)?.[1];
  const recipient =
    parseAddresses(named)[0]?.address ?? (guessed === undefined ? undefined : parseAddresses(guessed)[0]?.address);
  const status =
    /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(field('status') ?? '')?.[1] ??
    /\b[245]\d\d[ -]#?([245]\.\d{1,3}\.\d{1,3})\b/.exec(body)?.[1] ??
    /[(#]([45]\.\d{1,3}\.\d{1,3})\)?/.exec(body)?.[1];
  const reply = /\b([45])(\d\d)[ -][A-Za-z<#]/.exec(body);
  const about = [...body.matchAll(/^(?:message-id|in-reply-to|references)\s*:\s*([^\r\n]{1,900})/gim)]
    .flatMap(([, ids = '']) => ids.match(/<[^<>\s]{1,250}>/g) ?? [])
    .concat(headerOf(headers, 'references').match(/<[^<>\s]{1,250}>/g) ?? [])
    .concat(headerOf(headers, 'in-reply-to').match(/<[^<>\s]{1,250}>/g) ?? []);
  const whole = status ?? (reply ? `${reply[1]}.0.0` : undefined);
  return {
    ...(recipient !== undefined && { recipient }),
    ...(whole !== undefined && { status: whole }),
    delayed: /^action\s*:\s*delayed/im.test(body) || (status?.startsWith('4') ?? false),
    about: [...new Set(about)].slice(0, most),
  };
}
