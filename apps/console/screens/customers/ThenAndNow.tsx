/** The heart of a profile: who they were when we met them, who they are today, and every step between. */
import { ActionIcon, Button, Text, Title, UnstyledButton } from '@mantine/core';
import { IconArrowRight, IconPencil, IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Portrait } from '#customers/contract';
import { useSession } from '../../session.ts';
import { useFormat } from '../../ui/format.ts';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { type Lane, lanesOf } from './lanes.ts';
import classes from './then-and-now.module.css';
import { useSaidBy } from './use-sources.ts';
import { textOf } from './value.ts';

interface Props {
  portrait: Portrait;
  /** Opens the writing of a trait; without a name, of a new one. */
  onWrite: (trait?: string) => void;
}

/** So many steps stand in a lane before the older ones fold away. */
const SHOWN_STEPS = 2;
const SHOWN_LANES = 12;

export function ThenAndNow({ portrait, onWrite }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const heading = useId();
  const [whole, setWhole] = useState(false);
  const lanes = lanesOf(portrait);
  const mayWrite = can('customers.write');
  const shown = whole ? lanes : lanes.slice(0, SHOWN_LANES);
  return (
    <section aria-labelledby={heading} className={classes.frame}>
      <header className={classes.head}>
        <div>
          <Title order={2} id={heading}>
            {t('customers.then.title')}
          </Title>
          <Text size="sm" c="var(--ink-quiet)">
            {lanes.length === 0 ? t('customers.then.unknown') : t('customers.then.changes', { count: portrait.changes.length })}
          </Text>
        </div>
        {mayWrite && (
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={() => onWrite()}>
            {t('customers.trait.add')}
          </Button>
        )}
      </header>
      {lanes.length > 0 && portrait.start && (
        <table className={classes.lanes}>
          <thead>
            <tr>
              <th scope="col" className="only-heard">
                {t('customers.trait.name')}
              </th>
              <th scope="col" className={classes.thenHead}>
                {t('customers.then.then')}
                <small>
                  <DateTime at={portrait.start.at} dateOnly /> · <RelativeTime at={portrait.start.at} />
                </small>
              </th>
              <th scope="col" className={classes.stepsHead}>
                <span className="only-heard">{t('customers.then.between')}</span>
              </th>
              <th scope="col" className={classes.nowHead}>
                {t('customers.then.now')}
                <small>{t('customers.then.today')}</small>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((lane) => (
              <LaneRow key={lane.name} lane={lane} {...(mayWrite && { onWrite })} />
            ))}
          </tbody>
        </table>
      )}
      {lanes.length > SHOWN_LANES && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setWhole(!whole)}>
          {whole ? t('customers.fewer') : t('customers.then.all', { count: lanes.length })}
        </Button>
      )}
      <Claimed portrait={portrait} />
    </section>
  );
}

function LaneRow({ lane: { name, first, between, now, last }, onWrite }: { lane: Lane; onWrite?: Props['onWrite'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const saidBy = useSaidBy();
  const [whole, setWhole] = useState(false);
  const folded = whole ? 0 : Math.max(0, between.length - SHOWN_STEPS);
  return (
    <tr data-changed={last !== undefined || undefined}>
      <th scope="row">{name}</th>
      <td className={classes.then} data-label={t('customers.then.then')}>
        {textOf(first, t, format)}
      </td>
      <td className={classes.steps}>
        {last && (
          <span className={classes.arrow}>
            <IconArrowRight size={16} stroke={1.6} aria-hidden="true" />
          </span>
        )}
        {folded > 0 && (
          <UnstyledButton className={classes.folded} onClick={() => setWhole(true)}>
            {t('customers.then.earlier', { count: folded })}
          </UnstyledButton>
        )}
        {between.slice(folded).map(({ at, to, ...origin }) => (
          <span key={at} className={classes.step}>
            {textOf(to, t, format)}
            <small>
              {format.date(at)} · {saidBy(origin)}
            </small>
          </span>
        ))}
      </td>
      <td className={classes.now} data-label={t('customers.then.now')}>
        <div className={classes.line}>
          <span>
            {textOf(now, t, format)}
            {last && (
              <small>
                {format.date(last.at)} · {saidBy(last)}
              </small>
            )}
          </span>
          {onWrite && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              className={classes.write ?? ''}
              aria-label={t('customers.trait.edit', { name })}
              onClick={() => onWrite(name)}
            >
              <IconPencil size={14} />
            </ActionIcon>
          )}
        </div>
      </td>
    </tr>
  );
}

/** What browsers say about somebody a trusted source vouches for: shown, never used. */
function Claimed({ portrait: { claimed } }: { portrait: Portrait }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (claimed.length === 0) return null;
  return (
    <p className={classes.claimed}>
      {t('customers.then.claimed')} {claimed.map(({ name, value }) => `${name} ${textOf(value, t, format)}`).join(' · ')}
    </p>
  );
}
