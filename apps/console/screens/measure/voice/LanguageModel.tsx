/** A language model beside the rules: where it is, what it may cost, how today went, and what it makes of a sentence. */
import {
  Alert,
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ModelSettings, type ModelState, modelFormats, readVoiceModel, setVoiceModel, voiceKinds } from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { Stat, Stats } from '../../../ui/Stat.tsx';
import { TryModel } from './TryModel.tsx';

/** What a small shop's day holds, at some 500 tokens a question. */
const unset: ModelSettings = {
  ...{ on: false, address: '', model: '', format: 'json_schema', languages: [], kinds: [] },
  ...{ requestsADay: 1_000, tokensADay: 1_000_000 },
};

export function LanguageModel() {
  const { t } = useTranslation();
  const may = useSession().can('settings.write');
  const { data, error, refetch } = useRoute(readVoiceModel);
  return (
    <Panel title={t('voice_model.title')}>
      <Stack gap="md">
        <Text c="var(--ink-quiet)" maw="46rem">
          {t('voice_model.lead')}
        </Text>
        {error && <Problem problem={error} onRetry={() => void refetch()} />}
        {data?.settings && <Today state={data} />}
        {data && (may || data.settings) && <Form state={data} />}
        {data?.settings && may && <TryModel />}
      </Stack>
    </Panel>
  );
}

function Today({ state: { today, waiting, restsUntil, lastTrouble } }: { state: ModelState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const left = (count: number) => t('voice_model.state.asked_left', { left: format.whole(count) });
  return (
    <>
      <Stats>
        <Stat label={t('voice_model.state.asked')} value={format.whole(today.asked)} note={left(today.requestsLeft)} />
        <Stat label={t('voice_model.state.tokens')} value={format.whole(today.tokens)} note={left(today.tokensLeft)} />
        <Stat label={t('voice_model.state.cached')} value={format.whole(today.cached)} />
        <Stat label={t('voice_model.state.failed')} value={format.whole(today.failed)} />
        <Stat label={t('voice_model.state.waiting')} value={format.whole(waiting)} />
      </Stats>
      {restsUntil && <Text size="sm">{t('voice_model.state.rests', { at: format.dateTime(restsUntil) })}</Text>}
      {lastTrouble && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('voice_model.last_trouble', {
            at: format.dateTime(lastTrouble.at),
            what: t(`voice_model.trouble.${lastTrouble.code}`, { detail: lastTrouble.detail }),
          })}
        </Text>
      )}
    </>
  );
}

function Form({ state: { settings, hasKey } }: { state: ModelState }) {
  const { t } = useTranslation();
  const may = useSession().can('settings.write');
  const refresh = useRefresh();
  const [forgotten, setForgotten] = useState(false);
  const { requestsADay, tokensADay, ...others } = settings ?? unset;
  const initialValues = {
    ...others,
    requestsADay: requestsADay as number | string,
    tokensADay: tokensADay as number | string,
    key: '',
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (values) => {
    const { key, requestsADay: requests, tokensADay: tokens, ...rest } = values;
    // Left out, the key stays as it is.
    const given = key === '' ? {} : { key };
    await call(setVoiceModel, {
      body: { ...rest, requestsADay: Number(requests), tokensADay: Number(tokens), ...(forgotten ? { key: null } : given) },
    });
    form.setFieldValue('key', '');
    setForgotten(false);
    refresh(readVoiceModel);
    showDone(t('voice_model.kept'));
  });
  return (
    <Stack component="form" gap="md" maw="40rem" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden="true" />}>
        {t('voice_model.leaves')}
      </Alert>
      <TextInput
        label={t('voice_model.address')}
        description={t('voice_model.address_hint')}
        placeholder="https://api.example.com/v1"
        type="url"
        required
        withAsterisk={false}
        maxLength={500}
        disabled={!may}
        {...form.getInputProps('address')}
      />
      <TextInput
        label={t('voice_model.model')}
        required
        withAsterisk={false}
        maxLength={200}
        disabled={!may}
        {...form.getInputProps('model')}
      />
      {may && (
        <PasswordInput
          label={t('voice_model.key')}
          description={t(hasKey ? 'voice_model.key_kept' : 'voice_model.key_hint')}
          autoComplete="off"
          maxLength={500}
          disabled={forgotten}
          visibilityToggleButtonProps={{ 'aria-label': t('voice_model.show_key') }}
          {...form.getInputProps('key')}
        />
      )}
      {may && hasKey && (
        <Checkbox
          label={t('voice_model.key_none')}
          checked={forgotten}
          onChange={(event) => setForgotten(event.currentTarget.checked)}
        />
      )}
      <Select
        label={t('voice_model.format')}
        data={modelFormats.map((value) => ({ value, label: t(`voice_model.formats.${value}`) }))}
        allowDeselect={false}
        disabled={!may}
        {...form.getInputProps('format')}
      />
      <TagsInput
        label={t('voice_model.languages')}
        description={t('voice_model.languages_hint')}
        maxTags={50}
        disabled={!may}
        {...form.getInputProps('languages')}
      />
      <MultiSelect
        label={t('voice_model.kinds')}
        description={t('voice_model.kinds_hint')}
        data={voiceKinds.map((value) => ({ value, label: t(`voice.kind.${value}`) }))}
        disabled={!may}
        {...form.getInputProps('kinds')}
      />
      <Group gap="md" align="start" grow>
        <NumberInput
          label={t('voice_model.requests')}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          thousandSeparator
          disabled={!may}
          {...form.getInputProps('requestsADay')}
        />
        <NumberInput
          label={t('voice_model.tokens')}
          min={1}
          max={1_000_000_000}
          allowDecimal={false}
          thousandSeparator
          disabled={!may}
          {...form.getInputProps('tokensADay')}
        />
      </Group>
      <Text size="sm" c="var(--ink-quiet)">
        {t('voice_model.budget_hint')}
      </Text>
      <Switch label={t('voice_model.on')} disabled={!may} {...form.getInputProps('on', { type: 'checkbox' })} />
      {may && (
        <Button type="submit" loading={busy} style={{ alignSelf: 'start' }}>
          {t('voice_model.keep')}
        </Button>
      )}
    </Stack>
  );
}
