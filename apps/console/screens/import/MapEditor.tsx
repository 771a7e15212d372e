/** The map as text, with numbered lines and every complaint at its place. */
import { Text, UnstyledButton } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './import.module.css';
import { lineOf } from './places.ts';

interface Props {
  text: string;
  onChange: (text: string) => void;
  complaints: { path: string; message: string }[];
}

const LINE_REM = 1.375;

export function MapEditor({ text, onChange, complaints }: Props) {
  const { t } = useTranslation();
  const listed = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const lines = text.split('\n');
  const placed = complaints.map((one) => ({ ...one, line: Math.min(lineOf(text, one.path), lines.length) }));
  const wrong = new Set(placed.map(({ line }) => line));
  const longest = Math.max(...lines.map(({ length }) => length));

  const goTo = (line: number) => {
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.current?.focus({ preventScroll: true });
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    frame.current?.scrollTo({ top: (line - 4) * LINE_REM * 16 });
  };
  return (
    <div>
      <div className={classes.editor} ref={frame} data-wrong={wrong.size > 0 || undefined}>
        <ol className={classes.gutter} aria-hidden="true">
          {lines.map((_line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
            <li key={at} data-wrong={wrong.has(at + 1) || undefined}>
              {at + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          className={classes.text}
          value={text}
          rows={lines.length}
          cols={longest + 2}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          aria-label={t('import.map')}
          aria-invalid={placed.length > 0}
          aria-describedby={listed}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      <ul id={listed} className={classes.complaints} aria-live="polite">
        {placed.map(({ path, message, line }) => (
          <li key={`${path} ${message}`}>
            <UnstyledButton onClick={() => goTo(line)}>
              <IconAlertCircle size={14} aria-hidden="true" />
              <Text span inherit fw={600}>
                {t('import.line', { line })}
              </Text>{' '}
              <code>{path}</code> {message}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
