/** "Make a segment" wherever the people of a figure are shown: all of them, as they are now, under a name. */
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { type FigureWords, keepFigure } from '#measure/contract';
import { call, useRefresh } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { originOf } from './origin.ts';

export interface Kept {
  figure: FigureWords;
  /** What was clicked, in words. */
  clicked: string;
}

export function MakeSegment({ figure, clicked, size = 'xs' }: Kept & { size?: 'xs' | 'sm' }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [opened, setOpened] = useState(false);
  if (!can('customers.write')) return null;
  return (
    <>
      <Button
        variant="default"
        size={size}
        leftSection={<IconUsersPlus size={16} aria-hidden="true" />}
        onClick={() => setOpened(true)}
      >
        {t('answers.segment.action')}
      </Button>
      <Dialog title={t('answers.segment.title')} opened={opened} onClose={() => setOpened(false)}>
        <Words figure={figure} clicked={clicked} onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function Words({ figure, clicked, onClose }: Kept & { onClose: () => void }) {
  const { t } = useTranslation();
  const { date, list, whole } = useFormat();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const said = originOf(figure, clicked, { t, date, list });
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: said.slice(0, 120), origin: said } },
    async ({ name, origin }) => {
      const { id, people } = await call(keepFigure, { body: { name, origin, figure } });
      refresh(listSegments);
      showDone(t('answers.segment.made', { name, count: people, people: whole(people) }));
      await navigate({ to: `/segments/${id}` as never });
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {banner && <Problem problem={banner} />}
        <Text size="sm" c="var(--ink-quiet)">
          {t('answers.segment.lead')}
        </Text>
        <TextInput label={t('answers.segment.name')} required maxLength={120} data-autofocus {...form.getInputProps('name')} />
        <Textarea label={t('answers.segment.origin')} required autosize maxLength={500} {...form.getInputProps('origin')} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('answers.segment.action')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
