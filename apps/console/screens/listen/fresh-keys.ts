/**
 * Keys just made, kept in memory for the one screen that shows them: never in the address, in storage, or in the browser's
 * history, and gone when that screen is left.
 */

import type { sourceSecrets } from '#listen/contract';
import type { z } from '#platform/contract';

export type Keys = z.infer<typeof sourceSecrets>;

const fresh = new Map<string, Keys>();

export const keepFreshKeys = (sourceId: string, keys: Keys): void => void fresh.set(sourceId, keys);
export const freshKeysOf = (sourceId: string): Keys | undefined => fresh.get(sourceId);
export const forgetFreshKeys = (sourceId: string): void => void fresh.delete(sourceId);
