// The gate, one list for people and for CI:
//   node scripts/gate.mjs check     format, lint, types, boundaries, house rules, dead code, tests of rules
//   node scripts/gate.mjs test      the same, and the tests on real stores and of whole journeys
// Every step runs, so that one run shows everything that is wrong; the test runner comes last and has the last word.
// A step that outlives its deadline is killed with its children: a gate that hangs proves nothing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const minutes = 60_000;
const house = ['platform', 'modules', 'apps', 'tests', 'bench'].filter((folder) => existsSync(folder));
const look = [
  { name: 'format and lint', run: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.'] },
  { name: 'types on the server', run: ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.server.json'] },
  { name: 'types in the browser', run: ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.browser.json'] },
  { name: 'types in the widget', run: ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.widget.json'] },
  { name: "types of the browser's tests", run: ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.browser-tests.json'] },
  {
    name: 'boundaries',
    run: ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', ...house],
  },
  { name: 'house rules', run: ['scripts/house/scan.mjs'] },
  { name: 'dead code', run: ['node_modules/knip/bin/knip.js'] },
].map((step) => ({ ...step, deadline: 5 * minutes }));
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const gates = {
  check: [...look, { name: 'tests of rules', run: [...vitest, '--project', 'rules'], deadline: 10 * minutes }],
  test: [...look, { name: 'tests', run: vitest, deadline: 54 * minutes }],
};

/** Runs a step in a process group of its own and answers what went wrong, if anything. */
function outcome({ run, deadline }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, run, { stdio: 'inherit', detached: process.platform !== 'win32' });
    let stopped;
    const stop = (why) => {
      stopped = why;
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It ended by itself in the meantime.
      }
    };
    const timer = setTimeout(stop, deadline, `no end after ${deadline / minutes} minutes`);
    const interrupted = () => stop('interrupted');
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve(stopped ?? (code === 0 ? undefined : `exit ${code ?? signal}`));
    });
  });
}

const steps = gates[process.argv[2]];
if (!steps) {
  console.error(`node scripts/gate.mjs ${Object.keys(gates).join(' | ')}`);
  process.exit(2);
}
const failed = [];
for (const step of steps) {
  console.log(`\n── ${step.name}`);
  const began = performance.now();
  const wrong = await outcome(step);
  if (wrong) failed.push(`${step.name} (${wrong})`);
  if (step !== steps.at(-1)) console.log(`   ${wrong ?? 'ok'}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (wrong === 'interrupted') break;
}
if (failed.length) console.error(`\nThe gate stays shut: ${failed.join(', ')}.`);
process.exit(failed.length ? 1 : 0);
