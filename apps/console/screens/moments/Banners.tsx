/** What has to be known before anybody types: an offer, a colleague who is here too, a moment that is somewhere else. */
import { Button } from '@mantine/core';
import { IconArrowForwardUp, IconEye, IconGitMerge, IconMoonStars, IconStar } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptOffer, declineOffer, snooze } from '#moments/contract';
import { useCall } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useFormat } from '../../ui/format.ts';
import { Link } from '../../ui/Link.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { RelativeTime } from '../../ui/Time.tsx';
import type { ActName } from './acts.ts';
import { Banner } from './Banner.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';
import { Listeners } from './Listeners.tsx';
import { touchedReads } from './refreshed.ts';
import type { useOthers } from './use-presence.ts';

interface Props {
  moment: WholeMoment;
  others: ReturnType<typeof useOthers>;
  ask: (act: ActName) => void;
}

export function Banners({ moment, others }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const wake = useCall(snooze, { refreshes: touchedReads });
  const { id, epoch, snoozedUntil, mine, mergedInto, offer, rating, ratingComment } = moment;
  const colleagues = others.filter(({ kind }) => kind === 'employee');
  const typing = colleagues.filter((one) => one.typing);
  const names = format.list((typing.length > 0 ? typing : colleagues).map(({ name }) => name));
  return (
    <>
      {offer && <Offer moment={moment} offer={offer} />}
      {mergedInto && (
        <Banner icon={IconGitMerge}>
          {t('moments.merged')} <Link to={`/moments/${mergedInto}`}>{t('moments.merged_go')}</Link>
        </Banner>
      )}
      {snoozedUntil && (
        <Banner icon={IconMoonStars}>
          <span>
            {t('moments.snoozed_until')} <RelativeTime at={snoozedUntil} />
          </span>
          {mine && (
            <Button
              size="compact-xs"
              variant="default"
              loading={wake.isPending}
              onClick={() => wake.mutate({ params: { id }, body: { epoch, until: null } })}
            >
              {t('moments.wake')}
            </Button>
          )}
        </Banner>
      )}
      <Listeners moment={moment} />
      {rating !== null && (
        <Banner icon={IconStar} tone="voice">
          {t('moments.rated', { rating })} {ratingComment && `“${ratingComment}”`}
        </Banner>
      )}
      <div role="status">
        {colleagues.length > 0 && (
          <Banner icon={IconEye} tone="voice">
            {typing.length > 0
              ? t('moments.collision.typing', { names, count: typing.length })
              : t('moments.collision.looking', { names, count: colleagues.length })}
          </Banner>
        )}
      </div>
    </>
  );
}

function Offer({ moment: { id, owner }, offer }: { moment: WholeMoment; offer: NonNullable<WholeMoment['offer']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { employee } = useSession();
  const params = { id, offerId: offer.id };
  const accept = useCall(acceptOffer, { refreshes: touchedReads });
  const decline = useCall(declineOffer, { refreshes: touchedReads });
  const left = useSecondsUntil(offer.expiresAt);
  const forMe = offer.to.id === employee?.id;
  const byMe = offer.from?.id === employee?.id || owner.id === employee?.id;
  const take = () => accept.mutate({ params, body: {} });
  useShortcut('a', t('moments.offer.accept'), take, forMe);
  return (
    <Banner icon={IconArrowForwardUp} tone="work">
      <span>
        {forMe
          ? t('moments.offer.for_me', { name: offer.from?.name ?? owner.name })
          : t('moments.offer.for_somebody', { name: offer.to.name, owner: owner.name })}{' '}
        {offer.note && <q>{offer.note}</q>} <small>{t('moments.offer.left', { time: format.duration(left) })}</small>
      </span>
      <span className={classes.bannerActs}>
        {forMe && (
          <Button size="compact-sm" loading={accept.isPending} onClick={take}>
            {t('moments.offer.accept')}
          </Button>
        )}
        {(forMe || byMe) && (
          <Button
            size="compact-sm"
            variant="default"
            loading={decline.isPending}
            onClick={() => decline.mutate({ params, body: {} })}
          >
            {t(forMe ? 'moments.offer.decline' : 'moments.offer.withdraw')}
          </Button>
        )}
      </span>
    </Banner>
  );
}

/** Seconds left, counted down once a second. */
export function useSecondsUntil(instant: string): number {
  const [now, setNow] = useState(Date.now());
  const left = Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000));
  const over = left === 0;
  useEffect(() => {
    if (over) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [over]);
  return left;
}
