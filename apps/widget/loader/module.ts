/** `import { startChat } from 'https://verona.example/widget.mjs'; const chat = startChat({ key: 'vck_…' });` */
import { type Identity, startChat as start, type VeronaChat } from './start.ts';

export const startChat = (options: { key: string } & Identity): VeronaChat =>
  start({ base: new URL(import.meta.url).origin, ...options });
