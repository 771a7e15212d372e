/** JSON to read: indented, keys and values told apart by ink as well as by place. */
import { useMemo } from 'react';
import classes from './json.module.css';

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** `text` that is not JSON (cut short, say) is shown as it came. */
export function Json({ text, label }: { text: string; label: string }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return (
    // Focusable: long lines scroll, and keyboards must reach them.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
    <section className={classes.json} aria-label={label} tabIndex={0}>
      <pre>
        {pieces.map(({ at, what, text: piece }) => (
          <span key={at} data-what={what}>
            {piece}
          </span>
        ))}
      </pre>
    </section>
  );
}

export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

interface Piece {
  at: number;
  what?: 'key' | 'text' | 'value';
  text: string;
}

function piecesOf(text: string): Piece[] {
  const pretty = prettyJson(text);
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of pretty.matchAll(TOKEN)) {
    const [whole, quoted, colon] = match;
    if (match.index > at) pieces.push({ at, text: pretty.slice(at, match.index) });
    pieces.push({ at: match.index, what: whatOf(quoted, colon), text: whole });
    at = match.index + whole.length;
  }
  pieces.push({ at, text: pretty.slice(at) });
  return pieces;
}

function whatOf(quoted: string | undefined, colon: string | undefined): NonNullable<Piece['what']> {
  if (colon) return 'key';
  return quoted ? 'text' : 'value';
}
