import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler, useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createSegment, getSegment, listSegments, type Segment, segmentPeople, updateSegment } from '#customers/contract';
import { useCall } from '../../../api.ts';
import { ButtonLink } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import classes from './builder.module.css';
import { blanksOf, draftOf, newRule, ruleOf } from './drafts.ts';
import { LivePreview } from './LivePreview.tsx';
import { RuleFields } from './RuleFields.tsx';

/** Writes a rule while its answer stands beside it. */
export function Builder({ segment }: { segment?: Segment }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState(segment?.name ?? '');
  const [description, setDescription] = useState(segment?.description ?? '');
  const [draft, setDraft] = useState(() => (segment ? draftOf(segment.rule) : newRule()));
  const blanks = blanksOf(draft);
  // Asked when the fingers rest.
  const [settled] = useDebouncedValue(draft, 300);
  const asked = blanksOf(settled).length === 0 ? ruleOf(settled) : undefined;

  const saved = ({ id, name: called }: Segment) => {
    showDone(t('segments.build.saved', { name: called }));
    void navigate({ to: `/segments/${id}`, search: {} as never });
  };
  const options = { refreshes: [listSegments, getSegment, segmentPeople], onSuccess: saved, showsProblem: true };
  const create = useCall(createSegment, options);
  const update = useCall(updateSegment, options);
  const { error, isPending } = segment ? update : create;
  const ready = blanks.length === 0 && name.trim() !== '';
  const save = () => {
    if (!ready || isPending) return;
    const body = { name, description, rule: ruleOf(draft) };
    if (segment) update.mutate({ params: { id: segment.id }, body });
    else create.mutate({ body });
  };
  const back = segment ? `/segments/${segment.id}` : '/segments';
  const nameProblem = error?.fields.find(({ path }) => path === 'name')?.message;

  return (
    <>
      <PageHeader
        title={segment ? t('segments.build.edit_title', { name: segment.name }) : t('segments.build.new_title')}
        back={{ to: back, label: segment?.name ?? t('segments.title') }}
      />
      <form
        className={classes.desk}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save();
        }}
        onKeyDown={getHotkeyHandler([['mod+Enter', save]])}
      >
        <Stack gap="lg">
          {error && nameProblem === undefined && <Problem problem={error} />}
          <TextInput
            label={t('segments.build.name')}
            placeholder={t('segments.build.name_placeholder')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={nameProblem}
            required
            withAsterisk={false}
            maxLength={120}
            maw="32rem"
          />
          <RuleFields group={draft} onChange={setDraft} segment={segment?.id} blanks={blanks} />
          <Textarea
            label={t('segments.build.description')}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            autosize
            minRows={1}
            maxLength={1000}
            maw="32rem"
          />
          {segment && (
            <Text size="sm" c="var(--ink-quiet)">
              {t('segments.build.changed_rule')}
            </Text>
          )}
          <Group gap="xs">
            <Button type="submit" disabled={!ready} loading={isPending}>
              {t('segments.build.save')}
            </Button>
            <ButtonLink to={back} variant="default">
              {t('segments.build.cancel')}
            </ButtonLink>
          </Group>
        </Stack>
        <LivePreview rule={asked} segment={segment?.id} />
      </form>
    </>
  );
}
