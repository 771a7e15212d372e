/** Where a settled conversation may be asked about; what is asked there is a file of its own. */
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from '../chat/chat.ts';
import type { MessengerHost } from '../messenger.tsx';

export function Asked({ chat, host }: { chat: Chat; host: MessengerHost }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Without a hash in its name the server gives the present one, asked anew each time: few are asked.
    // A survey is never worth a broken chat: one that does not load is not there.
    const file = `${host.base}/widget/survey.now.js`;
    const mounted = (import(/* @vite-ignore */ file) as Promise<typeof import('../survey/survey.ts')>)
      .then(({ mountSurvey }) => mountSurvey(place.current, host, chat.token()))
      .catch(() => undefined);
    return () => void mounted.then((end) => end?.());
  }, [chat, host]);
  return <div ref={place} />;
}
