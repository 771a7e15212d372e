/**
 * One import, from wherever it stopped to its end. What is committed is remembered by position in the same breath, so that a
 * killed process costs at most a second of work done again, and message ids make doing it again change nothing.
 */
import type { Db } from '#platform/postgres';
import type { MappedMessage, RecordProblem } from '../mapping/contract.ts';
import { parseMapping } from '../mapping/parse.ts';
import { type CompiledMapping, compileMapping, type MappingRun } from '../mapping/rules/compile.ts';
import * as store from '../store/imports.ts';
import type { Accept, Accepted } from './accept.ts';
import { rejectLimit } from './contract.ts';
import { readRecords } from './readers/read-records.ts';
import { type Position, type Read, UnreadableFile } from './readers/reading.ts';

export interface RunDeps {
  db: Db;
  accept: Accept;
  now(): number;
  /** Where the bytes of a file are. */
  pathOf(workspaceId: string, fileId: string): string;
  /** Told after each step, for screens that follow. */
  moved(workspaceId: string, runId: string): void;
}

/** The run is over, or another process has taken it. */
class Superseded extends Error {}
/** The run cannot go on, for a reason its owner can read. */
class Failed extends Error {}

const batchMessages = 500;
const stepMs = 500;
const nameLimit = 200;
/** So many ids kept before with other content mean an edited mapping under its old name, not a few corrected rows. */
const conflictLimit = 1000;

/** Returns when the run is done, failed, cancelled or taken over; `stopped` when the signal asked to leave it to another process. */
export async function runImport(
  deps: RunDeps,
  workspaceId: string,
  runId: string,
  signal: AbortSignal,
): Promise<'over' | 'stopped'> {
  const claim = await deps.db.inWorkspace(workspaceId, (tx) => store.claimRun(tx, workspaceId, runId));
  if (!claim) return 'over';
  const work = new Work(deps, workspaceId, runId, claim, signal);
  try {
    await work.readAll();
    await work.save({ state: 'done' });
    return 'over';
  } catch (error) {
    if (error instanceof Superseded) return 'over';
    const reason = reasonOf(error);
    if (reason !== undefined) {
      await work.save({ state: 'failed', reason }).catch(ignoreSuperseded);
      return 'over';
    }
    if (!signal.aborted) throw error;
    await work.save({ state: 'waiting' }).catch(ignoreSuperseded);
    return 'stopped';
  }
}

function ignoreSuperseded(error: unknown): void {
  if (!(error instanceof Superseded)) throw error;
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof Failed) return error.message;
  if (error instanceof UnreadableFile) return `The file ${error.message}.`;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'The file is not on this machine any more.';
  return undefined;
}

function compiled(text: string): CompiledMapping {
  const parsed = parseMapping(text);
  const compilation = parsed.ok ? compileMapping(parsed.mapping) : parsed;
  if (compilation.ok) return compilation.mapping as CompiledMapping;
  throw new Failed(`The mapping cannot be used any more: ${compilation.problems[0]?.path} ${compilation.problems[0]?.message}`);
}

/** Records read together: their messages, what they add to the counts, and where the file then stands. */
interface Batch {
  messages: MappedMessage[];
  lines: number[];
  problems: RecordProblem[];
  refused: number;
  skipped: number;
  end: Position | undefined;
  bytesRead: number;
}

const newBatch = (): Batch => ({ messages: [], lines: [], problems: [], refused: 0, skipped: 0, end: undefined, bytesRead: 0 });

class Work {
  readonly #deps: RunDeps;
  readonly #workspaceId: string;
  readonly #runId: string;
  readonly #claim: store.Claim;
  readonly #signal: AbortSignal;
  /** What is committed. Moves only when a whole batch is. */
  readonly #progress: store.Progress;
  readonly #names: Map<string, number>;
  #rejects: RecordProblem[] = [];
  #rejectsSaved: number;
  #savedAt: number;

  constructor(deps: RunDeps, workspaceId: string, runId: string, claim: store.Claim, signal: AbortSignal) {
    this.#deps = deps;
    this.#workspaceId = workspaceId;
    this.#runId = runId;
    this.#claim = claim;
    this.#signal = signal;
    this.#progress = claim.progress;
    this.#names = new Map(Object.entries(claim.progress.byName));
    this.#rejectsSaved = Math.min(claim.progress.refused, rejectLimit);
    this.#savedAt = deps.now();
  }

