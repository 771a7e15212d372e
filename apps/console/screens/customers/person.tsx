/** One customer, whole: then and now, everything they did and said, who they are and what they allow. */
import { ActionIcon, Alert, Button, Menu, Skeleton } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconArrowsSplit2, IconDots, IconDownload, IconGitMerge, IconTrash, IconUserOff } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Customer, exportPerson, getPerson, getTimeline, recognised } from '#customers/contract';
import { live } from '#listen/contract';
import { z } from '#platform/contract';
import { useCall, useRefresh, useRoute } from '../../api.ts';
import { isProblem } from '../../problem.ts';
import { useSession } from '../../session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFilter } from '../../ui/filter.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { Accounts } from './Accounts.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';
import { ConsentPanel } from './ConsentPanel.tsx';
import { EraseDialog } from './EraseDialog.tsx';
import { Erased } from './Erased.tsx';
import { Identifiers } from './Identifiers.tsx';
import { CustomerKindBadge, VerifiedMark } from './kinds.tsx';
import { Memberships } from './Memberships.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { PersonTimeline } from './PersonTimeline.tsx';
import classes from './person.module.css';
import { SeparateDialog } from './SeparateDialog.tsx';
import { SuggestionsAbout } from './SuggestionsAbout.tsx';
import { saveJson } from './save-json.ts';
import { ThenAndNow } from './ThenAndNow.tsx';
import { TraitDialog } from './TraitDialog.tsx';

/** How long after an event its traits and identifiers may still be on their way. */
const EXPECTING_MS = 10_000;

const acts = ['merge', 'separate', 'erase', 'trait', 'consent'] as const;
/** An open dialog is part of the address, as everything is: a link can lead to "merge these two". */
const shape = {
  act: z.enum(acts).optional(),
  other: z.string().optional(),
  trait: z.string().optional(),
  purpose: z.string().optional(),
  was: z.string().optional(),
  proof: z.string().optional(),
};

export function Screen() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const [{ proof }] = useFilter(shape);
  const read = useRoute(getPerson, { params: { person: id } });
  const { data, error } = read;

  // An older id, or an identifier as `type:value`, leads to the one in use now; the note says so.
  const elsewhere = data !== undefined && data.id !== id;
  useEffect(() => {
    if (!elsewhere) return;
    void navigate({
      to: `/customers/${data.id}`,
      search: ((now: Record<string, unknown>) => ({ ...now, was: id })) as never,
      replace: true,
    });
  }, [elsewhere, data, id, navigate]);

  if (isProblem(error, { code: 'customers.erased' })) return <Erased {...(proof && { proof })} />;
  if (isProblem(error, { code: 'customers.no_such_customer' })) {
    return (
      <EmptyState
        page
        icon={IconUserOff}
        title={t('customers.nobody')}
        lesson={t('customers.nobody_lesson')}
        step={<ButtonLink to="/customers">{t('customers.title')}</ButtonLink>}
      />
    );
  }
  if (error && !data) return <Problem problem={error} onRetry={() => void read.refetch()} />;
  if (!data) return <Bones />;
  return <Person customer={data} />;
}

