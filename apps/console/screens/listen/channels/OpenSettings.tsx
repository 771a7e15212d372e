import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Channel, changeOpenChannel, listChannels, type WebhookSettings } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { CodeSnippet } from '../../../ui/Copy.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';

import { OpenAnswers } from './OpenAnswers.tsx';

/** Where the other side knocks, and where we post what we say. */
export function OpenSettings({ channel, onSecret }: { channel: Channel; onSecret: (secret: string) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refresh = useRefresh();
  const { id, name, publicKey } = channel;
  const { url, isPublic = false, limit } = channel.settings as unknown as WebhookSettings;
  const readOnly = !can('listen.channels');
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name, url, isPublic, limit: limit ?? ('' as number | '') } },
    async ({ limit: most, ...rest }) => {
      const body = { ...rest, limit: most === '' ? null : most };
      const { secret } = await call(changeOpenChannel, { params: { id }, body });
      if (secret !== null) onSecret(secret);
      refresh(listChannels);
      form.resetDirty();
      showDone(t('channels.saved'));
    },
  );
  const door = `${location.origin}/channels/v1/${publicKey}`;
  return (
    <>
      <Panel title={t('channels.open.doors')}>
        <CodeSnippet
          snippets={[
            { label: t('channels.open.messages'), code: `POST ${door}/messages` },
            { label: t('channels.open.deliveries'), code: `POST ${door}/deliveries` },
          ]}
        />
      </Panel>
      <Panel title={t('channels.settings')}>
        <Stack component="form" gap="md" maw="36rem" onSubmit={onSubmit as never}>
          {banner && <Problem problem={banner} />}
          <TextInput
            label={t('channels.name')}
            required
            withAsterisk={false}
            readOnly={readOnly}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('channels.open.url')}
            description={t('channels.open.url_change')}
            type="url"
            required
            withAsterisk={false}
            readOnly={readOnly}
            {...form.getInputProps('url')}
          />
          <OpenAnswers form={form} readOnly={readOnly} />
          {!readOnly && (
            <Group justify="flex-end">
              <Button type="submit" loading={busy} disabled={!form.isDirty()}>
                {t('channels.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </Panel>
    </>
  );
}
