/** How a dashboard leaves the console: by mail to oneself, and by a secret link to whoever is given it. */
import { Button, CopyButton, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createLink,
  type Dashboard,
  type DigestWords,
  listLinks,
  readDigest,
  revokeLink,
  setDigest,
  stopDigest,
} from '#measure/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import { homeZone } from '../use-address.ts';
import classes from './dashboards.module.css';

export function Outside({ board }: { board: Dashboard }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconMail size={16} />} onClick={() => setOpened(true)}>
        {t('dashboards.outside.action')}
      </Button>
      <Dialog title={t('dashboards.outside.action')} opened={opened} onClose={() => setOpened(false)}>
        <Stack gap="xl">
          <ByMail id={board.id} />
          {can('measure.write') && <ByLink id={board.id} />}
        </Stack>
      </Dialog>
    </>
  );
}

const HOURS = Array.from({ length: 24 }, (_hour, hour) => String(hour));
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'];
/** A Monday, to name the days of the week by. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

function ByMail({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(readDigest, { params: { id } });
  const set = useCall(setDigest, { refreshes: [readDigest] });
  const stop = useCall(stopDigest, { refreshes: [readDigest] });
  const [chosen, setChosen] = useState<Partial<DigestWords>>({});
  if (!data) return null;
  const kept = data.digest;
  const words: DigestWords = {
    every: chosen.every ?? kept?.every ?? 'week',
    weekday: chosen.weekday ?? kept?.weekday ?? 1,
    hour: chosen.hour ?? kept?.hour ?? 8,
    timeZone: kept?.timeZone ?? homeZone,
  };
  const dayName = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  return (
    <section>
      <Title order={3} mb="xs">
        {t('dashboards.mail.title')}
      </Title>
      <Group gap="xs" align="flex-end">
        <Select
          size="xs"
          w="7.5rem"
          label={t('dashboards.mail.every')}
          data={(['day', 'week'] as const).map((value) => ({ value, label: t(`dashboards.mail.each.${value}`) }))}
          allowDeselect={false}
          value={words.every}
          onChange={(every) => setChosen({ ...chosen, every: every === 'day' ? 'day' : 'week' })}
        />
        {words.every === 'week' && (
          <Select
            size="xs"
            w="8rem"
            label={t('dashboards.mail.weekday')}
            data={WEEKDAYS.map((value) => ({ value, label: dayName.format(MONDAY + (Number(value) - 1) * DAY_MS) }))}
            allowDeselect={false}
            value={String(words.weekday)}
            onChange={(weekday) => setChosen({ ...chosen, weekday: Number(weekday) })}
          />
        )}
        <Select
          size="xs"
          w="5.5rem"
          label={t('dashboards.mail.hour')}
          data={HOURS.map((value) => ({ value, label: `${value.padStart(2, '0')}:00` }))}
          allowDeselect={false}
          value={String(words.hour)}
          onChange={(hour) => setChosen({ ...chosen, hour: Number(hour) })}
        />
        <Button
          size="xs"
          loading={set.isPending}
          disabled={kept !== null && Object.keys(chosen).length === 0}
          onClick={() => set.mutate({ params: { id }, body: words }, { onSuccess: () => setChosen({}) })}
        >
          {t(kept ? 'dashboards.mail.change' : 'dashboards.mail.start')}
        </Button>
        {kept && (
          <Button size="xs" variant="default" loading={stop.isPending} onClick={() => stop.mutate({ params: { id } })}>
            {t('dashboards.mail.stop')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="var(--ink-quiet)" mt="xs">
        {kept
          ? t('dashboards.mail.next', { at: format.dateTime(kept.nextAt), zone: kept.timeZone })
          : t('dashboards.mail.lesson', { zone: words.timeZone })}
      </Text>
    </section>
  );
}

const SPANS = ['7', '30', '90', '365'];

function ByLink({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(listLinks, { params: { id } });
  const [days, setDays] = useState('30');
  const [url, setUrl] = useState<string>();
  const create = useCall(createLink, { refreshes: [listLinks], onSuccess: (made) => setUrl(made.url) });
  const revoke = useCall(revokeLink, { refreshes: [listLinks], onSuccess: () => setUrl(undefined) });
  const open = (data?.items ?? []).filter(({ revokedAt, expiresAt }) => !revokedAt && Date.parse(expiresAt) > Date.now());
  return (
    <section>
      <Title order={3} mb="xs">
        {t('dashboards.link.title')}
      </Title>
      <Text size="sm" c="var(--ink-quiet)" mb="xs">
        {t('dashboards.link.lesson')}
      </Text>
      <Group gap="xs" align="flex-end">
        <Select
          size="xs"
          w="8rem"
          label={t('dashboards.link.for')}
          data={SPANS.map((value) => ({ value, label: t('attribution.days', { count: Number(value) }) }))}
          allowDeselect={false}
          value={days}
          onChange={(value) => value && setDays(value)}
        />
        <Button
          size="xs"
          loading={create.isPending}
          onClick={() => create.mutate({ params: { id }, body: { days: Number(days) } })}
        >
          {t('dashboards.link.make')}
        </Button>
      </Group>
      {url && (
        <Group gap="xs" mt="sm" align="flex-end" wrap="nowrap">
          <TextInput size="xs" readOnly label={t('dashboards.link.once')} value={url} style={{ flex: 1 }} />
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? t('ui.copied') : t('measure.copy_link')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
      <ul className={classes.views}>
        {open.map((link) => (
          <li key={link.id}>
            <span className={classes.quiet}>
              {t('dashboards.link.open', { who: link.createdBy, until: format.dateTime(link.expiresAt) })}
            </span>
            <Button
              variant="subtle"
              color="red"
              size="compact-sm"
              onClick={() => revoke.mutate({ params: { id, link: link.id } })}
            >
              {t('dashboards.link.close')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
