import { Alert, Button, Code, Group, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  listWebhookSamples,
  listWebhooks,
  previewWebhook,
  updateWebhook,
  type Webhook,
  type WebhookSample,
} from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useCall, useRoute } from '../../../api.ts';
import type { ProblemError } from '../../../problem.ts';
import { KindBadge } from '../../../ui/Badges.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import classes from './webhooks.module.css';

/** The mapping on one side, a body that really came and what becomes of it on the other: tried before it is saved. */
export function MappingBench({ webhook, mayChange }: { webhook: Webhook; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [document, setDocument] = useState(webhook.mapping);
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState<string | null>(null);
  const samples = useRoute(listWebhookSamples, { params: { id: webhook.id } }, { refetchInterval: 10_000, enabled: mayChange });
  const sample = samples.data?.items.find(({ id }) => id === chosen) ?? samples.data?.items[0];
  const body = typed ?? pretty(sample) ?? '';
  const preview = usePreview(webhook, document, body, typed === undefined ? sample : undefined);
  const save = useCall(updateWebhook, {
    refreshes: [listWebhooks],
    showsProblem: true,
    onSuccess: () => showDone(t('webhooks.bench.saved')),
  });
  const changed = document !== webhook.mapping;
  const faults = preview.data?.faults ?? [];

  return (
    <div className={classes.bench}>
      <Stack gap="sm">
        <Textarea
          className={classes.editor ?? ''}
          label={t('webhooks.bench.document')}
          description={t('webhooks.bench.document_hint')}
          autosize
          minRows={16}
          maxRows={36}
          spellCheck={false}
          readOnly={!mayChange}
          value={document}
          onChange={(event) => setDocument(event.currentTarget.value)}
        />
        {save.error && <Problem problem={save.error} />}
        {mayChange && (
          <Group gap="xs" justify="flex-end">
            <Button variant="default" disabled={!changed} onClick={() => setDocument(webhook.mapping)}>
              {t('webhooks.bench.discard')}
            </Button>
            <Button
              disabled={!changed || faults.some(({ path }) => path !== 'body')}
              loading={save.isPending}
              onClick={() => save.mutate({ params: { id: webhook.id }, body: { mapping: document } })}
            >
              {t('webhooks.bench.save')}
            </Button>
          </Group>
        )}
      </Stack>
      {mayChange && (
        <Stack gap="sm" className={classes.made ?? ''}>
          {(samples.data?.items.length ?? 0) > 0 && (
            <Select
              label={t('webhooks.bench.sample')}
              data={(samples.data?.items ?? []).map(({ id, receivedAt, outcome }) => ({
                value: id,
                label: `${format.date(receivedAt)}, ${format.time(receivedAt)} · ${outcome}`,
              }))}
              value={sample?.id ?? null}
              allowDeselect={false}
              onChange={(id) => {
                setChosen(id);
                setTyped(undefined);
              }}
            />
          )}
          <Textarea
            className={classes.editor ?? ''}
            label={t('webhooks.bench.body')}
            description={samples.data?.items.length === 0 ? t('webhooks.bench.no_sample') : undefined}
            autosize
            minRows={6}
            maxRows={14}
            spellCheck={false}
            value={body}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <div>
            <Title order={3} mb="xs">
              {t('webhooks.bench.becomes')}
            </Title>
            <div aria-live="polite">
              <Made preview={preview.data} error={preview.error} empty={body.trim() === ''} />
            </div>
          </div>
        </Stack>
      )}
    </div>
  );
}

type Preview = ReplyOf<typeof previewWebhook>;

/** Asked again when the fingers rest; the last answer stays until the next is there. */
function usePreview(webhook: Webhook, document: string, body: string, sample: WebhookSample | undefined) {
  const [mapping] = useDebouncedValue(document, 300);
  const [text] = useDebouncedValue(body, 300);
  const asked = { mapping, body: text, read: webhook.body, headers: sample?.headers ?? {} };
  return useQuery<Preview, ProblemError>({
    queryKey: [previewWebhook.id, asked],
    queryFn: ({ signal }) => call(previewWebhook, { body: asked }, { signal }),
    enabled: text.trim() !== '',
    placeholderData: (previous) => previous,
  });
}

function Made({ preview, error, empty }: { preview: Preview | undefined; error: ProblemError | null; empty: boolean }) {
  const { t } = useTranslation();
  if (empty) return <Text c="var(--ink-quiet)">{t('webhooks.bench.nothing_yet')}</Text>;
  if (error) return <Problem problem={error} />;
  if (!preview) return null;
  if (preview.faults.length > 0)
    return (
      <Faults title={t('webhooks.bench.fault')} lines={preview.faults.map(({ path, message }) => ({ place: path, message }))} />
    );
  const problems = preview.rows.flatMap((row) => row.problems);
  const messages = preview.rows.flatMap((row) => row.messages);
  return (
    <>
      {problems.length > 0 && (
        <Faults
          title={t('webhooks.bench.aside')}
          lines={problems.map(({ target, field, message }) => ({ place: field ?? target, message }))}
        />
      )}
      {messages.length === 0 && problems.length === 0 && <Text c="var(--ink-quiet)">{t('webhooks.bench.skips')}</Text>}
      {messages.map(({ messageId, type, ...rest }) => (
        <div key={messageId} className={classes.message}>
          <Group gap="xs" mb="xs">
            <KindBadge kind={type} />
            <Text fw={500}>{rest.event ?? rest.name ?? rest.userId ?? rest.anonymousId}</Text>
          </Group>
          <Code block tabIndex={0} role="region" aria-label={t('webhooks.bench.message')}>
            {JSON.stringify(rest, null, 2)}
          </Code>
        </div>
      ))}
    </>
  );
}

function Faults({ title, lines }: { title: string; lines: { place: string; message: string }[] }) {
  return (
    <Alert variant="light" color="red" title={title}>
      {lines.slice(0, 10).map(({ place, message }) => (
        <Text size="sm" key={`${place} ${message}`}>
          {place && <strong>{place}: </strong>}
          {message}
        </Text>
      ))}
    </Alert>
  );
}

function pretty(sample: WebhookSample | undefined): string | undefined {
  if (!sample) return undefined;
  try {
    return JSON.stringify(JSON.parse(sample.body), null, 2);
  } catch {
    return sample.body;
  }
}
