/**
 * One visitor's chat on one page: who they are, what was said, what is on its way. Views read `now()` and hear of changes.
 *
 * Nothing is begun, kept or sent before the visitor acts. From then on a token in the browser's storage opens this one chat.
 */
import type { ChatFrameOut, ChatLine, ChatLook, ChatSession, ChatState } from '#listen/contract';
import type { Identity } from '../loader/start.ts';
import { storageName } from '../loader/storage-name.ts';
import { type Api, Refused } from './api.ts';
import type { Keep } from './keep.ts';
import { type Line, openLine, type Reach, waitMs } from './line.ts';
import { createOutbox, type Outgoing, type OutgoingFile } from './outbox.ts';
import { beginAt, most, type Transcript, takeIn, unreadAfter } from './transcript.ts';

export interface ChatNow {
  lines: readonly ChatLine[];
  outgoing: readonly Outgoing[];
  state: ChatState;
  reach: Reach;
  /** There is a chat; before that there is only how it would look. */
  begun: boolean;
  /** We know a chat is under way and have not seen it yet. */
  loading: boolean;
  teamRead: number;
  unread: number;
  /** Who of us is typing. */
  typing: string | undefined;
  /** Where answers go when the page is closed, as far as the visitor said. */
  email: string | undefined;
  /** The page's proof of who its visitor is was not accepted. */
  identityRefused: boolean;
}

export interface Chat {
  now(): ChatNow;
  /** What opens this chat; undefined before it is begun. */
  token(): string | undefined;
  onChange(hear: () => void): () => void;
  say(text: string, files?: OutgoingFile[]): void;
  bring(file: File): Promise<OutgoingFile>;
  answer(answers: Record<string, string>, email: string | undefined): void;
  leaveEmail(email: string): Promise<void>;
  typing(): void;
  /** The visitor is looking at the newest lines. */
  seen(): void;
  rate(score: number, comment: string): Promise<void>;
  /** Whether a colleague may listen in. */
  allow(allowed: boolean): Promise<void>;
  mailTranscript(): Promise<string>;
  retry(clientId: string): void;
  giveUp(clientId: string): void;
  identify(identity: Identity): void;
  /** Whether somebody looks: unread counts, and how often to ask. */
  attend(attentive: boolean): void;
  end(): void;
}

export interface ChatDeps {
  base: string;
  key: string;
  look: ChatLook;
  identity: Identity;
  api: Api;
  keep: Keep;
  /** The id under which the page's analytics knows this browser, so that what they looked at before belongs to the chat. */
  anonymousId(): string | undefined;
  page(): { url: string; title?: string };
  locale: string;
}

interface Kept {
  token: string;
  chatId: string;
}

const lookAgainMs = 30_000;
const typingMs = 6_000;
const typingEveryMs = 3_000;
/** A confirmed line that has not come with the transcript by then is asked for. */
const lateMs = 2_000;
const chatKey = '';

