/**
 * What somebody wrote, as text with its links; with a little form when it came with HTML. The HTML is read by an inert parser
 * and rebuilt from a list of harmless elements, so that nothing of it — script, style, handler, frame — can take effect.
 */
import { type ComponentChildren, h } from 'preact';

const harmless = new Set(['p', 'br', 'b', 'strong', 'i', 'em', 'u', 's', 'ul', 'ol', 'li', 'code', 'pre', 'blockquote', 'a']);
const gone = new Set(['script', 'style', 'template', 'head', 'title', 'iframe', 'object', 'svg', 'math', 'noscript']);
const deepest = 20;

export function Words({ text, html }: { text: string; html: string | null }) {
  return <>{(html !== null && rebuilt(html, plainly)) || linked(text)}</>;
}

/** What stands for an element of a list of ours; `inside` is built already. */
export type Build = (element: Element, name: string, inside: ComponentChildren[]) => ComponentChildren;

/** Undefined where a page allows no parsing (Trusted Types): its reader gets the text. */
export function rebuilt(html: string, build: Build): ComponentChildren[] | undefined {
  try {
    return childrenOf(new DOMParser().parseFromString(html, 'text/html').body, 0, build);
  } catch {
    return undefined;
  }
}

function childrenOf(node: Node, depth: number, build: Build): ComponentChildren[] {
  return depth > deepest ? [node.textContent] : [...node.childNodes].map((child) => built(child, depth + 1, build));
}

function built(node: Node, depth: number, build: Build): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || gone.has(node.localName)) return null;
  return build(node, node.localName, childrenOf(node, depth, build));
}

export const plainly: Build = (element, name, inside) => {
  if (!harmless.has(name)) return inside;
  if (name !== 'a') return h(name, null, ...(name === 'br' ? [] : inside));
  const href = element.getAttribute('href') ?? '';
  return /^(https?:|mailto:|tel:)/i.test(href) ? <Link href={href}>{inside}</Link> : inside;
};

const address = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

function linked(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    parts.push(text.slice(from, index), <Link href={found}>{found}</Link>);
    from = index + found.length;
  }
  return [...parts, text.slice(from)];
}

export function Link({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
