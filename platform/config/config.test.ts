import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ConfigError, explainConfig, readConfig, settings } from './config.ts';

test('defaults are enough for a laptop', () => {
  const config = readConfig({}, '/srv/app');
  expect(config).toMatchObject({ PORT: 4400, dataDir: '/srv/app/.verona', baseUrl: 'http://localhost:4400' });
  expect(config.VERONA_ROLES).toEqual(['api', 'worker', 'jobs']);
});

test('every wrong variable is named at once, with the cure', () => {
  const wrong = { PORT: 'eighty', VERONA_ROLES: 'api,chef', VERONA_BOOTSTRAP_ADMIN: 'nobody' };
  const read = () => readConfig(wrong, '/');
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT: .*\n.*unknown role "chef".*\n.*email:password/s);
});

test('doctor never shows a secret', () => {
  const rows = explainConfig({ DATABASE_URL: 'postgres://u:hunter2@db/x', PORT: '80' });
  expect(JSON.stringify(rows)).not.toContain('hunter2');
  expect(rows.find((row) => row.name === 'PORT')).toMatchObject({ value: '80', from: 'environment' });
});

test('doctor explains every variable that code or docs speak of, and none that nothing reads', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const read = (folder: string, suffix: RegExp) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => suffix.test(name) && !/node_modules|\.test\.|^config\/|^testing\/|(^|\/)dist/.test(name))
      .map((name) => readFileSync(join(root, folder, name), 'utf8'));
  const code = ['apps', 'modules', 'platform'].flatMap((folder) => read(folder, /\.(ts|tsx|mjs)$/));
  const docs = [...read('.', /\.md$/), ...read('docs', /\.md$/), ...read('examples', /\.md$/)];
  const names = (texts: string[]) => new Set(texts.flatMap((text) => text.match(/\bVERONA_[A-Z_]+\b/g) ?? []));
  // These belong to tests and the bench, not to a server.
  const ofTests = new Set(['VERONA_DATASETS', 'VERONA_SCREENSHOTS']);
  const spoken = [...names(code), ...names(docs)].filter((name) => !ofTests.has(name));
  expect(spoken.filter((name) => !(name in settings))).toEqual([]);
  const all = code.join('\n');
  expect(Object.keys(settings).filter((name) => !new RegExp(`\\b${name}\\b`).test(all))).toEqual([]);
});
