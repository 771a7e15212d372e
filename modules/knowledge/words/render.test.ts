import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../testing.ts';
import { renderMarkdown, safeHref } from './render.ts';

/** Every tag and attribute that may leave; anything else is an author's. */
const tags = /^\/?(p|h[2-6]|a|em|strong|del|code|pre|blockquote|ul|ol|li|br|hr|img|table|thead|tbody|tr|th|td)$/;
const attributes = new Set(['href', 'rel', 'src', 'alt', 'loading', 'id', 'tabindex', 'align', 'start']);

function foreignIn(html: string): string[] {
  const found: string[] = [];
  for (const [whole, name = '', rest = ''] of html.matchAll(/<(\/?[a-z][a-z0-9]*)((?: [^<>]*)?)\/?>/gi)) {
    if (!tags.test(name)) found.push(whole);
    for (const [, attribute = '', value = ''] of rest.matchAll(/ ([\w-]+)(?:="([^"]*)")?/g)) {
      if (!attributes.has(attribute)) found.push(whole);
      if (attribute === 'href' && safeHref(value.replace(/&#(\d+);/g, (_, no) => String.fromCharCode(no))) === undefined)
        found.push(whole);
    }
  }
  // Whatever is not one of our tags must be no tag at all.
  const rest = html.replace(/<\/?[a-z][a-z0-9]*(?: [a-z]+="[^"<>]*")*>/g, '');
  if (/[<>]/.test(rest)) found.push(rest);
  return found;
}

test.each(hostile)('D01 D02 D05 nothing runs: %s', (markdown) => {
  expect(foreignIn(renderMarkdown(markdown))).toEqual([]);
});

test('D01 D02 whatever is strung together, only our own tags leave', () => {
  const piece = fc.oneof(
    fc.constantFrom(...hostile, '\n', '\n\n', '> ', '- ', '`', '**', '[', '](', ')', '![', '<', '|', '\\', '&#106;'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(foreignIn(renderMarkdown(pieces.join('')))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  ' \u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://casa.example/1',
])('D05 %s leads nowhere', (href) => {
  expect(safeHref(href)).toBeUndefined();
});

test.each(['https://casa.example/a?b=c&d', 'mailto:care@casa.example', 'tel:+39045', '/help', '#part', 'other-page'])(
  'D05 %s is a link',
  (href) => {
    expect(safeHref(href)).toBe(href);
  },
);

test('pictures are ours or come by https', () => {
  expect(renderMarkdown('![a](https://casa.example/a.png)')).toContain(
    '<img src="https://casa.example/a.png" alt="a" loading="lazy">',
  );
  expect(renderMarkdown('![a](/files/a.png)')).toContain('<img src="/files/a.png"');
  for (const source of [
    'http://casa.example/a.png',
    '//casa.example/a.png',
    '/\\casa.example/a.png',
    'data:image/png;base64,AA',
    'javascript:1',
  ]) {
    expect(renderMarkdown(`![words](${source})`)).not.toContain('<img');
  }
});

test('D12 braces are text', () => {
  const text = "{{constructor.constructor('return 1')()}} #{7*7} <%= 7*7 %>";
  const html = renderMarkdown(text);
  expect(html).toContain('{{constructor.constructor(&#39;return 1&#39;)()}}');
  expect(html).not.toContain('49');
});

test('what people write looks as they meant it', () => {
  expect(renderMarkdown('# Title\n\na **b** `c<d`\n\n1. one\n2. two\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n')).toBe(
    '<h2 id="h-title">Title</h2>\n<p>a <strong>b</strong> <code>c&#60;d</code></p>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<table>\n<thead>\n<tr>\n<th>a</th>\n<th align="center">b</th>\n</tr>\n</thead>\n<tbody><tr>\n<td>1</td>\n<td align="center">2</td>\n</tr>\n</tbody></table>\n',
  );
});

test('nesting beyond reason costs neither the stack nor time', () => {
  const began = performance.now();
  for (const mark of ['> ', '- ', '[', '**a ', '![', '`', '*_']) expect(renderMarkdown(mark.repeat(20_000))).toBeTypeOf('string');
  expect(performance.now() - began).toBeLessThan(20_000);
});
