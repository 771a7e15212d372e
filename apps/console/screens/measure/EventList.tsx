import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Choice } from './Choice.tsx';
import classes from './trends.module.css';

interface Props {
  events: string[];
  /** What may be added. */
  options: { value: string; label: string }[];
  /** Names the choice for those who cannot see where it stands. */
  label: string;
  /** Stands in place of the first. */
  none: string;
  onChange: (events: string[]) => void;
}

/** Events in a sentence, one after another, each to be taken out, and one more to be chosen. */
export function EventList({ events, options, label, none, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {events.map((event) => (
        <span key={event} className={classes.condition}>
          <span className={classes.choice}>{event}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('journeys.remove_event', { event })}
            onClick={() => onChange(events.filter((one) => one !== event))}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      <Choice
        label={label}
        value=""
        options={options.filter(({ value }) => value !== '' && !events.includes(value))}
        onChange={(event) => onChange([...events, event])}
        placeholder={events.length === 0 ? none : t('journeys.one_more_event')}
      />
    </>
  );
}
