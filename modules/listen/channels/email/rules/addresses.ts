/**
 * Addresses in a header (RFC 5322 §3.4), read one character after the other. The domain that is read is the domain a mail
 * would be sent to: what is quoted or a comment never becomes an address of its own (case C13). Names are data.
 */
import { decodeWords } from './encoded-words.ts';

export interface MailAddress {
  /** Lower-case domain; the local part as written. */
  address: string;
  name?: string;
}

const longest = 20_000;
const mostAddresses = 200;

type Token = { kind: 'text' | 'quoted'; value: string; spaced: boolean } | { kind: 'mark'; value: string };

/** Everything in a header that is an address; what is none is left out. */
export function parseAddresses(header: string): MailAddress[] {
  const found: MailAddress[] = [];
  let words: Token[] = [];
  let angle: Token[] | undefined;
  let closed: Token[] | undefined;
  const end = () => {
    const address = addressOf(closed ?? angle ?? words);
    if (address !== undefined) {
      const name = closed || angle ? nameOf(words) : undefined;
      found.push(name ? { address, name } : { address });
    }
    words = [];
    angle = undefined;
    closed = undefined;
  };
  for (const token of tokens(header.slice(0, longest))) {
    if (found.length >= mostAddresses) return found;
    if (token.kind !== 'mark') {
      if (closed === undefined) (angle ?? words).push(token);
    } else if (token.value === '<') angle ??= [];
    else if (token.value === '>') closed = angle;
    else if (token.value === ',' || token.value === ';') {
      if (angle === undefined || closed !== undefined) end();
      // A list inside <…> is a route, which nobody has used since 1989: only what stands last counts.
      else angle = [];
    } else if (token.value === ':') {
      // A group's name, or the end of a route.
      if (angle !== undefined && closed === undefined) angle = [];
      // No group is named like an address: whatever that is, it is not read as one.
      else if (words.some(({ value }) => value === '@')) words.push({ kind: 'text', value: ':', spaced: false });
      else words = [];
    } else (angle ?? words).push({ kind: 'text', value: token.value, spaced: false });
  }
  end();
  return found;
}

function* tokens(text: string): Generator<Token> {
  let at = 0;
  let spaced = false;
  while (at < text.length) {
    const char = text[at] as string;
    if (/\s/.test(char)) {
      spaced = true;
      at += 1;
    } else if (char === '(') {
      at = afterComment(text, at);
      spaced = true;
    } else if (char === '"') {
      const { value, next } = quotedAt(text, at);
      yield { kind: 'quoted', value, spaced };
      spaced = false;
      at = next;
    } else if ('<>,;:@'.includes(char)) {
      yield { kind: 'mark', value: char };
      spaced = false;
      at += 1;
    } else {
      let next = at + 1;
      while (next < text.length && !/[\s()"<>,;:@]/.test(text[next] as string)) next += 1;
      yield { kind: 'text', value: text.slice(at, next), spaced };
      spaced = false;
      at = next;
    }
  }
}

/** Behind a comment; comments nest. */
function afterComment(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function quotedAt(text: string, from: number): { value: string; next: number } {
  const chars: string[] = [];
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { value: chars.join(''), next: at + 1 };
    if (text[at] === '\\') at += 1;
    chars.push(text[at] ?? '');
  }
  return { value: chars.join(''), next: text.length };
}

/** `local @ domain` and nothing else; undefined otherwise. */
function addressOf(parts: Token[]): string | undefined {
  const at = parts.findLastIndex((part) => part.kind === 'text' && part.value === '@');
  const [local, domain] = [parts.slice(0, at), parts.slice(at + 1)];
  if (at < 1 || local.length !== 1 || domain.length !== 1) return undefined;
  const [before, after] = [local[0] as Token, domain[0] as Token];
  if (after.kind !== 'text' || !isDomain(after.value)) return undefined;
  const plain = /^[^\s@"(),:;<>[\\\]]{1,64}$/.test(before.value) && !/^\.|\.\.|\.$/.test(before.value);
  if (before.kind === 'text' && !plain) return undefined;
  if (before.value.length > 64 || hasControl(before.value)) return undefined;
  const written = plain ? before.value : `"${before.value.replace(/["\\]/g, '\\$&')}"`;
  return `${written}@${after.value.toLowerCase()}`;
}

const isDomain = (text: string): boolean =>
  text.length <= 253 &&
  text.split('.').every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?$/u.test(label)) &&
  !/^[\d.]+$/.test(text);

const hasControl = (text: string) => [...text].some((char) => char < ' ' || char === '\u007f');

function nameOf(words: Token[]): string | undefined {
  const text = words.map((word, at) => (at > 0 && 'spaced' in word && word.spaced ? ' ' : '') + word.value).join('');
  const plain = [...decodeWords(text)].filter((char) => !hasControl(char)).join('');
  return plain.replace(/\s+/g, ' ').trim().slice(0, 200) || undefined;
}

/** The only address in a text that a person or a program gave us to write to; undefined for anything out of the ordinary. */
export function plainAddress(text: string): string | undefined {
  const [only, ...others] = parseAddresses(text);
  if (!only || others.length > 0 || only.address.startsWith('"') || only.address.length > 254) return undefined;
  return only.address.toLowerCase() === text.trim().toLowerCase() ? only.address : undefined;
}

/** Compared as mailboxes are in practice: without regard to case. */
export const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `ann+news@example.com` → `ann@example.com`, and what stood behind the plus. */
export function withoutTag(address: string): { address: string; tag?: string } {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  if (plus < 1 || plus > at) return { address };
  return { address: address.slice(0, plus) + address.slice(at), tag: address.slice(plus + 1, at) };
}
