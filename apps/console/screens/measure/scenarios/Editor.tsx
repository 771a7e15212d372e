/** Describes a scenario, or changes one: who, what they want, the ideal path, and by what customers measure it. */
import { Button, Drawer, Group, NumberInput, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import {
  acceptContribution,
  type Contribution,
  changeScenario,
  createScenario,
  listScenarios,
  mostScenarioMetrics,
  mostScenarioSteps,
  type Scenario,
  scenarioDeck,
} from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { ProblemError } from '../../../problem.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { DurationFields } from './DurationFields.tsx';
import { type Draft, definitionOf, draftOf, emptyDraft, emptyStep, withoutStep, withStep } from './draft.ts';
import { MetricFields } from './MetricFields.tsx';
import { StepFields } from './StepFields.tsx';
import classes from './scenarios.module.css';

interface Props {
  opened: boolean;
  scenario?: Scenario;
  /** What a customer left, to be made part of it. */
  from?: Contribution;
  onClose: () => void;
  onKept: (scenario: Scenario) => void;
}

export function Editor({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  const title = rest.scenario ? 'scenarios.change' : 'scenarios.define';
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="xl"
      title={t(rest.from ? 'scenarios.accept' : title)}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {opened && <Form onClose={onClose} {...rest} />}
    </Drawer>
  );
}

/** A customer's words stand in the draft already: what is left is where, and what in the log shows it. */
function draftFrom(scenario: Scenario | undefined, from: Contribution | undefined): Draft {
  const draft = scenario ? draftOf(scenario.definition) : emptyDraft;
  if (!from) return draft;
  const heard = {
    ...emptyStep,
    ...{ name: from.step || from.showstopper.slice(0, 120), namedBy: 'customers' as const },
    ...{ momentOfTruth: from.showstopper !== '', condition: from.showstopper },
  };
  const stepped = from.step || from.showstopper ? withStep(draft, draft.steps.length - 1, heard) : draft;
  if (!from.metric) return stepped;
  const metric = { kind: 'contacts' as const, name: from.metric.slice(0, 120), weight: 1, namedBy: 'customers' as const };
  return { ...stepped, metrics: [...stepped.metrics, { ...metric, target: 0, limit: 3 }] };
}

function Form({ scenario, from, onClose, onKept }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const segments = useRoute(listSegments);
  const [name, setName] = useState(scenario?.name ?? '');
  const [why, setWhy] = useState('');
  const [draft, setDraft] = useState(() => draftFrom(scenario, from));
  const [problem, setProblem] = useState<ProblemError>();
  const [busy, setBusy] = useState(false);
  const change = (patch: Partial<Draft>) => setDraft((now) => ({ ...now, ...patch }));
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      onKept(await send({ scenario, from, name, why, draft }));
      refresh(listScenarios, scenarioDeck);
      onClose();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void keep(event)}>
      <Stack>
        {from && (
          <div className={classes.said}>
            {(['step', 'showstopper', 'metric'] as const).map(
              (part) =>
                from[part] && (
                  <p key={part}>
                    <span className={classes.quiet}>{t(`scenarios.said.${part}`)}</span> <q>{from[part]}</q>
                  </p>
                ),
            )}
          </div>
        )}
        {!from && (
          <TextInput
            label={t('scenarios.name')}
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('scenarios.role')}
          description={t('scenarios.role_hint')}
          required
          maxLength={200}
          value={draft.role}
          onChange={(event) => change({ role: event.currentTarget.value })}
        />
        <Textarea
          label={t('scenarios.context')}
          maxLength={500}
          autosize
          value={draft.context}
          onChange={(event) => change({ context: event.currentTarget.value })}
        />
        <TextInput
          label={t('scenarios.outcome')}
          description={t('scenarios.outcome_hint')}
          required
          maxLength={300}
          value={draft.outcome}
          onChange={(event) => change({ outcome: event.currentTarget.value })}
        />
        <Select
          label={t('scenarios.segment')}
          placeholder={t('scenarios.everybody')}
          clearable
          searchable
          data={(segments.data?.items ?? []).map(({ id, name: label }) => ({ value: id, label }))}
          value={draft.segmentId}
          onChange={(segmentId) => change({ segmentId })}
        />
        <Title order={3}>{t('scenarios.path')}</Title>
        <Text size="sm" c="var(--ink-quiet)">
          {t('scenarios.path_lesson')}
        </Text>
        {draft.steps.map((step, at) => (
          <StepFields
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are their place.
            key={at}
            no={at + 1}
            step={step}
            onChange={(next) => change({ steps: draft.steps.with(at, next) })}
            {...(draft.steps.length > 2 && { onRemove: () => setDraft(withoutStep(draft, at)) })}
            {...(draft.steps.length < mostScenarioSteps && { onAdd: () => setDraft(withStep(draft, at + 1)) })}
          />
        ))}
        <DurationFields label={t('scenarios.window')} value={draft.window} onChange={(window) => change({ window })} />
        <Title order={3}>{t('scenarios.metrics')}</Title>
        <Text size="sm" c="var(--ink-quiet)">
          {t('scenarios.metrics_lesson')}
        </Text>
        {draft.metrics.map((metric, at) => (
          <MetricFields
            // biome-ignore lint/suspicious/noArrayIndexKey: metrics are their place.
            key={at}
            no={at + 1}
            metric={metric}
            steps={draft.steps}
            onChange={(next) => change({ metrics: draft.metrics.with(at, next) })}
            {...(draft.metrics.length > 1 && { onRemove: () => change({ metrics: draft.metrics.toSpliced(at, 1) }) })}
          />
        ))}
        {draft.metrics.length < mostScenarioMetrics && (
          <Group>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              onClick={() =>
                change({ metrics: [...draft.metrics, { kind: 'reached', name: '', weight: 1, namedBy: 'customers' }] })
              }
            >
              {t('scenarios.add_metric')}
            </Button>
          </Group>
        )}
        <NumberInput
          label={t('scenarios.cap_label')}
          description={t('scenarios.cap_hint')}
          min={0}
          max={100}
          allowDecimal={false}
          value={draft.showstopperCap}
          onChange={(cap) => change({ showstopperCap: Number(cap) || 0 })}
        />
        {scenario && !from && (
          <TextInput
            label={t('scenarios.why')}
            description={t('scenarios.why_hint')}
            maxLength={500}
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
        )}
        {problem && <Problem problem={problem} />}
        <Button type="submit" loading={busy}>
          {t(from ? 'scenarios.accept' : 'scenarios.keep')}
        </Button>
      </Stack>
    </form>
  );
}

interface Sent {
  scenario: Scenario | undefined;
  from: Contribution | undefined;
  name: string;
  why: string;
  draft: Draft;
}

function send({ scenario, from, name, why, draft }: Sent): Promise<Scenario> {
  const definition = definitionOf(draft);
  if (!scenario) return call(createScenario, { body: { name, definition } });
  const { id, scenarioVersion } = scenario;
  if (from) return call(acceptContribution, { params: { id, contribution: from.id }, body: { definition, scenarioVersion } });
  return call(changeScenario, { params: { id }, body: { name, definition, why, scenarioVersion } });
}