  async readAll(): Promise<void> {
    const { fileId, mapping: text } = this.#claim;
    const mapping = compiled(text);
    const run = mapping.start();
    const { byte, line, row } = this.#progress;
    // A mapping that remembers has to see the earlier records again to know whom it has already introduced.
    const from = row > 0 && !mapping.remembers ? { byte, line, row } : undefined;
    const reader = await readRecords(this.#deps.pathOf(this.#workspaceId, fileId), { ...readingOf(text), from });
    let batch = newBatch();
    let sending: Promise<void> = Promise.resolve();
    try {
      for await (const read of reader) {
        this.#signal.throwIfAborted();
        if (read.end.row <= row) {
          this.#map(run, read);
          continue;
        }
        this.#collect(batch, run, read);
        batch.bytesRead = reader.read();
        if (batch.messages.length < batchMessages && batch.problems.length < batchMessages) continue;
        // The next records are mapped while these are being committed.
        await sending;
        if (this.#deps.now() - this.#savedAt >= stepMs) await this.save({ state: 'running' });
        sending = this.#send(batch);
        sending.catch(() => undefined);
        batch = newBatch();
      }
      batch.bytesRead = reader.total;
    } catch (error) {
      // A file that breaks off has still given what came before.
      if (!(error instanceof UnreadableFile)) throw error;
      await sending;
      await this.#send(batch);
      throw error;
    } finally {
      await sending.catch(() => undefined);
      await reader.close();
    }
    await sending;
    await this.#send(batch);
  }

  #map(run: MappingRun, read: Read) {
    if ('problem' in read)
      return {
        messages: [],
        skipped: false,
        problems: [{ line: read.line, field: null, target: 'record', message: read.problem }],
      };
    return run.map(read.record, { digest: this.#claim.digest, line: read.line });
  }

  #collect(batch: Batch, run: MappingRun, read: Read): void {
    const { messages, problems, skipped } = this.#map(run, read);
    for (const message of messages) {
      batch.messages.push(message);
      batch.lines.push(read.line);
    }
    batch.end = read.end;
    if (skipped) batch.skipped += 1;
    const [first] = problems;
    if (!first) return;
    batch.refused += 1;
    batch.problems.push(first);
  }

  async #send(batch: Batch): Promise<void> {
    const progress = this.#progress;
    const { dry, sourceId } = this.#claim;
    const to = { workspaceId: this.#workspaceId, sourceId };
    const outcomes: Accepted[] = dry
      ? batch.messages.map(() => ({ outcome: 'kept' as const }))
      : await this.#deps.accept(to, batch.messages, this.#signal);
    for (const [index, answer] of outcomes.entries()) {
      if (answer.outcome === 'kept') progress.kept += 1;
      else if (answer.outcome === 'conflict') progress.conflicts += 1;
      else {
        batch.refused += 1;
        batch.problems.push({ line: batch.lines[index] ?? 0, field: null, target: answer.field, message: answer.reason });
      }
      const message = batch.messages[index];
      const name = message?.event ?? message?.type ?? '';
      const known = this.#names.has(name) || this.#names.size < nameLimit ? name : '…';
      this.#names.set(known, (this.#names.get(known) ?? 0) + 1);
    }
    progress.messages += batch.messages.length;
    progress.refused += batch.refused;
    progress.skipped += batch.skipped;
    progress.bytesRead = Math.max(progress.bytesRead, batch.bytesRead);
    if (batch.end) Object.assign(progress, batch.end);
    this.#rejects.push(...batch.problems.slice(0, Math.max(0, rejectLimit - this.#rejectsSaved - this.#rejects.length)));
    if (progress.conflicts > conflictLimit) {
      throw new Failed(
        `More than ${conflictLimit} messages were kept before with other content: was the mapping changed since this file was imported? Those kept first stand. Give a changed mapping another name.`,
      );
    }
  }

  /** Writes down what is committed; throws `Superseded` when the run is no longer this worker's. */
  async save(next: { state: 'running' | 'waiting' | 'done' | 'failed'; reason?: string }): Promise<void> {
    const now = this.#deps.now();
    this.#progress.workedMs += Math.max(0, Math.round(now - this.#savedAt));
    this.#savedAt = now;
    this.#progress.byName = Object.fromEntries(this.#names);
    const rejects = this.#rejects;
    const mine = await this.#deps.db.inWorkspace(this.#workspaceId, async (tx) => {
      const saved = await store.saveProgress(tx, this.#workspaceId, this.#runId, this.#claim.epoch, this.#progress, next);
      if (saved) await store.insertRejects(tx, this.#workspaceId, this.#runId, this.#rejectsSaved, rejects);
      return saved;
    });
    this.#deps.moved(this.#workspaceId, this.#runId);
    if (!mine) throw new Superseded();
    this.#rejectsSaved += rejects.length;
    this.#rejects = [];
  }
}

/** How the document says the file is to be read. */
function readingOf(text: string) {
  const parsed = parseMapping(text);
  return parsed.ok ? (parsed.mapping.reading ?? {}) : {};
}
