/** The sheets themselves: criteria with their scale, weight and touchpoint. */
import { ActionIcon, Button, Checkbox, Group, Loader, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AuditTemplate,
  auditKinds,
  type Criterion,
  changeAuditTemplate,
  createAuditTemplate,
  listAuditTemplates,
} from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import classes from './audits.module.css';
import { keyFor } from './keys.ts';

type Named = { id: string; name: string };

export function Templates() {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const [doing, setDoing] = useState<{ template?: AuditTemplate }>();
  const { data, error, refetch } = useRoute(listAuditTemplates);
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text size="sm" c="var(--ink-quiet)" maw="44rem">
          {t('audits.templates_lead')}
        </Text>
        {may && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setDoing({})}>
            {t('audits.new')}
          </Button>
        )}
      </Group>
      <ul className={classes.list} aria-label={t('audits.part.templates')}>
        {data.items.map((template) => (
          <li key={template.id}>
            <div>
              <strong>{template.name}</strong>
              <span className={classes.quiet}>
                {t(`audits.kind.${template.kind}`)} · {t('audits.criteria_count', { count: template.criteria.length })} ·{' '}
                {t('audits.version', { no: template.templateVersion })} · {t('audits.sheets_count', { count: template.sheets })}
              </span>
            </div>
            {may && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setDoing({ template })}
                aria-label={t('audits.change_named', { name: template.name })}
              >
                {t('audits.change')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Dialog
        title={t(doing?.template ? 'audits.change' : 'audits.new')}
        opened={doing !== undefined}
        onClose={() => setDoing(undefined)}
      >
        {doing && <Edit {...doing} touchpoints={data.touchpoints} onDone={() => setDoing(undefined)} />}
      </Dialog>
    </>
  );
}

const blank: Criterion = {
  ...{ key: '', question: '', weight: 1, touchpointId: null, critical: false },
  scale: { kind: 'range', min: 1, max: 5 },
};

/** Keys of what was asked before stay: files go by them. */
function named(criteria: readonly Criterion[]): Criterion[] {
  const taken = criteria.flatMap(({ key }) => key || []);
  return criteria.map((criterion) => {
    if (criterion.key) return criterion;
    const key = keyFor(criterion.question, taken);
    taken.push(key);
    return { ...criterion, key };
  });
}

function Edit({ template, touchpoints, onDone }: { template?: AuditTemplate; touchpoints: Named[]; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const initialValues = {
    name: template?.name ?? '',
    kind: template?.kind ?? ('mystery_shop' as AuditTemplate['kind']),
    criticalCap: template?.criticalCap ?? 50,
    criteria: template?.criteria ?? [blank],
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (words) => {
    const body = { ...words, criteria: named(words.criteria) };
    if (template)
      await call(changeAuditTemplate, {
        params: { templateId: template.id },
        body: { ...body, templateVersion: template.templateVersion },
      });
    else await call(createAuditTemplate, { body });
    refresh(listAuditTemplates);
    showDone(t('audits.done'));
    onDone();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      {template && template.sheets > 0 && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('audits.version_hint')}
        </Text>
      )}
      <TextInput label={t('audits.name')} required withAsterisk={false} maxLength={120} {...form.getInputProps('name')} />
      <Select
        label={t('audits.kind.label')}
        data={auditKinds.map((kind) => ({ value: kind, label: t(`audits.kind.${kind}`) }))}
        allowDeselect={false}
        {...form.getInputProps('kind')}
      />
      {form.values.criteria.map((criterion, at) => (
        <fieldset key={criterion.key || `new ${at}`} className={classes.criterion}>
          <legend>
            {t('audits.criterion_no', { no: at + 1 })}
            {form.values.criteria.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('audits.take_away', { no: at + 1 })}
                onClick={() => form.removeListItem('criteria', at)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </legend>
          <TextInput
            label={t('audits.question')}
            required
            withAsterisk={false}
            maxLength={300}
            {...form.getInputProps(`criteria.${at}.question`)}
          />
          <ScaleOf at={at} criterion={criterion} form={form} />
          <Group grow align="end">
            <NumberInput label={t('audits.weight')} min={0.1} max={100} {...form.getInputProps(`criteria.${at}.weight`)} />
            <Select
              label={t('audits.touchpoint')}
              data={touchpoints.map(({ id, name }) => ({ value: id, label: name }))}
              placeholder={t('audits.no_touchpoint')}
              clearable
              {...form.getInputProps(`criteria.${at}.touchpointId`)}
            />
          </Group>
          <Checkbox label={t('audits.is_critical')} {...form.getInputProps(`criteria.${at}.critical`, { type: 'checkbox' })} />
        </fieldset>
      ))}
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => form.insertListItem('criteria', blank)}>
        {t('audits.add')}
      </Button>
      <NumberInput
        label={t('audits.cap')}
        description={t('audits.cap_hint')}
        min={0}
        max={100}
        {...form.getInputProps('criticalCap')}
      />
      <Button type="submit" loading={busy}>
        {t('audits.keep')}
      </Button>
    </Stack>
  );
}

interface Form {
  values: { criteria: Criterion[] };
  setFieldValue: (path: string, value: never) => void;
  getInputProps: (path: string) => object;
}

function ScaleOf({ at, criterion: { scale }, form }: { at: number; criterion: Criterion; form: Form }) {
  const { t } = useTranslation();
  const choose = (kind: string | null) =>
    form.setFieldValue(`criteria.${at}.scale`, (kind === 'range' ? blank.scale : { kind: 'yes_no' }) as never);
  return (
    <Group grow align="end">
      <Select
        label={t('audits.scale.label')}
        data={(['range', 'yes_no'] as const).map((kind) => ({ value: kind, label: t(`audits.scale.${kind}`) }))}
        value={scale.kind}
        onChange={choose}
        allowDeselect={false}
      />
      {scale.kind === 'range' && (
        <>
          <NumberInput label={t('audits.scale.min')} min={0} max={99} {...form.getInputProps(`criteria.${at}.scale.min`)} />
          <NumberInput label={t('audits.scale.max')} min={1} max={100} {...form.getInputProps(`criteria.${at}.scale.max`)} />
        </>
      )}
    </Group>
  );
}
