/** On somebody's page: who else they may be. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSuggestions } from '#customers/contract';
import { z } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './person.module.css';
import { SuggestionCard } from './SuggestionCard.tsx';

const shape = { suggestion: z.string().optional(), settle: z.enum(['accept', 'dismiss']).optional() };

export function SuggestionsAbout({ person }: { person: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ suggestion, settle }, setFilter] = useFilter(shape);
  const { data } = useRoute(listSuggestions, { query: { person } });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t('customers.suggestions.title')} style={{ display: 'grid', gap: '0.75rem', marginBlockEnd: '1.5rem' }}>
      {data.items.map((one) =>
        one.id === suggestion ? (
          <SuggestionCard
            key={one.id}
            suggestion={one}
            asked={settle}
            ask={(what) => setFilter({ suggestion: one.id, settle: what })}
          />
        ) : (
          // One line until somebody asks: the customer comes first on their own page.
          <div key={one.id} className={classes.hint}>
            <span>{t('customers.suggestions.one', { names: format.list(one.people.map(({ name }) => name)) })}</span>
            <Button size="compact-sm" variant="subtle" onClick={() => setFilter({ suggestion: one.id })}>
              {t('customers.suggestions.look')}
            </Button>
          </div>
        ),
      )}
    </section>
  );
}
