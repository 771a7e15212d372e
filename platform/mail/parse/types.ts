/** A mail, taken apart. Strings are what the mail says: nothing in here is believed or safe to show. */
export interface ParsedMail {
  /** Names in lower case, values unfolded and otherwise as they stand. */
  headers: [name: string, value: string][];
  /** What they wrote; of an HTML-only mail what one would read. */
  text: string;
  /** What their mail program put below it. */
  quoted: string;
  /** As it came: dangerous. */
  html?: string;
  attachments: ParsedAttachment[];
  /** How many more there were. */
  attachmentsLeftOut: number;
  /** The beginning of the raw body, every part of it, byte by byte as Latin-1. */
  body: string;
  date?: string;
}

export interface ParsedAttachment {
  name: string;
  /** As claimed. */
  type: string;
  bytes: Buffer;
  contentId?: string;
  /** Shown inside the HTML. */
  inline: boolean;
}

/** A mail beyond these is kept, not read. */
export const caps = {
  headBytes: 512 * 1024,
  headers: 1_000,
  text: 200_000,
  html: 1_000_000,
  attachments: 100,
  body: 256 * 1024,
};
