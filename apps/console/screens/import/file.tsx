import { Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createSource,
  type ImportFile,
  listImportFiles,
  listImports,
  listSources,
  previewMapping,
  type Source,
  startImport,
  suggestMapping,
} from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { z } from '#platform/contract';
import { call, useCall, useRoute } from '../../api.ts';
import { isProblem, type ProblemError } from '../../problem.ts';
import { useSession } from '../../session.ts';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { keepDraft, readDraft } from './drafts.ts';
import classes from './import.module.css';
import { MapEditor } from './MapEditor.tsx';
import { Preview } from './Preview.tsx';

type Suggestion = ReplyOf<typeof suggestMapping>;

/** The workbench of one file: a map, what it makes of the first records, and the way to run it. */
export function Screen() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const files = useRoute(listImportFiles);
  const file = files.data?.items.find((one) => one.id === id);
  const suggestion = useQuery<Suggestion, ProblemError>({
    queryKey: [suggestMapping.id, id],
    queryFn: ({ signal }) => call(suggestMapping, { params: { id }, body: {} }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (suggestion.error) {
    return (
      <>
        <PageHeader title={file?.name ?? t('import.file')} back={{ to: '/import', label: t('import.title') }} />
        <Problem problem={suggestion.error} onRetry={() => void suggestion.refetch()} />
      </>
    );
  }
  if (!suggestion.data || !file) return <Skeleton height={320} />;
  return <Workbench key={id} file={file} suggestion={suggestion.data} />;
}

function Workbench({ file, suggestion }: { file: ImportFile; suggestion: Suggestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const [text, setText] = useState(() => readDraft(file.id) ?? suggestion.mapping);
  const [settled] = useDebouncedValue(text, 400);
  const write = (next: string) => {
    setText(next);
    keepDraft(file.id, next === suggestion.mapping ? undefined : next);
  };
  const preview = useQuery<ReplyOf<typeof previewMapping>, ProblemError>({
    queryKey: [previewMapping.id, file.id, settled],
    queryFn: ({ signal }) => call(previewMapping, { params: { id: file.id }, body: { mapping: settled } }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const unusable = isProblem(preview.error, { code: 'listen.mapping_unusable' }) ? preview.error.fields : [];
  const start = useCall(startImport, {
    refreshes: [listImports],
    onSuccess: (run) => void navigate({ to: `/import/runs/${run.id}` }),
  });
  const [{ source: chosen }, setFilter] = useFilter({ source: z.uuid().optional() });
  const takers = useRoute(listSources).data?.items.filter(takesFiles);
  // One place for files is the usual case: nothing to choose.
  const source = chosen ?? takers?.find(({ kind }) => kind === 'import')?.id;
  const ready = source !== undefined && preview.error === null && settled === text && text.trim() !== '';
  const run = (dry: boolean) => {
    if (source) start.mutate({ body: { fileId: file.id, sourceId: source, mapping: text, dry } });
  };
  return (
    <>
      <PageHeader
        title={file.name}
        lead={[file.format?.toUpperCase(), file.gzip && 'gzip', format.bytes(file.bytes)].filter(Boolean).join(' · ')}
        back={{ to: '/import', label: t('import.title') }}
        actions={
          <>
            <SourceChoice takers={takers} chosen={source} choose={(next) => setFilter({ source: next })} />
            <Button variant="default" disabled={!ready} loading={start.isPending} onClick={() => run(true)}>
              {t('import.dry_run')}
            </Button>
            <Button disabled={!ready} loading={start.isPending} onClick={() => run(false)}>
              {t('import.run')}
            </Button>
          </>
        }
      />
      <Stack gap="xl">
        <div className={classes.bench}>
          <Panel title={t('import.map')}>
            <MapEditor text={text} onChange={write} complaints={unusable} />
            <Group gap="xs" mt="xs">
              {text !== suggestion.mapping && (
                <Button variant="subtle" size="xs" onClick={() => write(suggestion.mapping)}>
                  {t('import.again')}
                </Button>
              )}
              <EarlierMaps onTake={write} />
            </Group>
          </Panel>
          <Guesses guesses={suggestion.guesses} />
        </div>
        <Panel title={t('import.preview')}>
          {preview.error && unusable.length === 0 && <Problem problem={preview.error} />}
          {unusable.length > 0 && <Text size="sm">{t('import.fix_first')}</Text>}
          {preview.data && unusable.length === 0 && <Preview seen={preview.data} />}
          {preview.isPending && <Skeleton height={240} />}
        </Panel>
      </Stack>
    </>
  );
}

const takesFiles = ({ kind, enabled }: Source) => enabled && (kind === 'import' || kind === 'server');

interface SourceChoiceProps {
  takers: Source[] | undefined;
  chosen: string | undefined;
  choose: (id: string | undefined) => void;
}

/** The places that take files; the first one is made here when there is none. */
function SourceChoice({ takers, chosen, choose }: SourceChoiceProps) {
  const { t } = useTranslation();
  const { can } = useSession();
  const create = useCall(createSource, { refreshes: [listSources], onSuccess: ({ source }) => choose(source.id) });
  const hasImport = takers?.some(({ kind }) => kind === 'import');
  return (
    <>
      <Select
        aria-label={t('import.source')}
        placeholder={t('import.source')}
        data={(takers ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen ?? null}
        onChange={(id) => choose(id ?? undefined)}
        w="12rem"
      />
      {takers && !hasImport && can('listen.write') && (
        <Button
          variant="default"
          loading={create.isPending}
          onClick={() => create.mutate({ body: { name: t('import.files'), kind: 'import' } })}
        >
          {t('import.new_source')}
        </Button>
      )}
    </>
  );
}

function EarlierMaps({ onTake }: { onTake: (text: string) => void }) {
  const { t } = useTranslation();
  const { data } = useRoute(listImports, { query: { limit: 50 } });
  const maps = new Map(data?.items.toReversed().map(({ mappingName, mapping }) => [mappingName, mapping]));
  if (maps.size === 0) return null;
  return (
    <Select
      size="xs"
      w="14rem"
      aria-label={t('import.earlier_map')}
      placeholder={t('import.earlier_map')}
      data={[...maps.keys()]}
      value={null}
      onChange={(name) => name && onTake(maps.get(name) ?? '')}
    />
  );
}

/** Why the suggested map says what it says. */
function Guesses({ guesses }: Pick<Suggestion, 'guesses'>) {
  const { t } = useTranslation();
  return (
    <Panel title={t('import.guesses')}>
      <ul className={classes.guesses}>
        {guesses.map(({ field, target, because, doubtful }) => (
          <li key={`${field} ${target}`} data-doubtful={doubtful || undefined}>
            <strong>{field}</strong> → {target}
            <div className={classes.quiet}>
              {doubtful && `${t('import.doubtful')} `}
              {because}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
