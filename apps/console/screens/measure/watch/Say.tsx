/** The word that closes a finding. */
import { Button, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  judgeWatchFinding,
  listWatches,
  readWatch,
  type WatchFinding,
  type WatchVerdict,
  watchVerdicts,
} from '#measure/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';

export function Say({ finding, onDone }: { finding: WatchFinding; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const initialValues = { verdict: '', note: '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ verdict, note }) => {
    await call(judgeWatchFinding, { params: { findingId: finding.id }, body: { verdict: verdict as WatchVerdict, note } });
    refresh(listWatches, readWatch);
    showDone(t('watch.said'));
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {banner && <Problem problem={banner} />}
        <Text c="var(--ink-quiet)">{t('watch.say_lead')}</Text>
        <Radio.Group label={t('watch.verdict.label')} {...form.getInputProps('verdict')}>
          <Stack gap="xs" mt="xs">
            {watchVerdicts.map((value) => (
              <Radio key={value} value={value} label={t(`watch.verdict.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea label={t('watch.note')} autosize minRows={2} maxLength={1000} {...form.getInputProps('note')} />
        <Button type="submit" loading={busy} disabled={form.values.verdict === '' || form.values.note.trim().length < 3}>
          {t('watch.say')}
        </Button>
      </Stack>
    </form>
  );
}
