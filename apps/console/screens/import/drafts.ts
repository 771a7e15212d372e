/** Maps being written survive a closed page. */
const keyOf = (fileId: string) => `verona.map.${fileId}`;

export const readDraft = (fileId: string): string | undefined => localStorage.getItem(keyOf(fileId)) ?? undefined;

export function keepDraft(fileId: string, text: string | undefined): void {
  if (text === undefined) localStorage.removeItem(keyOf(fileId));
  else localStorage.setItem(keyOf(fileId), text);
}
