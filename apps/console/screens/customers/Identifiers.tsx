/** By which names they are known, and why each of them is theirs. */
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer, CustomerIdentifier } from '#customers/contract';
import { StateBadge } from '../../ui/Badges.tsx';
import { useFormat } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import classes from './person.module.css';
import { useSources } from './use-sources.ts';

const SHOWN = 6;

export function Identifiers({ customer: { identifiers } }: { customer: Customer }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const shown = whole ? identifiers : identifiers.slice(0, SHOWN);
  return (
    <Panel title={t('customers.identifiers')}>
      <ul className={classes.list}>
        {shown.map((identifier) => (
          <One key={identifier.id} {...identifier} />
        ))}
      </ul>
      {identifiers.length > SHOWN && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setWhole(!whole)}>
          {whole ? t('customers.fewer') : t('customers.all_identifiers', { count: identifiers.length })}
        </Button>
      )}
    </Panel>
  );
}

function One({ type, value, verified, firstSeen, crowded, why }: CustomerIdentifier) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.value}>{value}</span>
        <StateBadge state={verified ? 'good' : 'waiting'}>
          {t(verified ? 'customers.id.verified' : 'customers.id.claimed')}
        </StateBadge>
      </div>
      <div className={classes.quiet}>{t('customers.id.since', { type, date: format.date(firstSeen) })}</div>
      {crowded !== 'no' && (
        <Text size="xs" c="var(--ink-quiet)">
          {t('customers.id.crowded')}
        </Text>
      )}
      {why.length > 0 && (
        <details>
          <summary>{t('customers.id.why', { count: why.length })}</summary>
          <ul>
            {why.map((one) => (
              <li key={`${one.by} ${one.with.type} ${one.with.value} ${one.at}`}>
                <Why {...one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function Why({ by, with: other, trusted, at, sourceId }: CustomerIdentifier['why'][number]) {
  const { t } = useTranslation();
  const format = useFormat();
  const { nameOf } = useSources();
  const from = [format.dateTime(at), sourceId && nameOf(sourceId), t(trusted ? 'customers.trusted' : 'customers.claimed')];
  return (
    <>
      {t(`customers.id.by.${by}`, { other: `${other.type} ${other.value}` })}
      <div className={classes.quiet}>{from.filter(Boolean).join(' · ')}</div>
    </>
  );
}
