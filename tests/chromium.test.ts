import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser } from '../platform/testing/chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const page = (body: string) => `<!doctype html><html lang="en"><title>Page</title><body>${body}</body></html>`;

test('a real Chromium renders text and takes a picture of it', async () => {
  const tab = await browser.newPage({ viewport: { width: 400, height: 200 } });
  await tab.setContent(page('<main><h1 id="words">Someone always owns the moment</h1></main>'));
  // Without fonts every glyph is an equally wide box, or nothing.
  const widths = await tab.evaluate<number[]>(`(() => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = '40px sans-serif';
    return ['i', 'M'].map((letter) => context.measureText(letter).width);
  })()`);
  expect(widths[0]).toBeGreaterThan(0);
  expect(widths[1]).toBeGreaterThan(widths[0] ?? 0);
  const png = await tab.screenshot();
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(1500);
  await tab.close();
});

test('the accessibility check names what is wrong, and is silent about a sound page', async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.setContent(page('<main><h1>Fine</h1><button>Save</button></main>'));
  await expectAccessible(tab);
  await tab.setContent(page('<main><h1>Not fine</h1><input></main>'));
  await expect(expectAccessible(tab)).rejects.toThrow(/label/);
  await context.close();
});
