/** What a mail says about itself, as facts: who, when, to whom, answering what. Pure. */
import { type MailAddress, parseAddresses } from './addresses.ts';
import { decodeWords } from './encoded-words.ts';
import { headerOf, headersOf, type MailHeaders } from './headers.ts';
import { oneLine } from './outgoing.ts';

export interface Stated {
  /** The first author; undefined when none can be read. */
  from?: MailAddress;
  /** Several From headers or several authors: whose word it is cannot be told. */
  manyAuthors: boolean;
  subject: string;
  messageId?: string;
  /** Ids it answers, oldest first. */
  answers: string[];
  /** Everybody it is addressed to, by its headers. */
  recipients: string[];
  /** RFC 3339. */
  occurredAt: string;
}

// Printable ASCII: what stands here goes back into headers of ours.
const idPattern = /<[!#-;=?-[\]-~]{3,250}>/g;
const idsIn = (text: string) => text.slice(0, 20_000).match(idPattern) ?? [];
const dayMs = 86_400_000;

export function statedIn(headers: MailHeaders, date: string | undefined, receivedAt: number): Stated {
  const authors = headersOf(headers, 'from').flatMap(parseAddresses);
  const [from] = authors;
  const messageId = idsIn(headerOf(headers, 'message-id'))[0];
  const answers = [...headersOf(headers, 'references').flatMap(idsIn), ...headersOf(headers, 'in-reply-to').flatMap(idsIn)];
  const recipients = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to']
    .flatMap((name) => headersOf(headers, name))
    .flatMap(parseAddresses)
    .map(({ address }) => address);
  const said = date === undefined ? Number.NaN : Date.parse(date);
  // A date is what its author's clock says: believed while it is plausible.
  const plausible = said <= receivedAt + dayMs / 24 && said >= receivedAt - 30 * dayMs;
  return {
    ...(from && { from }),
    manyAuthors: headersOf(headers, 'from').length > 1 || authors.length > 1,
    subject: oneLine(decodeWords(headerOf(headers, 'subject')), 998),
    ...(messageId !== undefined && { messageId }),
    answers: [...new Set(answers)].slice(-50),
    recipients: [...new Set(recipients)].slice(0, 100),
    occurredAt: new Date(plausible ? said : receivedAt).toISOString(),
  };
}
