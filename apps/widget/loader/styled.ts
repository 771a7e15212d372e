/**
 * Gives a shadow its style. A constructed sheet is the page's script talking, not a style in the page: a content policy
 * without `unsafe-inline` lets it be.
 */
export function styled(place: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
}
