/** What is presented to customers, beside what they live through. */
import { Button, Group, MultiSelect, Popover, Skeleton, Stack } from '@mantine/core';
import { IconDownload, IconHeartHandshake, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { exportPromises, listBrandPromises, mostPromiseSegments } from '#measure/contract';
import { useCall, useRoute } from '../../../api.ts';
import { save } from '../../../save.ts';
import { useSession } from '../../../session.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { PromiseForm } from './PromiseForm.tsx';
import { type OpenedPeople, PromisePeople } from './PromisePeople.tsx';
import classes from './promises.module.css';
import { Score } from './Score.tsx';
import { Sentence } from './Sentence.tsx';
import { SpanSelect } from './SpanSelect.tsx';
import { usePromiseSpan } from './use-span.ts';

export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const may = useSession().can('measure.write');
  const [making, setMaking] = useState(false);
  const [opened, setOpened] = useState<OpenedPeople>();
  const { span, days, setFilter } = usePromiseSpan();
  const { data, error, isPending, refetch } = useRoute(listBrandPromises, { query: span }, { keepPrevious: true });
  const items = data?.items ?? [];
  return (
    <>
      <PageHeader
        title={t('promises.title')}
        lead={t('promises.lead')}
        actions={
          <>
            {items.length > 0 && <Export span={span} />}
            {may && (
              <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
                {t('promises.make')}
              </Button>
            )}
          </>
        }
      />
      <Group mb="lg">
        <SpanSelect days={days} onChange={(value) => setFilter({ days: value })} />
      </Group>
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton h={160} />}
      {data && items.length === 0 && (
        <EmptyState icon={IconHeartHandshake} title={t('promises.none')} lesson={t('promises.none_lesson')} />
      )}
      <ul className={classes.cards} aria-label={t('promises.title')}>
        {items.map(({ id, words, presentedIn, presentedFrom, segment, owner, presented, experienced, countedFrom }) => (
          <li key={id} className={classes.card}>
            <div>
              <span className={classes.quiet}>{t('promises.presented')}</span>
              <h2 className={classes.words}>
                <Link to={`/brand-promises/${id}`} inherit>
                  “{words}”
                </Link>
              </h2>
              <span className={classes.quiet}>
                {presentedIn && <>{presentedIn} · </>}
                {t('promises.since', { day: format.date(presentedFrom) })}
                {segment && <> · {t('promises.to_segment', { segment: segment.name })}</>} · {owner.name}
              </span>
            </div>
            <div>
              <span className={classes.quiet}>{t('promises.experienced')}</span>
              <Score experienced={experienced} presented={presented} />
              <Sentence
                told={experienced.told}
                onOpen={(verdict, title) => setOpened({ title, id, asked: { ...span, from: countedFrom ?? span.from, verdict } })}
              />
            </div>
          </li>
        ))}
      </ul>
      <PromiseForm
        opened={making}
        onClose={() => setMaking(false)}
        onKept={({ id }) => void navigate({ to: '/brand-promises/$id', params: { id } as never })}
      />
      <PromisePeople opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

/** With segments chosen, every promise has a line for everybody and one for each of them. */
function Export({ span }: { span: { from: string; to: string; timeZone: string } }) {
  const { t } = useTranslation();
  const may = useSession().can('customers.read');
  const { data } = useRoute(listSegments, undefined, { enabled: may });
  const [segments, setSegments] = useState<string[]>([]);
  const fetch = useCall(exportPromises, { onSuccess: (file) => save(file as Blob, 'presented-experienced.csv') });
  const known = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const button = (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate({ body: { ...span, segments } })}
    >
      {t('measure.export')}
    </Button>
  );
  if (known.length === 0) return button;
  return (
    <Popover position="bottom-end" width={320}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('promises.index')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <MultiSelect
            label={t('promises.by_segment')}
            description={t('promises.index_hint')}
            data={known}
            value={segments}
            maxValues={mostPromiseSegments}
            onChange={setSegments}
            searchable
            comboboxProps={{ withinPortal: false }}
          />
          {button}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
