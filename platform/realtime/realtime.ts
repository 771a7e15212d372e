import type { IncomingMessage, Server } from 'node:http';
import type { z } from 'zod';
import type { Policy, Principal } from '#platform/auth';
import type { Topic } from '#platform/contract';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';

/** Sends one message to every subscriber of the topic (and key) in the workspace, in this and other processes. */
export type Publish = <M extends z.ZodType>(topic: Topic<M>, workspaceId: string, message: z.input<M>, key?: string) => void;

/** Where a topic's messages come from when a browser resumes: everything after its cursor, oldest first. */
export interface TopicSource {
  /**
   * Messages after `cursor` (undefined: start now). `cursor` of the answer is where to resume. `more: true` asks to be asked
   * again at once (the next page), `'later'` soon (what follows lies above the watermark). A `Refusal` ends the subscription.
   */
  after(
    principal: Principal,
    cursor: string | undefined,
    key: string | undefined,
  ): Promise<{ messages: unknown[]; cursor: string | undefined; more?: boolean | 'later' }>;
}

export interface Realtime {
  /**
   * Registers a topic. Without a source, messages are only those published while the socket is open. With one, they always
   * come from the source: `publish` says that there is something new.
   */
  topic<M extends z.ZodType>(topic: Topic<M>, source?: TopicSource): void;
  publish: Publish;
  /** Says that a topic with a source has something new; subscribers pull it. */
  nudge(topic: Topic, workspaceId: string, key?: string): void;
}

/** Who sits at a socket, and by what right. */
export interface Seat {
  principal: Principal;
  /** The session behind it, when a person signed in. */
  sessionId?: string;
}

export interface RealtimeDeps {
  db: Db;
  log: Log;
  policy: Policy;
  /**
   * Who the seats are now, in their order; undefined for one whose session, key or membership is gone. Asked for all open
   * sockets at once, twice a second: one query, whatever their number.
   */
  recheck(seats: Seat[]): Promise<(Principal | undefined)[]>;
  limits?: Partial<Limits>;
}

export interface Limits {
  sockets: number;
  socketsPerPrincipal: number;
  subscriptionsPerSocket: number;
  /** Bytes that may wait for one slow reader before its socket is closed. */
  bufferBytes: number;
  /** Largest frame a client may send. */
  frameBytes: number;
  /** Frames (and pings) a client may send: at once, and a second after that. */
  burst: number;
  framesPerSecond: number;
  heartbeatMs: number;
  recheckMs: number;
  /** Shortest time between two deliveries of one topic and key. */
  coalesceMs: number;
  /** How often sources are asked without a signal, in case one was lost. */
  sweepMs: number;
}

/** Who knocks? `workspaceId` is what the query `?workspace=` asks for: browsers cannot set headers on a socket. */
export type Authenticate = (request: IncomingMessage, workspaceId: string | undefined) => Promise<Seat | undefined>;

export interface RunningRealtime extends Realtime {
  start(): Promise<void>;
  /** Serves `GET /api/realtime` (upgrade) on the server, and refuses upgrades that nobody serves; `elsewhere` others do. */
  attach(server: Server, authenticate: Authenticate, elsewhere?: readonly string[]): void;
  /** Asks at once, in every process, whether this account, employee, API key or session may still sit where it sits. */
  revalidate(id: string): void;
  /** Every topic, for the authorisation matrix. */
  topics(): Topic[];
  stats(): { sockets: number; subscriptions: number; droppedAsTooSlow: number };
  /** Closes every socket with 1001. */
  stop(): Promise<void>;
}
