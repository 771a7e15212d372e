/** What a file is, by its bytes. What its name or sender says is never asked. */
import { fileTypeFromBuffer } from 'file-type';

/** Enough for every signature; an archive's content is not looked into. */
const looked = 64 * 1024;
const decoder = new TextDecoder('utf-8', { fatal: true });

export async function typeOf(bytes: Buffer): Promise<string> {
  const head = bytes.subarray(0, looked);
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) return found.mime;
  return isText(head, bytes.length > looked) ? 'text/plain' : 'application/octet-stream';
}

function isText(head: Buffer, cut: boolean): boolean {
  if (head.includes(0)) return false;
  try {
    // A character may be cut in two at the end of what is looked at.
    decoder.decode(cut ? head.subarray(0, head.length - 4) : head, { stream: false });
    return true;
  } catch {
    return !cut ? false : [1, 2, 3].some((less) => decodes(head.subarray(0, head.length - 4 - less)));
  }
}

function decodes(bytes: Buffer): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Pictures that hold nothing but pixels: the only types ever shown in place. */
const raster = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** The type of a picture that may be shown in place, by its bytes; undefined for everything else. */
export async function rasterTypeOf(bytes: Buffer): Promise<string | undefined> {
  const type = await typeOf(bytes);
  return raster.has(type) ? type : undefined;
}

/** Headers under which a file can be looked at or downloaded, and nothing in it can run (reliability cases D03, D06). */
export function headersOf({ name, type, size }: { name: string; type: string; size: number }): Record<string, string> {
  const how = raster.has(type) ? 'inline' : 'attachment';
  const ascii = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  return {
    'content-type': raster.has(type) ? type : 'application/octet-stream',
    'content-length': String(size),
    'content-disposition': `${how}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, escaped)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'cache-control': 'private, no-store',
  };
}

/** RFC 5987 leaves these four out of what `encodeURIComponent` does. */
const escaped = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
