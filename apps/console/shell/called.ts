/** Whether a change of a moment calls for me. */
interface News {
  id: string;
  epoch: number;
  owner: string;
  offeredTo: string | null;
}
export type Known = Map<string, { epoch: number; offeredTo: string | null }>;

/** Remembers the news; answers what is new in it for `me`. Every change of owner has another epoch. */
export function calls(known: Known, { id, epoch, owner, offeredTo }: News, me: string): 'offered' | 'given' | undefined {
  const before = known.get(id);
  known.set(id, { epoch, offeredTo });
  if (offeredTo === me && before?.offeredTo !== me) return 'offered';
  if (owner === me && before?.epoch !== epoch) return 'given';
  return undefined;
}

export const titled = (title: string, count: number) => `${count > 0 ? `(${count}) ` : ''}${title.replace(/^\(\d+\) /, '')}`;
