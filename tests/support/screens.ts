/** The console in a real browser, signed in, and a look at its screens as people of all kinds see them. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from '../../platform/testing/chromium.ts';
import type { Verona } from '../../platform/testing/server.ts';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
// Themes change colours and widths change places: two opposite looks see each of them once.
const oppositeLooks = [
  [desk, 'light'],
  [phone, 'dark'],
] as const;

export interface Desk {
  page: Page;
  /** What the pages of this desk complained about since the last call: errors nobody caught, and logged ones. */
  complaints(): string[];
  go(path: string): Promise<void>;
}

/** A browser window of its own, signed in as the first administrator. */
export async function openDesk(browser: Browser, verona: Verona, options: BrowserContextOptions = {}): Promise<Desk> {
  const context = await browser.newContext({ viewport: desk, reducedMotion: 'reduce', locale: 'en', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    // A refusal the page expects is still an "error" to the browser.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) said.push(message.text());
  });
  const go = async (path: string) => {
    await page.goto(verona.url + path);
    await page.waitForSelector('h1');
  };
  await go('/sign-in');
  await page.getByLabel('E-mail').fill(verona.admin.email);
  await page.getByLabel('Password', { exact: true }).fill(verona.admin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((at) => at.pathname !== '/sign-in');
  await page.waitForSelector('h1');
  return { page, complaints: () => said.splice(0), go };
}

/** The present screen by day on a desk and by night on a phone: axe finds nothing, nothing sticks out. */
export async function lookAt(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? desk;
  // No tooltip of whatever was clicked last.
  await page.mouse.move(0, 0);
  try {
    for (const [viewport, colorScheme] of oppositeLooks) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.waitForSelector(`html[data-mantine-color-scheme="${colorScheme}"]`);
      await expectAccessible(page);
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(wider, `${name}: pixels wider than a screen of ${viewport.width}`).toBeLessThanOrEqual(0);
    }
  } finally {
    // What was found here fails this test; it must not leave the next one on a phone by night.
    await page.setViewportSize(before);
    await page.emulateMedia({ colorScheme: 'light' });
  }
}
