/** A finding, with the words it stands on: from here on it moves, and cannot vanish. */
import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createFinding, type Feedback, listFindings, listIgnored } from '#measure/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { EmployeeSelect } from '../../people/EmployeeSelect.tsx';
import classes from './voice.module.css';

interface Props {
  said?: Feedback | undefined;
  onDone: () => void;
}

export function KeepFinding({ said, onDone }: Props) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [owner, setOwner] = useState<{ id: string; name: string } | null>(null);
  const initialValues = { title: '', insight: '', ownerId: '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ title, insight }) => {
    const about = { ...(said?.themes[0] && { themeId: said.themes[0].id }), evidence: said ? [said.id] : [] };
    await call(createFinding, { body: { title, insight, ownerId: owner?.id ?? '', ...about } });
    refresh(listFindings, listIgnored);
    showDone(t('voice.done.finding'));
    onDone();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      {said && <p className={classes.sample}>“{said.text.slice(0, 300)}”</p>}
      <TextInput
        label={t('voice.finding.title')}
        required
        withAsterisk={false}
        maxLength={200}
        {...form.getInputProps('title')}
      />
      <Textarea label={t('voice.finding.insight')} autosize minRows={3} maxLength={4000} {...form.getInputProps('insight')} />
      <EmployeeSelect label={t('voice.owner')} chosen={owner} onChange={setOwner} />
      <Button type="submit" loading={busy} disabled={owner === null}>
        {t('voice.finding.keep')}
      </Button>
    </Stack>
  );
}
