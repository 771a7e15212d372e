/** A browser and a server for tests of the console's frame: every page opened here fails its test on any error it logs. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../../platform/testing/chromium.ts';
import { type Stub, startStub } from './stub.ts';

export const desk = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export async function openPages(dist: string) {
  const stub: Stub = await startStub(dist);
  const browser: Browser = await openBrowser();
  const errors: string[] = [];

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desk, reducedMotion: 'reduce', locale: 'en', ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      // A refusal the page expects is still an "error" to the browser.
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) errors.push(message.text());
    });
    await page.goto(stub.url + path);
    await page.waitForSelector('h1');
    return page;
  }

  return {
    stub,
    open,
    /** What pages complained about since the last call. */
    complaints: () => errors.splice(0),
    close: async () => {
      await browser.close();
      await stub.close();
    },
  };
}
