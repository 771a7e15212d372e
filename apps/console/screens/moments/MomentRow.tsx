import { Checkbox } from '@mantine/core';
import {
  IconArrowForwardUp,
  IconBell,
  IconBrandBluesky,
  IconBrandMastodon,
  IconChevronsUp,
  IconHourglass,
  IconMail,
  IconMessage,
  IconMoonStars,
  IconPlug,
  IconRss,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Moment } from '#moments/contract';
import { Avatar } from '../../ui/Avatar.tsx';
import { PlainLink } from '../../ui/Link.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './desk.module.css';
import { RowClock } from './RowClock.tsx';

const channelIcons = {
  ...{ web_chat: IconMessage, email: IconMail, open: IconPlug },
  ...{ feed: IconRss, mastodon: IconBrandMastodon, bluesky: IconBrandBluesky },
} as const;

interface Props {
  moment: Moment;
  open: boolean;
  chosen: boolean;
  onChoose: () => void;
}

export function MomentRow({ moment, open, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const { id, no, title, customer, owner, mine, preview, updatedAt, waitingSince } = moment;
  const Channel = channelIcons[moment.channelKind as keyof typeof channelIcons];
  const name = customer?.name ?? t('moments.no_customer');
  return (
    <div className={classes.row} data-open={open || undefined} data-chosen={chosen || undefined}>
      <Checkbox
        size="md"
        className={classes.choose ?? ''}
        checked={chosen}
        onChange={onChoose}
        aria-label={t('moments.choose', { no, title })}
      />
      <PlainLink
        to={`/moments/${id}`}
        search={search}
        className={classes.rowLink ?? ''}
        {...(open && { 'aria-current': 'page' })}
      >
        <Avatar name={name} tone="voice" size="sm" />
        <span className={classes.rowText}>
          <span className={classes.rowTop}>
            <strong>{name}</strong>
            {Channel && <Channel size={14} stroke={1.6} aria-hidden="true" />}
            <span className={classes.rowTime}>
              <RelativeTime at={waitingSince ?? updatedAt} />
            </span>
          </span>
          <span className={classes.rowTitle}>
            <span className={classes.no}>#{no}</span> {title}
          </span>
          <span className={classes.rowFoot}>
            <Marks moment={moment} />
            {moment.clock && <RowClock clock={moment.clock} />}
            {!mine && <span data-kind={owner.kind}>{owner.name}</span>}
            <span className={classes.preview}>{preview}</span>
          </span>
        </span>
      </PlainLink>
    </div>
  );
}

/** What one has to know before opening it; each mark has words for those who hear it. */
function Marks({ moment: { priority, offer, snoozedUntil, state, waitingSince, clock } }: { moment: Moment }) {
  const { t } = useTranslation();
  const marks = [
    offer && { icon: IconArrowForwardUp, word: t('moments.mark.offered', { name: offer.to.name }), tone: 'work' },
    priority > 0 && { icon: IconChevronsUp, word: t(`moments.priority.${priority as 1 | 2}`), tone: 'voice' },
    snoozedUntil && { icon: IconMoonStars, word: t('moments.mark.snoozed'), tone: 'quiet' },
    state === 'waiting_customer' && { icon: IconHourglass, word: t('moments.state.waiting_customer'), tone: 'quiet' },
    state === 'waiting_team' && { icon: IconUserQuestion, word: t('moments.state.waiting_team'), tone: 'quiet' },
    // A clock that runs says it better.
    waitingSince && state === 'open' && !clock && { icon: IconBell, word: t('moments.mark.waits_for_us'), tone: 'voice' },
  ];
  return marks.map(
    (mark) =>
      mark && (
        <span key={mark.word} className={classes.mark} data-tone={mark.tone} title={mark.word}>
          <mark.icon size={14} stroke={1.8} aria-hidden="true" />
          <span className="only-heard">{mark.word}</span>
        </span>
      ),
  );
}
