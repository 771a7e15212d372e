/** The first records beside what the map makes of them. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MappedMessage, previewMapping } from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { KindBadge } from '../../ui/Badges.tsx';
import { useFormat } from '../../ui/format.ts';
import { Stat, Stats } from '../../ui/Stat.tsx';
import classes from './import.module.css';

type Seen = ReplyOf<typeof previewMapping>;

export function Preview({ seen: { rows, tally } }: { seen: Seen }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Stats>
        <Stat label={t('import.rows')} value={format.whole(tally.records)} />
        <Stat label={t('import.messages')} value={format.whole(tally.messages)} />
        <Stat label={t('import.people')} value={format.whole(tally.people)} />
        <Stat label={t('import.refused')} value={format.whole(tally.refused)} />
        <Stat label={t('import.skipped')} value={format.whole(tally.skipped)} />
      </Stats>
      <ol className={classes.rows}>
        {rows.map((row) => (
          <Row key={row.line} {...row} />
        ))}
      </ol>
    </>
  );
}

function Row({ line, record, messages, problems, skipped }: Seen['rows'][number]) {
  const { t } = useTranslation();
  return (
    <li className={classes.row} data-wrong={problems.length > 0 || undefined}>
      <div>
        <Text size="xs" c="var(--ink-quiet)">
          {t('import.line', { line })}
        </Text>
        <Facts facts={record ?? {}} />
      </div>
      <div>
        {problems.map(({ field, target, message }) => (
          <Text key={`${target} ${message}`} size="sm" className={classes.problem ?? ''}>
            {[field, message].filter(Boolean).join(': ')} <code>{target}</code>
          </Text>
        ))}
        {skipped && (
          <Text size="sm" c="var(--ink-quiet)">
            {t('import.passed_over')}
          </Text>
        )}
        {!skipped && problems.length === 0 && messages.length === 0 && (
          <Text size="sm" c="var(--ink-quiet)">
            {t('import.nothing_from_it')}
          </Text>
        )}
        {messages.map((message) => (
          <Message key={message.messageId} {...message} />
        ))}
      </div>
    </li>
  );
}

function Message({ type, event, name, userId, anonymousId, groupId, timestamp, properties, traits }: MappedMessage) {
  const format = useFormat();
  const said = [event ?? name, userId ?? anonymousId, groupId, timestamp && format.dateTime(timestamp)];
  return (
    <div className={classes.message}>
      <KindBadge kind={type} /> <span className={classes.said}>{said.filter(Boolean).join(' · ')}</span>
      <Facts facts={properties ?? traits ?? {}} />
    </div>
  );
}

function Facts({ facts }: { facts: Record<string, unknown> }) {
  const filled = Object.entries(facts).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return (
    <dl className={classes.facts}>
      {filled.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
