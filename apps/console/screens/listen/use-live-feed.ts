/** The live feed at the pace of eyes: whatever arrives, the screen is drawn at most ten times a second. */
import { useThrottledCallback } from '@mantine/hooks';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { type LiveEvent, live, recentEvents } from '#listen/contract';
import { useRoute } from '../../api.ts';
import { useLive, useLiveState } from '../../use-live.ts';
import { LiveFeed, type LiveFilter } from './live-feed.ts';

const DRAW_EVERY_MS = 100;
const BEFORE = 100;

interface Drawn {
  feed: LiveFeed;
  events: readonly LiveEvent[];
  /** How many had been heard when this was drawn. */
  heard: number;
  acceptedAt: number[];
}

/** `held`: the list stands still for a reader; what comes in meanwhile is counted. */
export function useLiveFeed(filter: LiveFilter, held: boolean) {
  const { search, source, kind } = filter;
  const feed = useMemo(() => new LiveFeed({ search, source, kind }), [search, source, kind]);
  const [drawn, setDrawn] = useState<Drawn>({ feed, events: [], heard: 0, acceptedAt: [] });
  const [figures, setFigures] = useState(() => feed.figures(Date.now()));
  const lastDrawn = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const draw = useEffectEvent(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    lastDrawn.current = performance.now();
    const acceptedAt = feed.drawing();
    if (held && drawn.feed === feed) return;
    setDrawn({ feed, events: feed.events(), heard: feed.heard(), acceptedAt });
  });
  /** The first after a silence at once, the rest in steps. */
  const drawSoon = () => {
    if (timer.current !== undefined) return;
    const wait = lastDrawn.current + DRAW_EVERY_MS - performance.now();
    if (wait <= 0) draw();
    else timer.current = setTimeout(() => draw(), wait);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const before = useRoute(
    recentEvents,
    { query: { limit: BEFORE, search: search || undefined, sourceId: source, kind } },
    { keepPrevious: false },
  );
  const refetch = useEffectEvent(() => void before.refetch());
  // Accepted by another server of the cluster, and too much to be handed around.
  const catchUp = useThrottledCallback(() => void before.refetch(), 1_000);
  const { error } = useLive(
    live,
    (message) => {
      feed.hear(message, Date.now());
      drawSoon();
    },
    { onChanged: catchUp },
  );
  useEffect(() => {
    if (before.data) feed.fill(before.data.items);
    draw();
  }, [feed, before.data]);
  useEffect(() => {
    if (!held) draw();
  }, [held]);

  // What passed while the line was cut is in the log.
  const connection = useLiveState();
  useEffect(() => {
    if (connection === 'caught_up') refetch();
  }, [connection]);

  // The next frame has it on the screen; a hidden page has no frames, and says nothing of speed.
  useEffect(() => {
    if (document.visibilityState === 'hidden') return;
    const frame = requestAnimationFrame(() => drawn.feed.painted(drawn.acceptedAt, Date.now()));
    return () => cancelAnimationFrame(frame);
  }, [drawn]);

  useEffect(() => {
    setFigures(feed.figures(Date.now()));
    const tick = setInterval(() => setFigures(feed.figures(Date.now())), 1_000);
    return () => clearInterval(tick);
  }, [feed]);

  return {
    events: drawn.feed === feed ? drawn.events : [],
    /** Passing events that are not on the screen because it is held. */
    waiting: () => feed.heard() - drawn.heard,
    figures,
    loading: before.isPending,
    problem: before.error,
    retry: () => void before.refetch(),
    refused: error,
  };
}
