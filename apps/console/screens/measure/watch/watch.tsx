/** One watch with everything it saw, and how it is kept. */
import { Button, Loader } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeWatch, deleteWatch, listWatches, readWatch, type Watch } from '#measure/contract';
import { useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { EditWatch } from './EditWatch.tsx';
import { Found } from './Found.tsx';
import { State, Told, useTimes } from './Told.tsx';
import classes from './watch.module.css';
import { aboutWords } from './words.ts';

const AGAIN_MS = 30_000;

export function Screen() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useRoute(readWatch, { params: { id } }, { refetchInterval: AGAIN_MS });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  return <One watch={data} />;
}

function One({ watch }: { watch: Watch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const times = useTimes(watch);
  const may = useSession().can('measure.write');
  return (
    <>
      <PageHeader
        title={watch.title}
        lead={aboutWords(watch, t, format)}
        back={{ to: '/watches', label: t('watch.title') }}
        actions={may && <Acts watch={watch} />}
      />
      <section className={classes.card} aria-label={watch.title}>
        <div className={classes.head}>
          <State watch={watch} />
          {watch.todo && <p className={classes.quiet}>{watch.todo}</p>}
        </div>
        <Told watch={watch} />
        {watch.findings.length === 0 && <p className={classes.quiet}>{t('watch.nothing_found')}</p>}
        {watch.findings.map((finding) => (
          <Found key={finding.id} watch={watch} finding={finding} timeOf={times.long} />
        ))}
      </section>
    </>
  );
}

function Acts({ watch }: { watch: Watch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [editing, setEditing] = useState(false);
  const params = { id: watch.id };
  const rest = useCall(changeWatch, { onSuccess: () => refresh(readWatch, listWatches) });
  const end = useCall(deleteWatch, {
    onSuccess: () => {
      refresh(listWatches);
      showDone(t('watch.ended'));
      void navigate({ to: '/watches' });
    },
  });
  const askEnd = async () => {
    const question = {
      ...{ title: t('watch.end_title', { name: watch.title }), consequence: t('watch.end_consequence'), action: t('watch.end') },
    };
    if (await confirm(question)) end.mutate({ params });
  };
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
        {t('watch.edit')}
      </Button>
      <Button
        variant="default"
        loading={rest.isPending}
        leftSection={watch.paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        onClick={() => rest.mutate({ params, body: { paused: !watch.paused } })}
      >
        {t(watch.paused ? 'watch.resume' : 'watch.pause')}
      </Button>
      <Button variant="default" loading={end.isPending} leftSection={<IconTrash size={16} />} onClick={() => void askEnd()}>
        {t('watch.end')}
      </Button>
      <Dialog title={t('watch.edit')} opened={editing} onClose={() => setEditing(false)}>
        {editing && <EditWatch watch={watch} onDone={() => setEditing(false)} />}
      </Dialog>
    </>
  );
}
