/** Saying what it really is: it stays so whenever the text is read again. */
import { Button, MultiSelect, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  correctVoice,
  type Feedback,
  listThemes,
  listVoice,
  summariseVoice,
  type VoiceKind,
  voiceKinds,
} from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { moodOf } from './Said.tsx';
import classes from './voice.module.css';

/** What a mood stands for in numbers: the middle of its side. */
const sentimentFor: Record<string, number> = { negative: -0.6, neutral: 0, positive: 0.6 };

export function Correct({ said, onDone }: { said: Feedback; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const themes = useRoute(listThemes, { query: {} });
  const before = { kind: said.kind as string, mood: moodOf(said), themes: said.themes.map(({ id }) => id) };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: before }, async (values) => {
    const changed = {
      ...(values.kind !== before.kind && { kind: values.kind as VoiceKind }),
      ...(values.mood !== before.mood && values.mood !== 'unknown' && { sentiment: sentimentFor[values.mood] ?? 0 }),
      ...(String(values.themes) !== String(before.themes) && { themes: values.themes }),
    };
    await call(correctVoice, { params: { feedbackId: said.id }, body: changed });
    refresh(listVoice, summariseVoice, listThemes);
    showDone(t('voice.done.corrected'));
    onDone();
  });
  const moods = [...(before.mood === 'unknown' ? ['unknown'] : []), ...Object.keys(sentimentFor)];
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <p className={classes.sample}>“{said.text.slice(0, 300)}”</p>
      <Select
        label={t('voice.kind_label')}
        data={voiceKinds.map((value) => ({ value, label: t(`voice.kind.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('kind')}
      />
      <Select
        label={t('voice.mood_label')}
        data={moods.map((value) => ({ value, label: t(`voice.mood.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('mood')}
      />
      <MultiSelect
        label={t('voice.themes.title')}
        data={(themes.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        {...form.getInputProps('themes')}
      />
      <p className={classes.quiet}>{t('voice.correct_stays')}</p>
      <Button type="submit" loading={busy}>
        {t('voice.correct')}
      </Button>
    </Stack>
  );
}
