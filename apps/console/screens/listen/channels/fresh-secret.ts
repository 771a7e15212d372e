/** An identity secret just made, in memory for the one screen that shows it, and gone when that screen is left. */
const fresh = new Map<string, string>();

export const keepFreshSecret = (channelId: string, secret: string): void => void fresh.set(channelId, secret);
export const freshSecretOf = (channelId: string): string | undefined => fresh.get(channelId);
export const forgetFreshSecret = (channelId: string): void => void fresh.delete(channelId);
