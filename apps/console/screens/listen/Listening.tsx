/** Waits, visibly, for the first word of a source; then says what it was. */
import { Group, Text } from '@mantine/core';
import { IconCheck, IconEar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LiveEvent, live, type Source } from '#listen/contract';
import { ButtonLink, Link } from '../../ui/Link.tsx';
import { useLive } from '../../use-live.ts';
import classes from './source.module.css';

export function Listening({ source }: { source: Source }) {
  const { t } = useTranslation();
  const [heard, setHeard] = useState<LiveEvent>();
  useLive(
    live,
    ({ events }) => {
      const own = events.find(({ sourceId }) => sourceId === source.id);
      if (own) setHeard(own);
    },
    { enabled: heard === undefined },
  );
  // The live stream is a sample; the source's own figures are not.
  const arrived = heard !== undefined || source.health.events > 0;
  return (
    <div className={classes.listening} role="status">
      <span className={classes.ear} data-waiting={arrived ? undefined : true} aria-hidden="true">
        {arrived ? <IconCheck size={20} stroke={2} /> : <IconEar size={20} stroke={1.6} />}
      </span>
      <div style={{ flex: 1 }}>
        <Text fw={600}>{arrived ? t('listen.listening.heard') : t('listen.listening.waiting')}</Text>
        <Text size="sm" c="var(--ink-quiet)">
          {heard ? t('listen.listening.what', { event: heard.name, who: heard.sender.value }) : t('listen.listening.how')}
        </Text>
        {!arrived && source.health.keptAside > 0 && (
          <Text size="sm">
            <Link to="/kept-aside" search={{ source: source.id }} inherit>
              {t('listen.listening.unusable', { count: source.health.keptAside })}
            </Link>
          </Text>
        )}
      </div>
      {arrived && (
        <Group gap="xs">
          <ButtonLink to="/live" search={{ source: source.id }} variant="default" size="xs">
            {t('listen.listening.watch')}
          </ButtonLink>
        </Group>
      )}
    </div>
  );
}
