/** What can be read from a text without asking anybody outside: language, kind, mood, effort, phrases; and what must be hidden. */
export { type AskedReading, askedEdition, askedReading, readingQuestion, sentOf } from './asked.ts';
export { type Classifier, type Example, train } from './classifier.ts';
export { type Effort, efforts } from './effort.ts';
export { type Emotion, emotions } from './emotion.ts';
export { type Kind, kinds } from './kind.ts';
export { phrasesOf, standingOut } from './phrases.ts';
export { type Reading, readerEdition, readText } from './reader.ts';
export { redact } from './redact.ts';
export { sentimentOf } from './sentiment.ts';
export { paddedOf, says, wordsOf } from './tokens.ts';
export { alike, wishWords } from './wants.ts';
export { namesPersonal, withhold, withholdName } from './withhold.ts';
