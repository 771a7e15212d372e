/** The help centre's looks and languages, and the spaces articles stand in. */
import { Anchor, Button, ColorInput, Group, NumberInput, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeSite,
  changeSpace,
  createSpace,
  getSite,
  listSpaces,
  removeSpace,
  type Site,
  type Space,
} from '#knowledge/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { CopyButton } from '../../ui/Copy.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { EmployeeSelect } from '../people/EmployeeSelect.tsx';
import classes from './knowledge.module.css';

export function Screen() {
  const { t } = useTranslation();
  const { data, error, refetch } = useRoute(getSite);
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <>
      <PageHeader
        title={t('knowledge.site.title')}
        lead={
          <Group component="span" gap={4}>
            {t('knowledge.site.lead')} <Anchor href={new URL(data.url).pathname}>{data.url}</Anchor>
            <CopyButton value={data.url} label={t('knowledge.site.copy')} />
          </Group>
        }
      />
      <Stack gap="xl" className={classes.narrow ?? ''}>
        <Spaces />
        <Looks site={data} />
      </Stack>
    </>
  );
}

function Spaces() {
  const { t } = useTranslation();
  const may = useSession().can('knowledge.write');
  const { data, error, refetch } = useRoute(listSpaces);
  const [edited, setEdited] = useState<Space | 'new'>();
  const remove = useCall(removeSpace, { refreshes: [listSpaces] });
  const ask = async (space: Space) => {
    const title = t('knowledge.spaces.remove_title', { name: space.name });
    const yes = await confirm({
      title,
      consequence: t('knowledge.spaces.remove_consequence'),
      action: t('knowledge.spaces.remove'),
    });
    if (yes) remove.mutate({ params: { spaceId: space.id } });
  };
  return (
    <Panel title={t('knowledge.spaces.title')}>
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p>{t('knowledge.spaces.lesson')}</p>}
      <ul className={classes.list}>
        {(data?.items ?? []).map((space) => (
          <li key={space.id} className={classes.gap}>
            <Group justify="space-between" align="start" wrap="nowrap">
              <span>
                <strong>{space.name}</strong>
                <span className={classes.quiet}>
                  {[
                    t(`knowledge.audience.${space.audience}`),
                    t('knowledge.spaces.articles', { count: space.articles }),
                    space.owner?.name,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              {may && (
                <Group gap="xs" wrap="nowrap">
                  {space.articles === 0 && (
                    <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void ask(space)}>
                      {t('knowledge.spaces.remove')}
                    </Button>
                  )}
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('knowledge.spaces.edit_of', { name: space.name })}
                    onClick={() => setEdited(space)}
                  >
                    {t('knowledge.spaces.edit')}
                  </Button>
                </Group>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {may && (
        <Button mt="md" onClick={() => setEdited('new')}>
          {t('knowledge.spaces.make')}
        </Button>
      )}
      <Dialog
        title={t(edited === 'new' ? 'knowledge.spaces.make' : 'knowledge.spaces.edit')}
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
      >
        {edited && <SpaceForm space={edited === 'new' ? undefined : edited} onDone={() => setEdited(undefined)} />}
      </Dialog>
    </Panel>
  );
}

function SpaceForm({ space, onDone }: { space: Space | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const initialValues = {
    name: space?.name ?? '',
    slug: space?.slug ?? '',
    description: space?.description ?? '',
    audience: space?.audience ?? ('public' as const),
    ownerId: space?.owner?.id ?? null,
    ownerName: space?.owner?.name ?? '',
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ ownerName: _name, ...body }) => {
    if (space) await call(changeSpace, { params: { spaceId: space.id }, body });
    else await call(createSpace, { body });
    refresh(listSpaces);
    onDone();
  });
  const { ownerId, ownerName } = form.values;
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('knowledge.spaces.name')}
        required
        withAsterisk={false}
        maxLength={120}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('knowledge.spaces.slug')}
        description={t('knowledge.spaces.slug_hint')}
        required
        withAsterisk={false}
        maxLength={100}
        {...form.getInputProps('slug')}
      />
      <TextInput label={t('knowledge.spaces.description')} maxLength={500} {...form.getInputProps('description')} />
      <Select
        label={t('knowledge.column.audience')}
        data={(['public', 'internal'] as const).map((value) => ({ value, label: t(`knowledge.audience.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('audience')}
      />
      <EmployeeSelect
        label={t('knowledge.spaces.owner')}
        chosen={ownerId === null ? null : { id: ownerId, name: ownerName }}
        clearable
        onChange={(one) => form.setValues({ ownerId: one?.id ?? null, ownerName: one?.name ?? '' })}
      />
      <Group justify="flex-end">
        <Button type="submit" loading={busy}>
          {t('knowledge.act.change')}
        </Button>
      </Group>
    </Stack>
  );
}

function Looks({ site }: { site: Site }) {
  const { t } = useTranslation();
  const may = useSession().can('knowledge.site');
  const refresh = useRefresh();
  const { url: _url, key: _key, ...initialValues } = site;
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (body) => {
    await call(changeSite, { body });
    form.resetDirty();
    refresh(getSite);
    showDone(t('knowledge.done.changed'));
  });
  return (
    <Panel title={t('knowledge.site.looks')}>
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <Switch label={t('knowledge.site.enabled')} disabled={!may} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        <Switch label={t('knowledge.site.listed')} disabled={!may} {...form.getInputProps('listed', { type: 'checkbox' })} />
        <TextInput
          label={t('knowledge.site.name')}
          maxLength={80}
          required
          withAsterisk={false}
          disabled={!may}
          {...form.getInputProps('name')}
        />
        <TextInput label={t('knowledge.site.logo')} maxLength={24} disabled={!may} {...form.getInputProps('logo')} />
        <ColorInput
          withEyeDropper={false}
          label={t('knowledge.site.accent')}
          format="hex"
          disabled={!may}
          {...form.getInputProps('accent')}
        />
        <TagsInput
          label={t('knowledge.site.locales')}
          description={t('knowledge.site.locales_hint')}
          disabled={!may}
          {...form.getInputProps('locales')}
        />
        <Group grow align="end">
          <NumberInput
            label={t('knowledge.site.review')}
            min={1}
            max={3650}
            disabled={!may}
            {...form.getInputProps('reviewDays')}
          />
          <NumberInput
            label={t('knowledge.site.grace')}
            min={0}
            max={3650}
            disabled={!may}
            {...form.getInputProps('graceDays')}
          />
        </Group>
        <NumberInput
          label={t('knowledge.site.contact')}
          description={t('knowledge.site.contact_hint')}
          min={1}
          max={720}
          disabled={!may}
          {...form.getInputProps('contactHours')}
        />
        {may && (
          <Group justify="flex-end">
            <Button type="submit" loading={busy} disabled={!form.isDirty()}>
              {t('knowledge.act.change')}
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
