/** The touchpoints in their order: what belongs to each, who answers for it, and what its quality is made of. */
import {
  ActionIcon,
  Button,
  Group,
  Loader,
  Menu,
  MultiSelect,
  Select,
  Slider,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeTouchpoint,
  createTouchpoint,
  listHoles,
  listTouchpoints,
  orderTouchpoints,
  readMatrix,
  removeTouchpoint,
  type Touchpoint,
} from '#measure/contract';
import { routes as people } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { Owner } from './Matrix.tsx';
import classes from './touchpoints.module.css';

type Read = ReplyOf<typeof listTouchpoints>;
type Doing = { touchpoint?: Touchpoint };

export function Registry() {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const [doing, setDoing] = useState<Doing>();
  const read = useRoute(listTouchpoints);
  const order = useCall(orderTouchpoints, { refreshes: [listTouchpoints, readMatrix] });
  const remove = useCall(removeTouchpoint, { refreshes: [listTouchpoints, readMatrix, listHoles] });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  const { items } = read.data;
  const move = (from: number, by: number) => {
    const ids = items.map(({ id }) => id);
    ids.splice(from + by, 0, ...ids.splice(from, 1));
    order.mutate({ body: { order: ids } });
  };
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text size="sm" c="var(--ink-quiet)" maw="44rem">
          {t('touchpoints.registry.lead')}
        </Text>
        {may && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setDoing({})}>
            {t('touchpoints.registry.new')}
          </Button>
        )}
      </Group>
      <ol className={classes.list} aria-label={t('touchpoints.part.registry')}>
        {items.map((touchpoint, at) => (
          <li key={touchpoint.id}>
            <div>
              <strong>{touchpoint.name}</strong> <Owner owner={touchpoint.owner} />
              <Belongs touchpoint={touchpoint} read={read.data} />
            </div>
            {may && (
              <Group gap={4} wrap="nowrap">
                <Move up disabled={at === 0 || order.isPending} name={touchpoint.name} onMove={() => move(at, -1)} />
                <Move disabled={at === items.length - 1 || order.isPending} name={touchpoint.name} onMove={() => move(at, 1)} />
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t('touchpoints.registry.more', { name: touchpoint.name })}
                    >
                      <IconDots size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setDoing({ touchpoint })}>{t('touchpoints.registry.change')}</Menu.Item>
                    <Menu.Item color="red" onClick={() => remove.mutate({ params: { touchpointId: touchpoint.id } })}>
                      {t('touchpoints.registry.remove')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </Group>
            )}
          </li>
        ))}
      </ol>
      <Dialog
        title={t(doing?.touchpoint ? 'touchpoints.registry.change' : 'touchpoints.registry.new')}
        opened={doing !== undefined}
        onClose={() => setDoing(undefined)}
      >
        {doing && <Edit {...doing} read={read.data} onDone={() => setDoing(undefined)} />}
      </Dialog>
    </>
  );
}

function Move({ up = false, disabled, name, onMove }: { up?: boolean; disabled: boolean; name: string; onMove: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      disabled={disabled}
      onClick={onMove}
      aria-label={t(up ? 'touchpoints.registry.up' : 'touchpoints.registry.down', { name })}
    >
      {up ? <IconArrowUp size={16} /> : <IconArrowDown size={16} />}
    </ActionIcon>
  );
}

const words = ['channels', 'kinds', 'events', 'places', 'products'] as const;

function Belongs({ touchpoint: { rule, voiceWeight }, read }: { touchpoint: Touchpoint; read: Read }) {
  const { t } = useTranslation();
  const format = useFormat();
  const themes = rule.themes.map(
    (id) => read.seen.themes.find((theme) => theme.id === id)?.name ?? t('touchpoints.registry.gone'),
  );
  const parts = [
    ...words.map((name) => ({ name: name as string, values: rule[name] as string[] })),
    { name: 'themes', values: themes },
  ].filter(({ values }) => values.length > 0);
  return (
    <span className={classes.quiet}>
      {parts.length === 0
        ? t('touchpoints.registry.nothing')
        : parts.map(({ name, values }) => `${t(`touchpoints.rule.${name}`)}: ${values.join(', ')}`).join(' · ')}
      {' · '}
      {t('touchpoints.registry.weight', { voice: format.percent(voiceWeight), audit: format.percent(1 - voiceWeight) })}
    </span>
  );
}

function Edit({ touchpoint, read, onDone }: Doing & { read: Read; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const employees = useRoute(people.listEmployees, { query: { limit: 200, status: 'active' } });
  const initialValues = {
    name: touchpoint?.name ?? '',
    ownerId: touchpoint?.owner?.active ? touchpoint.owner.id : null,
    voiceWeight: touchpoint?.voiceWeight ?? 0.5,
    rule: touchpoint?.rule ?? { channels: [], kinds: [], events: [], places: [], products: [], themes: [] },
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (body) => {
    if (touchpoint) await call(changeTouchpoint, { params: { touchpointId: touchpoint.id }, body });
    else await call(createTouchpoint, { body });
    refresh(listTouchpoints, readMatrix, listHoles);
    showDone(t('touchpoints.registry.done'));
    onDone();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('touchpoints.registry.name')}
        required
        withAsterisk={false}
        maxLength={120}
        {...form.getInputProps('name')}
      />
      <Select
        label={t('touchpoints.owner')}
        data={(employees.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        placeholder={t('touchpoints.nobody')}
        clearable
        searchable
        {...form.getInputProps('ownerId')}
      />
      <Text size="sm" c="var(--ink-quiet)">
        {t('touchpoints.registry.any')}
      </Text>
      {words.map((name) => (
        <TagsInput
          key={name}
          label={t(`touchpoints.rule.${name}`)}
          data={read.seen[name]}
          splitChars={[',', ';']}
          {...form.getInputProps(`rule.${name}`)}
        />
      ))}
      <MultiSelect
        label={t('touchpoints.rule.themes')}
        data={read.seen.themes.map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        {...form.getInputProps('rule.themes')}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('touchpoints.registry.weighs')}
        </Text>
        <Slider
          min={0}
          max={1}
          step={0.05}
          mb="lg"
          thumbLabel={t('touchpoints.registry.weighs')}
          label={(value) => value.toFixed(2)}
          marks={[
            { value: 0, label: t('touchpoints.registry.all_audit') },
            { value: 1, label: t('touchpoints.registry.all_voice') },
          ]}
          {...form.getInputProps('voiceWeight')}
        />
      </div>
      <Button type="submit" loading={busy}>
        {t('touchpoints.registry.save')}
      </Button>
    </Stack>
  );
}
