/** The README, followed word by word: what it starts is started, what it sends is sent, and the answers are those of a newcomer. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
let blocks: string[];
let verona: Verona;

/** `NAME=value` and `NAME='value'` before a command. */
const variablesOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/(VERONA_\w+)=(?:'([^']*)'|(\S+))/g)].map(([, name, quoted, bare]) => [name, quoted ?? bare]),
  );

beforeAll(async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const env = variablesOf(blocks.find((block) => block.includes('VERONA_BOOTSTRAP_ADMIN')) ?? '');
  expect(Object.keys(env)).toEqual(['VERONA_BOOTSTRAP_ADMIN', 'VERONA_BOOTSTRAP_WRITE_KEY', 'VERONA_BOOTSTRAP_API_KEY']);
  verona = await startVerona({ env });
});
afterAll(() => verona?.close());

test('the commands for another terminal do what they say', async () => {
  const block = blocks.find((each) => each.includes('curl')) ?? '';
  const { port } = new URL(verona.url);
  const commands = block.trim().split(/\n(?! )/);
  expect(commands).toHaveLength(3);
  const said = async (command: string) => {
    const here = command.replaceAll('localhost:4400', `127.0.0.1:${port}`);
    const { stdout } = await run('bash', ['-c', here], { cwd: root, env: { ...process.env, PORT: port } });
    return stdout;
  };
  const [track = '', bring = '', people = ''] = commands;
  expect(await said(track)).toBe('{"success":true}');
  expect(await said(bring)).toContain('6 rows gave 7 events: 7 kept, 0 in conflict; rows refused: 1');
  const found = await eventually(async () => {
    const { items } = JSON.parse(await said(people)) as { items: { id: string }[] };
    return items.length === 3 && items;
  });
  expect(found).toHaveLength(3);
});

test('the pages it names answer', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const pages = [...(readme.split('on a running server:')[1]?.split('\n')[0] ?? '').matchAll(/`(\/[^`]+)`/g)].map(
    ([, path]) => path,
  );
  expect(pages.length).toBeGreaterThanOrEqual(5);
  for (const path of pages) expect([path, (await fetch(`${verona.url}${path}`)).status]).toEqual([path, 200]);
});
