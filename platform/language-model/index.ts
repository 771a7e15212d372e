/** One question to a language model by an OpenAI-compatible address, one answer of a closed shape. */
export { type AnswerFormat, type Asked, answerFormats, askModel, type ModelAt, type Question, tokensAtMost } from './ask.ts';
export { ModelTrouble, type TroubleCode, troubleCodes } from './trouble.ts';
