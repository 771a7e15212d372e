// What runs first in a thread: teaches it TypeScript where its module is still written in that (hooks of the main thread do not
// reach here), then serves its module's work.
import { parentPort, workerData } from 'node:worker_threads';

if (workerData.endsWith('.ts')) (await import('tsx/esm/api')).register();
const { work } = await import(workerData);
parentPort.on('message', async (input) => {
  try {
    parentPort.postMessage({ output: await work(input) });
  } catch (error) {
    parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
parentPort.postMessage('ready');
