/** What customers wish for, by how many of them: each gets a decision. */
import { Button, SegmentedControl, Select, Stack, Textarea } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeWant, listIgnored, listWants, mergeWant, type Want, wantStates } from '#measure/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { EmployeeSelect } from '../../people/EmployeeSelect.tsx';
import classes from './voice.module.css';

type State = Want['state'];

export function Wants() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useSession().can('measure.write');
  const [state, setState] = useState<State>('open');
  const [deciding, setDeciding] = useState<Want>();
  const read = useRoute(listWants, { query: { state } });
  const items = read.data?.items ?? [];
  return (
    <>
      <SegmentedControl
        mb="md"
        aria-label={t('voice.wants.state_label')}
        value={state}
        onChange={(next) => setState(next as State)}
        data={wantStates.map((value) => ({ value, label: t(`voice.wants.state.${value}`) }))}
      />
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.data && items.length === 0 && (
        <EmptyState icon={IconBulb} title={t('voice.wants.empty')} lesson={t('voice.wants.empty_lesson')} />
      )}
      <ul className={classes.cards} aria-label={t('voice.registers.wants')}>
        {items.map((want) => (
          <li key={want.id} className={classes.card}>
            <div className={classes.head}>
              <h2 className={classes.title}>
                <Link to="/voice" search={{ want: want.id }} inherit>
                  {want.title}
                </Link>
              </h2>
              {may && (
                <Button size="compact-sm" variant="default" onClick={() => setDeciding(want)}>
                  {t('voice.wants.act')}
                </Button>
              )}
            </div>
            <p className={classes.quiet}>
              {t('voice.people_count', { count: want.people, people: format.whole(want.people) })} ·{' '}
              {t('voice.records_count', { count: want.records, records: format.whole(want.records) })} ·{' '}
              <RelativeTime at={want.lastAt} /> · {want.owner?.name ?? t('voice.wants.nobody')}
            </p>
            {want.decision && <p>{t('voice.wants.decided', { by: want.decidedBy, why: want.decision })}</p>}
            {want.sample.slice(0, 2).map(({ id, text }) => (
              <p key={id} className={classes.sample}>
                “{text}”
              </p>
            ))}
          </li>
        ))}
      </ul>
      <Dialog title={t('voice.wants.act')} opened={deciding !== undefined} onClose={() => setDeciding(undefined)}>
        {deciding && <Decide want={deciding} others={items} onDone={() => setDeciding(undefined)} />}
      </Dialog>
    </>
  );
}

function Decide({ want, others, onDone }: { want: Want; others: Want[]; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [owner, setOwner] = useState(want.owner);
  const done = () => {
    refresh(listWants, listIgnored);
    showDone(t('voice.done.want'));
    onDone();
  };
  const merge = useCall(mergeWant, { onSuccess: done });
  const initialValues = { state: want.state as string, why: '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ state, why }) => {
    const decide = state === want.state ? undefined : { state: state as State, why };
    await call(changeWant, {
      params: { wantId: want.id },
      body: { ...(owner?.id !== want.owner?.id && { ownerId: owner?.id ?? null }), ...(decide && { decide }) },
    });
    done();
  });
  const rest = others.filter(({ id }) => id !== want.id);
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <p className={classes.sample}>“{want.title}”</p>
      <EmployeeSelect label={t('voice.owner')} chosen={owner} clearable onChange={setOwner} />
      <Select
        label={t('voice.wants.decision')}
        data={wantStates.map((value) => ({ value, label: t(`voice.wants.state.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('state')}
      />
      {form.values.state !== want.state && (
        <Textarea label={t('voice.wants.why')} minLength={3} required withAsterisk={false} {...form.getInputProps('why')} />
      )}
      <Button type="submit" loading={busy}>
        {t('voice.wants.save')}
      </Button>
      {rest.length > 0 && (
        <Select
          label={t('voice.wants.merge')}
          data={rest.map(({ id, title }) => ({ value: id, label: title }))}
          searchable
          disabled={merge.isPending}
          value={null}
          onChange={(into) => into && merge.mutate({ params: { wantId: want.id }, body: { into } })}
        />
      )}
    </Stack>
  );
}
