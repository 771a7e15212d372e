/**
 * How hard a password is to guess (zxcvbn: Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016).
 * Counted in guesses against dictionaries of leaked passwords, names and words, not in character classes (NIST SP 800-63B §3.1.1).
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** 3 of 4: safely unguessable, more than 10^8 guesses. */
const enough = 3;
export const shortestPassword = 10;
export const longestPassword = 128;

// The dictionaries take a while and some memory: only when the first password is judged.
let judge: Promise<ZxcvbnFactory> | undefined;

async function readDictionaries(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary: common }, { dictionary: english, translations }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    translations,
    graphs: adjacencyGraphs,
    dictionary: { ...common, ...english },
    maxLength: longestPassword,
  });
}

/** What is wrong with the password, or undefined when it is strong enough. `known`: words an attacker would try first. */
export async function weaknessOf(password: string, known: readonly string[] = []): Promise<string | undefined> {
  if (password.length < shortestPassword) return `Use at least ${shortestPassword} characters.`;
  if (password.length > longestPassword) return `Use at most ${longestPassword} characters.`;
  judge ??= readDictionaries();
  const words = [...known, 'verona']
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 2);
  // An attacker tries the owner's name and address before any dictionary: they add nothing, so they are not counted.
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), password.toLowerCase());
  const { score, feedback } = (await judge).check(rest.length < password.length ? rest : password);
  if (score >= enough) return undefined;
  return [feedback.warning, ...feedback.suggestions].filter(Boolean).join(' ') || 'This is too easy to guess.';
}
