/** Runs the checks of what is read in texts, one after the other, and says the figures beside published ones. */
import { performance } from 'node:perf_hooks';
import { readText } from '#platform/text';
import { checks, type Figure } from './checks.ts';
import type { ModelQuality } from './model.ts';

export const qualityChecks = Object.keys(checks);

export interface Quality {
  figures: Figure[];
  /** Messages read whole in a second, on one core. */
  perSecond: number;
  seconds: number;
}

export function measureQuality(
  folder: string,
  only: readonly string[] = qualityChecks,
  progress: (name: string) => void = () => {},
): Quality {
  const began = performance.now();
  const figures = only.flatMap((name) => {
    const check = checks[name];
    if (check === undefined) throw new Error(`there is no check "${name}"; choose from ${qualityChecks.join(', ')}`);
    progress(name);
    return check(folder);
  });
  return { figures, perSecond: speed(), seconds: (performance.now() - began) / 1000 };
}

const message = 'I ordered the blue jacket three weeks ago, it never came and nobody answers my mails. Where is it? My order is ';

function speed(): number {
  for (let at = 0; at < 200; at += 1) readText(`${message}${at}`);
  const began = performance.now();
  for (let at = 0; at < 1_000; at += 1) readText(`${message}${at}`);
  return Math.round(1_000_000 / (performance.now() - began));
}

export function showQuality({ figures, perSecond, seconds }: Quality): string {
  const legend = [
    'ships: what Verona reads with, which has not seen these texts. learner: the same classifier, trained on the data set’s own training part.',
    `${perSecond} messages of 120 letters are read whole in a second on one core. All of it took ${seconds.toFixed(0)} s.`,
  ];
  return tableOf(figures, legend);
}

export function showModelQuality({ figures, tokens, seconds }: ModelQuality, name: string): string {
  const unanswered = figures.reduce((sum, one) => sum + one.unanswered, 0);
  const legend = [
    `model: ${name}, asked as Verona asks. ships: the rules of Verona, on the very same rows.`,
    `${tokens} tokens (0 when the server does not count), ${seconds.toFixed(0)} s. ${unanswered} questions without an answer are left out of both.`,
  ];
  return tableOf(figures, legend);
}

function tableOf(figures: readonly Figure[], legend: readonly string[]): string {
  const lines = figures.map(({ data, what, who, ours, rows, published }) =>
    [
      data.padEnd(30),
      what.padEnd(54),
      who.padEnd(8),
      ours.toFixed(3).padStart(6),
      String(rows).padStart(7),
      ` ${published}`,
    ].join(' '),
  );
  const head = ['data'.padEnd(30), 'what'.padEnd(54), 'who'.padEnd(8), 'ours'.padStart(6), 'rows'.padStart(7), ' published'].join(
    ' ',
  );
  return [head, ...lines, '', ...legend].join('\n');
}
