/**
 * Brings a file in parts. A lost line is waited for; a file that was begun before (same name, same size) goes on where it
 * stopped, even after the page was closed.
 */
import { createImportFile, type ImportFile, listImportFiles, sendImportPart, uploadPartBytes } from '#listen/contract';
import { call } from '../../api.ts';
import { isProblem, ProblemError } from '../../problem.ts';

export interface Sending {
  file: ImportFile;
  sent: number;
  /** The line is lost; the next try comes by itself. */
  waiting: boolean;
}

const worthWaiting = (error: unknown) => error instanceof ProblemError && [0, 429, 502, 503, 504].includes(error.status);
const longestWaitMs = 10_000;

export async function upload(file: File, onProgress: (at: Sending) => void, signal: AbortSignal): Promise<ImportFile> {
  let known =
    (await begunBefore(file)) ?? (await call(createImportFile, { body: { name: file.name, bytes: file.size } }, { signal }));
  let failures = 0;
  onProgress({ file: known, sent: known.received, waiting: false });
  while (known.format === null) {
    const part = file.slice(known.received, known.received + uploadPartBytes);
    try {
      const at = { params: { id: known.id }, query: { offset: known.received }, body: part };
      known = (await call(sendImportPart, at as never, { signal })) as ImportFile;
      failures = 0;
      onProgress({ file: known, sent: known.received, waiting: false });
    } catch (error) {
      const outOfStep = isProblem(error, { code: 'listen.import_out_of_step' });
      if (!outOfStep && !worthWaiting(error)) throw error;
      onProgress({ file: known, sent: known.received, waiting: true });
      await pause(Math.min(longestWaitMs, 500 * 2 ** failures++), signal);
      // What arrived although its answer did not is not sent again.
      known = (await begunBefore(file, known.id).catch(() => undefined)) ?? known;
    }
  }
  return known;
}

async function begunBefore({ name, size }: File, id?: string): Promise<ImportFile | undefined> {
  const { items } = await call(listImportFiles);
  if (id) return items.find((one) => one.id === id);
  return items.find((one) => one.name === name && one.bytes === size && one.format === null && one.received < one.bytes);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
