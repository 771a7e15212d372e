/**
 * The page for the `srcdoc` of `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox">`: the second wall behind the
 * allow-list. No script runs there, nothing is loaded but what `images` names, and it has no origin.
 */
export function framed(html: string, images: readonly string[] = []): string {
  const from = images.filter((each) => /^https?:\/\/[\w.:[\]-]+$/.test(each) || each === 'data:').join(' ') || "'none'";
  const policy = `default-src 'none'; img-src ${from}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><style>body{font:14px/1.5 system-ui,sans-serif;margin:0;overflow-wrap:anywhere}img{max-width:100%}</style></head><body>${html}</body></html>`;
}
