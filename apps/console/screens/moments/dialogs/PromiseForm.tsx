import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makePromise } from '#moments/contract';
import { useCall } from '../../../api.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { touchedReads } from '../refreshed.ts';
import type { FormProps } from './ActDialog.tsx';
import { WhenChoice } from './WhenChoice.tsx';

/** What, and by when: it comes back before its time, and to whoever promised. */
export function PromiseForm({ moment: { id, epoch }, onDone }: FormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const make = useCall(makePromise, { refreshes: touchedReads, onSuccess: onDone });
  const said = text.trim();
  return (
    <>
      <Text size="sm" c="var(--ink-quiet)" mb="sm">
        {t('moments.promises.lead')}
      </Text>
      {make.error && <Problem problem={make.error} />}
      <Textarea
        label={t('moments.promises.what')}
        autosize
        minRows={2}
        maxLength={500}
        required
        mb="sm"
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <WhenChoice
        busy={make.isPending || said === ''}
        onChoose={(dueAt) => make.mutate({ params: { id }, body: { epoch, text: said, dueAt } })}
      />
    </>
  );
}
