/** The console of a real server in a real browser, signed in. Any error a page logs fails the test that asks `complaints`. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from '../../platform/testing/chromium.ts';
import type { Verona } from '../../platform/testing/server.ts';
import { desk } from '../console/pages.ts';
import { lookAt } from './screens.ts';

export async function openConsole({ url, admin }: Pick<Verona, 'url' | 'admin'>) {
  const browser: Browser = await openBrowser();
  const errors: string[] = [];
  // Once for all pages: sign-in is throttled, as it should be.
  const first = await browser.newContext();
  const signIn = await first.request.post(`${url}/api/auth/sign-in/email`, { data: admin, headers: { origin: url } });
  expect(signIn.ok()).toBe(true);
  const storageState = await first.storageState();
  await first.close();

  /** A page of somebody signed in, at `path`. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desk, reducedMotion: 'reduce', locale: 'en', storageState, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      // A refusal the page expects is still an "error" to the browser.
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) errors.push(message.text());
    });
    await page.goto(url + path);
    await page.waitForSelector('h1');
    return page;
  }

  /** The screen at `path`, once `ready` stands there, as people of all kinds see it. */
  async function expectFine(name: string, path: string, ready: string): Promise<void> {
    const page = await open(path);
    // In the page or in the dialog over it; not in the navigation, which is there before either.
    await page.getByRole('main').or(page.getByRole('dialog')).getByText(ready).first().waitFor();
    await lookAt(page, name);
    await page.context().close();
  }

  return { browser, open, expectFine, complaints: () => errors.splice(0), close: () => browser.close() };
}
