/**
 * Pictures for docs/screenshots, made by the tests themselves: `VERONA_SCREENSHOTS=1 npm test`. Without it nothing is written,
 * and the journey that would take them still looks whether every screen stands as the docs show it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

export const takesPictures = process.env.VERONA_SCREENSHOTS === '1';
const folder = join(import.meta.dirname, '../../docs/screenshots');

export type Look = 'desk' | 'desk-dark' | 'phone' | 'phone-dark';

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** How a browser is opened for a look: twice the points, so that letters are sharp on every screen. */
export const windowFor = (look: Look) => ({
  viewport: look.startsWith('phone') ? sizes.phone : sizes.desk,
  colorScheme: look.endsWith('dark') ? ('dark' as const) : ('light' as const),
  deviceScaleFactor: 2,
});

/** Writes `docs/screenshots/<name>.webp`: a tenth of what PNG takes for the same picture. */
export async function takePicture(browser: Browser, page: Page, name: string): Promise<void> {
  if (!takesPictures) return;
  await page.mouse.move(0, 0);
  // What is still moving (a count, a fade, a chart that draws itself) comes to rest.
  await page.waitForTimeout(1_200);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.webp`), await webpOf(browser, png));
}

/** Chromium is here anyway and writes WebP. */
async function webpOf(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const painted = `(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
  })()`;
  const webp = await page.evaluate<string>(painted);
  await page.close();
  return Buffer.from(webp, 'base64');
}
