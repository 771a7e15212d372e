/** Who owned it when: people cool, queues hatched warm, and the instants it was nobody's (there are none). */
import { Popover, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readBand } from '#moments/contract';
import { useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './band.module.css';
import { type Block, layoutBand } from './band.ts';

export function OwnershipBand({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, dataUpdatedAt } = useRoute(readBand, { params: { id } }, { refetchInterval: 30_000 });
  if (!data) return <div className={classes.empty} />;
  const seconds = (ms: number) => format.duration(Math.floor(ms / 1000));
  return (
    <section className={classes.frame} aria-label={t('moments.band.title')}>
      <ol className={classes.line}>
        {layoutBand(data, dataUpdatedAt).map((block) => (
          <BlockView key={`${block.kind} ${block.from}`} block={block} />
        ))}
      </ol>
      <p className={classes.sums}>
        <span>{t('moments.band.people', { time: seconds(data.withPeopleMs) })}</span>
        <span>{t('moments.band.queues', { time: seconds(data.inQueueMs) })}</span>
        <span data-good={data.gaps.length === 0 || undefined} className={classes.gaps}>
          {data.gaps.length === 0 ? (
            <IconCircleCheck size={14} aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={14} aria-hidden="true" />
          )}
          {data.gaps.length === 0 ? t('moments.band.no_gaps') : t('moments.band.gaps', { count: data.gaps.length })}
        </span>
      </p>
    </section>
  );
}

function BlockView({ block: { kind, from, until, stretch, share } }: { block: Block }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState(false);
  const name = stretch?.owner.name ?? t(`moments.band.${kind === 'gap' ? 'nobody' : 'settled'}`);
  const time = t('moments.band.from_until', {
    from: format.dateTimeExact(from),
    until: stretch?.until === null ? t('moments.band.now') : format.dateTimeExact(until),
    time: format.duration((until - from) / 1000),
  });
  const show = { onMouseEnter: () => setShown(true), onFocus: () => setShown(true) };
  const hide = { onMouseLeave: () => setShown(false), onBlur: () => setShown(false) };
  return (
    <li style={{ flexGrow: share * 1000 }} className={classes.cell}>
      <Popover opened={shown} position="bottom" width={280} shadow="md" trapFocus={false} withRoles={false}>
        <Popover.Target>
          <UnstyledButton className={classes.block ?? ''} data-kind={kind} {...show} {...hide}>
            <span className={classes.name} aria-hidden="true">
              {name}
            </span>
            <span className="only-heard">
              {name}: {time}. {stretch?.reason.sentence}
            </span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className={classes.why ?? ''} aria-hidden="true">
          <strong>{name}</strong>
          <span>{stretch?.reason.sentence}</span>
          <small>{time}</small>
        </Popover.Dropdown>
      </Popover>
    </li>
  );
}
