import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog.tsx';
import type { BulkAct } from './BulkBar.tsx';
import { OutcomeChoice, type OutcomeWord } from './dialogs/OutcomeChoice.tsx';
import { WhenChoice } from './dialogs/WhenChoice.tsx';

export type BulkKind = 'resolve' | 'snooze' | 'label' | 'release';

interface Props {
  kind: BulkKind | undefined;
  busy: boolean;
  run: (act: BulkAct) => void;
  onClose: () => void;
}

export function BulkDialog({ kind, busy, run, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={kind ? t(`moments.bulk.${kind}`) : ''} opened={kind !== undefined} onClose={onClose}>
      {kind && <Question kind={kind} busy={busy} run={run} />}
    </Dialog>
  );
}

function Question({ kind, busy, run }: { kind: BulkKind; busy: boolean; run: Props['run'] }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<OutcomeWord>('answered');
  if (kind === 'snooze') return <WhenChoice busy={busy} onChoose={(until) => run({ kind, until })} />;
  const acts: Record<typeof kind, BulkAct> = {
    resolve: { kind: 'resolve', outcome },
    label: { kind: 'label', add: text.trim() },
    release: { kind: 'release', reason: text.trim() },
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(acts[kind]);
      }}
    >
      {kind === 'resolve' && <OutcomeChoice value={outcome} onChange={setOutcome} />}
      {kind === 'label' && (
        <TextInput
          label={t('moments.change.labels')}
          required
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {kind === 'release' && (
        <Textarea
          label={t('moments.release.reason')}
          required
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <Button mt="md" type="submit" loading={busy}>
        {t(`moments.bulk.${kind}`)}
      </Button>
    </form>
  );
}
