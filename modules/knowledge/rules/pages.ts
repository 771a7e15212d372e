/** Whether an article was written for the page somebody looks at. */

const base = 'http://page.invalid';

/** Path of an address, without query and trailing slash; undefined for what is no address. */
function pathOf(page: string): string | undefined {
  const url = URL.canParse(page, base) ? new URL(page, base) : undefined;
  return url?.pathname.replace(/(.)\/+$/, '$1');
}

/** `/pricing*` and `https://casa.example/pricing*`; `*` stands for anything. Compared without regard to case. */
export function isFor(pattern: string, page: string): boolean {
  const whole = URL.canParse(page) ? page.replace(/[?#].*$/, '').replace(/\/+$/, '') : page;
  const subject = pattern.startsWith('/') ? pathOf(page) : whole.replace(/^https?:\/\//, '');
  if (subject === undefined) return false;
  return fits(pattern.replace(/^https?:\/\//, '').toLowerCase(), subject.toLowerCase());
}

/** Glob with `*` only, by greedy walk: linear, so that no pattern can be made slow. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.replace(/(.)\/+$/, '$1').split('*');
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
