import { hashPassword as scrypt } from 'better-auth/crypto';

/** scrypt, as better-auth checks it at sign-in. Slow on purpose: call it before a transaction, not inside. */
export const hashPassword = (password: string): Promise<string> => scrypt(password);
