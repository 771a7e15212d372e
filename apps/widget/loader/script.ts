/** `<script src="https://verona.example/widget.js" data-key="vck_…" async></script>` */
import { startChat, type VeronaChat } from './start.ts';

declare global {
  interface Window {
    VeronaChat?: VeronaChat;
    /** Who the visitor is, when the page knows it before this script runs. */
    VeronaChatSettings?: { identityToken?: string; name?: string; email?: string };
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const key = script?.dataset.key;
// A page that names the script twice has one chat.
if (script && key && !window.VeronaChat) {
  window.VeronaChat = startChat({ ...window.VeronaChatSettings, base: new URL(script.src).origin, key });
  window.dispatchEvent(new Event('verona-chat-ready'));
}
