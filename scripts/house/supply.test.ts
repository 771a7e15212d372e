/** G14: what `npm ci` brings is exactly what was chosen, byte for byte, and nothing new runs while it is installed. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Entry {
  integrity?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optional?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
}
interface Lock {
  packages: Record<string, Entry>;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')) as T;

/** Runs a script at installation and is not wanted to: msgpackr (of a tool of the tests) works without its native part. */
const leftUnrun = ['msgpackr-extract'];

function troubles({ packages }: Lock, { dependencies, devDependencies, allowScripts }: Manifest): string[] {
  const found: string[] = [];
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    if (!/^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) found.push(`${name} is not pinned: ${version}`);
  }
  const known = new Set([...Object.keys(allowScripts), ...leftUnrun]);
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.link) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    // Stubs stand for the builds of other systems that the registry of the last install did not have.
    const elsewhere = entry.optional && (entry.os || entry.cpu || entry.libc);
    if (!entry.integrity?.startsWith('sha512-') && !elsewhere) found.push(`${name} has no checksum`);
    const otherBuild = entry.optional && !known.has(name) && [...known].some((each) => each.split('/')[0] === name.split('/')[0]);
    if (entry.hasInstallScript && !known.has(name) && !otherBuild) found.push(`${name} runs a script when it is installed`);
  }
  return found;
}

test('G14: every dependency is pinned, has a checksum, and runs no script that nobody allowed', () => {
  expect(troubles(read<Lock>('package-lock.json'), read<Manifest>('package.json'))).toEqual([]);
});

test('planted violations are found', () => {
  const lock = read<Lock>('package-lock.json');
  const manifest = read<Manifest>('package.json');
  const planted = { integrity: 'sha1-short', hasInstallScript: true };
  expect(
    troubles(
      { packages: { ...lock.packages, 'node_modules/a/node_modules/@evil/twin': planted } },
      {
        ...manifest,
        dependencies: { ...manifest.dependencies, loose: '^1.0.0', tagged: 'latest' },
      },
    ),
  ).toEqual([
    'loose is not pinned: ^1.0.0',
    'tagged is not pinned: latest',
    '@evil/twin has no checksum',
    '@evil/twin runs a script when it is installed',
  ]);
});
