/** One step of a question: an event, and what it must have carried. */
import { useTranslation } from 'react-i18next';
import { Choice, type Option } from '../Choice.tsx';
import { Conditions } from '../Conditions.tsx';
import { useProperties } from '../use-words.ts';
import type { StepWords } from './steps.ts';

interface Props {
  label: string;
  step: StepWords;
  events: Option[];
  onChange: (step: StepWords) => void;
  /** Stands for "nothing yet". */
  placeholder?: string;
}

export function EventStep({ label, step, events, onChange, placeholder }: Props) {
  const { t } = useTranslation();
  const properties = useProperties(step.event || undefined);
  return (
    <>
      <Choice
        label={label}
        value={step.event}
        options={events}
        // Another event has other properties.
        onChange={(event) => onChange({ event, where: [] })}
        placeholder={placeholder ?? t('behaviour.choose_event')}
      />{' '}
      {step.event !== '' && (
        <Conditions inline where={step.where} properties={properties} onChange={(where) => onChange({ ...step, where })} />
      )}
    </>
  );
}
