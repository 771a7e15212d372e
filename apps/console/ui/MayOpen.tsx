/** Links know where one may go: a link to a screen one's role would be refused is plain words. */
import { createContext, type ReactNode, use } from 'react';

type MayOpen = (to: string) => boolean;

/** Outside of the shell there is no role to ask: every link is one. */
const Opening = createContext<MayOpen>(() => true);

export const useMayOpen = (): MayOpen => use(Opening);

export const OpeningOnly = ({ may, children }: { may: MayOpen; children: ReactNode }) => (
  <Opening value={may}>{children}</Opening>
);
