/** The desk: what calls for someone, one of them open, and the whole customer beside it. */
import { useMediaQuery } from '@mantine/hooks';
import { IconMessages } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Conversation } from './Conversation.tsx';
import classes from './desk.module.css';
import { InboxPane } from './InboxPane.tsx';
import { useInbox } from './use-inbox.ts';

export function Screen() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id?: string };
  const inbox = useInbox();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <div className={classes.desk} data-full>
      {!(phone && id) && <InboxPane inbox={inbox} open={id} />}
      {id && <Conversation key={id} id={id} />}
      {!id && !phone && (
        <div className={classes.nothing}>
          <EmptyState icon={IconMessages} title={t('moments.none_open')} lesson={t('moments.none_open_lesson')} />
        </div>
      )}
    </div>
  );
}
