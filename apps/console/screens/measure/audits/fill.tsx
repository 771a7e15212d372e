/** Filling in a sheet, with a thumb and in a corridor: large answers, a draft that stays, nothing answered by default. */
import { Autocomplete, Button, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AuditAnswer,
  type AuditTemplate,
  type Criterion,
  fillAudit,
  listAudits,
  listAuditTemplates,
  rankAudits,
  readMatrix,
} from '#measure/contract';
import { useCall, useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import classes from './audits.module.css';

export function Screen() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useRoute(listAuditTemplates);
  if (error) return <Problem problem={error} />;
  if (!data) return null;
  const template = data.items.find((each) => each.id === id);
  if (!template) return <EmptyState page title={t('audits.gone')} lesson={t('audits.gone_lesson')} />;
  return (
    <>
      <PageHeader title={template.name} lead={t('audits.fill_lead')} back={{ to: '/audits', label: t('audits.title') }} />
      <Sheet key={`${template.id} ${template.templateVersion}`} template={template} />
    </>
  );
}

interface Draft {
  subject: string;
  on: string;
  note: string;
  answers: Record<string, AuditAnswer>;
}

const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

function Sheet({ template }: { template: AuditTemplate }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const before = useRoute(listAudits, { query: { template: template.id } });
  const fresh = useMemo<Draft>(() => ({ subject: '', on: today(), note: '', answers: {} }), []);
  const [draft, setDraft, forget] = useLocalStorage<Draft>({
    key: `verona.audit.${template.id}.${template.templateVersion}`,
    defaultValue: fresh,
    getInitialValueInEffect: false,
  });
  const fill = useCall(fillAudit, {
    refreshes: [listAudits, listAuditTemplates, rankAudits, readMatrix],
    showsProblem: true,
    onSuccess: ({ id }) => {
      forget();
      showDone(t('audits.kept'));
      void navigate({ to: `/audits/sheets/${id}` as never });
    },
  });
  const { criteria, templateVersion } = template;
  const answered = criteria.filter(({ key }) => draft.answers[key] !== undefined).length;
  const peers = [...new Set((before.data?.items ?? []).flatMap(({ subject }) => subject ?? []))];
  const send = () =>
    fill.mutate({
      body: {
        ...{ templateId: template.id, templateVersion, on: draft.on, note: draft.note, answers: draft.answers },
        subject: draft.subject.trim() || null,
      },
    });
  return (
    <Stack gap="lg" maw="36rem" className={classes.sheet ?? ''}>
      <Autocomplete
        label={t('audits.subject')}
        description={t('audits.subject_hint')}
        placeholder={t('audits.ours')}
        data={peers}
        maxLength={120}
        value={draft.subject}
        onChange={(subject) => setDraft({ ...draft, subject })}
      />
      <TextInput
        type="date"
        label={t('audits.on')}
        value={draft.on}
        onChange={({ currentTarget }) => setDraft({ ...draft, on: currentTarget.value })}
      />
      {criteria.map((criterion) => (
        <Question
          key={criterion.key}
          criterion={criterion}
          answer={draft.answers[criterion.key]}
          onAnswer={(answer) => setDraft({ ...draft, answers: { ...draft.answers, [criterion.key]: answer } })}
        />
      ))}
      <Textarea
        label={t('audits.note')}
        autosize
        minRows={2}
        maxLength={4000}
        value={draft.note}
        onChange={({ currentTarget }) => setDraft({ ...draft, note: currentTarget.value })}
      />
      {fill.error && <Problem problem={fill.error} />}
      <div className={classes.send}>
        <Text size="sm" c="var(--ink-quiet)" role="status">
          {t('audits.answered', { count: criteria.length, answered })}
        </Text>
        <Button onClick={send} loading={fill.isPending} disabled={answered < criteria.length}>
          {t('audits.keep')}
        </Button>
      </div>
    </Stack>
  );
}

/** So many numbers fit beside each other on a phone. */
const mostBeside = 7;

function Question({
  criterion,
  answer,
  onAnswer,
}: {
  criterion: Criterion;
  answer: AuditAnswer | undefined;
  onAnswer: (answer: AuditAnswer) => void;
}) {
  const { t } = useTranslation();
  const { question, scale, critical } = criterion;
  const numbers =
    scale.kind === 'range' ? Array.from({ length: scale.max - scale.min + 1 }, (_, at) => String(scale.min + at)) : [];
  const few = numbers.length <= mostBeside;
  const choices = scale.kind === 'yes_no' ? ['yes', 'no'] : numbers;
  const read = (value: string): AuditAnswer => (value === 'yes' || value === 'no' || value === 'na' ? value : Number(value));
  return (
    <fieldset className={classes.question}>
      <legend>
        {question}
        {critical && <span className={classes.critical}>{t('audits.critical')}</span>}
      </legend>
      <SegmentedControl
        fullWidth
        size="md"
        orientation={few ? 'horizontal' : 'vertical'}
        aria-label={question}
        // No such choice: nothing is answered until somebody does.
        value={answer === undefined ? '' : String(answer)}
        onChange={(value) => onAnswer(read(value))}
        data={[
          ...choices.map((value) => ({ value, label: scale.kind === 'yes_no' ? t(`audits.answer.${value}`) : value })),
          { value: 'na', label: t('audits.answer.na') },
        ]}
      />
      {scale.kind === 'range' && (
        <span className={classes.quiet}>{t('audits.worst_best', { min: scale.min, max: scale.max })}</span>
      )}
    </fieldset>
  );
}
