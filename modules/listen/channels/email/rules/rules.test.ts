// What is decided about customers' mail. Case numbers: reliability programme of the design (2.3 "Mail").
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddresses, plainAddress, withoutTag } from './addresses.ts';
import { classify } from './classify.ts';
import { decodeWords } from './encoded-words.ts';
import { mayNotAcknowledge, oneLine, replySubject } from './outgoing.ts';
import { readToken, threadsNamed, writeToken } from './reply-token.ts';
import { type AuthResults, verdictOf } from './verdict.ts';

const key = Buffer.alloc(32, 3);
const workspaceId = randomUUID();

describe('C13: addresses', () => {
  test.each([
    ['"a@evil.example x"@good.example', ['"a@evil.example x"@good.example']],
    ['"victim@evil.example" <ann@good.example>', ['ann@good.example']],
    ['ann@good.example (bob@evil.example)', ['ann@good.example']],
    ['(bob@evil.example (nested)) ann@good.example', ['ann@good.example']],
    ['<@evil.example,@x.example:ann@good.example>', ['ann@good.example']],
    ['ann@good.example <bob@other.example>', ['bob@other.example']],
    ['Team: ann@a.example, Bob <bob@B.Example>;', ['ann@a.example', 'bob@b.example']],
    ['ann@evil.example@good.example', []],
    ['undisclosed-recipients:;', []],
    ['ann', []],
    ['ann@[127.0.0.1]', []],
    ['ann@127.0.0.1', []],
    ['"ann\\"@evil.example"@good.example', ['"ann\\"@evil.example"@good.example']],
    ['ann@good.example\r\nBcc: eve@evil.example', []],
  ])('%s', (header, expected) => {
    expect(parseAddresses(header).map(({ address }) => address)).toEqual(expected);
  });

  test('names are decoded and are nothing but names', () => {
    expect(parseAddresses('=?utf-8?q?Gr=C3=BC=C3=9Fe?= Ann <ann@a.example>')).toEqual([
      { address: 'ann@a.example', name: 'Grüße Ann' },
    ]);
    expect(parseAddresses('"Rossi, Ada" <ada@a.example>')[0]?.name).toBe('Rossi, Ada');
    expect(parseAddresses('=?utf-8?b?YUBldmlsLmV4YW1wbGUsIA==?= <ann@a.example>').map(({ address }) => address)).toEqual([
      'ann@a.example',
    ]);
  });

  test('whatever stands there: an address has one domain, one line, and reads as itself', () => {
    const piece = fc.constantFrom(
      'a',
      'b.example',
      '@',
      '"',
      '<',
      '>',
      '(',
      ')',
      ',',
      ':',
      ';',
      ' ',
      '\\',
      '.',
      '\r\n',
      'ü',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 20 }), (pieces) => {
        for (const { address } of parseAddresses(pieces.join(''))) {
          expect(address).not.toMatch(/[\r\n]/);
          expect(parseAddresses(address).map((each) => each.address)).toEqual([address]);
          const domain = address.slice(address.lastIndexOf('@') + 1);
          expect(domain).toMatch(/^[^\s@"<>(),:;]+$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('where we write to is plain', () => {
    expect(plainAddress('Ann@Shop.Example')).toBe('Ann@shop.example');
    for (const odd of ['"a b"@x.example', 'ann@x.example, bob@x.example', 'Ann <ann@x.example>', 'ann@x.example\nbcc: y', ''])
      expect(plainAddress(odd)).toBeUndefined();
    expect(withoutTag('help+abc@x.example')).toEqual({ address: 'help@x.example', tag: 'abc' });
  });

  test('1,000,000 recipients are read in no time', () => {
    const began = performance.now();
    expect(parseAddresses('a@b.example, '.repeat(1_000_000))).toHaveLength(200);
    parseAddresses('('.repeat(1_000_000));
    parseAddresses('"'.repeat(1_000_000));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('encoded words', () => {
  test.each([
    ['=?iso-8859-15?Q?Delivery_Status_Notification_=28Failure=29?=', 'Delivery Status Notification (Failure)'],
    ['=?utf-8?B?R3LDvMOf?= =?utf-8?B?ZQ==?=', 'Grüße'],
    ['=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=', 'Grüße'],
    ['=?iso-2022-jp?B?GyRCJSglaSE8GyhC?=', 'エラー'],
    ['=?nowhere-1?q?x?= plain =?utf-8?q?broken', 'x plain =?utf-8?q?broken'],
  ])('%s', (text, expected) => expect(decodeWords(text)).toBe(expected));
  test('never throws', () => fc.assert(fc.property(fc.string(), (text) => typeof decodeWords(text) === 'string')));
});

describe('C07: what wrote it', () => {
  const mail = (headers: Record<string, string>, body = '', text = body) =>
    classify({ headers: Object.entries({ from: 'Ann <ann@a.example>', subject: 'Hello', ...headers }), body, text }).nature;
  test.each<[string, Record<string, string>, string]>([
    ['auto_reply', { 'auto-submitted': 'auto-replied' }, ''],
    ['auto_reply', { 'auto-submitted': 'auto-generated (rejected)' }, ''],
    ['human', { 'auto-submitted': 'no' }, ''],
    ['bulk', { precedence: 'bulk' }, ''],
    ['bulk', { 'list-id': '<news.a.example>' }, ''],
    ['auto_reply', { precedence: 'auto_reply' }, ''],
    ['auto_reply', { 'x-autoreply': 'yes' }, ''],
    ['auto_reply', { 'x-auto-response-suppress': 'OOF, AutoReply' }, ''],
    ['auto_reply', { 'return-path': '<>' }, ''],
    ['auto_reply', { subject: 'Automatische Antwort: Ihre Bestellung' }, ''],
    ['auto_reply', { subject: '=?utf-8?q?Risposta_automatica=3A_Ordine?=' }, ''],
    ['bounce', { 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' }, ''],
    ['bounce', { from: 'MAILER-DAEMON@mx.example', subject: 'Undelivered Mail Returned to Sender' }, ''],
    ['bounce', { 'x-failed-recipients': 'bob@b.example' }, ''],
    ['auto_reply', { 'content-type': 'multipart/report; report-type=disposition-notification' }, ''],
    ['feedback', { 'content-type': 'multipart/report; report-type="feedback-report"' }, ''],
    ['human', {}, 'Where is my order?'],
    ['human', { subject: 'Re: Delivery Status Notification (Failure)' }, 'Did you get this one? They said my mailbox is full.'],
    ['human', { subject: 'Failed delivery' }, 'My parcel was not delivered on Monday, and nobody rang.'],
    ['human', { subject: 'My order could not be delivered' }, 'The courier says the address does not exist. Please call me.'],
  ])('%s: %j', (nature, headers, body) => expect(mail(headers, body)).toBe(nature));

  test('a delivery report tells whom it is about, and what came back', () => {
    const body =
      'Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; bob@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nMessage-ID: <one@ours.example>\r\n';
    const headers = Object.entries({ 'content-type': 'multipart/report; report-type=delivery-status' });
    expect(classify({ headers, body, text: '' }).bounce).toEqual({
      recipient: 'bob@b.example',
      status: '5.1.1',
      delayed: false,
      about: ['<one@ours.example>'],
    });
    expect(classify({ headers, body: body.replace('failed', 'delayed'), text: '' }).bounce?.delayed).toBe(true);
  });

  test('hostile text is looked through in no time', () => {
    for (const piece of ['delivered ', '550 5.', '<a@', 'message-id: <', 'host ', 'recipient '] as const) {
      const began = performance.now();
      mail({ from: 'mailer-daemon@x.example', subject: piece.repeat(100) }, piece.repeat(260_000 / piece.length));
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });
});

describe('C01, C02: the conversation that a mail names', () => {
  const threadId = randomUUID();
  const token = writeToken(key, workspaceId, threadId);
  test('is read from the reply address and from ids of ours, also when case was lost', () => {
    expect(`help+${token}`.length).toBeLessThanOrEqual(64);
    expect(readToken(key, workspaceId, token.toUpperCase())).toBe(threadId);
    expect(threadsNamed(key, workspaceId, { recipients: [`help+${token}@casa.example`], ids: [] })).toEqual([threadId]);
    expect(threadsNamed(key, workspaceId, { recipients: [], ids: ['<x@y.example>', `<${token}.0a1b@casa.example>`] })).toEqual([
      threadId,
    ]);
  });
  test('is not read from anything that somebody could make up', () => {
    const other = randomUUID();
    const forged = writeToken(Buffer.alloc(32, 4), workspaceId, threadId);
    const foreign = writeToken(key, other, threadId);
    const ids = [
      `<${threadId}@casa.example>`,
      '<notify-7-9@casa.example>',
      `<${forged}.x@casa.example>`,
      `<${foreign}.x@casa.example>`,
    ];
    expect(threadsNamed(key, workspaceId, { recipients: [`help+${forged}@casa.example`, 'help+7@casa.example'], ids })).toEqual(
      [],
    );
  });
  test('changing any character of it breaks it', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'), (at, char) => {
        const changed = token.slice(0, at) + char + token.slice(at + 1);
        expect(changed === token || readToken(key, workspaceId, changed) === undefined).toBe(true);
      }),
    );
  });
});

describe('C05: from whom it is', () => {
  const seen: AuthResults = { dkimAligned: false, spfAligned: false, sawSender: true };
  test.each<[string, Partial<AuthResults>]>([
    ['pass', { dmarc: { result: 'pass' } }],
    ['pass', { dkimAligned: true, dmarc: { result: 'none' } }],
    ['forged', { dmarc: { result: 'fail', policy: 'reject' } }],
    ['forged', { dmarc: { result: 'fail', policy: 'quarantine' } }],
    ['fail', { dmarc: { result: 'fail', policy: 'none' } }],
    ['fail', { dmarc: { result: 'none' }, spf: 'fail' }],
    ['none', { dmarc: { result: 'none' }, spf: 'none' }],
    ['none', {}],
    ['none', { sawSender: false, dmarc: { result: 'fail', policy: 'reject' } }],
    ['pass', { sawSender: false, dkimAligned: true }],
  ])('%s: %j', (verdict, results) => expect(verdictOf({ ...seen, ...results })).toBe(verdict));
});

describe('what a machine of ours may say', () => {
  const fine = { nature: 'human', verdict: 'pass', ownAddress: false, acknowledgedLately: false, automaticLastHour: 0 } as const;
  test('C05, C06, C07: an acknowledgement goes to a person, once, who surely wrote', () => {
    expect(mayNotAcknowledge(fine)).toBeUndefined();
    for (const nature of ['auto_reply', 'bounce', 'feedback', 'bulk'] as const)
      expect(mayNotAcknowledge({ ...fine, nature })).toBeDefined();
    for (const verdict of ['fail', 'none', 'forged'] as const) expect(mayNotAcknowledge({ ...fine, verdict })).toBeDefined();
    expect(mayNotAcknowledge({ ...fine, acknowledgedLately: true })).toBeDefined();
    expect(mayNotAcknowledge({ ...fine, ownAddress: true })).toBeDefined();
    expect(mayNotAcknowledge({ ...fine, automaticLastHour: 2 })).toBeDefined();
  });
  test('C14: a header of ours is one line, whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.string(), (text) => !['\r', '\n', '\u0000', '\u2028'].some((char) => oneLine(text, 100).includes(char))),
    );
    expect(oneLine('Hi\r\nBcc: eve@evil.example', 100)).toBe('Hi Bcc: eve@evil.example');
    expect(replySubject('RE: AW: R: Order 7')).toBe('Re: Order 7');
    expect(replySubject('Résumé')).toBe('Re: Résumé');
  });
});
