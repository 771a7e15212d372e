import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { authorize } from '#platform/auth';
import { Refusal, type Topic } from '#platform/contract';
import { openDoor } from './admission.ts';
import { type Connection, createConnection, samePerson, sits } from './connection.ts';
import { type ClientFrame, closeCodes, refusals } from './contract.ts';
import type { Limits, RealtimeDeps, RunningRealtime, Seat, TopicSource } from './realtime.ts';
import { type Pull, startPull } from './subscription.ts';

const defaults: Limits = {
  sockets: 10_000,
  socketsPerPrincipal: 20,
  subscriptionsPerSocket: 100,
  bufferBytes: 1024 * 1024,
  frameBytes: 64 * 1024,
  burst: 120,
  framesPerSecond: 20,
  heartbeatMs: 25_000,
  recheckMs: 500,
  coalesceMs: 50,
  sweepMs: 10_000,
};
const messages = 'platform.realtime';
const access = 'platform.access';
/** Postgres takes 8,000 bytes in a NOTIFY. What is larger travels as "something changed". */
const notifyBytes = 7_000;
/** Messages that may gather between two deliveries before subscribers are told to ask the API instead. */
const gathered = 1_000;

interface Registered {
  topic: Topic;
  source: TopicSource | undefined;
}

interface Subscription {
  id: string;
  registered: Registered;
  connection: Connection;
  room: Room;
  /** For topics with a source. */
  pull?: Pull;
}

