/** What a thread does with the purchases of a workspace: seconds of arithmetic that nobody else should wait for. */
import { type Ahead, type Fitted, fit, type History } from './rules/fit.ts';

export const work = ({ histories, ahead }: { histories: History[]; ahead: Ahead }): Fitted | undefined => fit(histories, ahead);
