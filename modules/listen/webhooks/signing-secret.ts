import { randomBytes } from 'node:crypto';

/** A secret as Standard Webhooks writes them: `whsec_` and 24 to 64 random bytes in base64. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
