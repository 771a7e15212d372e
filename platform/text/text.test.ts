/** What is read from a text: by example where people would say the same, by property where nothing may break it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Example, kinds, phrasesOf, readText, redact, sentimentOf, standingOut, train, wishWords } from './index.ts';
import { passesLuhn, passesMod97 } from './redact.ts';

describe('reading', () => {
  const said: [text: string, expected: Partial<ReturnType<typeof readText>>][] = [
    ['I wish you had size 48', { kind: 'want', language: 'en' }],
    ['Thank you so much, that solved it!', { kind: 'appreciation', emotion: 'joy' }],
    ['Where is my order?', { kind: 'question', language: 'en', emotion: 'none' }],
    ['The worst company ever, you ignored me for the third time, useless', { kind: 'curse', emotion: 'anger', effort: 'high' }],
    ['The parcel came on Tuesday', { kind: 'experience' }],
    ['Checkout was so easy, done in a minute', { effort: 'low' }],
    ['Servizio pessimo, che vergogna, nessuno risponde', { kind: 'curse', language: 'it', emotion: 'anger' }],
    ['Vorrei che aveste la taglia 48', { kind: 'want', language: 'it' }],
    ['Produto ótimo, chegou antes do prazo', { kind: 'appreciation', language: 'pt' }],
    ['Wo ist mein Paket?', { kind: 'question', language: 'de' }],
    ['Merci beaucoup, service excellent', { kind: 'appreciation', language: 'fr' }],
    ['Me gustaría que tuvieran talla 48', { kind: 'want', language: 'es' }],
  ];
  test.each(said)('%s', (text, expected) => expect(readText(text)).toMatchObject(expected));

  test('manners of asking are no contentment', () => {
    expect(readText('Can you help me please?').sentiment).toBe(0);
    expect(readText('I wish you had size 48').sentiment).toBe(0);
    expect(readText('Please fix this terrible bug, can you?').sentiment).toBeLessThan(-0.3);
  });

  test('a language nobody reads here has no mood, and says why; a short text of unknown words neither', () => {
    expect(readText('注文した商品はとても良いです')).toMatchObject({
      sentiment: null,
      sentimentUnknown: 'language',
      emotion: null,
    });
    expect(sentimentOf('Il pacco è arrivato martedì', 'it')).toEqual({ value: null, reason: 'words' });
  });

  test('negation turns a word round within its clause, and not beyond it', () => {
    expect(sentimentOf('non è buono', 'it').value).toBeLessThan(0);
    expect(sentimentOf('non funziona, buono solo il prezzo', 'it').value).toBeGreaterThan(0);
  });

  test('whatever is written is read: a kind, a mood within bounds, no surprise', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        'constructor __proto__ toString',
        '?',
        '💥💥💥',
        '\u0000',
        'a'.repeat(20_000),
        'hasOwnProperty valueOf great',
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const reading = readText(text);
        expect(kinds).toContain(reading.kind);
        if (reading.sentiment !== null) expect(Math.abs(reading.sentiment)).toBeLessThanOrEqual(1);
        expect(reading.phrases.length).toBeLessThanOrEqual(40);
      }),
      { numRuns: 60 },
    );
  });
});

describe('wants', () => {
  test('the same wish in other words has the same words', () => {
    expect(wishWords('I wish you had size 48', 'en')).toEqual(['48', 'size']);
    expect(wishWords('Hello! Please add sizes 48.', 'en')).toEqual(['48', 'size']);
    expect(wishWords('It should have a dark mode, please add it', 'en')).toEqual(['dark', 'mode']);
    expect(wishWords('', null)).toEqual([]);
  });
});

describe('phrases', () => {
  test('begin and end with a word that means something, and stay within their sentence', () => {
    const phrases = phrasesOf('The delivery was late. Parcel broken.', 'en');
    expect(phrases).toContain('delivery was late');
    expect(phrases).toContain('parcel broken');
    expect(phrases.some((phrase) => phrase.includes('late parcel'))).toBe(false);
  });

  test('what is said more now than before stands out; what is said as often does not', () => {
    const counted = [
      { phrase: 'late', now: 40, before: 4 },
      { phrase: 'order', now: 50, before: 50 },
      { phrase: 'once', now: 3, before: 2 },
    ];
    const [first, ...rest] = standingOut(counted, { now: 200, before: 200 });
    expect(first?.phrase).toBe('late');
    expect(first?.z).toBeGreaterThan(3);
    expect(rest.every(({ z }) => Math.abs(z) < 2)).toBe(true);
  });
});

describe('redaction', () => {
  test('takes out what is personal and leaves the rest', () => {
    const { text, found } = redact(
      'mail anna.rossi@example.com or +39 333 123 4567, card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00, from 192.168.1.20 at 10:30:15, https://x.io/reset?token=abc123def456ghi789jk order 12345678',
    );
    expect(text).toBe(
      'mail [email] or [phone], card [card], IBAN [iban], from [ip] at 10:30:15, https://x.io/reset?token=[token] order 12345678',
    );
    expect(found).toEqual(['email', 'phone', 'card', 'iban', 'ip', 'token']);
  });

  test('a number that fails its check digit is no card and no account', () => {
    expect(redact('4111 1111 1111 1112').text).toBe('4111 1111 1111 1112');
    expect(redact('DE88 3704 0044 0532 0130 00').text).not.toContain('[iban]');
  });

  test('no card number that passes its check survives, whatever stands round it', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(digits, fc.constantFrom(' ', '-', ''), (list, between) => {
        const body = list.join('');
        const check = [...'0123456789'].find((digit) => passesLuhn(body + digit)) ?? '';
        const card = (body + check).replace(/(\d{4})(?=\d)/g, `$1${between}`);
        expect(redact(`pay with ${card} please`).text.replace(/\D/g, '')).not.toContain(body);
      }),
      { numRuns: 100 },
    );
  });

  test('the published examples of IBANs pass, any changed digit fails', () => {
    for (const iban of ['GB29NWBK60161331926819', 'IT60X0542811101000000123456', 'FR1420041010050500013M02606'])
      expect(passesMod97(iban)).toBe(true);
    expect(passesMod97('GB29NWBK60161331926818')).toBe(false);
  });
});

describe('the learner', () => {
  const examples: Example[] = [
    ...['where is my card', 'card has not arrived', 'my card is late', 'waiting for my card'].map((text) => ({
      text,
      label: 'card',
    })),
    ...['change my pin', 'forgot the pin', 'pin does not work', 'new pin please'].map((text) => ({ text, label: 'pin' })),
    ...['open an account', 'second account', 'close my account', 'account for my son'].map((text) => ({
      text,
      label: 'account',
    })),
  ];

  test('tells apart what it was shown, and what is like it', () => {
    const model = train(examples);
    for (const { text, label } of examples) expect(model.classify(text).label).toBe(label);
    expect(model.classify('has the card arrived').label).toBe('card');
    expect(model.classify('I forgot my pin').label).toBe('pin');
  });

  test('the same examples and seed give the same weights; another order of labels the same answer', () => {
    const [one, other] = [train(examples), train(examples)];
    expect([...one.margins('my pin card')]).toEqual([...other.margins('my pin card')]);
  });

  test('an empty text gets some answer', () => expect(train(examples).labels).toContain(train(examples).classify('').label));
});
