import { expect, test } from 'vitest';
import { shownHtml } from './shown-html.ts';

const addresses = {
  elsewhere: (url: string) => (url.startsWith('http') ? `/pictures/${encodeURIComponent(url)}` : undefined),
  along: (id: string) => (id === 'logo' ? '/files/1"2' : undefined),
};

test('D15: pictures from elsewhere keep waiting, under an address of ours; those that came along are there', () => {
  const html =
    '<img alt="a" data-remote-src="https://spy.example/p?a=1&amp;b=2"><img data-cid="logo"><img data-cid="gone"><p title="data-cid">x</p>';
  expect(shownHtml(html, addresses)).toBe(
    '<img alt="a" data-remote-src="/pictures/https%3A%2F%2Fspy.example%2Fp%3Fa%3D1%26b%3D2"><img src="/files/1&#34;2"><img><p title="data-cid">x</p>',
  );
});
