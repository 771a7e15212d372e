/** The whole customer beside the work: who, what they allow, then and now, what they did lately, and what else is open. */
import { SegmentedControl, Skeleton } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getPerson, getTimeline } from '#customers/contract';
import type { MomentState } from '#moments/contract';
import { useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { kindIcons as eventIcons, StateBadge } from '../../ui/Badges.tsx';
import { useFormat } from '../../ui/format.ts';
import { Link } from '../../ui/Link.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { CustomerKindBadge, VerifiedMark } from '../customers/kinds.tsx';
import { lanesOf } from '../customers/lanes.ts';
import { textOf } from '../customers/value.ts';
import { Articles } from './Articles.tsx';
import type { UsedArticle } from './Composer.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './customer.module.css';
import { Promises } from './Promises.tsx';

interface Props {
  moment: WholeMoment;
  lastWords: string | undefined;
  insert: (words: string, article: UsedArticle) => void;
}

const SHOWN_TRAITS = 10;
const SHOWN_EVENTS = 8;

export function CustomerPane({ moment, lastWords, insert }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [tab, setTab] = useState('customer');
  const { customer } = moment;
  return (
    <div className={classes.pane}>
      {can('knowledge.read') && (
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('moments.beside')}
          value={tab}
          onChange={setTab}
          data={[
            { value: 'customer', label: t('moments.customer') },
            { value: 'articles', label: t('moments.articles.title') },
          ]}
        />
      )}
      {tab === 'articles' ? (
        <Articles moment={moment} lastWords={lastWords} insert={insert} />
      ) : (
        <>
          <header className={classes.who}>
            <Avatar name={customer?.name ?? '?'} tone="voice" />
            <div>
              <h2>{customer?.name ?? t('moments.no_customer')}</h2>
              {customer && (
                <p>
                  <CustomerKindBadge kind={customer.kind} /> {customer.verified && <VerifiedMark />}
                </p>
              )}
              {customer?.email && customer.email !== customer.name && <p className={classes.quiet}>{customer.email}</p>}
            </div>
          </header>
          <Promises moment={moment} />
          {customer?.id && can('customers.read') && <Known person={customer.id} />}
          <Related title={t('moments.others')} items={moment.others} />
          <Related title={t('moments.linked')} items={moment.linked} />
        </>
      )}
    </div>
  );
}

function Known({ person }: { person: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useRoute(getPerson, { params: { person } });
  const { data: timeline } = useRoute(
    getTimeline,
    { params: { person }, query: { limit: SHOWN_EVENTS } },
    { refetchInterval: 15_000 },
  );
  if (error && !data) return <p className={classes.quiet}>{error.detail}</p>;
  if (!data) return <Skeleton height={160} />;
  const lanes = lanesOf(data.portrait).slice(0, SHOWN_TRAITS);
  return (
    <>
      <p>
        <Link to={`/customers/${data.id}`} size="sm">
          {t('moments.whole_customer')}
        </Link>
      </p>
      <section>
        <h3>{t('moments.traits')}</h3>
        {lanes.length === 0 && <p className={classes.quiet}>{t('moments.no_traits')}</p>}
        <dl className={classes.traits}>
          {lanes.map(({ name, first, now, last }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {textOf(now, t, format)}
                {last && first !== null && <small>{t('moments.was', { value: textOf(first, t, format) })}</small>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>{t('customers.consent.title')}</h3>
        {data.consent.length === 0 && <p className={classes.quiet}>{t('customers.consent.none')}</p>}
        <ul className={classes.lines}>
          {data.consent.map(({ purpose, status, because }) => (
            <li key={purpose} title={because}>
              {purpose}
              <StateBadge state={consentStates[status]}>{t(`customers.consent.${status}`)}</StateBadge>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('moments.lately')}</h3>
        {timeline?.items.length === 0 && <p className={classes.quiet}>{t('moments.nothing_lately')}</p>}
        <ul className={classes.lines}>
          {timeline?.items.map(({ id, kind, name, occurredAt }) => {
            const Icon = eventIcons[kind] ?? IconBolt;
            return (
              <li key={id}>
                <span className={classes.event}>
                  <Icon size={14} stroke={1.7} /> {name && name !== kind ? name : t(`ui.kind.${kind as 'track'}`)}
                </span>
                <small>
                  <RelativeTime at={occurredAt} />
                </small>
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}

const consentStates = { granted: 'good', denied: 'bad', unknown: 'off' } as const;

interface RelatedProps {
  title: string;
  items: { id: string; no: number; title: string; state: MomentState; why?: string }[];
}

function Related({ title, items }: RelatedProps) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={classes.lines}>
        {items.map(({ id, no, title: name, state, why }) => (
          <li key={id}>
            <Link to={`/moments/${id}`} size="sm">
              #{no} {name}
            </Link>
            <small>{why || t(`moments.state.${state}`)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
