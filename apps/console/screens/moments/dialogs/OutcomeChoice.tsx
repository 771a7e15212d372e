import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export const outcomes = ['answered', 'put_right', 'not_ours', 'no_reply', 'unfounded'] as const;
export type OutcomeWord = (typeof outcomes)[number];

export function OutcomeChoice({ value, onChange }: { value: OutcomeWord; onChange: (outcome: OutcomeWord) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('moments.resolve.how')} value={value} onChange={(next) => onChange(next as OutcomeWord)}>
      <Stack gap={6} mt={6}>
        {outcomes.map((outcome, at) => (
          <Radio
            key={outcome}
            value={outcome}
            label={t(`moments.outcome.${outcome}`)}
            {...(at === 0 && { 'data-autofocus': true })}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
