import { useTranslation } from 'react-i18next';
import { listMoments, momentChanged } from '#moments/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { ButtonLink, PlainLink } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import classes from './home.module.css';

/** What I own now, and what is offered to me: the first thing an agent needs. */
export function Mine() {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const again = () => refresh(listMoments);
  const { data: mine } = useRoute(listMoments, { query: { view: 'mine', limit: 5 } });
  const { data: offered } = useRoute(listMoments, { query: { view: 'offered', limit: 5 } });
  useLive(momentChanged, again, { onChanged: again });
  const items = [...(offered?.items ?? []), ...(mine?.items ?? [])];
  if (!mine || items.length === 0) return null;
  return (
    <Panel title={t('home.mine.title')} all={{ to: '/moments', label: t('home.mine.all') }}>
      <ul className={classes.lines}>
        {items.map(({ id, no, title, customer, waitingSince, updatedAt, offer, mine: own }) => (
          <li key={id}>
            <PlainLink to={`/moments/${id}`} className={classes.line ?? ''}>
              <span>
                <strong>
                  #{no} {title}
                </strong>
                <span className={classes.quiet}>
                  {!own && offer ? t('home.mine.offered', { name: offer.from?.name ?? '' }) : customer?.name}
                </span>
              </span>
              <span className={classes.quiet}>
                <RelativeTime at={waitingSince ?? updatedAt} />
              </span>
            </PlainLink>
          </li>
        ))}
      </ul>
      <ButtonLink to="/moments" mt="md" size="sm">
        {t('home.mine.open')}
      </ButtonLink>
    </Panel>
  );
}
