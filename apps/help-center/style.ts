/** The help centre's one style sheet, served as a file: pages carry no style of their own but the accent's name. */

export const style = `
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--ink:#1d2528;--soft:#525d62;--line:#dcdad5;--accent:#1f6f8b;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#14181a;--card:#1c2225;--ink:#eceae6;--soft:#a9b3b7;--line:#343c40}}
*{box-sizing:border-box}
html{font:17px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);overflow-wrap:break-word}
a{color:var(--link)}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible,summary:focus-visible,pre:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:1}
.bar{border-top:5px solid var(--accent);background:var(--card);border-bottom:1px solid var(--line)}
.in{max-width:46rem;margin:0 auto;padding:0 1.2rem}
.bar .in{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:center;padding-top:.7rem;padding-bottom:.7rem}
.brand{font-weight:700;text-decoration:none;color:var(--ink);margin-inline-end:auto;display:flex;gap:.6rem;align-items:center}
.logo{background:var(--accent);color:var(--on-accent);border-radius:.4rem;padding:.1rem .6rem}
.langs{display:flex;gap:.9rem;list-style:none;margin:0;padding:0;font-size:.9rem}
.langs [aria-current]{font-weight:700;text-decoration:none;color:var(--ink)}
form.find{display:flex;gap:.5rem;margin:1.4rem 0}
form.find label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
input,textarea{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.5rem;padding:.6rem .8rem;width:100%;min-width:0}
button{font:inherit;font-weight:600;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);border-radius:.5rem;padding:.6rem 1.1rem;cursor:pointer}
main{padding-bottom:3rem;min-height:60vh}
h1{font-size:1.9rem;line-height:1.2;margin:1.2rem 0 .6rem}h2{font-size:1.35rem;margin:2rem 0 .5rem}h3{font-size:1.1rem}
.lead,.meta,.sum{color:var(--soft)}.meta{font-size:.88rem}.sum{display:block;font-size:.95rem}
.cards{list-style:none;padding:0;display:grid;gap:.8rem;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr))}
.cards li,.list li,.note{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.9rem 1.1rem}
.list{list-style:none;padding:0;display:grid;gap:.6rem}
.cards a,.list a{font-weight:600}
nav.crumbs ol{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem .6rem;padding:0;margin:1.2rem 0 0;font-size:.9rem}
nav.crumbs li+li::before{content:"›";margin-inline-end:.6rem;color:var(--soft)}
article img{max-width:100%;height:auto}
article pre{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem;overflow-x:auto}
article code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em}
article table{border-collapse:collapse;display:block;overflow-x:auto;max-width:100%}
article th,article td{border:1px solid var(--line);padding:.35rem .7rem;text-align:start}
article blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:4px solid var(--line);color:var(--soft)}
.said{margin-top:3rem;border-top:1px solid var(--line);padding-top:1.2rem}
.said fieldset{border:0;padding:0;margin:0}.said legend{font-weight:700;margin-bottom:.6rem}
.said .row{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:.8rem}
.said button.quiet{background:transparent;color:var(--ink);border-color:var(--soft)}
footer{color:var(--soft);font-size:.85rem;border-top:1px solid var(--line);padding:1rem 0}
`;

/** Colour of text that can be read on the accent, and the accent as a link that can be read on each background (WCAG 2.2, 1.4.3). */
export function accentStyle(accent: string): string {
  const light = readable(accent, '#fbfaf8', '#000000');
  const dark = readable(accent, '#1c2225', '#ffffff');
  return `:root{--accent:${accent};--on-accent:${contrast(accent, '#ffffff') >= 4.5 ? '#fff' : '#000'};--link:${light}}@media (prefers-color-scheme:dark){:root{--link:${dark}}}`;
}

const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = parts(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** The colour itself, or the nearest on the way to `towards` that reaches 4.5 : 1. */
export function readable(colour: string, background: string, towards: string): string {
  for (let step = 0; step <= 20; step += 1) {
    const share = step / 20;
    const mixed = `#${parts(colour)
      .map((part, at) => Math.round(part * (1 - share) + (parts(towards)[at] ?? 0) * share))
      .map((part) => part.toString(16).padStart(2, '0'))
      .join('')}`;
    if (contrast(mixed, background) >= 4.6) return mixed;
  }
  return towards;
}
