/** Who spoke and was neither answered nor heeded past the promise. Only an answer or a decision closes it. */
import { Button, Stack, Textarea } from '@mantine/core';
import { IconEarOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Feedback, listIgnored, settleIgnored } from '#measure/contract';
import { call, usePages, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { KeepFinding } from './KeepFinding.tsx';
import { SaidList } from './SaidList.tsx';
import classes from './voice.module.css';

export function Ignored() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useSession().can('measure.write');
  const [settling, setSettling] = useState<Feedback>();
  const [finding, setFinding] = useState<Feedback>();
  const read = usePages(listIgnored, { query: {} });
  const { data } = useRoute(listIgnored, { query: { limit: 1 } });
  if (data?.total === 0)
    return <EmptyState icon={IconEarOff} title={t('voice.ignored.empty')} lesson={t('voice.ignored.empty_lesson')} />;
  return (
    <>
      {data && <p className={classes.quiet}>{t('voice.ignored.lead', { count: data.total, total: format.whole(data.total) })}</p>}
      <SaidList read={read} {...(may && { onSettle: setSettling, onFinding: setFinding })} />
      <Dialog title={t('voice.settle')} opened={settling !== undefined} onClose={() => setSettling(undefined)}>
        {settling && <Settle said={settling} onDone={() => setSettling(undefined)} />}
      </Dialog>
      <Dialog title={t('voice.finding.keep')} opened={finding !== undefined} onClose={() => setFinding(undefined)}>
        {finding && <KeepFinding said={finding} onDone={() => setFinding(undefined)} />}
      </Dialog>
    </>
  );
}

function Settle({ said, onDone }: { said: Feedback; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { why: '' } }, async (body) => {
    await call(settleIgnored, { params: { feedbackId: said.id }, body });
    refresh(listIgnored);
    showDone(t('voice.done.settled'));
    onDone();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <p className={classes.sample}>“{said.text.slice(0, 300)}”</p>
      <Textarea
        label={t('voice.ignored.why')}
        minLength={3}
        maxLength={1000}
        required
        withAsterisk={false}
        {...form.getInputProps('why')}
      />
      <Button type="submit" loading={busy}>
        {t('voice.settle')}
      </Button>
    </Stack>
  );
}
