/** Writes a mail as it goes out: text, HTML beside it, attachments, signed when there is a key. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface Composed {
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo?: string;
  /** With angle brackets, as all ids here. */
  messageId: string;
  inReplyTo?: string | undefined;
  references?: string[] | undefined;
  subject: string;
  text: string;
  html?: string | undefined;
  headers: Record<string, string>;
  attachments: { filename: string; contentType: string; content: Buffer }[];
  date: Date;
}

export interface DkimKey {
  domainName: string;
  keySelector: string;
  privateKey: string;
}

const breaks = ['\r', '\n', '\u0000', '\u2028', '\u2029'];

/** Throws when anything that becomes a header has a line break in it: it would begin a header of its own (case C14). */
export async function compose(mail: Composed, dkim?: DkimKey): Promise<Buffer> {
  const inHeaders = [
    ...[mail.from.name, mail.from.address, mail.to.name, mail.to.address, mail.replyTo ?? '', mail.subject, mail.messageId],
    ...[mail.inReplyTo ?? '', ...(mail.references ?? [])],
    ...Object.entries(mail.headers).flat(),
    ...mail.attachments.flatMap(({ filename, contentType }) => [filename, contentType]),
  ];
  const wrong = inHeaders.find((text) => breaks.some((each) => text.includes(each)));
  if (wrong !== undefined) throw new Error('A line break would end a header of this mail.');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...(dkim && { dkim }) });
  const { message } = await transport.sendMail({
    ...mail,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    replyTo: mail.replyTo,
    html: mail.html,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return message as Buffer;
}

/** Keeps a mail in a folder where there is no server to give it to. Written aside and renamed: nobody reads half a mail. */
export async function keepInFolder(folder: string, name: string, raw: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.eml`);
  await writeFile(`${file}.part`, raw, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
