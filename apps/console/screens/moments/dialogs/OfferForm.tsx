import { Group, Radio, ScrollArea, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Agent, listAgents, offerMoment } from '#moments/contract';
import { call, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { StateBadge } from '../../../ui/Badges.tsx';
import { showDone } from '../../../ui/Problem.tsx';
import type { FormProps } from './ActDialog.tsx';
import { ActForm } from './ActForm.tsx';

const WITHIN = ['60', '120', '600', '3600'];

/** Somebody who is here first, then by room. */
const byRoom = (a: Agent, b: Agent) => Number(b.able) - Number(a.able) || a.load - a.capacity - (b.load - b.capacity);

export function OfferForm({ moment: { id, epoch }, onDone }: FormProps) {
  const { t } = useTranslation();
  const { employee } = useSession();
  const [search, setSearch] = useState('');
  const { data } = useRoute(listAgents, undefined, { refetchInterval: 5_000 });
  const wanted = search.toLowerCase();
  const agents = (data?.items ?? [])
    .filter((agent) => agent.id !== employee?.id)
    .filter(({ name, skills, languages }) => [name, ...skills, ...languages].some((word) => word.toLowerCase().includes(wanted)))
    .sort(byRoom);
  const nameOf = (to: string) => agents.find((agent) => agent.id === to)?.name ?? '';
  return (
    <ActForm
      initial={{ to: '', note: '', within: '120' }}
      submit={t('moments.offer.act')}
      ready={({ to }) => to !== ''}
      act={async ({ to, note, within }) => {
        await call(offerMoment, { params: { id }, body: { epoch, to, note, withinSeconds: Number(within) } });
        showDone(t('moments.offer.made', { name: nameOf(to) }));
      }}
      onDone={onDone}
    >
      {(form) => (
        <>
          <Text size="sm" c="var(--ink-quiet)">
            {t('moments.offer.lead')}
          </Text>
          <TextInput
            type="search"
            aria-label={t('moments.offer.search')}
            placeholder={t('moments.offer.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            data-autofocus
          />
          <Radio.Group aria-label={t('moments.offer.whom')} {...form.getInputProps('to')}>
            <ScrollArea.Autosize mah={240} viewportProps={{ tabIndex: 0 }}>
              <Stack gap={4}>
                {agents.map((agent) => (
                  <Radio
                    key={agent.id}
                    value={agent.id}
                    label={
                      <Group gap={6} component="span">
                        {agent.name}
                        <Standing agent={agent} />
                      </Group>
                    }
                  />
                ))}
                {data && agents.length === 0 && <Text size="sm">{t('moments.offer.nobody')}</Text>}
              </Stack>
            </ScrollArea.Autosize>
          </Radio.Group>
          <Textarea label={t('moments.offer.note')} autosize minRows={2} {...form.getInputProps('note')} />
          <Select
            label={t('moments.offer.within')}
            data={WITHIN.map((value) => ({ value, label: t('moments.minutes', { count: Number(value) / 60 }) }))}
            allowDeselect={false}
            {...form.getInputProps('within')}
          />
        </>
      )}
    </ActForm>
  );
}

export function Standing({ agent: { able, taking, load, capacity } }: { agent: Agent }) {
  const { t } = useTranslation();
  const here = taking && load < capacity ? 'good' : 'waiting';
  const state = able ? here : 'off';
  return (
    <>
      <StateBadge state={state}>{t(`moments.standing.${state}`)}</StateBadge>
      <Text component="span" size="xs" c="var(--ink-quiet)">
        {t('moments.load', { load, capacity })}
      </Text>
    </>
  );
}
