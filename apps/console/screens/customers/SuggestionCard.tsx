/** Two who may be one, side by side, with the evidence and the rule that held the machine back. */
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptSuggestion, type CustomerSummary, dismissSuggestion, type Suggestion } from '#customers/contract';
import { call, useCall } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { useFormat } from '../../ui/format.ts';
import { Link } from '../../ui/Link.tsx';
import { showDone } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { VerifiedMark } from './kinds.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './person.module.css';
import { touched } from './touched.ts';
import { useDryRun } from './use-dry-run.ts';
import { useSources } from './use-sources.ts';

interface Props {
  suggestion: Suggestion;
  /** The one a link or the keyboard points at. */
  aimed?: boolean;
  asked: 'accept' | 'dismiss' | undefined;
  ask: (what: 'accept' | 'dismiss' | undefined) => void;
}

export function SuggestionCard({ suggestion, aimed, asked, ask }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const format = useFormat();
  const { nameOf } = useSources();
  const { id, because, people, evidence, suggestedAt } = suggestion;
  const title = t('customers.suggestions.one', { names: format.list(people.map(({ name }) => name)) });
  return (
    <article className={classes.card} data-aimed={aimed || undefined} id={id} tabIndex={-1} aria-label={title}>
      <Group justify="space-between" align="baseline">
        <Text fw={600}>{title}</Text>
        <span className={classes.quiet}>
          <RelativeTime at={suggestedAt} />
        </span>
      </Group>
      <Text size="sm" c="var(--ink-quiet)">
        {because}
      </Text>
      <div className={classes.pair}>
        {people.map((person) => (
          <Side key={person.id} {...person} />
        ))}
      </div>
      <Text size="sm" fw={500}>
        {t('customers.suggestions.evidence')}
      </Text>
      <ul className={classes.says}>
        {evidence.map((one) => (
          <li key={`${one.by} ${one.at} ${one.between.map(({ value }) => value).join()}`}>
            {t(`customers.suggestions.by.${one.by}`, { both: format.list(one.between.map(({ value }) => value)) })}
            <span className={classes.quiet}>
              {' '}
              {[
                format.dateTime(one.at),
                one.sourceId && nameOf(one.sourceId),
                t(one.trusted ? 'customers.trusted' : 'customers.claimed'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {can('customers.merge') && (
        <Group mt="md" gap="xs">
          <Button size="sm" onClick={() => ask('accept')}>
            {t('customers.suggestions.accept')}
          </Button>
          <Button size="sm" variant="default" onClick={() => ask('dismiss')}>
            {t('customers.suggestions.dismiss')}
          </Button>
        </Group>
      )}
      {asked && <Settle key={asked} suggestion={suggestion} asked={asked} onClose={() => ask(undefined)} />}
    </article>
  );
}

function Side({ id, name, email, phone, verified, identifiers, firstSeen, lastSeen }: CustomerSummary) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Avatar name={name} tone="voice" />
      <div style={{ minWidth: 0, fontSize: '0.875rem' }}>
        <Link to={`/customers/${id}`} fw={500}>
          {name}
        </Link>{' '}
        {verified && <VerifiedMark />}
        <div className={classes.quiet}>{[email, phone].filter((one) => one && one !== name).join(' · ')}</div>
        <div className={classes.quiet}>
          {t('customers.identifiers_count', { count: identifiers })} ·{' '}
          {t('customers.suggestions.seen', { from: format.date(firstSeen), to: format.date(lastSeen) })}
        </div>
      </div>
    </Group>
  );
}

function Settle({
  suggestion: { id, people },
  asked,
  onClose,
}: {
  suggestion: Suggestion;
  asked: 'accept' | 'dismiss';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const accepts = asked === 'accept';
  const dry = useDryRun(
    [acceptSuggestion.id, id],
    (signal) => call(acceptSuggestion, { params: { id }, body: { dryRun: true } }, { signal }),
    accepts,
  );
  const settled = (words: string) => {
    showDone(words);
    onClose();
  };
  const accept = useCall(acceptSuggestion, {
    refreshes: touched,
    onSuccess: ({ customer }) => settled(t('customers.merge.done', { name: customer.name })),
  });
  const dismiss = useCall(dismissSuggestion, {
    refreshes: touched,
    onSuccess: () => settled(t('customers.suggestions.dismissed')),
  });
  const act = () =>
    accepts
      ? accept.mutate({ params: { id }, body: reason.trim() ? { reason } : {} })
      : dismiss.mutate({ params: { id }, body: { reason } });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(accepts ? 'customers.suggestions.accept' : 'customers.suggestions.dismiss')}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Stack gap="md">
        {accepts ? (
          <Outcome customers={dry.data && [dry.data.customer]} explanation={dry.data?.explanation} problem={dry.error} />
        ) : (
          <Text size="sm">{t('customers.suggestions.dismiss_consequence', { count: people.length })}</Text>
        )}
        <Textarea
          label={t('customers.reason')}
          required={!accepts}
          withAsterisk={false}
          autosize
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button
            disabled={accepts ? !dry.data : reason.trim() === ''}
            loading={accept.isPending || dismiss.isPending}
            onClick={act}
          >
            {t(accepts ? 'customers.suggestions.accept' : 'customers.suggestions.dismiss')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
