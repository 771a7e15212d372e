/** One sentence, read by the rules and by the language model side by side. */
import { Button, Group, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readVoiceModel, type TriedReading, tryVoiceModel } from '#measure/contract';
import { useCall } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';

const rows = ['language', 'kind', 'mood', 'emotion', 'effort', 'offensive'] as const;

export function TryModel() {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const tried = useCall(tryVoiceModel, { refreshes: [readVoiceModel], showsProblem: true });
  const { data, error } = tried;
  const words = useReadingWords();
  return (
    <Stack gap="sm" mt="md">
      <Title order={3}>{t('voice_model.try.title')}</Title>
      <Text size="sm" c="var(--ink-quiet)">
        {t('voice_model.try.hint')}
      </Text>
      <Textarea
        label={t('voice_model.try.text')}
        placeholder={t('voice_model.try.example')}
        maxLength={2_000}
        autosize
        minRows={2}
        maw="40rem"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group>
        <Button
          variant="default"
          loading={tried.isPending}
          disabled={text.trim() === ''}
          onClick={() => tried.mutate({ body: { text } })}
        >
          {t('voice_model.try.go')}
        </Button>
      </Group>
      {error && <Problem problem={error} />}
      <div aria-live="polite">
        {data && (
          <Stack gap="xs" maw="40rem">
            <Text size="sm">{t('voice_model.try.sent', { text: data.sent })}</Text>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Td />
                  <Table.Th>{t('voice_model.try.rules')}</Table.Th>
                  <Table.Th>{t('voice_model.try.model')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={row}>
                    <Table.Th scope="row">{t(`voice_model.row.${row}`)}</Table.Th>
                    <Table.Td>{words(data.rules)[row]}</Table.Td>
                    <Table.Td>{data.model ? words(data.model)[row] : t('voice_model.nothing')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            {data.model && (
              <Text size="sm" c="var(--ink-quiet)">
                {t(data.model.tokens === null ? 'voice_model.try.cost_unknown' : 'voice_model.try.cost', {
                  reader: data.model.readBy,
                  ms: format.whole(data.model.ms),
                  tokens: format.whole(data.model.tokens ?? 0),
                })}
              </Text>
            )}
            {data.trouble && (
              <Text size="sm">
                {t('voice_model.try.no_answer', {
                  what: t(`voice_model.trouble.${data.trouble.code}`, { detail: data.trouble.detail }),
                })}
              </Text>
            )}
          </Stack>
        )}
      </div>
    </Stack>
  );
}

function useReadingWords() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const languages = new Intl.DisplayNames([i18n.language], { type: 'language' });
  const nothing = t('voice_model.nothing');
  return ({ language, kind, sentiment, emotion, effort, offensive }: TriedReading): Record<(typeof rows)[number], string> => ({
    language: language === null ? nothing : (languages.of(language) ?? language),
    kind: t(`voice.kind.${kind}`),
    mood: sentiment === null ? nothing : format.exact(sentiment),
    emotion: emotion === null || emotion === 'none' ? nothing : t(`voice.emotion.${emotion}`),
    effort: effort === null ? nothing : t(`voice.effort.${effort}`),
    offensive: t(offensive ? 'voice_model.yes' : 'voice_model.no'),
  });
}
