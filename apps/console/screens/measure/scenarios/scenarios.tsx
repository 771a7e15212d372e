import { Button, MultiSelect, Skeleton } from '@mantine/core';
import { IconMap2, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { mostDeckSegments, type PassagesAsked, scenarioDeck } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { many } from '../address.ts';
import { writeDays } from '../behaviour/days.ts';
import { CopyLink } from '../CopyLink.tsx';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { Editor } from './Editor.tsx';
import { Change, Interval } from './Figure.tsx';
import { type OpenedPassages, PeopleOfScenario } from './PeopleOfScenario.tsx';
import classes from './scenarios.module.css';
import { spanSearch, usePassages } from './use-passages.ts';
import { Wide } from './Wide.tsx';

type Deck = ReplyOf<typeof scenarioDeck>;

/** The flight deck: every scenario for everybody and for each segment; every cell opens its people. */
export function Screen() {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const navigate = useNavigate();
  const { words, search, change, asked } = usePassages();
  const [making, setMaking] = useState(false);
  const segments = useRoute(listSegments);
  const chosen = many(search.of).slice(0, mostDeckSegments);
  const body = { from: asked?.from ?? '', to: asked?.to ?? '', segments: chosen };
  const read = useRoute(scenarioDeck, { body }, { enabled: asked !== undefined, keepPrevious: true });
  return (
    <>
      <PageHeader
        title={t('scenarios.title')}
        lead={t('scenarios.lead')}
        actions={
          <>
            <CopyLink />
            {may && (
              <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
                {t('scenarios.define')}
              </Button>
            )}
          </>
        }
      />
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.data?.rows.length === 0 ? (
        <EmptyState icon={IconMap2} title={t('scenarios.empty')} lesson={t('scenarios.empty_lesson')} />
      ) : (
        <>
          <section className={trends.sentence} aria-label={t('measure.question')}>
            <Span question={words} ask={(patch) => change(writeDays(patch))} />
            <MultiSelect
              size="xs"
              maw="32rem"
              label={t('scenarios.compare_segments')}
              data={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={chosen}
              maxValues={mostDeckSegments}
              searchable
              clearable
              onChange={(of) => change({ of })}
            />
          </section>
          {!read.error && !read.data && <Skeleton h={240} />}
          {read.data && asked && <Table deck={read.data} asked={asked} search={spanSearch(search)} />}
        </>
      )}
      <Editor
        opened={making}
        onClose={() => setMaking(false)}
        onKept={({ id }) => void navigate({ to: '/scenarios/$id', params: { id } as never })}
      />
    </>
  );
}

function Table({ deck, asked, search }: { deck: Deck; asked: PassagesAsked; search: Record<string, string> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedPassages>();
  const columns = [{ id: null, name: t('scenarios.everybody') }, ...deck.segments];
  return (
    <Wide label={t('scenarios.title')}>
      <table className={classes.deck}>
        <caption className="only-heard">{t('scenarios.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('scenarios.one')}</th>
            {columns.map(({ id, name }) => (
              <th scope="col" key={id ?? ''}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {deck.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link to={`/scenarios/${row.id}`} search={search}>
                  {row.name}
                </Link>
                {row.problem && <span className={classes.quiet}>{row.problem}</span>}
              </th>
              {row.cells.map(({ segmentId, quality, before, worst }, at) => (
                <td key={segmentId ?? ''}>
                  {quality.value === null ? (
                    <span className={classes.nobody}>{t('scenarios.nobody_passed')}</span>
                  ) : (
                    <button
                      type="button"
                      className={classes.cell}
                      aria-label={t('measure.open_people', {
                        name: `${row.name}, ${columns[at]?.name}`,
                        value: format.whole(quality.value),
                      })}
                      onClick={() =>
                        setOpened({
                          ...{ scenarioId: row.id, title: `${row.name} · ${columns[at]?.name}`, part: 'all' },
                          question: { from: asked.from, to: asked.to, ...(segmentId !== null && { segmentId }) },
                        })
                      }
                    >
                      <span className={classes.gauge} style={{ '--quality': `${quality.value}%` } as React.CSSProperties}>
                        <strong className="figure">{format.whole(quality.value)}</strong>
                      </span>
                      <span className={classes.quiet}>
                        <Interval figure={quality} /> ·{' '}
                        {t('scenarios.passages', { count: quality.passages, passages: format.whole(quality.passages) })}
                      </span>
                      <span className={classes.quiet}>
                        <Change now={quality} before={before} />
                      </span>
                      {worst && (
                        <span className={classes.quiet}>
                          {t('scenarios.worst', { step: worst.name, share: format.percent(worst.failed / quality.passages) })}
                        </span>
                      )}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <PeopleOfScenario opened={opened} search={search} onClose={() => setOpened(undefined)} />
    </Wide>
  );
}
