/** Articles beside the chat: whether there are any for this page, and the view that shows them once it is asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HelpView } from '../help/help.tsx';
import type { MessengerHost } from '../messenger.tsx';

export interface Offer {
  slug: string;
  title: string;
  summary: string;
}

export function useHelp({ base, key, look, help, place: shadow }: MessengerHost, isOpen: boolean, language: string) {
  const [offers, setOffers] = useState<readonly Offer[]>([]);
  const [isShown, setShown] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  const door = `${base}/chat/v1/${encodeURIComponent(key)}/help`;

  // Asked once, when the visitor opens the chat: a page that nobody acts on tells nothing.
  useEffect(() => {
    if (!isOpen || asked.current || look.settings.help === false) return;
    asked.current = true;
    const page = location.href.slice(0, 2_000);
    fetch(`${door}?${new URLSearchParams({ locale: language, page })}`, { credentials: 'omit' })
      .then((answer) => (answer.ok ? answer.json() : { items: [] }))
      .then(({ items }) => setOffers(items))
      .catch(() => undefined);
  }, [isOpen, door, language, look]);

  useEffect(() => {
    const box = place.current;
    if (!isShown || !box) return;
    let view: HelpView | undefined;
    let left = false;
    const back = () => {
      setShown(false);
      // The chat is there again after the next drawing.
      setTimeout(() => box.getRootNode().isConnected && shadow.querySelector<HTMLElement>('textarea')?.focus());
    };
    (import(/* @vite-ignore */ help) as Promise<typeof import('../help/help.tsx')>).then(
      ({ mountHelp }) => {
        if (!left) view = mountHelp({ box, shadow, door, base, language, offers, onBack: back });
      },
      () => setShown(false),
    );
    return () => {
      left = true;
      view?.end();
    };
  }, [isShown, help, shadow, door, base, language, offers]);

  return { offered: offers.length > 0, isShown, place, show: () => setShown(true) };
}
