/**
 * How hard a password is to guess (zxcvbn: Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016).
 * Counted in guesses against dictionaries of leaked passwords, names and words, not in character classes (NIST SP 800-63B §3.1.1).
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english, translations } from '@zxcvbn-ts/language-en';

/** 3 of 4: safely unguessable, more than 10^8 guesses. */
const enough = 3;
export const shortestPassword = 10;
export const longestPassword = 128;

// Building the ranked dictionaries takes a while and some memory: only when the first password is judged.
let judge: ZxcvbnFactory | undefined;

/** What is wrong with the password, or undefined when it is strong enough. `known`: words an attacker would try first. */
export function weaknessOf(password: string, known: readonly string[] = []): string | undefined {
  if (password.length < shortestPassword) return `Use at least ${shortestPassword} characters.`;
  if (password.length > longestPassword) return `Use at most ${longestPassword} characters.`;
  judge ??= new ZxcvbnFactory({
    translations,
    graphs: adjacencyGraphs,
    dictionary: { ...common, ...english },
    maxLength: longestPassword,
  });
  const words = [...known, 'verona']
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 2);
  // An attacker tries the owner's name and address before any dictionary: they add nothing, so they are not counted.
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), password.toLowerCase());
  const { score, feedback } = judge.check(rest.length < password.length ? rest : password);
  if (score >= enough) return undefined;
  return [feedback.warning, ...feedback.suggestions].filter(Boolean).join(' ') || 'This is too easy to guess.';
}
