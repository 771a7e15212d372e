/** Light and dark by the visitor's wish; start and end by the direction of the words, the side of the page as it was chosen. Colours are tested for contrast by axe. */
export const styles = `
:host{--back:#fff;--ink:#1c2126;--quiet:#56616b;--line:#dde2e6;--theirs:#f0f2f4;--bad:#b42318;--here:#1f883d;--field:#fff}
@media(prefers-color-scheme:dark){:host{--back:#1b1f24;--ink:#eceff2;--quiet:#a9b4be;--line:#3a424b;--theirs:#2a3038;--bad:#ff8f85;--here:#3fb950;--field:#14181c}}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
.panel{position:absolute;inset-block-end:72px;inline-size:384px;block-size:min(660px,calc(100dvh - 112px));display:flex;flex-direction:column;
background:var(--back);color:var(--ink);border:1px solid var(--line);border-radius:16px;overflow:hidden;box-shadow:0 12px 40px rgb(0 0 0/.24);text-align:start}
:host([data-side=right]) .panel{right:0}
:host([data-side=left]) .panel{left:0}
@media(prefers-reduced-motion:no-preference){.panel{animation:rise .16s ease-out}@keyframes rise{from{opacity:0;transform:translateY(10px)}}}
@media(max-width:520px){.panel{position:fixed;inset:0;inline-size:auto;block-size:auto;border:0;border-radius:0;padding-block-end:env(safe-area-inset-bottom)}}
header{display:flex;align-items:flex-start;gap:8px;padding-block:14px;padding-inline:18px 10px;background:var(--accent);color:var(--on-accent)}
@media(max-width:520px){header{padding-block-start:calc(14px + env(safe-area-inset-top))}}
.who{flex:1;min-inline-size:0}
h2{font-size:17px;line-height:1.3;font-weight:650;overflow-wrap:anywhere}
.expect{font-size:13px;margin-block-start:2px}
.dot{display:inline-block;inline-size:8px;block-size:8px;border-radius:50%;margin-inline-end:6px;border:2px solid currentColor}
.dot.here{background:currentColor}
button{font:inherit;color:inherit;cursor:pointer}
.plain{border:0;background:none;padding:8px;border-radius:8px;display:grid;place-items:center;min-inline-size:38px;min-block-size:38px}
.plain:hover{background:rgb(128 128 128/.2)}
:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.log:focus-visible{outline-offset:-3px}
.icon{inline-size:20px;block-size:20px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.icon.turns:dir(rtl){transform:scaleX(-1)}
.talk,.help{flex:1;min-block-size:0;display:flex;flex-direction:column}
.log{flex:1;min-block-size:96px;overflow-y:auto;overscroll-behavior:contain;padding:16px 18px;display:flex;flex-direction:column;gap:4px}
.greeting{white-space:pre-wrap;color:var(--quiet);margin-block-end:10px;overflow-wrap:anywhere}
.line{display:flex;flex-direction:column;align-items:flex-start;max-inline-size:86%;margin-block-start:10px}
.line.follows{margin-block-start:2px}
.line.own{align-self:flex-end;align-items:flex-end}
.name,.when{font-size:12px;color:var(--quiet)}
.name{margin-block-end:3px}
.when{margin-block-start:3px}
.bubble{padding:8px 12px;border-radius:14px;background:var(--theirs);white-space:pre-wrap;overflow-wrap:anywhere;max-inline-size:100%}
.bubble :is(p,ul,ol,pre,blockquote)+*{margin-block-start:6px}
.bubble :is(ul,ol){padding-inline-start:20px;white-space:normal}
.bubble pre,.bubble code{font-family:ui-monospace,monospace;font-size:13px;white-space:pre-wrap}
.bubble blockquote{border-inline-start:3px solid var(--quiet);padding-inline-start:8px}
.own .bubble{background:var(--accent);color:var(--on-accent)}
a{color:inherit}
.file{display:block;border:1px solid var(--line);border-radius:10px;padding:7px 11px;margin-block-start:4px;font-size:14px;overflow-wrap:anywhere}
.picture{margin-block-start:4px;display:block}
.picture img{display:block;min-inline-size:32px;min-block-size:32px;object-fit:contain;background:var(--theirs);max-inline-size:100%;max-block-size:240px;border-radius:12px;border:1px solid var(--line)}
.bad{color:var(--bad)}
.mark::before{content:"· "}
.typing,.note{font-size:13px;color:var(--quiet);margin-block-start:8px}
.note{text-align:center}
.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.composer{border-block-start:1px solid var(--line);padding:8px 10px}
.write{display:flex;align-items:flex-end;gap:4px}
textarea,input,select{font:inherit;font-size:16px;color:inherit;background:var(--field);border:1px solid var(--quiet);border-radius:10px;padding:8px 11px;inline-size:100%;min-inline-size:0}
textarea{resize:none;display:block;line-height:1.4}
::placeholder{color:var(--quiet);opacity:1}
.write textarea{flex:1;border-color:transparent;background:none;max-block-size:140px}
.send,.main{border:0;border-radius:10px;background:var(--accent);color:var(--on-accent)}
.send{inline-size:40px;block-size:40px;flex:none;display:grid;place-items:center}
.send:disabled{background:var(--theirs);color:var(--quiet);cursor:default}
.send:focus-visible,.main:focus-visible{outline-color:var(--ink)}
.main{padding:9px 16px;font-weight:600}
.chips{list-style:none;padding:0 0 6px;display:flex;flex-wrap:wrap;gap:6px}
.chips li{display:flex;align-items:center;gap:4px;border:1px solid var(--line);border-radius:10px;padding-inline-start:10px;font-size:13px;max-inline-size:100%}
.chips span{overflow-wrap:anywhere}
.chips .plain{padding:4px;min-inline-size:28px;min-block-size:28px}
.questions,.rating{display:flex;flex-direction:column;gap:10px;padding:14px 18px;border-block-start:1px solid var(--line)}
.questions{overflow-y:auto;max-block-size:60%}
.questions label>span{display:block;font-size:14px;font-weight:550;margin-block-end:4px}
.needed{font-weight:400;color:var(--quiet)}
.rating{border:1px solid var(--line);border-radius:12px;margin-block-start:12px;padding:12px}
fieldset{border:0;padding:0;display:flex;gap:4px;flex-wrap:wrap}
legend{font-weight:600;padding:0;margin-block-end:6px}
.rating label{position:relative;padding:4px;border-radius:10px;cursor:pointer}
.star{display:block;inline-size:30px;block-size:30px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linejoin:round}
.star.full{fill:currentColor}
.rating label:has(:focus-visible){outline:2px solid var(--ink)}
.rating input{position:absolute;inset:0;inline-size:100%;block-size:100%;opacity:0;margin:0;cursor:pointer}
.consent{display:flex;flex-wrap:wrap;gap:8px;margin-block-start:8px}
.consent button{border:1px solid var(--quiet);border-radius:10px;background:none;padding:7px 14px}
.foot{padding-inline:18px;padding-block-end:10px;font-size:13px;display:flex;flex-direction:column;gap:6px}
.quiet{color:var(--quiet);overflow-wrap:anywhere}
.warn{color:var(--bad)}
.leave{display:grid;grid-template-columns:1fr auto;gap:6px}
.leave :is(label,[role=alert]){grid-column:1/-1}
.leave .main{padding-block:6px}
.ways{display:flex;flex-wrap:wrap;gap:4px 14px}
.link{border:0;background:none;padding:4px 0;text-decoration:underline;text-underline-offset:2px;display:inline-flex;align-items:center;gap:5px;min-block-size:28px}
.link .icon{inline-size:16px;block-size:16px}
.when .link{display:inline;font-size:12px;min-block-size:0}
.drop{position:absolute;inset:8px;border:2px dashed var(--accent);border-radius:12px;background:var(--back);display:grid;place-items:center;font-weight:600;opacity:.95;pointer-events:none}
`;
