/** Guesses needed, judged as the server judges. The dictionaries are large, so this loads when a password is typed. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

const judge = new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary: { ...common, ...english }, maxLength: 128 });

/** 0 (guessed at once) to 4; 3 is accepted. `about`: what an attacker tries first, so it adds nothing and is not counted. */
export function strengthOf(password: string, about: string[]): number {
  const words = [...about, 'verona']
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 2);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), password.toLowerCase());
  return judge.check(rest.length < password.length ? rest : password).score;
}
