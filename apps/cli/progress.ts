/** One line that tells how far long work is: bar, rate, time left. Redrawn on a terminal, a line every ten seconds elsewhere. */
export interface Progress {
  show(done: number, total: number, note: string): void;
  end(note: string): void;
}

const width = 30;
const quietEveryMs = 10_000;

export function createProgress(label: string, out: NodeJS.WriteStream, now: () => number): Progress {
  const began = now();
  let shown = 0;
  const line = (done: number, total: number, note: string) => {
    const part = total > 0 ? Math.min(1, done / total) : 0;
    const bar = '█'.repeat(Math.round(part * width)).padEnd(width, '░');
    const seconds = part > 0.01 ? Math.round(((now() - began) / 1000) * (1 / part - 1)) : undefined;
    return `${label} ${bar} ${Math.floor(part * 100)} %  ${note}${seconds === undefined ? '' : `  ${timeLeft(seconds)} left`}`;
  };
  return {
    show(done, total, note) {
      if (out.isTTY) {
        out.write(`\r\u001b[2K${line(done, total, note)}`);
      } else if (now() - shown > quietEveryMs) {
        shown = now();
        out.write(`${line(done, total, note)}\n`);
      }
    },
    end: (note) => void out.write(`${out.isTTY ? '\r\u001b[2K' : ''}${label} ${note}\n`),
  };
}

function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
