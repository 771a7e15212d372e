/** Where a file is dropped or chosen, and how far it has come. */
import { Button, FileButton, Group, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ImportFile, listImportFiles } from '#listen/contract';
import { useRefresh } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { useFormat } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { Progress } from '../../ui/Progress.tsx';
import classes from './import.module.css';
import { type Sending, upload } from './upload.ts';

export function Dropzone({ onArrived }: { onArrived: (file: ImportFile) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending>();
  const [problem, setProblem] = useState<ProblemError>();
  const stop = useRef<AbortController>(undefined);
  const begun = useRef(0);
  useEffect(() => () => stop.current?.abort(), []);

  const bring = async (file: File | null | undefined) => {
    if (!file) return;
    setProblem(undefined);
    stop.current = new AbortController();
    begun.current = performance.now();
    try {
      onArrived(await upload(file, setSending, stop.current.signal));
    } catch (error) {
      if (error instanceof ProblemError) setProblem(error);
      else if (!stop.current.signal.aborted) throw error;
    } finally {
      setSending(undefined);
      refresh(listImportFiles);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void bring(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's extra; the button within does the same.
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {sending ? (
        <div style={{ width: '100%', maxWidth: '36rem' }}>
          <Progress
            label={t(sending.waiting ? 'import.waiting' : 'import.sending', { name: sending.file.name })}
            done={sending.sent}
            total={sending.file.bytes}
            rate={(sending.sent / Math.max(1, performance.now() - begun.current)) * 1000}
            unit={t('import.bytes')}
          />
          <Button variant="subtle" size="xs" mt="xs" onClick={() => stop.current?.abort()}>
            {t('import.stop_sending')}
          </Button>
        </div>
      ) : (
        <>
          <IconFileImport size={32} stroke={1.4} aria-hidden="true" style={{ color: 'var(--voice)' }} />
          <Text fw={500}>{t('import.drop')}</Text>
          <Text size="sm" c="var(--ink-quiet)" maw="32rem" ta="center">
            {t('import.drop_lesson', { size: format.bytes(20 * 1024 ** 3) })}
          </Text>
          <Group mt="xs">
            <FileButton onChange={(file) => void bring(file)} accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,.parquet,.gz">
              {(props) => <Button {...props}>{t('import.choose')}</Button>}
            </FileButton>
          </Group>
        </>
      )}
      {problem && <Problem problem={problem} />}
    </div>
  );
}
