import { Checkbox, Radio, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linkMoments, listMoments, mergeMoments, splitMoment } from '#moments/contract';
import { call, useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import type { WholeMoment } from '../Conversation.tsx';
import type { FormProps } from './ActDialog.tsx';
import { ActForm } from './ActForm.tsx';

interface OtherProps {
  moment: WholeMoment;
  value: string;
  onChange: (id: string) => void;
}

/** Another moment: one of the same customer, or found by its number or words. */
function OtherMoment({ moment: { id, others }, value, onChange }: OtherProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 200);
  const { data } = useRoute(
    listMoments,
    { query: { view: 'all', search: asked, limit: 8 } },
    { enabled: asked !== '', keepPrevious: true },
  );
  const found = asked === '' ? others : (data?.items ?? []).filter((one) => one.id !== id);
  return (
    <>
      <TextInput
        type="search"
        label={t('moments.other.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <Radio.Group aria-label={t('moments.other.which')} value={value} onChange={onChange}>
        <Stack gap={6}>
          {found.map((one) => (
            <Radio key={one.id} value={one.id} label={`#${one.no} ${one.title} · ${t(`moments.state.${one.state}`)}`} />
          ))}
          {found.length === 0 && (
            <Text size="sm" c="var(--ink-quiet)">
              {t(asked === '' ? 'moments.other.none' : 'moments.nothing_found')}
            </Text>
          )}
        </Stack>
      </Radio.Group>
    </>
  );
}

export function MergeForm({ moment, onDone }: FormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, epoch } = moment;
  return (
    <ActForm
      initial={{ into: '' }}
      submit={t('moments.act.merge')}
      ready={({ into }) => into !== ''}
      act={async ({ into }) => {
        await call(mergeMoments, { params: { id }, body: { epoch, into } });
        await navigate({ to: `/moments/${into}` });
      }}
      onDone={onDone}
    >
      {(form) => (
        <>
          <Text size="sm" c="var(--ink-quiet)">
            {t('moments.merge_lead')}
          </Text>
          <OtherMoment moment={moment} value={form.values.into} onChange={(into) => form.setFieldValue('into', into)} />
        </>
      )}
    </ActForm>
  );
}

export function LinkForm({ moment, onDone }: FormProps) {
  const { t } = useTranslation();
  const { id } = moment;
  return (
    <ActForm
      initial={{ other: '', why: '' }}
      submit={t('moments.act.link')}
      ready={({ other }) => other !== ''}
      act={(body) => call(linkMoments, { params: { id }, body })}
      onDone={onDone}
    >
      {(form) => (
        <>
          <OtherMoment moment={moment} value={form.values.other} onChange={(other) => form.setFieldValue('other', other)} />
          <TextInput label={t('moments.other.why')} {...form.getInputProps('why')} />
        </>
      )}
    </ActForm>
  );
}

export function SplitForm({ moment: { id, epoch }, entries, onDone }: FormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <ActForm
      initial={{ title: '', entries: [] as string[] }}
      submit={t('moments.act.split')}
      ready={(values) => values.entries.length > 0 && values.title.trim() !== ''}
      act={async (values) => {
        const made = await call(splitMoment, { params: { id }, body: { epoch, ...values } });
        await navigate({ to: `/moments/${made.id}` });
      }}
      onDone={onDone}
    >
      {(form) => (
        <>
          <Text size="sm" c="var(--ink-quiet)">
            {t('moments.split_lead')}
          </Text>
          <TextInput label={t('moments.change.title_of')} required data-autofocus {...form.getInputProps('title')} />
          <Checkbox.Group label={t('moments.split_which')} {...form.getInputProps('entries')}>
            <ScrollArea.Autosize mah={260} mt={6} viewportProps={{ tabIndex: 0 }}>
              <Stack gap={6}>
                {entries
                  .filter(({ kind, state }) => kind !== 'event' && state !== 'undone')
                  .map((entry) => (
                    <Checkbox
                      key={entry.id}
                      value={entry.id}
                      label={`${entry.author.name}, ${format.clock(entry.at)}: ${entry.text.slice(0, 90)}`}
                    />
                  ))}
              </Stack>
            </ScrollArea.Autosize>
          </Checkbox.Group>
        </>
      )}
    </ActForm>
  );
}
