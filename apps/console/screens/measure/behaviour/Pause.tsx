/** How long nobody does anything before a visit is over. */
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice.tsx';
import { pauses } from './paths-question.ts';

export function Pause({ value, onChange }: { value: string; onChange: (pause: string) => void }) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('behaviour.paths.pause')}
      value={value}
      options={pauses.map((one) => ({ value: one, label: t(`behaviour.window.${one}`) }))}
      onChange={onChange}
    />
  );
}
