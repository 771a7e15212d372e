/** What a finding stands on, and what people attach to it. */
import { ActionIcon, Anchor, Stack } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { detachEvidence, type EvidencePiece, type Finding, listFindings } from '#measure/contract';
import { useCall, useRefresh } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { RelativeTime } from '../../../ui/Time.tsx';
import { AttachEvidence } from './AttachEvidence.tsx';
import { Backed } from './Backed.tsx';
import classes from './voice.module.css';

export function Evidence({ finding, may }: { finding: Finding; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, title, evidence, pieces, backing } = finding;
  return (
    <Stack gap="md">
      <div>
        <h3 className={classes.title}>{title}</h3>
        <Backed backing={backing} />
      </div>
      <ul className={classes.cards} aria-label={t('evidence.title')}>
        {evidence > 0 && (
          <li className={classes.piece}>
            {t('evidence.words', { count: evidence, voices: format.whole(evidence) })}
            <span className={classes.quiet}>{t('evidence.dimension.attitudinal')}</span>
          </li>
        )}
        {pieces.map((piece) => (
          <Piece key={piece.id} findingId={id} piece={piece} may={may} />
        ))}
      </ul>
      {evidence + pieces.length === 0 && <p className={classes.quiet}>{t('evidence.nothing')}</p>}
      {may && <AttachEvidence findingId={id} />}
    </Stack>
  );
}

function Piece({ findingId, piece, may }: { findingId: string; piece: EvidencePiece; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const remove = useCall(detachEvidence, { onSuccess: () => refresh(listFindings) });
  const { id, kind, dimension, title, link, money, note, by, at, gone } = piece;
  return (
    <li className={classes.piece}>
      <span className={classes.head}>
        <strong>
          {link ? (
            <Anchor href={link} target="_blank" rel="noopener noreferrer" inherit>
              {title}
            </Anchor>
          ) : (
            title
          )}
          {money && <> · {format.amount(money.amount, money.currency)}</>}
        </strong>
        {may && (
          <ActionIcon
            variant="subtle"
            color="gray"
            loading={remove.isPending}
            aria-label={t('evidence.remove', { title })}
            onClick={() => remove.mutate({ params: { findingId, pieceId: id } })}
          >
            <IconX size={16} />
          </ActionIcon>
        )}
      </span>
      <span className={classes.quiet}>
        {t(`evidence.kind.${kind}`)} · {t(`evidence.dimension.${dimension}`)} · {by}, <RelativeTime at={at} />
        {gone && <> · {t('evidence.gone')}</>}
      </span>
      {money && <span className={classes.quiet}>{t('evidence.method', { method: money.method })}</span>}
      {note && <p className={classes.sample}>{note}</p>}
    </li>
  );
}
