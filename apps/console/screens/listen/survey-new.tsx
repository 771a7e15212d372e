import { Button, FileButton, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createSurvey, listSurveys, type SurveyDefinition, surveyTemplates } from '#listen/contract';
import { call, useRefresh, useRoute } from '../../api.ts';
import { useProblemForm } from '../../ui/form.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';

/** A name, the decision it is for, and questions to begin from: a template, or SurveyJS JSON from anywhere. */
export function Screen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const templates = useRoute(surveyTemplates);
  const [imported, setImported] = useState<{ file: string; definition: SurveyDefinition }>();
  const [unread, setUnread] = useState<string>();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: '', decision: '', template: 'nps' } },
    async ({ template, ...words }) => {
      const from = imported ? { definition: imported.definition } : { template: template as 'nps' };
      const { id } = await call(createSurvey, { body: { ...words, ...from } });
      refresh(listSurveys);
      await navigate({ to: `/surveys/${id}`, search: { tab: 'build' } as never });
    },
  );
  const read = async (file: File | null) => {
    if (!file) return;
    try {
      setImported({ file: file.name, definition: JSON.parse(await file.text()) as SurveyDefinition });
      setUnread(undefined);
    } catch {
      setUnread(t('surveys.import_unread', { file: file.name }));
    }
  };
  return (
    <>
      <PageHeader title={t('surveys.new')} lead={t('surveys.new_lead')} back={{ to: '/surveys', label: t('surveys.title') }} />
      <Stack component="form" gap="lg" maw="44rem" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <TextInput
          label={t('surveys.name')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Textarea
          label={t('surveys.decision')}
          description={t('surveys.decision_hint')}
          placeholder={t('surveys.decision_example')}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={500}
          {...form.getInputProps('decision')}
        />
        {imported ? (
          <Group justify="space-between">
            <Text>{t('surveys.imported', { file: imported.file })}</Text>
            <Button variant="default" onClick={() => setImported(undefined)}>
              {t('surveys.from_template')}
            </Button>
          </Group>
        ) : (
          <Radio.Group label={t('surveys.from')} {...form.getInputProps('template')}>
            <Stack gap="xs" mt="xs">
              {templates.data?.items.map(({ name, questions }) => (
                <Radio.Card key={name} value={name} p="sm" radius="md" aria-label={t(`surveys.template.${name}.title`)}>
                  <Group wrap="nowrap" align="flex-start" gap="sm">
                    <Radio.Indicator mt={2} />
                    <div>
                      <Text size="sm" fw={500}>
                        {t(`surveys.template.${name}.title`)}
                      </Text>
                      <Text size="sm" c="var(--ink-quiet)">
                        {t(`surveys.template.${name}.text`)} {t('surveys.questions_count', { count: questions.length })}
                      </Text>
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
        )}
        {unread && (
          <Text role="alert" c="red">
            {unread}
          </Text>
        )}
        <Group justify="space-between">
          <FileButton accept="application/json,.json" onChange={(file) => void read(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                {t('surveys.import')}
              </Button>
            )}
          </FileButton>
          <Button type="submit" loading={busy}>
            {t('surveys.create')}
          </Button>
        </Group>
      </Stack>
    </>
  );
}
