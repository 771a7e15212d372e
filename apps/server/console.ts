/** Where the built console lies; `scripts/build-console.mjs` puts it there when its sources changed. */
import { fileURLToPath } from 'node:url';

export const consoleFolder = fileURLToPath(new URL('../console/dist', import.meta.url));
