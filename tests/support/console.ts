/** The console of a real server in a real browser, signed in. Any error a page logs fails the test that asks `complaints`. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible, openBrowser } from '../../platform/testing/chromium.ts';
import type { Verona } from '../../platform/testing/server.ts';
import { desk, phone } from '../console/pages.ts';

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

  /** Axe and the page's width in both themes, on a desk and on a phone. */
  async function expectFine(name: string, path: string, ready: string): Promise<void> {
    for (const [device, viewport] of [
      ['desk', desk],
      ['phone', phone],
    ] as const) {
      const page = await open(path, { viewport });
      // In the page or in the dialog over it; not in the navigation, which is there before either.
      await page.getByRole('main').or(page.getByRole('dialog')).getByText(ready).first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.waitForSelector(`html[data-mantine-color-scheme="${colorScheme}"]`);
        await expectAccessible(page);
      }
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(wider, `pixels ${name} is wider than a ${device}`).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  }

  return { browser, open, expectFine, complaints: () => errors.splice(0), close: () => browser.close() };
}