export function createChat(deps: ChatDeps): Chat {
  const { api, keep, key, base } = deps;
  const hearing = new Set<() => void>();
  const outbox = createOutbox(keep);
  let identity = deps.identity;
  let answers: Record<string, string> = {};
  let session: ChatSession | undefined;
  let beginning: Promise<ChatSession> | undefined;
  let transcript: Transcript = beginAt(0);
  let state: ChatState = {
    ...{ owner: null, settled: false, rating: 'not_yet', listening: 'no' },
    ...deps.look.staffing,
  };
  let teamRead = 0;
  let seenSeq = 0;
  let typist: string | undefined;
  let typistTimer: ReturnType<typeof setTimeout> | undefined;
  let lastTyping = 0;
  let line: Line | undefined;
  let reach: Reach = 'connecting';
  let attentive = false;
  let lateTimer: ReturnType<typeof setTimeout> | undefined;
  let flushing = false;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let resumeFailures = 0;
  let identityRefused = false;
  let lookedAt = Date.now();
  let over = false;
  let current: ChatNow;

  const kept = () => keep.get<Kept>(chatKey);

  function changed(): void {
    current = {
      lines: transcript.lines,
      outgoing: outbox.all(),
      state,
      reach,
      begun: session !== undefined,
      loading: session === undefined && kept() !== undefined,
      teamRead,
      unread: unreadAfter(transcript.lines, seenSeq),
      typing: typist,
      email: session?.email ?? identity.email,
      identityRefused,
    };
    for (const hear of hearing) hear();
  }

  // ── the session ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Begins the chat, or goes on with the one this browser has. One at a time. */
  function begin(): Promise<ChatSession> {
    beginning ??= ask().finally(() => {
      beginning = undefined;
    });
    return beginning;
  }

  async function ask(): Promise<ChatSession> {
    const before = kept()?.token ?? session?.token;
    const anonymousId = deps.anonymousId();
    const { identityToken, name, email } = identity;
    try {
      const given = await api.ask<ChatSession>(`${encodeURIComponent(key)}/sessions`, {
        body: {
          ...(before && { token: before }),
          ...(anonymousId && { anonymousId }),
          ...(identityToken !== undefined && { identityToken }),
          ...(name && { name }),
          ...(email && { email }),
          locale: deps.locale,
          page: deps.page(),
          ...(Object.keys(answers).length > 0 && { answers }),
        },
      });
      identityRefused = false;
      enter(given);
      return given;
    } catch (error) {
      identityRefused = error instanceof Refused && error.code === 'listen.chat_identity_refused';
      changed();
      throw error;
    }
  }

  function enter(given: ChatSession): void {
    const same = session?.chatId === given.chatId;
    if (!same) {
      // Another chat: of somebody else, perhaps. Nothing of the former one stays on the page.
      line?.stop();
      line = undefined;
      transcript = beginAt(given.lastSeq);
      seenSeq = given.visitorRead;
      teamRead = 0;
      typist = undefined;
    }
    session = given;
    state = given.state;
    teamRead = Math.max(teamRead, given.teamRead);
    keep.set(chatKey, { token: given.token, chatId: given.chatId } satisfies Kept);
    outbox.adopt(given.chatId);
    line ??= connect(given);
    changed();
    void flush();
  }

  function connect(given: ChatSession): Line {
    return openLine({
      url: `${base.replace(/^http/, 'ws')}/chat/v1/socket`,
      token: given.token,
      after: () => transcript.lastSeq,
      hear: (frame) => session?.chatId === given.chatId && hear(frame),
      reach(how) {
        if (how === reach) return;
        reach = how;
        changed();
        if (how === 'live' || how === 'asking') void flush();
      },
      refused: () => lose(given.chatId),
      poll: (after) => api.ask(`messages?after=${after}`, { token: given.token }),
      attentive: () => attentive,
    });
  }

  /** The token opens nothing any more: the chat was erased, or is somebody else's by now. */
  function lose(chatId: string): void {
    if (session?.chatId !== chatId) return;
    if (kept()?.chatId === chatId) keep.remove(chatKey);
    leave();
  }

  /** Before a chat is begun nobody tells us who is there: the page may have been open for hours. */
  async function lookAgain(): Promise<void> {
    if (Date.now() - lookedAt < lookAgainMs) return;
    lookedAt = Date.now();
    const look = await api.ask<ChatLook>(encodeURIComponent(key)).catch(() => undefined);
    if (look === undefined || session !== undefined) return;
    state = { ...state, ...look.staffing };
    changed();
  }

  function leave(): void {
    line?.stop();
    line = undefined;
    session = undefined;
    transcript = beginAt(0);
    seenSeq = 0;
    teamRead = 0;
    typist = undefined;
    outbox.clear();
    state = { ...state, owner: null, settled: false, rating: 'not_yet', listening: 'no' };
    changed();
  }

  /** Goes on with the chat of this browser, however long that takes. */
  function resume(): void {
    if (over || kept() === undefined) return;
    begin().then(
      () => {
        resumeFailures = 0;
      },
      (error: unknown) => {
        if (error instanceof Refused && !error.passing) return;
        const asked = error instanceof Refused ? (error.retryAfter ?? 0) * 1000 : 0;
        setTimeout(resume, Math.max(asked, waitMs(resumeFailures, Math.random())));
        resumeFailures += 1;
      },
    );
  }

  // ── what comes in ───────────────────────────────────────────────────────────────────────────────────────────────────────

  function hear(frame: ChatFrameOut): void {
    switch (frame.type) {
      case 'welcome':
        state = frame.state;
        teamRead = Math.max(teamRead, frame.teamRead);
        if (frame.lastSeq > transcript.lastSeq + most) transcript = beginAt(frame.lastSeq);
        // What the connection before carried may not have arrived; under its id it is taken once.
        sent.clear();
        said.clear();
        changed();
        void flush();
        break;
      case 'lines':
        take(frame.items);
        break;
      case 'said':
        // The line itself comes with the transcript.
        said.add(frame.clientId);
        clearTimeout(lateTimer);
        lateTimer = setTimeout(() => transcript.lastSeq < frame.seq && void catchUp(), lateMs);
        void flush();
        break;
      case 'refused':
        refusedLine(frame);
        break;
      case 'state':
        state = frame.state;
        changed();
        break;
      case 'staffing':
        state = { ...state, ...frame.staffing };
        changed();
        break;
      case 'typing':
        typist = frame.name;
        clearTimeout(typistTimer);
        typistTimer = setTimeout(() => {
          typist = undefined;
          changed();
        }, typingMs);
        changed();
        break;
      case 'read':
        teamRead = Math.max(teamRead, frame.seq);
        changed();
        break;
      case 'pong':
        break;
    }
  }

  function take(items: readonly ChatLine[]): void {
    const taken = takeIn(transcript, items);
    transcript = taken.transcript;
    for (const { clientId, author, authorName } of items) {
      if (clientId !== null) {
        outbox.settle(clientId);
        sent.delete(clientId);
        said.delete(clientId);
      } else if (author === 'team' && authorName === typist) typist = undefined;
    }
    changed();
    if (taken.hole) void catchUp();
    void flush();
  }

  async function catchUp(): Promise<void> {
    const token = session?.token;
    if (token === undefined) return;
    const { items } = await api
      .ask<{ items: ChatLine[] }>(`messages?after=${transcript.lastSeq}`, { token })
      .catch(() => ({ items: [] }));
    if (items.length > 0 && session?.token === token) take(items);
  }

  // ── what goes out ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sent over this connection, and among them those it confirmed. */
  const sent = new Set<string>();
  const said = new Set<string>();

  /** Sends the oldest line that waits; the next one follows when that is confirmed, so that they stand in the order written. */
  async function flush(): Promise<void> {
    clearTimeout(flushTimer);
    const asked = session;
    if (flushing || over || asked === undefined || reach === 'offline') return;
    const next = outbox
      .all()
      .find(({ clientId, refused, chatId }) => refused === undefined && chatId === asked.chatId && !said.has(clientId));
    if (next === undefined || sent.has(next.clientId)) return;
    const { clientId, text } = next;
    const words = { clientId, text, files: next.files.map(({ id }) => id) };
    if (line?.send({ type: 'say', ...words })) {
      sent.add(clientId);
      return;
    }
    // No socket yet, or none at all: it goes over HTTP, and comes back with the transcript.
    flushing = true;
    try {
      await api.ask('messages', { body: words, token: asked.token });
      said.add(clientId);
      await catchUp();
      flushSoon(0);
    } catch (error) {
      if (!(error instanceof Refused)) flushSoon(waitMs(2, Math.random()));
      else if (error.passing) flushSoon((error.retryAfter ?? 2) * 1000);
      else refusedLine({ clientId, code: error.code, detail: error.message });
    } finally {
      flushing = false;
    }
  }

  function flushSoon(ms: number): void {
    clearTimeout(flushTimer);
    flushTimer = setTimeout(flush, ms);
  }

  function refusedLine({ clientId, code, detail, retryAfter }: Omit<Extract<ChatFrameOut, { type: 'refused' }>, 'type'>): void {
    if (clientId === undefined) return;
    sent.delete(clientId);
    if (retryAfter !== undefined) flushSoon(retryAfter * 1000);
    else if (code === 'listen.chat_token_refused') {
      if (session) lose(session.chatId);
    } else {
      outbox.refuse(clientId, detail);
      changed();
      void flush();
    }
  }

  /** The first words wait for a chat; what stands in the way passes, or the line says why not. */
  function startAndFlush(failures: number): void {
    begin().catch((error: unknown) => {
      if (over) return;
      if (error instanceof Refused && !error.passing) {
        for (const waiting of outbox.all()) if (waiting.refused === undefined) outbox.refuse(waiting.clientId, error.message);
        changed();
        return;
      }
      const asked = error instanceof Refused ? (error.retryAfter ?? 0) * 1000 : 0;
      setTimeout(() => session === undefined && startAndFlush(failures + 1), Math.max(asked, waitMs(failures, Math.random())));
    });
  }

  const withSession = async () => session ?? begin();

  function visible(): boolean {
    return attentive && document.visibilityState !== 'hidden';
  }

  function onStorage({ key: name }: StorageEvent): void {
    if (name === null || name === storageName(key)) {
      const now = kept();
      if (now?.chatId === session?.chatId) return;
      // Another tab signed out, or somebody else signed in there.
      if (session !== undefined) leave();
      if (now) resume();
    } else if (name.startsWith(`${storageName(key)}:out:`)) {
      outbox.reload();
      changed();
    }
  }
  const onVisible = () => document.visibilityState === 'visible' && line?.nudge();
  addEventListener('storage', onStorage);
  document.addEventListener('visibilitychange', onVisible);
  changed();
  if (kept()) resume();

  const self: Chat = {
    now: () => current,
    onChange(listener) {
      hearing.add(listener);
      return () => hearing.delete(listener);
    },
    token: () => session?.token,
    say(text, files = []) {
      const clientId = crypto.randomUUID();
      outbox.add({ clientId, text, files, at: Date.now(), chatId: session?.chatId ?? null });
      changed();
      if (session) void flush();
      else startAndFlush(0);
    },
    async bring(file) {
      const { token } = await withSession();
      return api.ask<OutgoingFile>(`files?name=${encodeURIComponent(file.name.slice(-255))}`, { bytes: file, token });
    },
    answer(given, email) {
      answers = given;
      if (email) identity = { ...identity, email };
      changed();
    },
    async leaveEmail(email) {
      identity = { ...identity, email };
      // Before there is a chat, it goes with the first words.
      if (session) await begin();
      changed();
    },
    typing() {
      const at = Date.now();
      if (at - lastTyping < typingEveryMs) return;
      lastTyping = at;
      line?.send({ type: 'typing' });
    },
    seen() {
      if (!visible() || session === undefined || transcript.lastSeq <= seenSeq) return;
      seenSeq = transcript.lastSeq;
      if (!line?.send({ type: 'read', seq: seenSeq }))
        api.ask('read', { body: { seq: seenSeq }, token: session.token }).catch(() => undefined);
      changed();
    },
    async rate(score, comment) {
      const { token } = await withSession();
      await api.ask('rating', { body: { score, ...(comment && { comment }) }, token });
      state = { ...state, rating: 'given' };
      changed();
    },
    async allow(allowed) {
      const { token } = await withSession();
      await api.ask('listening', { body: { allowed }, token });
      state = { ...state, listening: allowed ? 'yes' : 'no' };
      changed();
    },
    async mailTranscript() {
      const { token } = await withSession();
      return (await api.ask<{ to: string }>('transcript', { body: {}, token })).to;
    },
    retry(clientId) {
      outbox.retry(clientId);
      changed();
      void flush();
    },
    giveUp(clientId) {
      outbox.settle(clientId);
      changed();
    },
    identify(next) {
      identity = next;
      // Whatever is being asked in the former name is answered first.
      if (kept()) void Promise.resolve(beginning).then(resume, resume);
      else changed();
    },
    attend(now) {
      attentive = now;
      if (!now) return;
      line?.nudge();
      if (session === undefined && kept() === undefined) void lookAgain();
    },
    end() {
      over = true;
      clearTimeout(flushTimer);
      clearTimeout(lateTimer);
      removeEventListener('storage', onStorage);
      document.removeEventListener('visibilitychange', onVisible);
      leave();
      keep.remove(chatKey);
      hearing.clear();
    },
  };
  return self;
}
