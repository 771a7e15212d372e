/** What is read as a customer's words, how soon they should be answered, and what counts as their spend. */
import { Autocomplete, Button, Loader, NumberInput, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listIgnored, listThemes, readVoiceSettings, setVoiceSettings, type VoiceSettings } from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { useEvents, useProperties } from '../use-words.ts';
import { LanguageModel } from './LanguageModel.tsx';
import classes from './voice.module.css';

export function Screen() {
  const { t } = useTranslation();
  const { data, error, refetch } = useRoute(readVoiceSettings);
  return (
    <>
      <PageHeader
        title={t('voice_settings.title')}
        lead={t('voice_settings.lead')}
        back={{ to: '/voice', label: t('voice.title') }}
      />
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {!(data || error) && <Loader type="dots" aria-label={t('ui.loading')} />}
      {data && <Form settings={data} />}
      <div className={classes.apart} />
      <LanguageModel />
      <div className={classes.apart} />
      <Panel title={t('voice_settings.always.title')}>
        <ul>
          {(['conversations', 'reader', 'redaction', 'languages'] as const).map((what) => (
            <li key={what}>
              <Text c="var(--ink-quiet)" mb={4}>
                {t(`voice_settings.always.${what}`)}
              </Text>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Form({ settings }: { settings: VoiceSettings }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const refresh = useRefresh();
  const { options } = useEvents();
  const events = options.map(({ value }) => value).filter((value) => value !== '');
  const [counted, setCounted] = useState(settings.spend !== null);
  const initialValues = {
    events: settings.events,
    answerHours: settings.answerHours as number | string,
    spend: settings.spend ?? { event: '', property: '' },
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ events: names, answerHours, spend }) => {
    await call(setVoiceSettings, { body: { events: names, answerHours: Number(answerHours), spend: counted ? spend : null } });
    refresh(readVoiceSettings, listThemes, listIgnored);
    showDone(t('voice_settings.kept'));
  });
  const properties = useProperties(form.values.spend.event || undefined);
  const added = form.values.events.filter((name) => !settings.events.includes(name));
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md" maw="40rem">
        {banner && <Problem problem={banner} />}
        <TagsInput
          label={t('voice_settings.events')}
          description={t('voice_settings.events_hint')}
          data={events}
          maxTags={50}
          disabled={!may}
          {...form.getInputProps('events')}
        />
        {added.length > 0 && <Text size="sm">{t('voice_settings.read_anew', { names: added.join(', ') })}</Text>}
        <NumberInput
          label={t('voice_settings.hours')}
          description={t('voice_settings.hours_hint')}
          min={1}
          max={8760}
          allowDecimal={false}
          disabled={!may}
          {...form.getInputProps('answerHours')}
        />
        <Switch
          label={t('voice_settings.spend')}
          description={t('voice_settings.spend_hint')}
          checked={counted}
          disabled={!may}
          onChange={(event) => setCounted(event.currentTarget.checked)}
        />
        {counted && (
          <>
            <Autocomplete
              label={t('voice_settings.spend_event')}
              required
              data={events}
              disabled={!may}
              {...form.getInputProps('spend.event')}
            />
            <Autocomplete
              label={t('voice_settings.spend_property')}
              required
              data={properties.filter(({ number }) => number).map(({ value }) => value)}
              disabled={!may}
              {...form.getInputProps('spend.property')}
            />
          </>
        )}
        {may && (
          <Button type="submit" loading={busy} style={{ alignSelf: 'start' }}>
            {t('voice_settings.keep')}
          </Button>
        )}
      </Stack>
    </form>
  );
}
