/** The chat on a page, as pasted: this server's address and this channel's key are already in it. */
import type { Snippet } from '../../../ui/Copy.tsx';

export function chatSnippets(url: string, key: string): Snippet[] {
  const socket = url.replace(/^http/, 'ws');
  return [
    { label: 'HTML', code: `<script src="${url}/widget.js" data-key="${key}" async></script>` },
    {
      label: 'JavaScript',
      code: `import { startChat } from '${url}/widget.mjs';

const chat = startChat({ key: '${key}' });

chat.onUnread((count) => console.log(count, 'unread'));
chat.open();`,
    },
    {
      label: 'Identity',
      code: `// On your server, when somebody is signed in (npm install jsonwebtoken):
import jwt from 'jsonwebtoken';

const identityToken = jwt.sign({ sub: user.id }, process.env.CHAT_IDENTITY_SECRET, { expiresIn: '1h' });

// On the page; and VeronaChat.shutdown() when they sign out:
addEventListener('verona-chat-ready', () => VeronaChat.identify({ identityToken, name, email }));`,
    },
    { label: 'CSP', code: `script-src ${url}; connect-src ${url} ${socket}; img-src ${url}` },
  ];
}
