/** Of public words: what their author is called there, the stars they gave, and the way to where it was said. */
import { Anchor } from '@mantine/core';
import { IconExternalLink, IconStar, IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '#moments/contract';
import classes from './conversation.module.css';

/** More stars than that are told as a number. */
const mostStars = 10;

export function Provenance({ entry: { author, details } }: { entry: Pick<Entry, 'author' | 'details'> }) {
  const { t } = useTranslation();
  const { link, rating, product, version } = details;
  const handle = details.handle === author.name ? undefined : details.handle;
  const stars = ratingOf(rating);
  const about = [product, version].filter((part) => typeof part === 'string').join(' ');
  if (typeof handle !== 'string' && typeof link !== 'string' && !stars && about === '') return null;
  return (
    <p className={classes.provenance}>
      {stars && <Stars {...stars} />}
      {typeof handle === 'string' && <span>{handle}</span>}
      {about !== '' && <span>{about}</span>}
      {typeof link === 'string' && /^https?:/i.test(link) && (
        <Anchor href={link} target="_blank" rel="noopener noreferrer nofollow" size="xs" c="inherit">
          <IconExternalLink size={14} aria-hidden="true" /> {t('ears.desk.at_source')}
        </Anchor>
      )}
    </p>
  );
}

function Stars({ value, of }: { value: number; of: number }) {
  const { t } = useTranslation();
  const words = t('ears.desk.stars', { value, of });
  if (of > mostStars) return <span>{words}</span>;
  return (
    <span className={classes.stars} role="img" aria-label={words} title={words}>
      {Array.from({ length: of }, (_, at) => {
        const Star = at < Math.round(value) ? IconStarFilled : IconStar;
        // biome-ignore lint/suspicious/noArrayIndexKey: a star is its place.
        return <Star key={at} size={14} aria-hidden="true" />;
      })}
    </span>
  );
}

function ratingOf(rating: unknown): { value: number; of: number } | undefined {
  if (typeof rating !== 'object' || rating === null || !('value' in rating) || !('of' in rating)) return undefined;
  const { value, of } = rating;
  return typeof value === 'number' && typeof of === 'number' ? { value, of } : undefined;
}
