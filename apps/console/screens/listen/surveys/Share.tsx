import { Alert, Button, Group, List, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inviteToSurvey, listChannels, readSurvey, type Survey, surveyResults } from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { CopyButton } from '../../../ui/Copy.tsx';
import { Link } from '../../../ui/Link.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';

/** How it reaches people: one link for everybody, links that hold once, a mail with the first question in it. */
export function Share({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <Stack gap="xl" maw="44rem">
      {survey.state !== 'open' && <Alert variant="light">{t('surveys.not_open')}</Alert>}
      <Panel title={t('surveys.link')}>
        <Text c="var(--ink-quiet)" mb="xs">
          {t('surveys.link_hint')}
        </Text>
        <Group gap="xs">
          <a href={survey.url} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
            {survey.url}
          </a>
          <CopyButton value={survey.url} label={t('surveys.copy_link')} />
        </Group>
      </Panel>
      {can('listen.write') && survey.state === 'open' && <Invite survey={survey} />}
      <Panel title={t('surveys.after_moment')}>
        <Text c="var(--ink-quiet)">
          {t(survey.settings.afterMoment ? 'surveys.after_moment_on' : 'surveys.after_moment_off')}{' '}
          <Link to={`/surveys/${survey.id}`} search={{ tab: 'asking' }} underline="always">
            {t('surveys.tab.asking')}
          </Link>
        </Text>
      </Panel>
    </Stack>
  );
}

type Invited = ReplyOf<typeof inviteToSurvey>['items'];

/** An address is an e-mail address; whatever has no @ is a user's id. */
const recipientsIn = (text: string) =>
  [...new Set(text.split(/[\s,;]+/).filter((value) => value !== ''))].map((value) => ({
    type: value.includes('@') ? ('email' as const) : ('user_id' as const),
    value,
  }));

function Invite({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [channelId, setChannel] = useState<string | null>(null);
  const [invited, setInvited] = useState<Invited>([]);
  const channels = useRoute(listChannels);
  const invite = useCall(inviteToSurvey, {
    refreshes: [surveyResults, readSurvey],
    showsProblem: true,
    onSuccess: ({ items }) => setInvited(items),
  });
  const to = recipientsIn(text);
  const mailboxes = (channels.data?.items ?? []).filter(({ kind }) => kind === 'email');
  return (
    <Panel title={t('surveys.invite')}>
      <Stack gap="sm">
        <Text c="var(--ink-quiet)">{t('surveys.invite_hint')}</Text>
        {invite.error && <Problem problem={invite.error} />}
        <Textarea
          label={t('surveys.recipients')}
          description={t('surveys.recipients_hint')}
          autosize
          minRows={2}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Select
          label={t('surveys.mail_from')}
          description={t('surveys.mail_hint')}
          placeholder={t('surveys.mail_none')}
          clearable
          value={channelId}
          onChange={setChannel}
          data={mailboxes.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Group justify="flex-end">
          <Button
            disabled={to.length === 0}
            loading={invite.isPending}
            onClick={() => invite.mutate({ params: { id: survey.id }, body: { to, ...(channelId && { channelId }) } })}
          >
            {channelId ? t('surveys.mail_now', { count: to.length }) : t('surveys.make_links', { count: to.length })}
          </Button>
        </Group>
        {invited.length > 0 && (
          <List listStyleType="none" spacing="xs" aria-label={t('surveys.invited')}>
            {invited.map(({ value, url, refused }) => (
              <List.Item key={value}>
                <Text fw={500}>{value}</Text>
                {url === null ? (
                  <Text size="sm" c="var(--ink-quiet)">
                    {t('surveys.not_asked', { why: refused })}
                  </Text>
                ) : (
                  <Group gap="xs" wrap="nowrap">
                    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                      {url}
                    </Text>
                    <CopyButton value={url} label={t('surveys.copy_for', { who: value })} />
                  </Group>
                )}
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Panel>
  );
}
