/** On somebody's page: who else they may be. */
import { useTranslation } from 'react-i18next';
import { listSuggestions } from '#customers/contract';
import { z } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { useFilter } from '../../ui/filter.ts';
import { SuggestionCard } from './SuggestionCard.tsx';

const shape = { suggestion: z.string().optional(), settle: z.enum(['accept', 'dismiss']).optional() };

export function SuggestionsAbout({ person }: { person: string }) {
  const { t } = useTranslation();
  const [{ suggestion, settle }, setFilter] = useFilter(shape);
  const { data } = useRoute(listSuggestions, { query: { person } });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t('customers.suggestions.title')} style={{ display: 'grid', gap: '0.75rem', marginBlockEnd: '1.5rem' }}>
      {data.items.map((one) => (
        <SuggestionCard
          key={one.id}
          suggestion={one}
          asked={one.id === suggestion ? settle : undefined}
          ask={(what) => setFilter({ suggestion: what && one.id, settle: what })}
        />
      ))}
    </section>
  );
}
