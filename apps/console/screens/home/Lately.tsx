import { useTranslation } from 'react-i18next';
import { listPeople } from '#customers/contract';
import { useRoute } from '../../api.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { PlainLink } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './home.module.css';

/** The customers heard from last. */
export function Lately() {
  const { t } = useTranslation();
  const { data } = useRoute(listPeople, { query: { limit: 6 } }, { refetchInterval: 30_000 });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t('home.lately.title')} all={{ to: '/customers', label: t('home.lately.all') }}>
      <ul className={classes.cards}>
        {data.items.map(({ id, name, email, lastSeen }) => (
          <li key={id}>
            <PlainLink to={`/customers/${id}`} className={classes.card ?? ''}>
              <Avatar name={name} tone="voice" />
              <span className={classes.who}>
                <strong>{name}</strong>
                <span className={classes.quiet}>{email && email !== name ? email : <RelativeTime at={lastSeen} />}</span>
              </span>
            </PlainLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
