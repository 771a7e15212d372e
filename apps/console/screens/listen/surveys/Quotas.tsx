import { ActionIcon, Button, Fieldset, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Survey, SurveySettings } from '#listen/contract';
import { useFormat } from '../../../ui/format.ts';
import { useWording } from './wording.ts';

type Quota = SurveySettings['quotas'][number];

/** How many answers of one kind are enough: whoever comes after is kept, and not counted. */
export function Quotas({ survey, quotas, onChange }: { survey: Survey; quotas: Quota[]; onChange: (quotas: Quota[]) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const wording = useWording();
  const [first] = survey.questions;
  if (!first) return null;
  const taken = ({ question, value }: Quota) => survey.quotas.find((q) => q.question === question && q.value === value)?.taken;
  const change = (at: number, patch: Partial<Quota>) =>
    onChange(quotas.map((quota, index) => (index === at ? { ...quota, ...patch } : quota)));
  return (
    <Fieldset legend={t('surveys.quotas')}>
      <Stack gap="md">
        <Text size="sm" c="var(--ink-quiet)">
          {t('surveys.quotas_hint')}
        </Text>
        {quotas.map((quota, at) => {
          const choices = survey.questions.find(({ name }) => name === quota.question)?.choices;
          const so = taken(quota);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; nothing else of it stays while it is written.
            <Stack key={at} gap={4}>
              <Group gap="xs" align="flex-end" wrap="wrap">
                <Select
                  label={t('surveys.quota_question')}
                  style={{ flex: '2 1 12rem' }}
                  data={survey.questions.map(({ name, title }) => ({ value: name, label: wording(title) }))}
                  value={quota.question}
                  allowDeselect={false}
                  onChange={(question) => question && change(at, { question, value: '' })}
                />
                {choices ? (
                  <Select
                    label={t('surveys.quota_value')}
                    style={{ flex: '2 1 9rem' }}
                    data={choices.map(({ value, text }) => ({ value, label: wording(text) }))}
                    value={quota.value || null}
                    onChange={(value) => change(at, { value: value ?? '' })}
                  />
                ) : (
                  <TextInput
                    label={t('surveys.quota_value')}
                    style={{ flex: '2 1 9rem' }}
                    value={quota.value}
                    onChange={({ currentTarget }) => change(at, { value: currentTarget.value })}
                  />
                )}
                <NumberInput
                  label={t('surveys.quota_most')}
                  style={{ flex: '1 1 6rem' }}
                  min={1}
                  value={quota.atMost}
                  onChange={(most) => change(at, { atMost: Number(most) || 1 })}
                />
                <ActionIcon
                  variant="subtle"
                  size="lg"
                  aria-label={t('surveys.quota_remove')}
                  onClick={() => onChange(quotas.filter((_, index) => index !== at))}
                >
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              </Group>
              {so !== undefined && (
                <Text size="sm" c="var(--ink-quiet)">
                  {t('surveys.quota_taken', { taken: format.whole(so), atMost: format.whole(quota.atMost) })}
                </Text>
              )}
            </Stack>
          );
        })}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...quotas, { question: first.name, value: '', atMost: 100 }])}
          >
            {t('surveys.quota_add')}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}
