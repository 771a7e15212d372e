/** Who else is at this moment, and telling the others that I am. */
import { useEffect, useEffectEvent, useState } from 'react';
import { attend, momentPresence } from '#moments/contract';
import { call } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useLive } from '../../use-live.ts';

const SAY_EVERY_MS = 4_000;
const GONE_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 2_000;

interface Other {
  name: string;
  kind: 'employee' | 'customer';
  typing: boolean;
  until: number;
}

/** Says every few seconds that this moment is on my screen, and at the end that it is not. */
export function useAttending(id: string, isTyping: () => boolean): void {
  const say = useEffectEvent(() => {
    if (document.hidden) return;
    // A sign of life that is lost is followed by the next one.
    call(attend, { params: { id }, body: { typing: isTyping() } }).catch(() => undefined);
  });
  useEffect(() => {
    say();
    const timer = setInterval(() => say(), SAY_EVERY_MS);
    return () => {
      clearInterval(timer);
      call(attend, { params: { id }, body: { left: true } }).catch(() => undefined);
    };
  }, [id]);
}

/** Colleagues and the customer, while they look or type; `onRead` hears that the customer has read. */
export function useOthers(id: string, onRead: () => void): Other[] {
  const { employee } = useSession();
  const [here, setHere] = useState<ReadonlyMap<string, Other>>(new Map());
  useLive(
    momentPresence,
    ({ who, doing }) => {
      if (who.id !== null && who.id === employee?.id) return;
      if (doing === 'read') {
        onRead();
        return;
      }
      setHere((before) => {
        const next = new Map(before);
        const key = `${who.kind} ${who.id ?? who.name}`;
        if (doing === 'left') next.delete(key);
        else next.set(key, { name: who.name, kind: who.kind, typing: doing === 'typing', until: Date.now() + GONE_AFTER_MS });
        return next;
      });
    },
    { key: id },
  );
  useEffect(() => {
    if (here.size === 0) return;
    const timer = setInterval(
      () => setHere((before) => new Map([...before].filter(([, { until }]) => until > Date.now()))),
      LOOK_EVERY_MS,
    );
    return () => clearInterval(timer);
  }, [here.size]);
  return [...here.values()];
}
