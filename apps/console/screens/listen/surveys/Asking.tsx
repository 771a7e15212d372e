import { Button, Fieldset, Group, List, NumberInput, Select, Slider, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { changeSurvey, readSurvey, type Survey, type SurveySettings, surveyEligibility } from '#listen/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { DateTime } from '../../../ui/Time.tsx';
import { Quotas } from './Quotas.tsx';

/** Who is asked and how often; and for any one person, whether they would be, and if not, why not. */
export function Asking({ survey }: { survey: Survey }) {
  return (
    <Stack gap="xl" maw="44rem">
      <Rules survey={survey} />
      <Why survey={survey} />
    </Stack>
  );
}

function Rules({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [settings, setSettings] = useState<SurveySettings>(survey.settings);
  const segments = useRoute(listSegments);
  const change = useCall(changeSurvey, {
    refreshes: [readSurvey],
    showsProblem: true,
    onSuccess: () => showDone(t('surveys.saved')),
  });
  const set = (patch: Partial<SurveySettings>) => setSettings({ ...settings, ...patch });
  const readOnly = !can('listen.write');
  return (
    <Panel title={t('surveys.rules')}>
      <Fieldset variant="unstyled" disabled={readOnly}>
        <Stack gap="md">
          {change.error && <Problem problem={change.error} />}
          <NumberInput
            label={t('surveys.rest')}
            description={t('surveys.rest_hint')}
            min={0}
            max={3650}
            value={settings.restDays}
            onChange={(days) => set({ restDays: Number(days) || 0 })}
          />
          <Select
            label={t('surveys.consent.title')}
            value={settings.consent}
            onChange={(to) => to && set({ consent: to })}
            data={(['needed', 'not_refused', 'ignored'] as const).map((value) => ({
              value,
              label: t(`surveys.consent.${value}`),
            }))}
            allowDeselect={false}
          />
          <Select
            label={t('surveys.segment')}
            placeholder={t('surveys.everybody')}
            clearable
            value={settings.segment}
            onChange={(to) => set({ segment: to })}
            data={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NumberInput
            label={t('surveys.at_most')}
            description={t('surveys.at_most_hint')}
            placeholder={t('surveys.no_end')}
            min={1}
            value={settings.atMost ?? ''}
            onChange={(most) => set({ atMost: Number(most) || null })}
          />
          <Quotas survey={survey} quotas={settings.quotas} onChange={(quotas) => set({ quotas })} />
          <Switch
            label={t('surveys.after_moment')}
            description={t('surveys.after_moment_hint')}
            checked={settings.afterMoment}
            onChange={({ currentTarget }) => set({ afterMoment: currentTarget.checked })}
          />
          {settings.afterMoment && (
            <div>
              <Text size="sm" fw={500} id="survey-share">
                {t('surveys.share_of', { share: settings.share })}
              </Text>
              <Slider
                aria-labelledby="survey-share"
                min={1}
                max={100}
                value={settings.share}
                onChange={(share) => set({ share })}
              />
            </div>
          )}
          {!readOnly && (
            <Group justify="flex-end">
              <Button
                loading={change.isPending}
                disabled={settings.quotas.some(({ value }) => value === '')}
                onClick={() => change.mutate({ params: { id: survey.id }, body: { settings } })}
              >
                {t('surveys.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </Fieldset>
    </Panel>
  );
}

/** "Why was I not asked?", answered check by check. */
function Why({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [customer, setCustomer] = useState<string>();
  const { data, error, isFetching } = useRoute(
    surveyEligibility,
    { params: { id: survey.id }, query: { customer: customer ?? '' } },
    { enabled: customer !== undefined },
  );
  return (
    <Panel title={t('surveys.why')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const said = typed.trim();
          if (said !== '') setCustomer(/^[\w-]+:|^[0-9a-f-]{36}$/.test(said) || !said.includes('@') ? said : `email:${said}`);
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            label={t('surveys.customer')}
            description={t('surveys.customer_hint')}
            style={{ flex: 1 }}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={isFetching}>
            {t('surveys.ask_why')}
          </Button>
        </Group>
      </form>
      {error && customer !== undefined && <Problem problem={error} />}
      {data && (
        <div role="status">
          <Text fw={500} mt="md">
            {t(data.eligible ? 'surveys.would_be_asked' : 'surveys.would_not_be_asked', { who: data.customer })}
          </Text>
          <List listStyleType="none" spacing={4} mt="xs">
            {data.checks.map(({ check, passed, detail, until }) => (
              <List.Item
                key={check}
                icon={
                  passed ? (
                    <IconCircleCheck size={18} aria-label={t('surveys.passed')} />
                  ) : (
                    <IconCircleX size={18} aria-label={t('surveys.failed')} />
                  )
                }
              >
                {detail} {until && <DateTime at={until} dateOnly />}
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Panel>
  );
}
