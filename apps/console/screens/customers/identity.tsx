import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Stack,
  Switch,
  Table,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { getIdentitySettings, type IdentitySettings, listIdentifierTypes, putIdentitySettings } from '#customers/contract';
import { call, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useProblemForm } from '../../ui/form.ts';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { readBlocked, writeBlocked } from './blocked.ts';
import classes from './person.module.css';

/** What counts as evidence: types and their order, limits, and values that name nobody. */
export function Screen() {
  const { t } = useTranslation();
  const read = useRoute(getIdentitySettings);
  return (
    <>
      <PageHeader
        title={t('customers.rules.title')}
        lead={t('customers.rules.lead')}
        back={{ to: '/customers/suggestions', label: t('customers.suggestions.title') }}
      />
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.data && <Form settings={read.data} />}
    </>
  );
}

function Form({ settings }: { settings: IdentitySettings }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { ...settings, blocked: writeBlocked(settings.blocked), phoneCountry: settings.phoneCountry ?? '' } },
    async ({ blocked, phoneCountry, ...rest }) => {
      const body = { ...rest, blocked: readBlocked(blocked), phoneCountry: phoneCountry.trim().toUpperCase() || null };
      await call(putIdentitySettings, { body });
      refresh(getIdentitySettings);
      showDone(t('customers.rules.saved'));
    },
  );
  const mayWrite = can('settings.write');
  return (
    <Stack component="form" gap="xl" maw="44rem" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <fieldset disabled={!mayWrite} className={classes.rules ?? ''}>
        <Types form={form} />
        <NumberInput
          label={t('customers.rules.other_limit')}
          min={1}
          max={10_000}
          w="16rem"
          {...form.getInputProps('otherTypes.limit')}
        />
        <Textarea
          label={t('customers.rules.blocked')}
          description={t('customers.rules.blocked_why')}
          autosize
          minRows={3}
          maxRows={14}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...form.getInputProps('blocked')}
        />
        <NumberInput
          label={t('customers.rules.crowd')}
          description={t('customers.rules.crowd_why')}
          min={2}
          max={1000}
          {...form.getInputProps('crowd')}
        />
        <TextInput
          label={t('customers.rules.country')}
          description={t('customers.rules.country_why')}
          maxLength={2}
          {...form.getInputProps('phoneCountry')}
        />
        <Switch
          label={t('customers.rules.claims')}
          description={t('customers.rules.claims_why')}
          {...form.getInputProps('claimsMayJoinVerified', { type: 'checkbox' })}
        />
      </fieldset>
      {mayWrite && (
        <Group>
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t('customers.rules.save')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type FormOf = ReturnType<
  typeof useProblemForm<Omit<IdentitySettings, 'blocked' | 'phoneCountry'> & { blocked: string; phoneCountry: string }>
>['form'];

function Types({ form }: { form: FormOf }) {
  const { t } = useTranslation();
  const format = useFormat();
  const used = useRoute(listIdentifierTypes).data?.items ?? [];
  const { types } = form.values;
  const move = (from: number, to: number) => form.reorderListItem('types', { from, to });
  return (
    <div>
      <Title order={2} mb={4}>
        {t('customers.rules.types')}
      </Title>
      <p style={{ margin: '0 0 0.75rem', color: 'var(--ink-quiet)', fontSize: '0.875rem' }}>{t('customers.rules.types_why')}</p>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing={6} aria-label={t('customers.rules.types')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('customers.rules.type')}</Table.Th>
              <Table.Th ta="end">{t('customers.rules.in_use')}</Table.Th>
              <Table.Th>{t('customers.rules.limit')}</Table.Th>
              <Table.Th>{t('customers.rules.device')}</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {types.map(({ type }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a type's name is being typed; its place is what it is.
              <Table.Tr key={at}>
                <Table.Td>
                  <TextInput aria-label={t('customers.rules.type')} size="xs" {...form.getInputProps(`types.${at}.type`)} />
                </Table.Td>
                <Table.Td ta="end">{format.whole(used.find((one) => one.type === type)?.count ?? 0)}</Table.Td>
                <Table.Td>
                  <NumberInput
                    aria-label={`${t('customers.rules.limit')} (${type})`}
                    size="xs"
                    w="6rem"
                    min={1}
                    max={10_000}
                    {...form.getInputProps(`types.${at}.limit`)}
                  />
                </Table.Td>
                <Table.Td>
                  <Checkbox
                    aria-label={`${t('customers.rules.device')} (${type})`}
                    {...form.getInputProps(`types.${at}.anonymous`, { type: 'checkbox' })}
                  />
                </Table.Td>
                <Table.Td>
                  <Group gap={2} wrap="nowrap" justify="flex-end">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={at === 0}
                      aria-label={t('customers.rules.up', { type })}
                      onClick={() => move(at, at - 1)}
                    >
                      <IconArrowUp size={14} />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={at === types.length - 1}
                      aria-label={t('customers.rules.down', { type })}
                      onClick={() => move(at, at + 1)}
                    >
                      <IconArrowDown size={14} />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={types.length === 1}
                      aria-label={t('customers.rules.remove', { type })}
                      onClick={() => form.removeListItem('types', at)}
                    >
                      <IconX size={14} />
                    </ActionIcon>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Button
        variant="default"
        size="xs"
        mt="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => form.insertListItem('types', { type: '', limit: 5, anonymous: false })}
      >
        {t('customers.rules.new_type')}
      </Button>
    </div>
  );
}
