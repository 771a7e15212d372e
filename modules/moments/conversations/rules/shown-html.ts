/** A message's HTML as a screen gets it: pictures that came along are there, those from elsewhere wait for somebody's click. */

export interface PictureAddresses {
  /** For a picture on another server: an address of ours, or none. */
  elsewhere(url: string): string | undefined;
  /** For one that came along, by its Content-ID. */
  along(contentId: string): string | undefined;
}

/** `data-remote-src` names an address of ours after this, and still loads nothing. */
export function shownHtml(html: string, { elsewhere, along }: PictureAddresses): string {
  return html.replace(/ data-(remote-src|cid)="([^"]*)"/g, (_whole, kind: string, written: string) => {
    const value = plain(written);
    const address = kind === 'cid' ? along(value) : elsewhere(value);
    if (address === undefined) return '';
    return kind === 'cid' ? ` src="${escaped(address)}"` : ` data-remote-src="${escaped(address)}"`;
  });
}

const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot);/g, (whole, name: string) => names[name] ?? whole);
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
