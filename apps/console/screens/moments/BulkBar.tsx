/** One act on everything that is chosen; what could not be done says why. */
import { Button, CloseButton, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bulk } from '#moments/contract';
import type { BodyOf } from '#platform/contract';
import { useCall } from '../../api.ts';
import { showDone, showProblem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { BulkDialog, type BulkKind } from './BulkDialog.tsx';
import classes from './desk.module.css';
import { touchedReads } from './refreshed.ts';
import type { Inbox } from './use-inbox.ts';

export type BulkAct = BodyOf<typeof bulk>['act'];

export function BulkBar({ inbox: { chosen, setChosen, list } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<BulkKind>();
  const rows = list.rows.filter(({ id }) => chosen.has(id));
  const act = useCall(bulk, {
    refreshes: touchedReads,
    onSuccess: ({ items }) => {
      const failed = items.filter(({ done }) => !done);
      setAsking(undefined);
      // What could not be done stays chosen: the next try is one key away.
      setChosen(new Set(failed.map(({ id }) => id)));
      if (failed.length === 0) return showDone(t('moments.bulk.done', { count: items.length }));
      const why = [...new Set(failed.map((one) => one.why ?? ''))].join(' ');
      showProblem({ title: t('moments.bulk.failed', { count: failed.length }), detail: why, cure: '', fields: [] });
    },
  });
  const run = (what: BulkAct) => act.mutate({ body: { moments: rows.map(({ id, epoch }) => ({ id, epoch })), act: what } });
  useShortcut('a', t('moments.bulk.take'), () => run({ kind: 'take', reason: '' }));
  useShortcut('e', t('moments.bulk.resolve'), () => setAsking('resolve'));
  useShortcut('z', t('moments.bulk.snooze'), () => setAsking('snooze'));
  useShortcut('l', t('moments.bulk.label'), () => setAsking('label'));
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t('moments.bulk.title')}>
      <CloseButton size="sm" aria-label={t('moments.bulk.none')} onClick={() => setChosen(new Set())} />
      <strong>{t('moments.bulk.chosen', { count: chosen.size })}</strong>
      <Button size="compact-sm" variant="default" loading={act.isPending} onClick={() => run({ kind: 'take', reason: '' })}>
        {t('moments.bulk.take')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsking('resolve')}>
        {t('moments.bulk.resolve')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" aria-label={t('moments.more')}>
            <IconDots size={16} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['snooze', 'label', 'release'] as const).map((kind) => (
            <Menu.Item key={kind} onClick={() => setAsking(kind)}>
              {t(`moments.bulk.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <BulkDialog kind={asking} busy={act.isPending} run={run} onClose={() => setAsking(undefined)} />
    </div>
  );
}
