/** What a finding stands on, and what people attach to it. */
import { ActionIcon, Anchor, Stack } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { detachEvidence, type EvidencePiece, type Finding, listFindings } from '#measure/contract';
import { useCall, useRefresh } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
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

/** Where it stands in the house. */
const placeOf: Partial<Record<EvidencePiece['kind'], (id: string) => string>> = {
  theme: () => '/voice/themes',
  metric: (id) => `/measure/metrics/${id}`,
  scenario: (id) => `/scenarios/${id}`,
  audit: (id) => `/audits/sheets/${id}`,
};

function Piece({ findingId, piece, may }: { findingId: string; piece: EvidencePiece; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const remove = useCall(detachEvidence, { onSuccess: () => refresh(listFindings) });
  const { id, kind, dimension, title, reference, question, link, money, note, by, at, gone } = piece;
  const place = reference === null || gone ? undefined : placeOf[kind]?.(reference);
  return (
    <li className={classes.piece}>
      <span className={classes.head}>
        <strong>
          <Title title={title} link={link} place={place} />
          {question && <>: {question}</>}
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

/** Somewhere else, somewhere in the house, or nowhere one could go. */
function Title({ title, link, place }: { title: string; link: string | null; place: string | undefined }) {
  if (place) return <Link to={place}>{title}</Link>;
  if (!link) return title;
  return (
    <Anchor href={link} target="_blank" rel="noopener noreferrer" inherit>
      {title}
    </Anchor>
  );
}
