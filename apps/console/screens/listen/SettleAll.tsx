/** Everything that is kept aside, tried again or let go at once: one cause often has many events. */
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listParked, listSources, overview, settleParked } from '#listen/contract';
import { useCall } from '../../api.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { showDone } from '../../ui/Problem.tsx';

interface Props {
  /** Only of this source; of all when left out. */
  sourceId: string | undefined;
  count: number;
}

export function SettleAll({ sourceId, count }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState<'retry' | 'dismiss'>();
  const round = useCall(settleParked, { refreshes: [listParked, overview, listSources] });

  async function settle(how: 'retry' | 'dismiss'): Promise<void> {
    setBusy(how);
    try {
      let settled = 0;
      let left = 0;
      let after: string | null = null;
      do {
        const answer = await round.mutateAsync({
          body: { how, ...(sourceId && { sourceId }), ...(after !== null && { after }) },
        });
        settled += answer.settled;
        left += answer.left;
        after = answer.next;
      } while (after !== null);
      showDone(
        left === 0 ? t('listen.aside.settled_all', { count: settled }) : t('listen.aside.settled_some', { settled, left }),
      );
    } catch {
      // Shown by `useCall`; what was settled until then is settled.
    } finally {
      setBusy(undefined);
    }
  }

  const letGo = async () => {
    const yes = await confirm({
      title: t('listen.aside.dismiss_all_title', { count }),
      consequence: t('listen.aside.dismiss_all_consequence'),
      action: t('listen.aside.dismiss_all'),
    });
    if (yes) await settle('dismiss');
  };
  return (
    <Group gap="xs">
      <Button variant="subtle" color="red" loading={busy === 'dismiss'} disabled={busy === 'retry'} onClick={() => void letGo()}>
        {t('listen.aside.dismiss_all')}
      </Button>
      <Button variant="default" loading={busy === 'retry'} disabled={busy === 'dismiss'} onClick={() => void settle('retry')}>
        {t('listen.aside.retry_all')}
      </Button>
    </Group>
  );
}
