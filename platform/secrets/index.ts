/**
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D) under one key, each sealed text bound to what it belongs to, so that a
 * secret copied to another row does not open there.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface Secrets {
  /** `boundTo` is the id of the row the secret belongs to. */
  seal(plain: string, boundTo: string): string;
  /** Throws when the text was changed, moved to another row, or sealed under another key. */
  open(sealed: string, boundTo: string): string;
  /** A key for another purpose (sessions, erasure tombstones), derived so that no two purposes share one. */
  derive(purpose: string): Buffer;
}

export function createSecrets(masterSecret: string): Secrets {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', masterSecret, 'verona', purpose, 32));
  const key = derive('secrets at rest');
  return {
    derive,
    seal(plain, boundTo) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
      const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${sealed.toString('base64url')}`;
    },
    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(boundTo));
      decipher.setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
