/** What knowledge offers: articles and their versions, answers from them, gaps, the help centre. */
export * from './contract/answers.ts';
export * from './contract/articles.ts';
export * from './contract/care.ts';
export { refusals } from './contract/refusals.ts';
