import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveEvent } from '#listen/contract';

const EVERY_MS = 5_000;

/** For those who hear the page: every few seconds how much is new, never each event. Off until asked for. */
export function Announcer({ events }: { events: readonly LiveEvent[] }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const newest = useRef(events[0]?.id);
  const look = useEffectEvent(() => {
    const at = events.findIndex(({ id }) => id === newest.current);
    const count = at < 0 ? events.length : at;
    newest.current = events[0]?.id;
    if (count > 0) setWords(t('listen.live.announcement', { count, name: events[0]?.name }));
  });
  useEffect(() => {
    const timer = setInterval(() => look(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="only-heard" role="status">
      {words}
    </p>
  );
}
