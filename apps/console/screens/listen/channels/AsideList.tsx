import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../session.ts';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import classes from './channels.module.css';

interface Props {
  title: string;
  lead: string;
  items: { id: string; from: string; channel: string; words: string; reason: string; at: string }[];
  busy: boolean;
  onRetry: (id: string) => void;
  onDismiss: (id: string) => void;
}

/** What waits for somebody's decision. There should be nothing, so without anything there is nothing to see. */
export function AsideList({ title, lead, items, busy, onRetry, onDismiss }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const letGo = async (id: string) => {
    const yes = await confirm({
      title: t('channels.aside.dismiss_title'),
      consequence: t('channels.aside.dismiss_consequence'),
      action: t('channels.aside.dismiss'),
    });
    if (yes) onDismiss(id);
  };
  if (items.length === 0) return null;
  return (
    <div className={classes.aside}>
      <Panel title={title}>
        <Text size="sm" c="var(--ink-quiet)" mb="sm">
          {lead}
        </Text>
        <ul className={classes.list}>
          {items.map(({ id, from, channel, words, reason, at }) => (
            <li key={id}>
              <Text size="sm" fw={500}>
                {from} · {channel} · <RelativeTime at={at} />
              </Text>
              <Text size="sm">{words}</Text>
              <Text size="sm" c="red">
                {reason}
              </Text>
              {can('listen.write') && (
                <Group gap="xs" mt="xs">
                  <Button size="xs" variant="default" loading={busy} onClick={() => onRetry(id)}>
                    {t('channels.aside.retry')}
                  </Button>
                  <Button size="xs" variant="subtle" color="red" onClick={() => void letGo(id)}>
                    {t('channels.aside.dismiss')}
                  </Button>
                </Group>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
