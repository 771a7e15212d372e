/** Joins the chat's own sheet: colours, links and buttons are those. */
export const styles = `
.reading{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:10px 18px 18px;display:flex;flex-direction:column;gap:10px}
.reading .turns:dir(rtl){transform:scaleX(-1)}
.offers{list-style:none;padding:0;display:flex;flex-direction:column;gap:8px}
.offers button{display:flex;flex-direction:column;gap:2px;inline-size:100%;text-align:start;background:none;border:1px solid var(--line);border-radius:12px;padding:10px 12px;overflow-wrap:anywhere}
.offers button:hover{background:var(--theirs)}
.offers span{font-size:13px;color:var(--quiet)}
h3{font-size:18px;line-height:1.3;overflow-wrap:anywhere}
h3:focus{outline:none}
h4{font-size:16px}h5,h6{font-size:15px}
.words{overflow-wrap:anywhere}
.words>*+*{margin-block-start:10px}
.words :is(ul,ol){padding-inline-start:20px}
.words :is(pre,code){font-family:ui-monospace,monospace;font-size:13px;white-space:pre-wrap}
.words pre,.words :is(th,td){border:1px solid var(--line);padding:6px 8px;text-align:start}
.words table{border-collapse:collapse;display:block;overflow-x:auto}
.words blockquote{border-inline-start:3px solid var(--quiet);padding-inline-start:8px}
.words img{max-inline-size:100%;block-size:auto;border-radius:8px}
article{display:flex;flex-direction:column;gap:10px}
.judge{display:flex;flex-wrap:wrap;gap:8px;border-block-start:1px solid var(--line);padding-block-start:12px}
.other{background:var(--theirs);color:var(--ink)}
`;
