// Adds stub entries for optional platform packages that a partial registry left out of the lockfile: without them `npm ci`
// refuses on other systems (and here). Run after an `npm install` that changed dependencies; `--check` only looks.
//   node scripts/complete-lockfile.mjs [--check] [file]
import { readFileSync, writeFileSync } from 'node:fs';

const onlyLook = process.argv.includes('--check');
const file = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));

const platformOf = (name) => {
  const os = name.match(/darwin|linux|win32|android|freebsd|openharmony|openbsd|netbsd|sunos|aix/)?.[0];
  const cpu = name.match(/arm64|x64|ia32|arm(?!64)|riscv64|ppc64|s390x|loong64|wasm32/)?.[0];
  const libc = name.match(/musl/)?.[0] ?? (os === 'linux' && /gnu/.test(name) && 'glibc');
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
};

/** True when node's resolution from `from` would find `name` in the lockfile. */
const resolves = (from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
};

const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d/.test(version) || resolves(path, name)) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), ...(entry.dev && { dev: true }), optional: true };
    added.push(name);
  }
}
if (onlyLook) {
  for (const name of added) console.error(`${file} lacks ${name}: run node scripts/complete-lockfile.mjs`);
  process.exitCode = added.length ? 1 : 0;
} else {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added.length} stub entries added to ${file}`);
}
