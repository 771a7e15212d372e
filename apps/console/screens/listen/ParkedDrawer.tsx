/** One event kept aside: why, what it said, and the three ways out. */
import { Alert, Button, Drawer, Group, JsonInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dismissParked, listParked, listSources, overview, retryParked } from '#listen/contract';
import { useCall } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { useFormat } from '../../ui/format.ts';
import { Json, prettyJson } from '../../ui/Json.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import type { Parked } from './kept-aside.tsx';

interface Props {
  item: Parked | undefined;
  source: string | undefined;
  onClose: () => void;
}

export function ParkedDrawer({ item, source, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={item !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('listen.aside.one')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {item && <Content key={item.id} item={item} source={source} onClose={onClose} />}
    </Drawer>
  );
}

function Content({ item, source, onClose }: { item: Parked; source: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { can } = useSession();
  const before = prettyJson(item.body);
  const [body, setBody] = useState(before);
  const refreshes = [listParked, overview, listSources];
  const done = (words: string) => {
    showDone(words);
    onClose();
  };
  const retry = useCall(retryParked, { refreshes, showsProblem: true, onSuccess: () => done(t('listen.aside.retried')) });
  const dismiss = useCall(dismissParked, { refreshes, showsProblem: true, onSuccess: () => done(t('listen.aside.dismissed')) });
  const problem = retry.error ?? dismiss.error;
  const params = { id: item.id };
  const corrected = body !== before;
  const letGo = async () => {
    const yes = await confirm({
      title: t('listen.aside.dismiss_title'),
      consequence: t('listen.aside.dismiss_consequence'),
      action: t('listen.aside.dismiss'),
    });
    if (yes) dismiss.mutate({ params, body: {} });
  };
  return (
    <Stack gap="lg">
      <Alert variant="light" color="red" title={item.field ? `${item.field}: ${item.reason}` : item.reason}>
        {t(`listen.aside.stages.${item.stage}.text`)}
      </Alert>
      <KeyValue
        rows={[
          { name: t('listen.source.one'), value: source },
          { name: t('listen.aside.since'), value: format.dateTime(item.parkedAt) },
          { name: 'messageId', value: item.messageId },
        ]}
      />
      {can('listen.write') ? (
        <>
          <JsonInput
            label={t('listen.event.body')}
            description={t('listen.aside.edit')}
            value={body}
            onChange={setBody}
            validationError={t('listen.aside.not_json')}
            autosize
            minRows={6}
            maxRows={22}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
          />
          {problem && <Problem problem={problem} />}
          <Group justify="space-between" gap="xs">
            <Button variant="subtle" color="red" loading={dismiss.isPending} onClick={() => void letGo()}>
              {t('listen.aside.dismiss')}
            </Button>
            <Group gap="xs">
              {corrected && (
                <Button variant="default" onClick={() => setBody(before)}>
                  {t('listen.aside.undo')}
                </Button>
              )}
              <Button loading={retry.isPending} onClick={() => retry.mutate({ params, body: corrected ? { body } : {} })}>
                {corrected ? t('listen.aside.retry_corrected') : t('listen.aside.retry')}
              </Button>
            </Group>
          </Group>
        </>
      ) : (
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('listen.event.body')}
          </Text>
          <Json text={item.body} label={t('listen.event.body')} />
        </div>
      )}
    </Stack>
  );
}
