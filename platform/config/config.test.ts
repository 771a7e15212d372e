import { expect, test } from 'vitest';
import { ConfigError, explainConfig, readConfig } from './config.ts';

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
