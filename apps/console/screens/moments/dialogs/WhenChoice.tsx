import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import { instantOfPreset, presets } from '../when.ts';

/** When it comes back: a few words for usual instants, or any instant. */
export function WhenChoice({ busy, onChoose }: { busy: boolean; onChoose: (until: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [own, setOwn] = useState('');
  const now = new Date();
  return (
    <Stack gap="xs">
      {presets.map((preset, index) => {
        const at = instantOfPreset(preset, now);
        if (!at) return null;
        return (
          <Button
            key={preset}
            variant="default"
            justify="space-between"
            disabled={busy}
            rightSection={<small>{format.dateTime(at)}</small>}
            onClick={() => onChoose(at.toISOString())}
            {...(index === 0 && { 'data-autofocus': true })}
          >
            {t(`moments.when.${preset}`)}
          </Button>
        );
      })}
      <Group align="flex-end" gap="xs">
        <TextInput
          type="datetime-local"
          label={t('moments.when.own')}
          style={{ flex: 1 }}
          value={own}
          onChange={(event) => setOwn(event.currentTarget.value)}
        />
        <Button disabled={own === '' || busy} onClick={() => onChoose(new Date(own).toISOString())}>
          {t('moments.when.choose')}
        </Button>
      </Group>
    </Stack>
  );
}
