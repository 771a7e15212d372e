import { Group, SegmentedControl, Textarea } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../ui/crash.tsx';
import { needsSource } from './round-trip.ts';

const RichText = lazy(async () => ({ default: (await import('./RichText.tsx')).RichText }));

/** The words of an article: rich text, or the Markdown behind it where rich text would lose something. */
export function Body({ value, onChange }: { value: string; onChange: (markdown: string) => void }) {
  const { t } = useTranslation();
  const [way, setWay] = useState<'rich' | 'source'>(needsSource(value) ? 'source' : 'rich');
  const locked = needsSource(value);
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <span style={{ fontWeight: 500, fontSize: 'var(--mantine-font-size-sm)' }} id="body-label">
          {t('knowledge.write.body')}
        </span>
        <SegmentedControl
          size="xs"
          aria-label={t('knowledge.write.way')}
          data={[
            { value: 'rich', label: t('knowledge.write.rich'), disabled: locked },
            { value: 'source', label: t('knowledge.write.source') },
          ]}
          value={locked ? 'source' : way}
          onChange={(next) => setWay(next as typeof way)}
        />
      </Group>
      {locked || way === 'source' ? (
        <Textarea
          aria-labelledby="body-label"
          description={locked ? t('knowledge.write.locked') : undefined}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          autosize
          minRows={14}
          ff="monospace"
        />
      ) : (
        <Suspense fallback={<Waiting />}>
          <RichText label={t('knowledge.write.body')} markdown={value} onChange={onChange} />
        </Suspense>
      )}
    </div>
  );
}
