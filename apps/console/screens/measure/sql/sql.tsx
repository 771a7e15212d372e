/** Questions in SQL, for whom the other screens ask too little: the text, the tables beside it, the answer below. */
import { Button, Group, Kbd, Menu, Skeleton, Textarea } from '@mantine/core';
import { IconDownload, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askSql, exportSql, type SqlAnswer, sqlTables } from '#measure/contract';
import { call, useRoute } from '../../../api.ts';
import { ProblemError } from '../../../problem.ts';
import { save } from '../../../save.ts';
import { useFormat } from '../../../ui/format.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Result } from './Result.tsx';
import classes from './sql.module.css';
import { Tables } from './Tables.tsx';
import { useDraft } from './use-draft.ts';

type Asking = 'table' | 'csv' | 'parquet';

/** The only field there is needs no list of its own. */
const said = ({ title, detail, cure }: ProblemError) => ({ title, detail, cure, fields: [] });

export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useRoute(sqlTables);
  const [text, setText] = useDraft();
  const [answer, setAnswer] = useState<SqlAnswer>();
  const [problem, setProblem] = useState<ProblemError>();
  const [asking, setAsking] = useState<Asking>();
  const leaving = useRef<AbortController>(undefined);
  const editor = useRef<HTMLTextAreaElement>(null);

  const run = async (as: Asking) => {
    if (asking || text.trim() === '') return;
    const leave = new AbortController();
    leaving.current = leave;
    setAsking(as);
    setProblem(undefined);
    try {
      if (as === 'table') setAnswer(await call(askSql, { body: { sql: text } }, { signal: leave.signal }));
      else {
        const file = await call(exportSql, { body: { sql: text, format: as } }, { signal: leave.signal });
        save(file as unknown as Blob, `verona.${as}`);
      }
    } catch (failed) {
      if (failed instanceof ProblemError) setProblem(failed);
      else if (!leave.signal.aborted) throw failed;
    } finally {
      setAsking(undefined);
    }
  };

  /** Writes a name where the cursor is. */
  const write = (name: string) => {
    const at = editor.current?.selectionStart ?? text.length;
    setText(`${text.slice(0, at)}${name}${text.slice(editor.current?.selectionEnd ?? at)}`);
    editor.current?.focus();
  };

  return (
    <>
      <PageHeader title={t('sql.title')} lead={t('sql.lead')} />
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      <div className={classes.desk}>
        <div className={classes.asking}>
          <Textarea
            ref={editor}
            aria-label={t('sql.question')}
            classNames={{ input: classes.text ?? '' }}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              void run('table');
            }}
            autosize
            minRows={8}
            maxRows={24}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
            maxLength={20_000}
          />
          <Group mt="sm" gap="xs">
            {asking ? (
              <Button variant="default" leftSection={<IconPlayerStop size={16} />} onClick={() => leaving.current?.abort()}>
                {t('sql.cancel')}
              </Button>
            ) : (
              <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => void run('table')} disabled={text.trim() === ''}>
                {t('sql.run')}
              </Button>
            )}
            <Menu position="bottom-start">
              <Menu.Target>
                <Button
                  variant="default"
                  leftSection={<IconDownload size={16} />}
                  disabled={asking !== undefined || text.trim() === ''}
                >
                  {t('sql.file')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void run('csv')}>CSV</Menu.Item>
                <Menu.Item onClick={() => void run('parquet')}>Parquet</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <span className={classes.hint}>
              <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Enter</Kbd>
            </span>
          </Group>
          {data && (
            <p className={classes.caps}>
              {t('sql.caps', Object.fromEntries(Object.entries(data.caps).map(([cap, value]) => [cap, format.whole(value)])))}
            </p>
          )}
          <div aria-live="polite" aria-busy={asking !== undefined}>
            {problem && <Problem problem={said(problem)} />}
            {asking === 'table' && <Skeleton h={160} />}
            {answer && !problem && asking !== 'table' && <Result answer={answer} />}
          </div>
        </div>
        {data && <Tables tables={data.tables} onName={write} />}
      </div>
    </>
  );
}
