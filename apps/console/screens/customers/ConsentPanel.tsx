/** What they allow, purpose by purpose, and on what grounds we believe it. */
import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Consent } from '#customers/contract';
import { useSession } from '../../session.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { useFormat } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import classes from './person.module.css';
import { useSaidBy } from './use-sources.ts';

const states = { granted: 'good', denied: 'bad', unknown: 'off' } as const;

export function ConsentPanel({ consent, onWrite }: { consent: Consent[]; onWrite: (purpose?: string) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <Panel title={t('customers.consent.title')}>
      {consent.length === 0 && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('customers.consent.none')}
        </Text>
      )}
      <ul className={classes.list}>
        {consent.map((one) => (
          <Purpose key={one.purpose} {...one} {...(can('customers.write') && { onWrite: () => onWrite(one.purpose) })} />
        ))}
      </ul>
      {can('customers.write') && (
        <Button variant="default" size="xs" mt="sm" onClick={() => onWrite()}>
          {t('customers.consent.record')}
        </Button>
      )}
    </Panel>
  );
}

function Purpose({ purpose, status, because, statements, onWrite }: Consent & { onWrite?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const saidBy = useSaidBy();
  const said = oneWord(statements);
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.value}>{purpose}</span>
        <StateBadge state={states[status]}>{t(`customers.consent.${status}`)}</StateBadge>
      </div>
      <div className={classes.quiet}>{because}</div>
      <details>
        <summary>{t('customers.consent.history', { count: said.length })}</summary>
        <ul>
          {said.map(({ identifiers, ...one }) => (
            <li key={`${one.at} ${one.status} ${one.identifier.value}`}>
              {t(`customers.consent.${one.status}`)} · {format.dateTime(one.at)} · {saidBy(one)}
              {one.evidence && <div className={classes.quiet}>“{one.evidence}”</div>}
              <div className={classes.quiet}>{format.list(identifiers)}</div>
            </li>
          ))}
        </ul>
      </details>
      {onWrite && (
        <Button variant="subtle" size="compact-xs" onClick={onWrite} aria-label={t('customers.consent.change_of', { purpose })}>
          {t('customers.consent.change')}
        </Button>
      )}
    </li>
  );
}

/** What was said once counts for every identifier, and is kept with each: shown once. */
function oneWord(statements: Consent['statements']) {
  const words = new Map<string, Consent['statements'][number] & { identifiers: string[] }>();
  for (const one of statements) {
    const key = [one.at, one.status, one.evidence, one.editor, one.sourceId].join(' ');
    const known = words.get(key);
    if (known) known.identifiers.push(one.identifier.value);
    else words.set(key, { ...one, identifiers: [one.identifier.value] });
  }
  return [...words.values()];
}
