/** Ways of signing that people know by the name of who uses them. */
import type { Verification } from '#listen/contract';

export const presetNames = ['standard', 'github', 'shopify', 'stripe', 'hmac', 'none'] as const;
export type PresetName = (typeof presetNames)[number];

const github = { scheme: 'hmac', header: 'x-hub-signature-256', prefix: 'sha256=', encoding: 'hex' } as const;
const shopify = { scheme: 'hmac', header: 'x-shopify-hmac-sha256', prefix: '', encoding: 'base64' } as const;

/** The fields of a form in which any way of signing fits. */
export interface VerificationFields extends Record<string, unknown> {
  preset: PresetName;
  header: string;
  prefix: string;
  encoding: 'hex' | 'base64';
}

const own = { header: '', prefix: '', encoding: 'hex' } as const;

export function fieldsOf(verification: Verification): VerificationFields {
  if (verification.scheme === 'standard' || verification.scheme === 'none') return { preset: verification.scheme, ...own };
  if (verification.scheme === 'timestamped') return { ...own, preset: 'stripe', header: verification.header };
  const { header, prefix, encoding } = verification;
  const is = (other: { header: string; prefix: string; encoding: string }) =>
    other.header === header && other.prefix === prefix && other.encoding === encoding;
  if (is(github)) return { ...own, preset: 'github' };
  if (is(shopify)) return { ...own, preset: 'shopify' };
  return { preset: 'hmac', header, prefix, encoding };
}

export function verificationOf({ preset, header, prefix, encoding }: VerificationFields): Verification {
  switch (preset) {
    case 'github':
      return github;
    case 'shopify':
      return shopify;
    case 'stripe':
      return { scheme: 'timestamped', header: header || 'stripe-signature' };
    case 'hmac':
      return { scheme: 'hmac', header, prefix, encoding };
    case 'standard':
    case 'none':
      return { scheme: preset };
  }
}
