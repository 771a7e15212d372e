/** Looks of the small renderer: it stands on pages of others, so that nothing is taken from them. */
export const lightStyles = `
.sv{--ink:#212529;--soft:#495057;--line:#868e96;--face:#fff;--main:#1864ab;--on-main:#fff;--wrong:#c92a2a;
  color:var(--ink);font:16px/1.5 system-ui,sans-serif;display:grid;gap:28px}
.sv.dark{--ink:#f1f3f5;--soft:#ced4da;--line:#868e96;--face:#25262b;--main:#74c0fc;--on-main:#0b1c2c;--wrong:#ffa8a8}
.sv *{box-sizing:border-box;font:inherit}
.sv fieldset{border:0;margin:0;padding:0;min-width:0}
.sv legend,.sv .title{padding:0;margin:0 0 12px;font-weight:600;font-size:1.1em;display:block}
.sv .hint{color:var(--soft);font-weight:400;font-size:.85em;margin-inline-start:8px}
.sv{container-type:inline-size}
.sv .scale{display:grid;grid-template-columns:repeat(auto-fit,minmax(44px,1fr));gap:6px}
.sv .scale.long{grid-template-columns:repeat(6,1fr)}
@container (min-width:560px){.sv .scale.long{grid-template-columns:repeat(11,1fr)}}
.sv .ends{display:flex;justify-content:space-between;gap:16px;color:var(--soft);font-size:.85em;margin-top:6px}
.sv .list{display:grid;gap:8px}
.sv label.pick{position:relative;display:flex;align-items:center;gap:10px;min-height:44px;padding:8px 12px;border:1px solid var(--line);
  border-radius:8px;background:var(--face);cursor:pointer}
.sv .scale label.pick{justify-content:center;padding:8px 4px}
.sv .scale label.pick input{position:absolute;opacity:0;inset:0;width:100%;height:100%;margin:0;cursor:pointer}
.sv label.pick input{accent-color:var(--main);flex:none}
.sv label.pick:has(input:checked){border-color:var(--main);box-shadow:inset 0 0 0 1px var(--main)}
.sv .scale label.pick:has(input:checked){background:var(--main);color:var(--on-main);font-weight:700}
.sv label.pick:has(input:focus-visible),.sv :is(textarea,input,select,button):focus-visible{outline:3px solid var(--main);outline-offset:2px}
.sv :is(textarea,input.line,select){width:100%;min-height:44px;padding:10px 12px;border:1px solid var(--line);border-radius:8px;
  background:var(--face);color:inherit}
.sv textarea{min-height:96px;resize:vertical}
.sv button{min-height:44px;padding:10px 24px;border:0;border-radius:8px;background:var(--main);color:var(--on-main);font-weight:600;cursor:pointer;justify-self:start}
.sv button[disabled]{opacity:.6;cursor:default}
.sv .wrong{color:var(--wrong);margin:8px 0 0}
.sv .note{color:var(--soft);font-size:.85em;margin:0}
`;
