/** Making, changing, merging and splitting a theme; and what was done to it. */
import { Button, Checkbox, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  changeTheme,
  createTheme,
  listThemes,
  listVoice,
  mergeTheme,
  splitTheme,
  suggestThemes,
  summariseVoice,
  type Theme,
  themeHistory,
} from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import classes from './voice.module.css';

function useDone(onDone: () => void) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  return () => {
    refresh(listThemes, listVoice, summariseVoice, suggestThemes, themeHistory);
    showDone(t('voice.done.theme'));
    onDone();
  };
}

interface Edit {
  theme?: Theme;
  name?: string;
  phrases?: string[];
  departments: { id: string; name: string }[];
  onDone: () => void;
}

export function EditTheme({ theme, name = '', phrases = [], departments, onDone }: Edit) {
  const { t } = useTranslation();
  const done = useDone(onDone);
  const initialValues = {
    name: theme?.name ?? name,
    description: theme?.description ?? '',
    phrases: theme?.phrases ?? phrases,
    departmentId: theme?.department?.id ?? (null as string | null),
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (body) => {
    if (theme) await call(changeTheme, { params: { themeId: theme.id }, body });
    else await call(createTheme, { body });
    done();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('voice.themes.name')} required withAsterisk={false} maxLength={120} {...form.getInputProps('name')} />
      <TagsInput
        label={t('voice.themes.phrases')}
        description={t('voice.themes.phrases_hint')}
        splitChars={[',', ';']}
        {...form.getInputProps('phrases')}
      />
      <Select
        label={t('voice.themes.department')}
        data={departments.map((one) => ({ value: one.id, label: one.name }))}
        clearable
        searchable
        {...form.getInputProps('departmentId')}
      />
      <Textarea
        label={t('voice.themes.description')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('description')}
      />
      <Button type="submit" loading={busy}>
        {t('voice.themes.save')}
      </Button>
    </Stack>
  );
}

export function MergeTheme({ theme, others, onDone }: { theme: Theme; others: Theme[]; onDone: () => void }) {
  const { t } = useTranslation();
  const done = useDone(onDone);
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { into: null as string | null } },
    async ({ into }) => {
      if (into === null) return;
      await call(mergeTheme, { params: { themeId: theme.id }, body: { into } });
      done();
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <p className={classes.quiet}>{t('voice.themes.merge_hint', { name: theme.name })}</p>
      <Select
        label={t('voice.themes.into')}
        data={others.filter(({ id }) => id !== theme.id).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        {...form.getInputProps('into')}
      />
      <Button type="submit" loading={busy} disabled={form.values.into === null}>
        {t('voice.themes.do.merge')}
      </Button>
    </Stack>
  );
}

export function SplitTheme({ theme, onDone }: { theme: Theme; onDone: () => void }) {
  const { t } = useTranslation();
  const done = useDone(onDone);
  const initialValues = { name: '', phrases: [] as string[] };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (body) => {
    await call(splitTheme, { params: { themeId: theme.id }, body });
    done();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('voice.themes.split_name')}
        required
        withAsterisk={false}
        maxLength={120}
        {...form.getInputProps('name')}
      />
      <Checkbox.Group label={t('voice.themes.split_phrases')} {...form.getInputProps('phrases')}>
        <Stack gap="xs" mt="xs">
          {theme.phrases.map((phrase) => (
            <Checkbox key={phrase} value={phrase} label={phrase} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Button
        type="submit"
        loading={busy}
        disabled={form.values.phrases.length === 0 || form.values.phrases.length === theme.phrases.length}
      >
        {t('voice.themes.do.split')}
      </Button>
    </Stack>
  );
}

export function History({ theme }: { theme: Theme }) {
  const { t } = useTranslation();
  const { data, error } = useRoute(themeHistory, { params: { themeId: theme.id } });
  if (error) return <Problem problem={error} />;
  return (
    <ul className={classes.list}>
      {(data?.items ?? []).map(({ at, by, what }) => (
        <li key={at} className={classes.said}>
          {t(`voice.themes.history.${what}`, { by })}{' '}
          <span className={classes.quiet}>
            <RelativeTime at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
