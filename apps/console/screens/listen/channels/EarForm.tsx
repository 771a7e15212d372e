import { Button, Group, NumberInput, PasswordInput, Radio, Stack, TagsInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  type Channel,
  changeBluesky,
  changeFeed,
  changeMastodon,
  createBluesky,
  createFeed,
  createMastodon,
  listChannels,
  readEar,
} from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';

export const earKinds = ['feed', 'mastodon', 'bluesky'] as const;
export type EarKind = (typeof earKinds)[number];
export const isEar = (kind: string): kind is EarKind => (earKinds as readonly string[]).includes(kind);

interface Props {
  kind: EarKind;
  channel?: Channel;
  onClose?: () => void;
}

/** Everything any of them asks; what a kind does not know is not sent. */
const usual = {
  opens: true,
  everyMinutes: 5,
  daysBack: 0,
  without: [] as string[],
  url: '',
  keywords: [] as string[],
  server: '',
  hashtags: [] as string[],
  account: '',
  searches: [] as string[],
  secret: '',
};
const own = {
  feed: ['url', 'keywords'],
  mastodon: ['server', 'hashtags'],
  bluesky: ['server', 'account', 'searches'],
} as const satisfies Record<EarKind, (keyof typeof usual)[]>;
const starts = { feed: { everyMinutes: 15 }, mastodon: {}, bluesky: { server: 'https://bsky.social' } };
const secretName = { mastodon: 'accessToken', bluesky: 'appPassword' } as const;
const create = { feed: createFeed, mastodon: createMastodon, bluesky: createBluesky };
const change = { feed: changeFeed, mastodon: changeMastodon, bluesky: changeBluesky };

/** Where to listen, for what, how often, and what becomes of it; for a new channel and for one that is there. */
export function EarForm({ kind, channel, onClose }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const readOnly = !can('listen.channels');
  const isNew = channel === undefined;
  const initialValues = { name: channel?.name ?? '', ...usual, ...starts[kind], ...(channel?.settings as Partial<typeof usual>) };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (values) => {
    const { name, opens, everyMinutes, daysBack, without, secret } = values;
    // A server is an account's home: it is chosen once.
    const fields = own[kind].filter((field) => isNew || kind !== 'mastodon' || field !== 'server');
    const sealed = kind !== 'feed' && secret !== '' && { [secretName[kind]]: secret };
    const body = {
      ...{ name, opens, everyMinutes, daysBack, without },
      ...Object.fromEntries(fields.map((field) => [field, values[field]])),
      ...sealed,
    };
    if (isNew) {
      // They differ in their path and fields; all of them answer the channel.
      const { id } = await call(create[kind] as typeof createFeed, { body: body as never });
      refresh(listChannels);
      await navigate({ to: `/channels/${id}` });
      return;
    }
    await call(change[kind] as typeof changeFeed, { params: { id: channel.id }, body: body as never });
    refresh(listChannels, readEar);
    form.setFieldValue('secret', '');
    form.resetDirty();
    showDone(t('channels.saved'));
  });
  const needed = { required: true, withAsterisk: false, readOnly };
  const secret = {
    autoComplete: 'off',
    readOnly,
    required: isNew,
    withAsterisk: false,
    visibilityToggleButtonProps: { 'aria-label': t('channels.show_password') },
    ...form.getInputProps('secret'),
  };
  const server = { type: 'url', maxLength: 2_000, ...needed, ...form.getInputProps('server') };
  return (
    <Stack component="form" gap="md" maw="36rem" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('channels.name')} maxLength={120} {...needed} {...form.getInputProps('name')} />
      {kind === 'feed' && (
        <>
          <TextInput
            label={t('ears.url')}
            description={t('ears.url_hint')}
            placeholder="https://forum.example/latest.rss"
            type="url"
            maxLength={2_000}
            {...needed}
            {...form.getInputProps('url')}
          />
          <TagsInput
            label={t('ears.keywords')}
            description={t('ears.keywords_hint')}
            readOnly={readOnly}
            {...form.getInputProps('keywords')}
          />
        </>
      )}
      {kind === 'mastodon' && (
        <>
          <TextInput
            label={t('ears.server')}
            placeholder="https://mastodon.example"
            {...server}
            {...(!isNew && { readOnly: true, description: t('ears.server_kept') })}
          />
          <PasswordInput
            label={t('ears.access_token')}
            description={t(isNew ? 'ears.access_token_hint' : 'ears.kept')}
            {...secret}
          />
          <TagsInput
            label={t('ears.hashtags')}
            description={t('ears.hashtags_hint')}
            placeholder="#"
            readOnly={readOnly}
            {...form.getInputProps('hashtags')}
          />
        </>
      )}
      {kind === 'bluesky' && (
        <>
          <TextInput
            label={t('ears.account')}
            description={t('ears.account_hint')}
            placeholder="shop.bsky.social"
            maxLength={253}
            {...needed}
            {...form.getInputProps('account')}
          />
          <PasswordInput
            label={t('ears.app_password')}
            description={t(isNew ? 'ears.app_password_hint' : 'ears.kept')}
            {...secret}
          />
          <TextInput label={t('ears.server')} {...server} />
          <TagsInput
            label={t('ears.searches')}
            description={t('ears.searches_hint')}
            readOnly={readOnly}
            {...form.getInputProps('searches')}
          />
        </>
      )}
      <TagsInput label={t('ears.without')} readOnly={readOnly} {...form.getInputProps('without')} />
      <Radio.Group
        label={t('ears.opens')}
        readOnly={readOnly}
        value={form.values.opens ? 'moment' : 'record'}
        onChange={(value) => form.setFieldValue('opens', value === 'moment')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="moment" label={t('ears.opens_moment')} description={t('ears.opens_moment_hint')} disabled={readOnly} />
          <Radio value="record" label={t('ears.opens_record')} description={t('ears.opens_record_hint')} disabled={readOnly} />
        </Stack>
      </Radio.Group>
      <Group grow align="start">
        <NumberInput
          label={t('ears.every')}
          min={kind === 'feed' ? 5 : 1}
          max={1_440}
          {...needed}
          {...form.getInputProps('everyMinutes')}
        />
        <NumberInput
          label={t('ears.days_back')}
          description={t('ears.days_back_hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={30}
          {...needed}
          {...form.getInputProps('daysBack')}
        />
      </Group>
      {!readOnly && (
        <Group justify="flex-end" gap="xs">
          {onClose && (
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={!isNew && !form.isDirty()}>
            {t(isNew ? 'ears.create' : 'channels.save')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
