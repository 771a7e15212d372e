/** What a part of a split is called in a table. */
export const partName = (label: string | null, rest: boolean) => (rest ? '(all others)' : (label ?? '(none)'));
