/** The allow-list. Pure; runs in a thread, because on hostile input it may take for ever. */
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';

export interface CleanOptions {
  /** Tags nested deeper are dropped, what stands in them is kept. */
  maxDepth: number;
  images: 'blocked' | 'shown';
  /** Content-ID → address, for images that came along with the mail. */
  cid: Record<string, string>;
}

export interface Cleaned {
  html: string;
  /** Images and backgrounds from elsewhere that were not loaded. */
  blockedRemote: number;
}

const blocks = 'address article blockquote center dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section ul';
const inline = 'a abbr b bdi bdo br cite code del em font i img ins kbd mark q s samp small span strike strong sub sup tt u var';
const tables = 'caption col colgroup table tbody td tfoot th thead tr';

/** What stands in these is not for reading, or is read by browsers in ways of their own (mutation XSS). */
const silenced =
  'applet audio canvas embed frame frameset head iframe math noembed noframes noscript object option plaintext script select style svg template textarea title video xmp';

const cell = ['align', 'valign', 'colspan', 'rowspan', 'width', 'height', 'nowrap', 'bgcolor'];
const rereads = 4;
const remote = /^https?:\/\//i;
const linked = ['http', 'https', 'mailto', 'tel'];

export function clean(html: string, { maxDepth, images, cid }: CleanOptions): Cleaned {
  let blockedRemote = 0;
  const addresses = new Set(Object.values(cid));
  const image = (_name: string, given: Attributes): Tag => {
    const { src, 'data-remote-src': kept, 'data-cid': keptCid, srcset, ...attribs } = given;
    const named = keptCid ?? (src && /^cid:/i.test(src) ? src.slice(4) : undefined);
    const cameAlong = src !== undefined && addresses.has(src) ? src : undefined;
    const address = named === undefined ? cameAlong : cid[named];
    const elsewhere = [src, kept].find((each) => each !== undefined && remote.test(each.trim()))?.trim();
    if (address !== undefined) attribs.src = address;
    else if (named !== undefined) attribs['data-cid'] = named;
    else if (elsewhere !== undefined) {
      if (images === 'shown') attribs.src = elsewhere;
      else {
        attribs['data-remote-src'] = elsewhere;
        blockedRemote += 1;
      }
      // Only a list of sources from elsewhere, no source of its own: a browser would have chosen one of them.
    } else if (srcset) blockedRemote += 1;
    return { tagName: 'img', attribs };
  };
  const options: IOptions = {
    allowedTags: [blocks, inline, tables].flatMap((names) => names.split(' ')),
    nonTextTags: silenced.split(' '),
    disallowedTagsMode: 'discard',
    nestingLimit: maxDepth,
    allowedAttributes: {
      '*': ['dir', 'lang', 'title'],
      a: ['href', 'rel', 'target'],
      img: ['src', 'alt', 'width', 'height', 'data-remote-src', 'data-cid'],
      font: ['color', 'size'],
      col: ['span', 'width'],
      colgroup: ['span', 'width'],
      ol: ['start', 'type'],
      table: ['align', 'border', 'cellpadding', 'cellspacing', 'width', 'bgcolor'],
      td: cell,
      th: [...cell, 'scope'],
      tr: ['align', 'valign', 'bgcolor'],
    },
    allowedSchemes: linked,
    allowedSchemesByTag: { img: ['http', 'https'] },
    allowedSchemesAppliedToAttributes: ['href', 'src', 'data-remote-src'],
    // `//host` would take the page's own protocol, and a path without host would point into this server.
    allowProtocolRelative: false,
    transformTags: {
      '*': (tagName, attribs) => {
        if (attribs.background !== undefined) blockedRemote += 1;
        return { tagName, attribs };
      },
      a: (tagName, { href, title }) => ({
        tagName,
        attribs: {
          ...(href !== undefined && linked.includes(schemeOf(href)) && { href }),
          ...(title !== undefined && { title }),
          rel: 'noopener nofollow',
          target: '_blank',
        },
      }),
      img: image,
    },
  };
  let settled = sanitizeHtml(html, options);
  const blocked = blockedRemote;
  // What was dropped may have kept apart what a reader closes by itself (`<p><x<b><table>`): read until nothing changes any more.
  for (let reading = 0; reading < rereads; reading += 1) {
    const again = sanitizeHtml(settled, options);
    if (again === settled) break;
    settled = again;
  }
  return { html: settled, blockedRemote: blocked };
}

/** Scheme as a browser reads it: control characters and blanks are skipped, entities are already resolved by the parser. */
function schemeOf(href: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what browsers skip.
  const plain = href.replace(/[\u0000-\u0020\u00a0\u200b-\u200f\ufeff]/g, '');
  return /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1]?.toLowerCase() ?? '';
}
