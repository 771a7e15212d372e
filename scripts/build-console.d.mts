/** Types of `build-console.mjs` for the TypeScript that calls it. */
export function ensureConsole(options?: { force?: boolean; onBuild?: () => void }): Promise<{ dist: string; built: boolean }>;
