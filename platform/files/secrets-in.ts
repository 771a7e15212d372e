/**
 * Keys, tokens and card numbers in what customers send (reliability case D14): people paste them without thinking, and a help
 * desk full of them is what thieves look for (Okta 2023, Salesloft Drift 2025). Pure. Finds the shapes that issuers publish.
 */
export interface FoundSecret {
  kind: 'aws_key' | 'jwt' | 'card_number' | 'authorization' | 'private_key' | 'provider_token';
  at: number;
  length: number;
}

const shapes: { kind: FoundSecret['kind']; pattern: RegExp }[] = [
  { kind: 'aws_key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]{8,2000}/g },
  {
    kind: 'authorization',
    pattern: /\bauthorization"?[ \t]{0,3}:[ \t]{0,3}"?(?:bearer|basic|token|digest)[ \t]{1,3}[\w.~+/=-]{8,8000}/gi,
  },
  { kind: 'private_key', pattern: /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----/g },
  {
    kind: 'provider_token',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|xox[abposr]-[A-Za-z0-9-]{10,200}|sk_live_[A-Za-z0-9]{16,200})\b/g,
  },
  { kind: 'card_number', pattern: /(?<![\d.,-])[2-6](?:[ -]?\d){12,18}(?![\d-])/g },
];

export function secretsIn(given: string | Buffer): FoundSecret[] {
  const text = typeof given === 'string' ? given : given.toString('latin1');
  const found: FoundSecret[] = [];
  for (const { kind, pattern } of shapes) {
    for (const { 0: hit, index } of text.matchAll(pattern)) {
      if (kind !== 'card_number' || isCard(hit.replace(/[ -]/g, ''))) found.push({ kind, at: index, length: hit.length });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Lengths and first digits of the big schemes, and the check digit (ISO/IEC 7812-1, annex B: Luhn). */
function isCard(digits: string): boolean {
  const known =
    /^4(\d{12}|\d{15}|\d{18})$/.test(digits) ||
    /^(5[1-5]|2[2-7])\d{14}$/.test(digits) ||
    /^3[47]\d{13}$/.test(digits) ||
    /^(6011|65\d\d|64[4-9]\d)\d{12}$/.test(digits) ||
    /^3(?:0[0-5]|[68]\d)\d{11}$/.test(digits) ||
    /^35\d{14}$/.test(digits);
  if (!known) return false;
  let sum = 0;
  for (const [at, char] of [...digits].reverse().entries()) {
    const digit = Number(char) * (at % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
