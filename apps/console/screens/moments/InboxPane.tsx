/** The list: views with counts, search, what is chosen, and the moments themselves. */
import { ActionIcon, Title, Tooltip } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session.ts';
import { Link } from '../../ui/Link.tsx';
import { BulkBar } from './BulkBar.tsx';
import classes from './desk.module.css';
import { MomentList } from './MomentList.tsx';
import { OpenByHand } from './OpenByHand.tsx';
import { SavedViews } from './SavedViews.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SortMenu } from './SortMenu.tsx';
import type { Inbox } from './use-inbox.ts';
import { ViewTabs } from './ViewTabs.tsx';

export function InboxPane({ inbox, open }: { inbox: Inbox; open: string | undefined }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [opening, setOpening] = useState(false);
  useEffect(() => {
    if (!open) document.title = `${t('moments.title')} · Verona`;
  }, [open, t]);
  return (
    <section className={classes.inbox} aria-label={t('moments.inbox')}>
      <header className={classes.inboxHead}>
        <Title order={open ? 2 : 1} size="h2">
          {t('moments.title')}
        </Title>
        <span className={classes.tools}>
          <Link to="/moments/team" size="sm" aria-label={t('moments.team.title')}>
            <IconUsersGroup size={18} stroke={1.6} aria-hidden="true" />
          </Link>
          <SortMenu inbox={inbox} />
          <SavedViews inbox={inbox} />
          {can('moments.own') && (
            <Tooltip label={t('moments.open_by_hand.title')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('moments.open_by_hand.title')}
                onClick={() => setOpening(true)}
              >
                <IconPlus size={18} />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </header>
      <SearchBox inbox={inbox} />
      <ViewTabs inbox={inbox} />
      {inbox.chosen.size > 0 && <BulkBar inbox={inbox} />}
      <MomentList inbox={inbox} open={open} />
      <OpenByHand opened={opening} onClose={() => setOpening(false)} />
    </section>
  );
}
