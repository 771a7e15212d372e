/** The engine's CSV, made safe to open in a spreadsheet. */

// A quote that begins a cell: inside a cell every quote is written twice, so this is never the middle of one. The engine quotes
// whatever is no number. Then what a spreadsheet takes for a formula, full-width signs included (as bytes of UTF-8).
const formula = /(^|[,\n])"(?=[=+\-@\t\r]|\xef\xbc[\x9d\x8b\x8d\xa0])/g;

/** Cells that a spreadsheet would run as a formula begin with an apostrophe (reliability case D11). Bytes in, bytes out. */
export const defused = (csv: Buffer): Buffer => Buffer.from(csv.toString('latin1').replace(formula, '$1"\''), 'latin1');