/** Everyone who hears the same: one topic, workspace and key. */
interface Room {
  name: string;
  subscriptions: Set<Subscription>;
  gathered: unknown[];
  /** More happened than was gathered. */
  overflowed: boolean;
  deliveredAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** What travels between processes. Without a message: something changed. */
interface Signal {
  from: string;
  /** Makes equal messages distinct: equal NOTIFYs of one moment become one. Only where each of them counts. */
  n?: number;
  topic: string;
  workspaceId: string;
  key?: string;
  message?: unknown;
}

/** A hub of one process; the hubs of a cluster hear each other by NOTIFY. */
export function createRealtime(deps: RealtimeDeps): RunningRealtime {
  const { db, policy } = deps;
  const log = deps.log.child({ module: 'realtime' });
  const limits = { ...defaults, ...deps.limits };
  const self = randomUUID();
  const topics = new Map<string, Registered>();
  const rooms = new Map<string, Room>();
  const connections = new Map<Connection, Map<string, Subscription>>();
  const closers: (() => unknown)[] = [];
  let sent = 0;
  let droppedAsTooSlow = 0;

  const roomName = (topic: string, workspaceId: string, key: string | undefined) => JSON.stringify([topic, workspaceId, key]);

  const publish: RunningRealtime['publish'] = (topic, workspaceId, message, key) => {
    const registered = topics.get(topic.id);
    if (!registered) {
      throw new Error(`The topic "${topic.id}" is published but not registered.`);
    }
    const checked = topic.message.safeParse(message);
    if (!checked.success) {
      // The act is committed by now; a message of the wrong shape must not look like its failure.
      log.error({ err: checked.error, topic: topic.id }, 'A message was not what its topic says; it is not sent');
      return;
    }
    deliver(registered, workspaceId, key, checked.data);
    const signal: Signal = { from: self, topic: topic.id, workspaceId, ...(key !== undefined && { key }) };
    if (!registered.source) {
      sent += 1;
      signal.n = sent;
    }
    const whole = JSON.stringify({ ...signal, message: checked.data });
    const fits = !registered.source && Buffer.byteLength(whole) <= notifyBytes;
    db.notify(messages, fits ? whole : JSON.stringify(signal));
  };

  const nudge: RunningRealtime['nudge'] = ({ id }, workspaceId, key) => {
    const registered = topics.get(id);
    if (!registered?.source) throw new Error(`The topic "${id}" has no source to pull from.`);
    deliver(registered, workspaceId, key, undefined);
    const signal: Signal = { from: self, topic: id, workspaceId, ...(key !== undefined && { key }) };
    db.notify(messages, JSON.stringify(signal));
  };

  function hear(payload: string): void {
    const signal = JSON.parse(payload) as Signal;
    const registered = topics.get(signal.topic);
    if (registered && signal.from !== self) {
      deliver(registered, signal.workspaceId, signal.key, signal.message);
    }
  }

  /** Hands a message, or the news that there is one, to this process's subscribers: at once, but not too often. */
  function deliver({ topic, source }: Registered, workspaceId: string, key: string | undefined, message: unknown): void {
    const room = rooms.get(roomName(topic.id, workspaceId, key));
    if (!room) {
      return;
    }
    if (!source) {
      if (message === undefined || room.gathered.length >= gathered) {
        room.gathered = [];
        room.overflowed = true;
      } else if (!room.overflowed) {
        room.gathered.push(message);
      }
    }
    if (room.timer) {
      return;
    }
    const wait = topic.spread ? 0 : room.deliveredAt + limits.coalesceMs - performance.now();
    if (wait <= 0) {
      empty(room);
    } else {
      room.timer = setTimeout(() => empty(room), wait);
    }
  }

  function empty(room: Room): void {
    room.timer = undefined;
    room.deliveredAt = performance.now();
    const { gathered: news, overflowed } = room;
    room.gathered = [];
    room.overflowed = false;
    for (const { id, connection, pull } of room.subscriptions) {
      if (pull) {
        pull.nudge();
        continue;
      }
      if (overflowed) {
        connection.send({ type: 'changed', id });
      }
      for (const message of news) {
        connection.send({ type: 'message', id, cursor: null, message });
      }
    }
  }

  function enter(socket: WebSocket, seat: Seat): void {
    const own = new Map<string, Subscription>();
    const connection = createConnection({
      socket,
      seat,
      limits,
      log: log.child({ workspaceId: seat.principal.workspaceId, principal: seat.principal.id }),
      heard(frame) {
        try {
          act(connection, own, frame);
        } catch (error) {
          connection.refuse(error, 'id' in frame ? frame.id : undefined);
        }
      },
      gone(code) {
        if (code === closeCodes.tooSlow) {
          droppedAsTooSlow += 1;
        }
        for (const subscription of own.values()) {
          leave(subscription);
        }
        connections.delete(connection);
      },
    });
    connections.set(connection, own);
  }

  function act(connection: Connection, own: Map<string, Subscription>, frame: ClientFrame): void {
    if (frame.type === 'unsubscribe') {
      const subscription = own.get(frame.id);
      if (subscription) {
        leave(subscription);
      }
    }
    if (frame.type === 'subscribe') {
      subscribe(connection, own, frame);
    }
  }

  function subscribe(
    connection: Connection,
    own: Map<string, Subscription>,
    { id, topic: name, key, cursor }: ClientFrame & { type: 'subscribe' },
  ): void {
    const registered = topics.get(name);
    if (!registered) {
      throw new Refusal(refusals.unknown_topic);
    }
    if (own.size >= limits.subscriptionsPerSocket) {
      throw new Refusal(refusals.too_many_subscriptions);
    }
    if (own.has(id)) {
      // An error frame with this id would end the good subscription in the client's books.
      connection.refuse(new Refusal(refusals.id_taken));
      return;
    }
    const { principal } = connection.seat;
    authorize(policy, principal, registered.topic.action);
    const room = roomOf(roomName(name, principal.workspaceId, key));
    const subscription: Subscription = { id, registered, connection, room };
    room.subscriptions.add(subscription);
    own.set(id, subscription);
    if (registered.source) {
      subscription.pull = startPull({
        id,
        topic: registered.topic,
        source: registered.source,
        key,
        cursor,
        connection,
        log,
        refused(error) {
          leave(subscription);
          connection.refuse(error, id);
        },
      });
    } else {
      connection.send({ type: 'subscribed', id, cursor: null });
    }
  }

  function roomOf(name: string): Room {
    let room = rooms.get(name);
    if (!room) {
      room = { name, subscriptions: new Set(), gathered: [], overflowed: false, deliveredAt: 0, timer: undefined };
      rooms.set(name, room);
    }
    return room;
  }

  function leave(subscription: Subscription): void {
    const { id, room, pull, connection } = subscription;
    pull?.end();
    connections.get(connection)?.delete(id);
    room.subscriptions.delete(subscription);
    if (room.subscriptions.size === 0) {
      clearTimeout(room.timer);
      rooms.delete(room.name);
    }
  }

  /** Closes the sockets of those who are gone, and ends the subscriptions that a changed role no longer holds. */
  async function recheck(these: Connection[]): Promise<void> {
    if (these.length === 0) {
      return;
    }
    try {
      const now = await deps.recheck(these.map(({ seat }) => seat));
      for (const [i, connection] of these.entries()) {
        const principal = now[i];
        if (!principal || !samePerson(principal, connection.seat.principal)) {
          evict(connection);
          continue;
        }
        connection.seat = { ...connection.seat, principal };
        for (const subscription of connections.get(connection)?.values() ?? []) {
          try {
            authorize(policy, principal, subscription.registered.topic.action);
          } catch (error) {
            leave(subscription);
            connection.refuse(error, subscription.id);
          }
        }
      }
    } catch (error) {
      // Nothing can be revoked while the database is away; it is asked again in half a second.
      log.error({ err: error }, 'Could not check who may still listen');
    }
  }

  function evict(connection: Connection): void {
    // First out of every room: not one more message, however long the closing takes.
    for (const subscription of connections.get(connection)?.values() ?? []) {
      leave(subscription);
    }
    connection.close(closeCodes.revoked, 'Access was revoked');
  }

  const recheckAll = () => recheck([...connections.keys()].filter((connection) => connection.open()));
  const recheckOf = (id: string) =>
    void recheck([...connections.keys()].filter((connection) => connection.open() && sits(connection.seat, id)));

  /** Repeats without overlapping itself. */
  function repeat(everyMs: number, work: () => Promise<void> | void): void {
    let timer: NodeJS.Timeout;
    const next = () => {
      timer = setTimeout(async () => {
        await work();
        next();
      }, everyMs);
    };
    next();
    closers.push(() => clearTimeout(timer));
  }

  return {
    topic(topic, source) {
      if (topics.has(topic.id)) {
        throw new Error(`Two topics are called "${topic.id}".`);
      }
      topics.set(topic.id, { topic, source });
    },
    publish,
    nudge,
    topics: () => [...topics.values()].map(({ topic }) => topic),
    async start() {
      closers.push(await db.listen(messages, hear), await db.listen(access, recheckOf));
      repeat(limits.recheckMs, recheckAll);
      repeat(limits.heartbeatMs, () => {
        for (const connection of connections.keys()) {
          connection.beat();
        }
      });
      repeat(limits.sweepMs, () => {
        for (const room of rooms.values()) {
          for (const { pull } of room.subscriptions) {
            pull?.nudge();
          }
        }
      });
    },
    attach(server, authenticate, elsewhere = []) {
      const count = (principalId: string) => {
        const own = [...connections.keys()].filter(({ seat }) => seat.principal.id === principalId);
        return { all: connections.size, own: own.length };
      };
      closers.push(openDoor(server, authenticate, { log, limits, count, enter, elsewhere }));
    },
    revalidate(id) {
      recheckOf(id);
      db.notify(access, id);
    },
    stats: () => ({
      sockets: connections.size,
      subscriptions: [...connections.values()].reduce((sum, own) => sum + own.size, 0),
      droppedAsTooSlow,
    }),
    async stop() {
      await Promise.all(closers.splice(0).map((close) => close()));
      for (const connection of connections.keys()) {
        connection.close(closeCodes.goingAway, 'The server is going away');
      }
      // A second for clients to say good-bye; after that the process may end.
      for (let waited = 0; connections.size > 0 && waited < 1_000; waited += 20) {
        await sleep(20);
      }
    },
  };
}
