import { Group, SegmentedControl, Textarea } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../ui/crash.tsx';
import { AddPicture } from './AddPicture.tsx';
import { needsSource } from './round-trip.ts';

const RichText = lazy(async () => ({ default: (await import('./RichText.tsx')).RichText }));

/** The words of an article: rich text, or the Markdown behind it where rich text would lose something. */
export function Body({
  value,
  onChange,
  articleId,
}: {
  value: string;
  onChange: (markdown: string) => void;
  /** Pictures belong to an article that is there; undefined while it is not. */
  articleId: string | undefined;
}) {
  const { t } = useTranslation();
  const [way, setWay] = useState<'rich' | 'source'>(needsSource(value) ? 'source' : 'rich');
  const locked = needsSource(value);
  const source = useRef<HTMLTextAreaElement>(null);
  const insert = (markdown: string) => {
    // Where the author writes; at the end when that is in rich text, which has no pictures.
    const at = source.current?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at).trimEnd()}\n\n${markdown}\n\n${value.slice(at).trimStart()}`.trim());
  };
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <span style={{ fontWeight: 500, fontSize: 'var(--mantine-font-size-sm)' }} id="body-label">
          {t('knowledge.write.body')}
        </span>
        <Group gap="xs">
          {articleId !== undefined && <AddPicture articleId={articleId} onBrought={insert} />}
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
      </Group>
      {locked || way === 'source' ? (
        <Textarea
          ref={source}
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
