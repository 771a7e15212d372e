import { useTranslation } from 'react-i18next';
import { listSuggestions } from '#customers/contract';
import { useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import { PlainLink } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './home.module.css';

/** Decisions only a person may take. Nothing waiting, nothing shown. */
export function Waiting() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(listSuggestions, { query: { limit: 5 } });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t('home.waiting.title')} all={{ to: '/customers/suggestions', label: t('home.waiting.all') }}>
      <ul className={classes.lines}>
        {data.items.map(({ id, people, because, suggestedAt }) => (
          <li key={id}>
            <PlainLink to={`/customers/suggestions?id=${id}`} className={classes.line ?? ''}>
              <span>
                <strong>{t('home.waiting.one_person', { names: format.list(people.map(({ name }) => name)) })}</strong>
                <span className={classes.quiet}>{because}</span>
              </span>
              <span className={classes.quiet}>
                <RelativeTime at={suggestedAt} />
              </span>
            </PlainLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
