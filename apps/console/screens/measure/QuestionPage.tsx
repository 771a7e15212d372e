/** The frame every question stands in: what it is for, the way to share and keep its answer, and a lesson before anything was heard. */
import { Button } from '@mantine/core';
import { IconBroadcast, IconDownload } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOf, Route } from '#platform/contract';
import { useCall } from '../../api.ts';
import { save } from '../../save.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { CopyLink } from './CopyLink.tsx';
import { useEvents } from './use-words.ts';

interface Props {
  title: string;
  lead: string;
  /** What can be asked here once something was heard. */
  lesson: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function QuestionPage({ title, lead, lesson, actions, children }: Props) {
  const { t } = useTranslation();
  const { data } = useEvents();
  if (data?.items.length === 0) {
    return (
      <>
        <PageHeader title={title} lead={lead} />
        <EmptyState
          icon={IconBroadcast}
          title={t('measure.empty')}
          lesson={lesson}
          step={<ButtonLink to="/sources">{t('measure.empty_step')}</ButtonLink>}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={title}
        lead={lead}
        actions={
          <>
            <CopyLink />
            {actions}
          </>
        }
      />
      {children}
    </>
  );
}

export function Export<T extends Route>({ route, call, name }: { route: T; call: CallOf<T>; name: string }) {
  const { t } = useTranslation();
  const fetch = useCall(route, { onSuccess: (file) => save(file as unknown as Blob, `${name}.csv`) });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate(call as never)}
    >
      {t('measure.export')}
    </Button>
  );
}

/** Timers of browsers hold 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 86_400_000;

/** Ready-made ranges end with the present interval: asked anew when the sentence changes or that interval is over. */
export function useAsked<Said, Asked extends { to: string }>(
  said: Said,
  questionFor: (said: Said, now: number) => Asked | undefined,
): Asked | undefined {
  const words = JSON.stringify(said);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when an interval ends, the same words mean another span.
  const asked = useMemo(() => questionFor(JSON.parse(words) as Said, Date.now()), [words, turn, questionFor]);
  useEffect(() => {
    const left = asked ? Date.parse(asked.to) - Date.now() : 0;
    if (left <= 0) return;
    const timer = setTimeout(() => setTurn((before) => before + 1), Math.min(left, LONGEST_TIMER_MS) + 1_000);
    return () => clearTimeout(timer);
  }, [asked]);
  return asked;
}