function Person({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [filter, setFilter] = useFilter(shape);
  const { id, name, portrait } = customer;
  const open = (act: (typeof acts)[number], more: object = {}) => setFilter({ act, ...more });
  const close = () => setFilter({ act: undefined, other: undefined, trait: undefined, purpose: undefined });

  // Their new events are in the timeline at once; what these tell of them is known a moment later.
  const expecting = useRef(0);
  const soon = useThrottledCallback(() => refresh(getPerson, getTimeline), 1_000);
  useLive(
    live,
    ({ events, skipped }) => {
      const theirs = events.some(({ sender }) =>
        customer.identifiers.some(({ type, value }) => type === sender.type && value === sender.value),
      );
      if (!theirs && skipped === 0) return;
      soon();
      expecting.current = Date.now() + EXPECTING_MS;
    },
    { onChanged: soon },
  );
  useLive(recognised, () => {
    if (Date.now() < expecting.current) soon();
  });

  return (
    <>
      <Header customer={customer} open={open} />
      {filter.was && (
        <Alert
          variant="light"
          color="gray"
          mb="lg"
          withCloseButton
          closeButtonLabel={t('ui.close')}
          onClose={() => setFilter({ was: undefined })}
        >
          {t('customers.older_id', { id: filter.was, name })}
        </Alert>
      )}
      {customer.openSuggestions > 0 && <SuggestionsAbout person={id} />}
      <ThenAndNow portrait={portrait} onWrite={(trait) => open('trait', { trait })} />
      <div className={classes.body}>
        <PersonTimeline person={id} />
        <div className={classes.aside}>
          <Identifiers customer={customer} />
          <ConsentPanel consent={customer.consent} onWrite={(purpose) => open('consent', { purpose })} />
          <Memberships person={id} />
          <Accounts customer={customer} />
        </div>
      </div>
      {filter.act === 'merge' && (
        <MergeDialog customer={customer} other={filter.other} choose={(other) => setFilter({ other })} onClose={close} />
      )}
      {filter.act === 'separate' && <SeparateDialog customer={customer} onClose={close} />}
      {filter.act === 'trait' && <TraitDialog customer={customer} trait={filter.trait} onClose={close} />}
      {filter.act === 'consent' && <ConsentDialog customer={customer} purpose={filter.purpose} onClose={close} />}
      {filter.act === 'erase' && (
        <EraseDialog customer={customer} onClose={close} onErased={(proof) => setFilter({ act: undefined, proof })} />
      )}
    </>
  );
}

function Header({ customer, open }: { customer: Customer; open: (act: (typeof acts)[number]) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { id, name, kind, verified, firstSeen, lastSeen, email, phone, identifiers } = customer;
  const copy = useCall(exportPerson, { onSuccess: (file) => saveJson(`${name}.json`, file) });
  const mayMerge = can('customers.merge');
  useShortcut('m', t('customers.merge.action'), () => open('merge'), mayMerge);
  useShortcut('e', t('customers.trait.add'), () => open('trait'), can('customers.write'));
  const reach = [email, phone].filter((one) => one && one !== name);
  return (
    <div className={classes.header}>
      <Avatar name={name} tone="voice" size="lg" />
      <div>
        <PageHeader
          title={name}
          back={{ to: '/customers', label: t('customers.title') }}
          lead={
            <span className={classes.facts}>
              <CustomerKindBadge kind={kind} />
              {verified && <VerifiedMark />}
              {reach.map((one) => (
                <span key={one}>{one}</span>
              ))}
              <span>{t('customers.identifiers_count', { count: identifiers.length })}</span>
              <span>
                {t('customers.since')} <DateTime at={firstSeen} dateOnly />
              </span>
              <span>
                {t('customers.seen')} <RelativeTime at={lastSeen} />
              </span>
            </span>
          }
          actions={
            <>
              {mayMerge && (
                <Button variant="default" leftSection={<IconGitMerge size={16} />} onClick={() => open('merge')}>
                  {t('customers.merge.action')}
                </Button>
              )}
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="default" size="input-sm" aria-label={t('customers.more')} loading={copy.isPending}>
                    <IconDots size={18} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  {mayMerge && identifiers.length > 1 && (
                    <Menu.Item leftSection={<IconArrowsSplit2 size={16} />} onClick={() => open('separate')}>
                      {t('customers.separate.action')}
                    </Menu.Item>
                  )}
                  {can('customers.export') && (
                    <Menu.Item
                      leftSection={<IconDownload size={16} />}
                      onClick={() => copy.mutate({ params: { person: id }, body: {} })}
                    >
                      {t('customers.export')}
                    </Menu.Item>
                  )}
                  {can('customers.erase') && (
                    <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => open('erase')}>
                      {t('customers.erase.action')}
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            </>
          }
        />
      </div>
    </div>
  );
}

function Bones() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('ui.loading')}>
      <Skeleton height={56} width="60%" mb="xl" />
      <Skeleton height={220} mb="xl" />
      <Skeleton height={320} />
    </div>
  );
}
