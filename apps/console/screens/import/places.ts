/** Where in a YAML text a complaint belongs: from the path a server names to the line a person sees. */
import { LineCounter, parseDocument } from 'yaml';

interface Ranged {
  range?: [number, number, number] | null;
}

/** The line (from 1) of a path such as `emit.0.event`, of its nearest parent that exists, or of "line 5"; 1 when unknown. */
export function lineOf(text: string, path: string): number {
  const named = /^line (\d+)$/.exec(path)?.[1];
  if (named) return Number(named);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const keys = path.split('.').filter(Boolean);
  for (let depth = keys.length; depth > 0; depth--) {
    const at = keys.slice(0, depth).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node = document.getIn(at, true) as Ranged | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
