import { TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listEndpoints, schema } from '#listen/contract';
import { useRoute } from '../../../api.ts';

interface Props {
  value: string[];
  onChange: (value: string[]) => void;
  error?: ReactNode;
}

/** What an endpoint hears: types that exist are offered, patterns may be typed. */
export function EventPatterns({ value, onChange, error }: Props) {
  const { t } = useTranslation();
  const known = useRoute(listEndpoints);
  const events = useRoute(schema, { query: {} });
  const names = (events.data?.items ?? []).filter(({ kind }) => kind === 'track').slice(0, 200);
  const rooms = [...new Set((known.data?.domainEvents ?? []).map((type) => `${type.split('.')[0]}.*`))];
  return (
    <TagsInput
      label={t('webhooks.out.events')}
      description={t('webhooks.out.events_hint')}
      placeholder={value.length === 0 ? 'event.track:Order *' : ''}
      data={[
        {
          group: t('webhooks.out.accepted'),
          items: unique(['event.*', 'event.track', 'event.identify', ...names.map(({ name }) => `event.track:${name}`)]),
        },
        { group: t('webhooks.out.house'), items: unique([...rooms, ...(known.data?.domainEvents ?? [])]) },
      ]}
      splitChars={[',']}
      acceptValueOnBlur
      clearable
      clearButtonProps={{ 'aria-label': t('ui.filter.clear') }}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

const unique = (items: string[]) => [...new Set(items)];
