/** Says, wherever one is, that a moment was offered or given to one: a toast, a number in the tab, the system's own notice. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getMoment, listMoments, momentChanged } from '#moments/contract';
import { routes } from '#people/contract';
import { call, useRefresh } from '../api.ts';
import { useSession } from '../session.ts';
import { useLive } from '../use-live.ts';
import { calls, type Known, titled } from './called.ts';

const SHOWN_MS = 20_000;

export function Called() {
  const { can, employee } = useSession();
  return can('moments.read') && employee ? <Listening me={employee.id} /> : null;
}

function Listening({ me }: { me: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const refresh = useRefresh();
  const known = useRef<Known>(new Map());
  const [unseen, setUnseen] = useState<ReadonlySet<string>>(new Set());

  // What is mine already is no news.
  useEffect(() => {
    call(listMoments, { query: { view: 'mine', limit: 100 } })
      .then(({ items }) => {
        for (const { id, epoch } of items) if (!known.current.has(id)) known.current.set(id, { epoch, offeredTo: null });
      })
      .catch(() => undefined);
  }, []);

  const tell = useEffectEvent(async (id: string, what: 'offered' | 'given') => {
    const { no, title, mine, offer } = await call(getMoment, { params: { id } });
    // It went on meanwhile.
    if (what === 'given' ? !mine : offer?.to.id !== me) return;
    const open = () => {
      notifications.hide(`called ${id}`);
      void navigate({ to: `/moments/${id}` });
    };
    const words = t(`moments.called.${what}`, { no, title });
    setUnseen((before) => new Set(before).add(id));
    notifications.show({
      id: `called ${id}`,
      title: words,
      color: what === 'offered' ? 'voice' : 'work',
      autoClose: SHOWN_MS,
      closeButtonProps: { 'aria-label': t('ui.close') },
      message: (
        <Button size="compact-xs" variant="default" onClick={open}>
          {t('moments.called.open')}
        </Button>
      ),
    });
    if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
    const notice = new Notification(words, { tag: id });
    notice.onclick = () => {
      window.focus();
      open();
    };
  });
  useLive(momentChanged, (news) => {
    const what = calls(known.current, news, me);
    // Accepting makes one present, and owning may have moved by who is here: the switch shows it.
    if (what === 'given') refresh(routes.me);
    if (what && !pathname.endsWith(news.id)) void tell(news.id, what).catch(() => undefined);
  });

  const seen = [...unseen].find((id) => pathname.endsWith(id));
  useEffect(() => {
    if (!seen) return;
    setUnseen((before) => new Set([...before].filter((id) => id !== seen)));
    notifications.hide(`called ${seen}`);
  }, [seen]);
  useTitleCount(unseen.size);
  return null;
}

/** Screens name the tab; the number goes in front of whatever they write. */
function useTitleCount(count: number): void {
  useEffect(() => {
    const write = () => {
      const wanted = titled(document.title, count);
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    const title = document.querySelector('title');
    if (!title) return;
    const observer = new MutationObserver(write);
    observer.observe(title, { childList: true });
    return () => observer.disconnect();
  }, [count]);
}
