/** What customers left on the scenario, and the public links by which they do. */
import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Contribution,
  createScenarioLink,
  listContributions,
  listScenarioLinks,
  revokeScenarioLink,
  type Scenario,
  setContributionAside,
} from '#measure/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { ShownOnce } from '../../../ui/ShownOnce.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { Editor } from './Editor.tsx';
import classes from './scenarios.module.css';

export function Voices({ scenario, onSettled }: { scenario: Scenario; onSettled: () => void }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const [accepting, setAccepting] = useState<Contribution>();
  const [aside, setAside] = useState<Contribution>();
  const { data, error, refetch } = useRoute(listContributions, { params: { id: scenario.id } });
  return (
    <Panel title={t('scenarios.voices')}>
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('scenarios.voices_empty')}
        </Text>
      )}
      <ul className={classes.list}>
        {data?.items.map((one) => (
          <li key={one.id}>
            {(['step', 'showstopper', 'metric'] as const).map(
              (part) =>
                one[part] && (
                  <div key={part}>
                    <span className={classes.quiet}>{t(`scenarios.said.${part}`)}</span> <q>{one[part]}</q>
                  </div>
                ),
            )}
            <Group gap="xs" mt={4}>
              <span className={classes.quiet}>
                <RelativeTime at={one.leftAt} /> · {t(`scenarios.state.${one.state}`)}
                {one.scenarioVersion !== null && ` · ${t('scenarios.version', { no: one.scenarioVersion })}`}
                {one.settledBy && ` · ${one.settledBy}`}
                {one.reason && ` · ${one.reason}`}
              </span>
              {may && one.state === 'waiting' && (
                <>
                  <Button size="compact-sm" variant="light" onClick={() => setAccepting(one)}>
                    {t('scenarios.accept')}
                  </Button>
                  <Button size="compact-sm" variant="subtle" onClick={() => setAside(one)}>
                    {t('scenarios.set_aside')}
                  </Button>
                </>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {may && <Links id={scenario.id} />}
      <Editor
        opened={accepting !== undefined}
        scenario={scenario}
        {...(accepting && { from: accepting })}
        onClose={() => setAccepting(undefined)}
        onKept={onSettled}
      />
      <Dialog title={t('scenarios.set_aside')} opened={aside !== undefined} onClose={() => setAside(undefined)}>
        {aside && <Aside id={scenario.id} contribution={aside} onDone={onSettled} onClose={() => setAside(undefined)} />}
      </Dialog>
    </Panel>
  );
}

interface AsideProps {
  id: string;
  contribution: Contribution;
  onDone: () => void;
  onClose: () => void;
}

function Aside({ id, contribution, onDone, onClose }: AsideProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const settle = useCall(setContributionAside, {
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        settle.mutate({ params: { id, contribution: contribution.id }, body: { reason } });
      }}
    >
      <Stack>
        <Textarea
          label={t('scenarios.reason')}
          description={t('scenarios.reason_hint')}
          required
          maxLength={500}
          autosize
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={settle.isPending} disabled={reason.trim() === ''}>
          {t('scenarios.set_aside')}
        </Button>
      </Stack>
    </form>
  );
}

const DAYS = ['7', '30', '90', '365'];

function Links({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(listScenarioLinks, { params: { id } });
  const [days, setDays] = useState('30');
  const [url, setUrl] = useState<string>();
  const create = useCall(createScenarioLink, { refreshes: [listScenarioLinks], onSuccess: (made) => setUrl(made.url) });
  const revoke = useCall(revokeScenarioLink, { refreshes: [listScenarioLinks], onSuccess: () => setUrl(undefined) });
  const open = (data?.items ?? []).filter(({ revokedAt, expiresAt }) => !revokedAt && Date.parse(expiresAt) > Date.now());
  return (
    <div className={classes.links}>
      <Text size="sm" c="var(--ink-quiet)">
        {t('scenarios.link_lesson')}
      </Text>
      <Group gap="xs" align="flex-end" my="xs">
        <Select
          size="xs"
          w="8rem"
          label={t('scenarios.link_for')}
          data={DAYS.map((value) => ({ value, label: t('attribution.days', { count: Number(value) }) }))}
          allowDeselect={false}
          value={days}
          onChange={(value) => value && setDays(value)}
        />
        <Button
          size="xs"
          variant="default"
          loading={create.isPending}
          onClick={() => create.mutate({ params: { id }, body: { days: Number(days) } })}
        >
          {t('scenarios.link_make')}
        </Button>
      </Group>
      {url && (
        <ShownOnce title={t('scenarios.link_made')} value={url} copy={t('measure.copy_link')}>
          {t('scenarios.link_once')}
        </ShownOnce>
      )}
      <ul className={classes.list}>
        {open.map((link) => (
          <li key={link.id}>
            <span className={classes.quiet}>
              {t('scenarios.link_open', {
                ...{ who: link.createdBy, until: format.dateTime(link.expiresAt) },
                count: link.contributions,
              })}
            </span>{' '}
            <Button
              variant="subtle"
              color="red"
              size="compact-sm"
              onClick={() => revoke.mutate({ params: { id, link: link.id } })}
            >
              {t('scenarios.link_close')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
