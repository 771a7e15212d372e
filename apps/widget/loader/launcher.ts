/** The button in the corner, in a shadow of its own: nothing of the page's styles gets in, nothing of ours gets out. */
import type { ChatLook } from '#listen/contract';
import { onAccent } from './contrast.ts';
import { styled } from './styled.ts';

export interface Launcher {
  /** Where the messenger draws itself. */
  place: ShadowRoot;
  showUnread(count: number): void;
  showOpen(isOpen: boolean): void;
  showTrouble(): void;
  remove(): void;
}

// What the page says of its elements must not reach ours: an important word in a shadow outweighs one outside.
const css = `:host{all:initial!important;position:fixed!important;inset-block-end:20px!important;z-index:2147483000!important;
color-scheme:light dark!important;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif!important}
:host([data-side=right]){right:20px!important}:host([data-side=left]){left:20px!important}
.launch{all:unset;box-sizing:border-box;inline-size:56px;block-size:56px;border-radius:50%;background:var(--accent);color:var(--on-accent);
display:grid;place-items:center;cursor:pointer;position:relative;box-shadow:0 4px 14px rgb(0 0 0/.22),0 0 0 1px rgb(128 128 128/.18);transition:transform .15s}
.launch:hover{transform:scale(1.05)}.launch:focus-visible{outline:3px solid var(--on-accent);outline-offset:-6px}
.launch svg{inline-size:26px;block-size:26px}
.unread{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-inline-size:21px;block-size:21px;padding-inline:6px;box-sizing:border-box;border-radius:11px;
background:#c92a2a;color:#fff;font-size:12px;font-weight:600;line-height:21px;text-align:center}
.unread[hidden]{display:none}
@media(prefers-reduced-motion:reduce){.launch{transition:none}}
@media(max-width:520px){:host([data-open]) .launch{display:none}}
@media print{:host{display:none!important}}`;

const words: Record<string, [open: string, close: string, unread: string, trouble: string]> = {
  en: ['Open the chat', 'Close the chat', 'unread', 'The chat could not be loaded. Try again.'],
  it: ['Apri la chat', 'Chiudi la chat', 'non letti', 'Impossibile caricare la chat. Riprova.'],
  de: ['Chat öffnen', 'Chat schließen', 'ungelesen', 'Der Chat konnte nicht geladen werden. Bitte erneut versuchen.'],
  fr: ['Ouvrir la discussion', 'Fermer la discussion', 'non lus', 'La discussion n’a pas pu être chargée. Réessayez.'],
  es: ['Abrir el chat', 'Cerrar el chat', 'sin leer', 'No se ha podido cargar el chat. Inténtelo de nuevo.'],
};

const shapes = {
  bubble:
    'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4a.8.8 0 0 1-1.4-.6V16A2.5 2.5 0 0 1 4 13.5z',
  down: 'M5.5 9 12 15.5 18.5 9',
};

export function makeLauncher({ settings }: ChatLook, onClick: () => void): Launcher {
  const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in words) ?? 'en';
  const [openWords, closeWords, unreadWords, troubleWords] = words[language] as (typeof words)[string];
  const host = document.createElement('verona-chat');
  const accent = String(settings.accent);
  host.dataset.side = settings.side === 'left' ? 'left' : 'right';
  host.style.setProperty('--accent', accent);
  host.style.setProperty('--on-accent', onAccent(accent));
  const place = host.attachShadow({ mode: 'open' });
  styled(place, css);

  const button = document.createElement('button');
  button.className = 'launch';
  button.type = 'button';
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  const badge = document.createElement('span');
  badge.className = 'unread';
  badge.setAttribute('aria-hidden', 'true');
  button.append(svg, badge);
  button.addEventListener('click', onClick);
  place.append(button);

  let isOpen = false;
  let unread = 0;
  let trouble = false;
  function show() {
    path.setAttribute('d', isOpen ? shapes.down : shapes.bubble);
    path.setAttribute('fill', isOpen ? 'none' : 'currentColor');
    path.setAttribute('stroke', isOpen ? 'currentColor' : 'none');
    path.setAttribute('stroke-width', '2.5');
    const counted = unread > 0 ? `${openWords} (${unread} ${unreadWords})` : openWords;
    const label = isOpen ? closeWords : counted;
    button.setAttribute('aria-label', trouble ? troubleWords : label);
    button.title = trouble ? troubleWords : '';
    button.setAttribute('aria-expanded', String(isOpen));
    host.toggleAttribute('data-open', isOpen);
    badge.hidden = unread === 0 || isOpen;
    badge.textContent = unread > 9 ? '9+' : String(unread);
  }
  show();
  const stand = () => document.body.append(host);
  if (document.body) stand();
  else addEventListener('DOMContentLoaded', stand, { once: true });

  return {
    place,
    showUnread(count) {
      unread = count;
      show();
    },
    showOpen(now) {
      isOpen = now;
      trouble = false;
      show();
    },
    showTrouble() {
      trouble = true;
      show();
    },
    remove: () => host.remove(),
  };
}
