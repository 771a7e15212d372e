/** How long an answer can be taken back, remembered by channel: mail goes once and for ever, a chat is a conversation. */
const keyOf = (channelKind: string) => `verona.undo.${channelKind}`;

export const undoChoices = [0, 5, 10, 30] as const;

export function undoSecondsOf(channelKind: string): number {
  const kept = localStorage.getItem(keyOf(channelKind));
  if (kept !== null && undoChoices.some((one) => String(one) === kept)) return Number(kept);
  return channelKind === 'web_chat' ? 0 : 5;
}

export const keepUndoSeconds = (channelKind: string, seconds: number) =>
  localStorage.setItem(keyOf(channelKind), String(seconds));
