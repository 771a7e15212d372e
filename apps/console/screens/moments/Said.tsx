/** What was said and done, in order; the newest in sight, unless somebody reads further up. */
import { Button, Skeleton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '#moments/contract';
import type { ProblemError } from '../../problem.ts';
import { useFormat } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';
import { EntryView } from './EntryView.tsx';

interface Props {
  moment: WholeMoment;
  entries: Entry[] | undefined;
  problem: ProblemError | null;
  retry: () => void;
  /** The last of our entries that the visitor of a chat has read, by its number. */
  read: number;
  /** Customers who type now. */
  typing: string[];
  onUndone: (entry: Entry) => void;
}

const NEAR_PX = 80;
/** Long conversations open at their end; the rest is one press away. */
const SHOWN = 200;

export function Said({ moment, entries, problem, retry, read, typing, onUndone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [whole, setWhole] = useState(false);
  const last = entries?.at(-1)?.seq ?? 0;
  const toEnd = () => frame.current?.scrollTo({ top: frame.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is what moves the view.
  useLayoutEffect(() => {
    if (atEnd) toEnd();
  }, [last, typing.length, entries === undefined]);
  // The composer grows and shrinks; whoever was at the end stays there.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => atEnd && element.scrollTo({ top: element.scrollHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [atEnd]);

  if (problem && !entries) return <Problem problem={problem} onRetry={retry} />;
  const shown = whole ? entries : entries?.slice(-SHOWN);
  return (
    <div className={classes.saidFrame}>
      <div
        ref={frame}
        className={classes.said}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_PX)
        }
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-label={t('moments.said')}
      >
        {!entries && <Skeleton height={120} />}
        {entries && !whole && entries.length > SHOWN && (
          <Button variant="subtle" size="xs" onClick={() => setWhole(true)}>
            {t('moments.earlier', { count: entries.length - SHOWN })}
          </Button>
        )}
        {shown?.map((entry, at) => (
          <EntryView
            key={entry.id}
            entry={entry}
            momentId={moment.id}
            newDay={isNewDay(shown[at - 1], entry)}
            seen={entry.kind === 'out' && entry.seq <= read}
            onUndone={onUndone}
          />
        ))}
        {typing.length > 0 && <p className={classes.typing}>{t('moments.customer_types', { name: format.list(typing) })}</p>}
      </div>
      {!atEnd && (
        <Button
          className={classes.toEnd ?? ''}
          size="compact-sm"
          variant="default"
          radius="xl"
          leftSection={<IconArrowDown size={14} aria-hidden="true" />}
          onClick={toEnd}
        >
          {t('moments.to_end')}
        </Button>
      )}
    </div>
  );
}

const isNewDay = (before: Entry | undefined, { at }: Entry) =>
  !before || new Date(before.at).toDateString() !== new Date(at).toDateString();
