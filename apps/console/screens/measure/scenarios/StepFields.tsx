/** One step of the ideal path: what happens, where, what in the log shows it, and whether it must not fail. */
import { ActionIcon, Button, Checkbox, Group, SimpleGrid, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Fields } from '../../../ui/Fields.tsx';
import { EventStep } from '../behaviour/EventStep.tsx';
import { useEvents } from '../use-words.ts';
import type { StepDraft } from './draft.ts';
import classes from './scenarios.module.css';

interface Props {
  no: number;
  step: StepDraft;
  onChange: (step: StepDraft) => void;
  onRemove?: () => void;
  /** Adds one after it. */
  onAdd?: () => void;
}

export function StepFields({ no, step, onChange, onRemove, onAdd }: Props) {
  const { t } = useTranslation();
  // "Nothing shows it" takes the place of "anything".
  const events = useEvents().options.map((option) =>
    option.value === '' ? { value: '', label: t('scenarios.unseen') } : option,
  );
  return (
    <Fields legend={t('scenarios.step', { no })}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <TextInput
          label={t('scenarios.step_name')}
          required
          maxLength={120}
          value={step.name}
          onChange={(event) => onChange({ ...step, name: event.currentTarget.value })}
        />
        <TextInput
          label={t('scenarios.touchpoint')}
          maxLength={80}
          value={step.touchpoint}
          onChange={(event) => onChange({ ...step, touchpoint: event.currentTarget.value })}
        />
      </SimpleGrid>
      <div className={classes.shown}>
        {t('scenarios.seen_by')}{' '}
        <EventStep
          label={t('scenarios.event_of', { no })}
          step={step.words}
          events={events}
          placeholder={t('scenarios.unseen')}
          onChange={(words) => onChange({ ...step, words })}
        />
      </div>
      <Group gap="md">
        <Checkbox
          label={t('scenarios.truth')}
          checked={step.momentOfTruth}
          onChange={(event) => onChange({ ...step, momentOfTruth: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('scenarios.named_by_customers')}
          checked={step.namedBy === 'customers'}
          onChange={(event) => onChange({ ...step, namedBy: event.currentTarget.checked ? 'customers' : 'us' })}
        />
      </Group>
      <TextInput
        label={t('scenarios.condition')}
        placeholder={t('scenarios.condition_hint')}
        maxLength={300}
        value={step.condition}
        onChange={(event) => onChange({ ...step, condition: event.currentTarget.value })}
      />
      <Group gap="xs" justify="space-between">
        {onAdd ? (
          <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={onAdd}>
            {t('scenarios.add_step')}
          </Button>
        ) : (
          <span />
        )}
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" aria-label={t('scenarios.remove_step', { no })} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
    </Fields>
  );
}
