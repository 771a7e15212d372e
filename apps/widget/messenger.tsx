/** The chat itself, drawn into the launcher's shadow when it is first needed. */
import { render } from 'preact';
import type { ChatLook } from '#listen/contract';
import { createApi } from './chat/api.ts';
import { type Chat, createChat } from './chat/chat.ts';
import { createKeep } from './chat/keep.ts';
import { anonymousId } from './loader/anonymous-id.ts';
import type { Identity } from './loader/start.ts';
import { storageName } from './loader/storage-name.ts';
import { styled } from './loader/styled.ts';
import { Panel } from './view/Panel.tsx';
import { styles } from './view/styles.ts';
import { languageOf, localeOf, sayIn } from './view/words.ts';

export interface MessengerHost {
  /** Origin of the server. */
  base: string;
  key: string;
  look: ChatLook;
  identity: Identity;
  /** Address of the view of articles, fetched when a visitor wants one. */
  help: string;
  place: ShadowRoot;
  onUnread(count: number): void;
  onOpen(isOpen: boolean): void;
}

export interface Messenger {
  open(): void;
  close(): void;
  toggle(): void;
  identify(identity: Identity): void;
  end(): void;
}

export function mountMessenger(host: MessengerHost): Messenger {
  const language = languageOf(navigator.languages);
  const chat: Chat = createChat({
    ...host,
    api: createApi(host.base),
    keep: createKeep(storageName(host.key), () => localStorage),
    anonymousId,
    page: () => ({ url: location.href.slice(0, 2_000), ...(document.title && { title: document.title.slice(0, 300) }) }),
    locale: navigator.language,
  });
  styled(host.place, styles);
  const frame = document.createElement('div');
  frame.className = 'frame';
  // The page's own shortcuts must not hear what is typed here.
  for (const kind of ['keydown', 'keypress', 'keyup'] as const) frame.addEventListener(kind, (event) => event.stopPropagation());
  host.place.prepend(frame);
  const say = sayIn(language);
  const locale = localeOf(navigator.languages, language);
  let isOpen = false;

  function draw(): void {
    render(<Panel {...{ chat, host, language: locale, say, isOpen }} onClose={close} />, frame);
  }

  function show(now: boolean): void {
    if (isOpen === now) return;
    isOpen = now;
    chat.attend(now);
    host.onOpen(now);
    draw();
    if (!now) host.place.querySelector<HTMLElement>('.launch')?.focus();
  }
  const close = () => show(false);

  let told = -1;
  const tell = () => {
    const { unread } = chat.now();
    if (unread !== told) host.onUnread(unread);
    told = unread;
  };
  chat.onChange(tell);
  tell();
  draw();
  return {
    open: () => show(true),
    close,
    toggle: () => show(!isOpen),
    identify: chat.identify,
    end() {
      chat.end();
      render(null, frame);
      frame.remove();
    },
  };
}
