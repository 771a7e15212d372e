import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { spans } from './use-span.ts';

export function SpanSelect({ days, onChange }: { days: string; onChange: (days: string) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      w="12rem"
      aria-label={t('promises.span.label')}
      value={days}
      allowDeselect={false}
      onChange={(value) => value !== null && onChange(value)}
      data={spans.map((value) => ({ value, label: t(`promises.span.${value}`) }))}
    />
  );
}
