// What they wrote, apart from what their mail program put below it.
import { describe, expect, test } from 'vitest';
import { fold } from './fold.ts';

const below = '> Dear Ann,\n> your parcel left today.\n> Casa';
describe('an answer above what it answers', () => {
  test.each([
    'On Mon, 3 Nov 2025 at 10:12, Casa Aurora <help@casa.example> wrote:',
    'On Mon, 3 Nov 2025 at 10:12, Casa Aurora\n<help@casa.example> wrote:',
    'Il giorno lun 3 nov 2025 alle ore 10:12 Casa Aurora <help@casa.example> ha scritto:',
    'Il 03/11/2025 10:12, Casa Aurora ha scritto:',
    'Am 03.11.25 um 10:12 schrieb Casa Aurora:',
    'Le lun. 3 nov. 2025 à 10:12, Casa Aurora <help@casa.example> a écrit :',
    'El lun, 3 nov 2025 a las 10:12, Casa Aurora (<help@casa.example>) escribió:',
    'Op ma 3 nov 2025 om 10:12 schreef Casa Aurora <help@casa.example>:\nCasa Aurora schreef op 3 nov:',
    '-----Original Message-----',
    '-----Messaggio originale-----',
    'From: Casa Aurora <help@casa.example>\nSent: Monday, November 3, 2025 10:12\nTo: Ann\nSubject: Your parcel',
    'Da: Casa Aurora <help@casa.example>\nInviato: lunedì 3 novembre 2025 10:12\nA: Ann\nOggetto: Pacco',
    'Von: Casa Aurora <help@casa.example>\nGesendet: Montag, 3. November 2025 10:12\nAn: Ann\nBetreff: Paket',
    '________________________________\nFrom: Casa Aurora',
  ])('%s', (introduction) => {
    const { text, quoted } = fold(`It has not come yet.\r\nAnn\r\n\r\n${introduction}\n\n${below}`);
    expect(text).toBe('It has not come yet.\nAnn');
    expect(quoted).toContain('your parcel left today');
  });
});

test('answers between the quoted lines are all read', () => {
  const mail = 'On Mon, Casa <help@casa.example> wrote:\n> When did you order?\nOn Friday.\n> Which size?\nMedium.';
  expect(fold(mail).text).toContain('Medium.');
});

test('a mail that is nothing but a quote is read as it is', () => {
  expect(fold('> hello\n> again').text).toContain('hello');
  expect(fold('From: A <a@a.example>\nSent: today\nTo: b\nSubject: c\n\nforwarded').text).toContain('forwarded');
});

test('words that only look like an introduction stay', () => {
  for (const mail of [
    'On the invoice it says 12 EUR, but you wrote:\nfree of charge',
    'From: Rome to Milan, please.',
    'Il gatto ha scritto una lettera.',
  ])
    expect(fold(mail)).toEqual({ text: mail, quoted: '' });
});

test('hostile text is folded in no time', () => {
  for (const piece of ['On ', '> ', 'wrote:\n', '_', '<a@', 'From: x\n', '-- \n', '* ', 'Sent from my ', '\n']) {
    const began = performance.now();
    fold(piece.repeat(200_000 / piece.length));
    expect(performance.now() - began).toBeLessThan(3_000);
  }
}, 30_000);
