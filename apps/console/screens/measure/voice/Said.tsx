/** One thing a customer said: the very words, what was read from them, and where they lead. */
import { Button, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Feedback } from '#measure/contract';
import { Mark } from '../../../ui/Badges.tsx';
import { Link } from '../../../ui/Link.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { kindIcons } from './kinds.ts';
import classes from './voice.module.css';

const edge = 0.05;

export function moodOf({ sentiment }: Pick<Feedback, 'sentiment'>) {
  if (sentiment === null) return 'unknown';
  if (Math.abs(sentiment) < edge) return 'neutral';
  return sentiment > 0 ? 'positive' : 'negative';
}

interface Props {
  said: Feedback;
  onCorrect?: ((said: Feedback) => void) | undefined;
  onFinding?: ((said: Feedback) => void) | undefined;
  onSettle?: ((said: Feedback) => void) | undefined;
}

export function Said({ said, onCorrect, onFinding, onSettle }: Props) {
  const { t } = useTranslation();
  const { kind, emotion, effort, themes, person, moment, corrected, sentimentUnknown } = said;
  const channel = t(`voice.channel_name.${said.channel}`, { defaultValue: said.channel });
  return (
    <li className={classes.said}>
      <p className={classes.words} lang={said.language ?? undefined}>
        “{said.text}”
      </p>
      <div className={classes.foot}>
        <Mark icon={kindIcons[kind]} whole>
          {t(`voice.kind.${kind}`)}
        </Mark>
        <Tooltip label={t(`voice.why_unknown.${sentimentUnknown}`)} disabled={sentimentUnknown === null}>
          <span>{t(`voice.mood.${moodOf(said)}`)}</span>
        </Tooltip>
        {emotion !== null && emotion !== 'none' && <span>· {t(`voice.emotion.${emotion}`)}</span>}
        {effort !== null && <span>· {t(`voice.effort.${effort}`)}</span>}
        {themes.map(({ id, name }) => (
          <Link key={id} to="/voice" search={{ theme: id }} size="sm">
            #{name}
          </Link>
        ))}
        {said.kindBy === 'language_model' && <span>· {t('voice.read_by', { reader: said.readBy })}</span>}
        {corrected.length > 0 && <span>· {t('voice.corrected')}</span>}
        <span>
          · {channel} · <RelativeTime at={said.at} />
        </span>
        {said.redacted && <span>· {t('ui.personal.hidden')}</span>}
        {person && (
          <Link to={`/customers/${person.id}`} size="sm">
            {person.name ?? t('voice.nameless')}
          </Link>
        )}
        {moment && (
          <Link to={`/moments/${moment}`} size="sm">
            {t('voice.moment')}
          </Link>
        )}
        <span className={classes.acts}>
          {onSettle && (
            <Button size="compact-xs" variant="default" onClick={() => onSettle(said)}>
              {t('voice.settle')}
            </Button>
          )}
          {onFinding && (
            <Button size="compact-xs" variant="subtle" onClick={() => onFinding(said)}>
              {t('voice.finding.keep')}
            </Button>
          )}
          {onCorrect && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onCorrect(said)}>
              {t('voice.correct')}
            </Button>
          )}
        </span>
      </div>
    </li>
  );
}
