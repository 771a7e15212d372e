/**
 * chDB sessions, pooled by purpose.
 *
 * A session runs one statement at a time: a 3 ms lookup waits behind an 8 s scan in the same session. Sessions of one process
 * and one directory run side by side, so each purpose has its own: nobody's report holds an insert, and a KILL always gets
 * through. A queue before each keeps memory bounded; past its length the caller is told to come back.
 */
import { Session } from 'chdb';

/** `fenced`: a text somebody wrote. It gets a session of its own, which ends with it. */
export type Purpose = 'insert' | 'statement' | 'read' | 'fenced' | 'control';

const sizes: Record<Purpose, number> = { insert: 1, statement: 1, read: 4, fenced: 2, control: 1 };
const queueLimit = 256;

/** The queue of this purpose is full. */
export class Busy extends Error {}

export interface Request {
  sql: string;
  database: string;
  format: string;
  /** Settings and `param_*` values, as text. */
  settings: ReadonlyMap<string, string>;
}

export interface RawInsert {
  table: string;
  columns: string[] | undefined;
  format: string;
  body: Buffer;
  settings: Record<string, string>;
}

/** Quotes a value for SQL text. */
const quote = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** One session, which remembers what it has been told, so that each statement says only what differs. */
class Seat {
  readonly #session: Session;
  #database: string | undefined;
  // The value a setting has now; undefined when a failed statement leaves it unknown.
  readonly #settings = new Map<string, string | undefined>();

  constructor(session: Session) {
    this.#session = session;
  }

  async run(request: Request): Promise<Uint8Array> {
    const sets: string[] = [];
    for (const [name, value] of request.settings) if (this.#settings.get(name) !== value) sets.push(`${name}=${quote(value)}`);
    for (const name of this.#settings.keys()) {
      // Parameters cannot be unset, nor need be: the caller has checked that every placeholder has its own value.
      if (!request.settings.has(name) && !name.startsWith('param_')) sets.push(`${name}=DEFAULT`);
    }
    let sql = request.sql;
    if (sets.length > 0) sql = `SET ${sets.join(', ')};\n${sql}`;
    if (this.#database !== request.database) sql = `USE \`${request.database.replaceAll('`', '``')}\`;\n${sql}`;
    const before = [...this.#settings.keys()];
    this.#database = undefined;
    for (const name of [...request.settings.keys(), ...before]) this.#settings.set(name, undefined);
    // Not queryBindAsync for the parameters: chDB runs those one after another across *all* sessions of the process.
    const result = await this.#session.queryAsync(sql, { format: request.format }).catch(async (error: unknown) => {
      // A session keeps a statement that failed or was killed, its memory included, until it is asked something else.
      await this.#session.queryAsync('SELECT 1', { format: 'Null' }).catch(() => {});
      throw error;
    });
    for (const name of before) if (!request.settings.has(name)) this.#settings.delete(name);
    for (const [name, value] of request.settings) this.#settings.set(name, value);
    this.#database = request.database;
    return result.bytes();
  }

  async insert(insert: RawInsert): Promise<number> {
    const { table, columns, settings, body } = insert;
    const format = insert.format as 'JSONCompactEachRow';
    const summary = await this.#session.insert({ table, format, values: body, settings, ...(columns ? { columns } : {}) });
    return summary.rowsWritten;
  }

  close() {
    this.#session.close();
  }
}

/** A new session for each statement: whatever the statement does to its session goes with it. */
class FreshSeat {
  readonly #open: () => Session;

  constructor(open: () => Session) {
    this.#open = open;
  }

  async run(request: Request): Promise<Uint8Array> {
    const session = this.#open();
    try {
      await session.queryAsync(`USE \`${request.database.replaceAll('`', '``')}\``, { format: 'Null' });
      // One statement, `readonly` last: after it nothing can be set, in the statement's own SETTINGS neither.
      const { readonly, ...rest } = Object.fromEntries(request.settings);
      const sets = Object.entries({ ...rest, readonly: readonly ?? '1' }).map(([name, value]) => `${name}=${quote(value)}`);
      await session.queryAsync(`SET ${sets.join(', ')}`, { format: 'Null' });
      const result = await session.queryAsync(request.sql, { format: request.format });
      return result.bytes();
    } finally {
      session.close();
    }
  }
}

class Lane<S extends { run(request: Request): Promise<Uint8Array> } = Seat> {
  readonly #free: S[];
  readonly #waiting: { start: (seat: S) => void; signal: AbortSignal }[] = [];

  constructor(seats: S[]) {
    this.#free = seats;
  }

  async use<T>(signal: AbortSignal, work: (seat: S) => Promise<T>): Promise<T> {
    const seat = this.#free.pop() ?? (await this.#wait(signal));
    try {
      return await work(seat);
    } finally {
      this.#release(seat);
    }
  }

  #wait(signal: AbortSignal): Promise<S> {
    if (this.#waiting.length >= queueLimit) throw new Busy(`${queueLimit} statements are waiting already`);
    return new Promise((start, reject) => {
      const place = { start, signal };
      this.#waiting.push(place);
      signal.addEventListener(
        'abort',
        () => {
          const at = this.#waiting.indexOf(place);
          if (at >= 0) this.#waiting.splice(at, 1);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  #release(seat: S) {
    const next = this.#waiting.shift();
    if (next) next.start(seat);
    else this.#free.push(seat);
  }
}

export interface Sessions {
  run(purpose: Purpose, request: Request, signal: AbortSignal): Promise<Uint8Array>;
  insert(insert: RawInsert, signal: AbortSignal): Promise<number>;
  /** Ends the running statements that carry this `log_comment`; all but our own when none is given. */
  kill(mark?: string): Promise<void>;
  close(): void;
}

/** Opens the directory. Throws chDB's error when another process holds it. */
export function openSessions(directory: string, configFile: string): Sessions {
  const args = [`--config-file=${configFile}`];
  const seats: Seat[] = [];
  const open = (first?: string): Seat => {
    const session = new Session(directory, { connectionArgs: args });
    // In readonly mode 2 a session may change its settings, but neither data nor this one.
    if (first !== undefined) session.query(first);
    const seat = new Seat(session);
    seats.push(seat);
    return seat;
  };
  const lane = (purpose: Purpose, first?: string) => new Lane(Array.from({ length: sizes[purpose] }, () => open(first)));
  const fresh = () => new FreshSeat(() => new Session(directory, { connectionArgs: args }));
  const fenced = new Lane(Array.from({ length: sizes.fenced }, fresh));
  const lanes: Record<Exclude<Purpose, 'fenced'>, Lane> = {
    insert: lane('insert', 'SET max_threads=1, max_insert_threads=1'),
    statement: lane('statement'),
    read: lane('read', 'SET readonly=2'),
    control: lane('control'),
  };
  const never = new AbortController().signal;
  return {
    run: (purpose, request, signal) =>
      purpose === 'fenced'
        ? fenced.use(signal, (seat) => seat.run(request))
        : lanes[purpose].use(signal, (seat) => seat.run(request)),
    insert: (insert, signal) => lanes.insert.use(signal, (seat) => seat.insert(insert)),
    async kill(mark) {
      const which = mark === undefined ? `query not ilike 'KILL QUERY%'` : `Settings['log_comment'] = ${quote(mark)}`;
      const sql = `KILL QUERY WHERE ${which} ASYNC`;
      const request = { sql, database: 'default', format: 'Null', settings: new Map<string, string>() };
      await lanes.control.use(never, (seat) => seat.run(request));
    },
    close() {
      for (const seat of seats) seat.close();
    },
  };
}
