/** One moment: who owns it and why, what was said, and the place to answer. The customer stands beside it. */
import { Drawer, Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery, useThrottledCallback } from '@mantine/hooks';
import { IconMessageOff } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getMoment, momentChanged, readBand, readClocks } from '#moments/contract';
import type { ReplyOf } from '#platform/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { isProblem } from '../../problem.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { useLive } from '../../use-live.ts';
import type { ActName } from './acts.ts';
import { Banners } from './Banners.tsx';
import { Composer, type ComposerHandle } from './Composer.tsx';
import { ConversationHead } from './ConversationHead.tsx';
import { CustomerPane } from './CustomerPane.tsx';
import classes from './conversation.module.css';
import { ActDialog } from './dialogs/ActDialog.tsx';
import { lastSaid } from './entries.ts';
import { OwnershipBand } from './OwnershipBand.tsx';
import { Said } from './Said.tsx';
import { useEntries } from './use-entries.ts';
import { useAttending, useOthers } from './use-presence.ts';

export type WholeMoment = ReplyOf<typeof getMoment>;

const LOOK_MS = 250;

export function Conversation({ id }: { id: string }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const read = useRoute(getMoment, { params: { id } });
  const look = useThrottledCallback(() => refresh(getMoment, readBand, readClocks), LOOK_MS);
  useLive(momentChanged, (news) => news.id === id && look(), { onChanged: look });
  if (isProblem(read.error, { code: 'moments.no_such_moment' })) {
    return (
      <EmptyState
        page
        icon={IconMessageOff}
        title={t('moments.nowhere')}
        lesson={t('moments.nowhere_lesson')}
        step={<ButtonLink to="/moments">{t('moments.title')}</ButtonLink>}
      />
    );
  }
  if (read.error && !read.data) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) {
    return (
      <div role="status" aria-label={t('ui.loading')} className={classes.bones}>
        <Skeleton height={48} />
        <Skeleton height={24} />
        <Skeleton height={200} />
      </div>
    );
  }
  return <Opened moment={read.data} />;
}

function Opened({ moment }: { moment: WholeMoment }) {
  const { t } = useTranslation();
  const { id } = moment;
  const refresh = useRefresh();
  const navigate = useNavigate();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const composer = useRef<ComposerHandle>(null);
  const [asking, setAsking] = useState<ActName>();
  const [customer, { open: showCustomer, close: hideCustomer }] = useDisclosure(false);
  const wide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const { entries, problem, retry, keep } = useEntries(id);
  const others = useOthers(
    id,
    useThrottledCallback(() => refresh(getMoment), LOOK_MS),
  );
  useAttending(id, () => composer.current?.isTyping() ?? false);
  useEffect(() => {
    document.title = `#${moment.no} ${moment.title} · Verona`;
  }, [moment.no, moment.title]);
  useShortcut('Escape', t('moments.key.back'), () => void navigate({ to: '/moments', search: search as never }));
  const pane = (
    <CustomerPane
      moment={moment}
      lastWords={lastSaid(entries ?? [])}
      insert={(words, article) => {
        hideCustomer();
        composer.current?.insert(words, article);
      }}
    />
  );
  return (
    <div className={classes.opened}>
      <section className={classes.conversation} aria-label={t('moments.conversation')}>
        <ConversationHead moment={moment} ask={setAsking} {...(!wide && { showCustomer })} />
        <OwnershipBand id={id} />
        <Banners moment={moment} others={others} ask={setAsking} />
        <Said
          moment={moment}
          entries={entries}
          problem={problem}
          retry={retry}
          read={moment.visitorRead ?? 0}
          typing={others.filter(({ kind, typing }) => kind === 'customer' && typing).map(({ name }) => name)}
          onUndone={(entry) => {
            keep([entry]);
            composer.current?.restore(entry.text);
          }}
        />
        <Composer ref={composer} moment={moment} ask={setAsking} onSaid={(entry) => keep([entry])} />
      </section>
      {wide ? (
        <aside className={classes.customer} aria-label={t('moments.customer')}>
          {pane}
        </aside>
      ) : (
        <Drawer
          opened={customer}
          onClose={hideCustomer}
          position="right"
          size="22rem"
          title={t('moments.customer')}
          closeButtonProps={{ 'aria-label': t('ui.close') }}
        >
          {pane}
        </Drawer>
      )}
      <ActDialog act={asking} moment={moment} entries={entries ?? []} onClose={() => setAsking(undefined)} />
    </div>
  );
}
