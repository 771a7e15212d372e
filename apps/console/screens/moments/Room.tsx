/** Who will read the answer, and how much of it fits there. */
import { IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { answerLength, whyTooLong } from '#listen/contract';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';

type Way = WholeMoment['threads'][number];

const lengthThere = ({ channelKind, prefix }: Way, text: string) => answerLength(channelKind, prefix, text.trim());

/** How much too long it is, as the place counts; 0 when it fits. */
export function overBy(way: Way, text: string): number {
  if (way.limit === null || whyTooLong(way.channelKind, way, text.trim()) === undefined) return 0;
  return Math.max(1, lengthThere(way, text) - way.limit);
}

export function Room({ thread, text }: { thread: Way; text: string }) {
  const { t } = useTranslation();
  const { isPublic, limit } = thread;
  if (!isPublic && limit === null) return null;
  const over = overBy(thread, text);
  return (
    <small className={classes.room} data-over={over > 0 || undefined}>
      {isPublic && (
        <span>
          <IconWorld size={14} aria-hidden="true" /> {t('ears.desk.public')}
        </span>
      )}
      {limit !== null && <span>{t('ears.desk.room', { length: lengthThere(thread, text), limit })}</span>}
      {over > 0 && <span role="alert">{t('ears.desk.too_long', { over })}</span>}
    </small>
  );
}
