/** Where we answer, and where we note. Words stay until they are said; a refusal never takes them away. */
import { Button, Menu, SegmentedControl, Select, Textarea } from '@mantine/core';
import { IconChevronDown, IconPaperclip, IconTextPlus, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Entry, note, reply, takeMoment } from '#moments/contract';
import { call, useRefresh } from '../../api.ts';
import { isProblem, ProblemError } from '../../problem.ts';
import { useSession } from '../../session.ts';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { ActionButton } from './ActionButton.tsx';
import { type ActName, isSettled } from './acts.ts';
import { CallUp, useCallUp } from './CallUp.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';
import type { DraftKind } from './draft-keeper.ts';
import { drafts } from './drafts.ts';
import { useMyListening } from './Listeners.tsx';
import { NotMine } from './NotMine.tsx';
import { overBy, Room } from './Room.tsx';
import { touchedReads } from './refreshed.ts';
import { mentionedIn } from './triggers.ts';
import { keepUndoSeconds, undoChoices, undoSecondsOf } from './undo-seconds.ts';
import { useFiles } from './use-files.ts';

export interface UsedArticle {
  id: string;
  how: 'text' | 'link' | 'card';
}

export interface ComposerHandle {
  isTyping(): boolean;
  insert(words: string, article?: UsedArticle): void;
  /** Words that were taken back; only into an empty box. */
  restore(words: string): void;
}

type Afterwards = 'wait' | 'stay_open' | 'resolve';

interface Props {
  ref: Ref<ComposerHandle>;
  moment: WholeMoment;
  ask: (act: ActName) => void;
  onSaid: (entry: Entry) => void;
}

function whyNoAnswer({ threads }: WholeMoment): string {
  if (threads.length === 0) return 'moments.no_way';
  return threads.every(({ channelKind }) => channelKind === 'feed') ? 'ears.desk.no_answer_there' : 'moments.not_believed';
}

/** Somebody types as long as a key went down so lately. */
const TYPING_MS = 5_000;

export function Composer({ ref, moment, ask, onSaid }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refresh = useRefresh();
  const { id } = moment;
  const answerable = moment.threads.filter((thread) => thread.answerable);
  const [kind, setKind] = useState<DraftKind>(answerable.length > 0 && !isSettled(moment) ? 'out' : 'note');
  const [texts, setTexts] = useState({
    out: drafts.read(id, 'out', moment.draft),
    note: drafts.read(id, 'note', moment.noteDraft),
  });
  const [channel, setChannel] = useState(answerable[0]?.channelId);
  const [articles, setArticles] = useState<UsedArticle[]>([]);
  const [named, setNamed] = useState<{ id: string; name: string }[]>([]);
  const [problem, setProblem] = useState<ProblemError>();
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const typedAt = useRef(0);
  /** The same until these words are said: sent twice, they are said once. */
  const clientId = useRef(crypto.randomUUID());
  const files = useFiles(id);
  const text = texts[kind];
  const thread = answerable.find(({ channelId }) => channelId === channel) ?? answerable[0];
  const channelKind = thread?.channelKind ?? 'open';
  const tooLong = thread !== undefined && overBy(thread, text) > 0;
  const [, setUndoTold] = useState(0);
  const undoSeconds = undoSecondsOf(channelKind);

  const listening = useMyListening(moment)?.state === 'listening';
  // Who listens in does not speak; what they note is why they are here.
  useEffect(() => {
    if (listening) setKind('note');
  }, [listening]);

  const write = (words: string, into: DraftKind = kind) => {
    setTexts((before) => ({ ...before, [into]: words }));
    drafts.write(id, into, words);
    if (into === 'out') clientId.current = crypto.randomUUID();
  };
  const focus = (into: DraftKind) => {
    setKind(into);
    requestAnimationFrame(() => box.current?.focus());
  };
  const callUp = useCallUp({
    sign: kind === 'note' ? '@' : '/',
    momentId: id,
    box,
    text,
    write,
    onNamed: (one) => setNamed((before) => [...before, one]),
  });
  useImperativeHandle(ref, () => ({
    isTyping: () => kind === 'out' && Date.now() - typedAt.current < TYPING_MS,
    insert(words, article) {
      const before = texts.out.trimEnd();
      write(before === '' ? words : `${before}\n\n${words}`, 'out');
      if (article) setArticles((used) => [...used.filter((one) => one.id !== article.id), article]);
      focus('out');
    },
    restore(words) {
      if (texts.out.trim() !== '') return;
      write(words, 'out');
      focus('out');
    },
  }));
  useShortcut('r', t('moments.key.reply'), () => focus('out'), answerable.length > 0);
  useShortcut('n', t('moments.key.note'), () => focus('note'));

  const said = (entry: Entry, into: DraftKind) => {
    drafts.said(id, into);
    setTexts((before) => ({ ...before, [into]: '' }));
    setProblem(undefined);
    onSaid(entry);
    refresh(...touchedReads);
  };
  async function speak(epoch: number, afterwards: Afterwards) {
    const answer = {
      epoch,
      clientId: clientId.current,
      text,
      afterwards,
      undoSeconds: afterwards === 'resolve' ? 0 : undoSeconds,
      files: files.brought.map(({ fileId }) => fileId),
      articles,
      ...(thread && { channel: thread.channelId }),
    };
    const { entry } = await call(reply, { params: { id }, body: answer });
    clientId.current = crypto.randomUUID();
    files.clear();
    setArticles([]);
    said(entry, 'out');
  }
  async function send(afterwards: Afterwards = 'wait', taking = false) {
    if (busy || text.trim() === '' || (kind === 'out' && tooLong)) return;
    setBusy(true);
    try {
      if (kind === 'note') {
        const mentions = mentionedIn(text, named);
        said(await call(note, { params: { id }, body: { text, mentions } }), 'note');
      } else {
        const epoch = taking ? (await call(takeMoment, { params: { id }, body: { epoch: moment.epoch } })).epoch : moment.epoch;
        await speak(epoch, afterwards);
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
      // Who owns it now stands in the moment, read anew; the words stay where they are.
      if (isProblem(error, { code: 'moments.not_yours_now' }) || isProblem(error, { code: 'moments.not_open' })) {
        refresh(...touchedReads);
      }
    } finally {
      setBusy(false);
    }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (callUp.onKeyDown(event)) return;
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send(event.shiftKey && kind === 'out' ? 'resolve' : 'wait');
  };

  if (!can('moments.own')) return null;
  const noteHint = listening ? 'moments.insight_hint' : 'moments.note_hint';
  const settled = isSettled(moment);
  const mayAnswer = kind === 'note' || (moment.mine && !settled);
  const fromQueue = !moment.mine && moment.owner.kind === 'queue' && !settled;
  return (
    <form
      className={classes.composer}
      data-kind={kind}
      aria-label={t('moments.composer')}
      onSubmit={(event) => {
        event.preventDefault();
        void send('wait', fromQueue);
      }}
    >
      {problem && !isProblem(problem, { code: 'moments.not_yours_now' }) && <Problem problem={problem} />}
      {kind === 'out' && !moment.mine && !settled && (
        <NotMine
          moment={moment}
          refused={isProblem(problem, { code: 'moments.not_yours_now' })}
          ask={ask}
          askOwner={() => {
            const { owner } = moment;
            setNamed((before) => [...before, owner]);
            write(t('moments.not_mine.words', { name: owner.name }), 'note');
            focus('note');
          }}
        />
      )}
      <div className={classes.composerTop}>
        <SegmentedControl
          size="xs"
          aria-label={t('moments.composer')}
          value={kind}
          onChange={(next) => focus(next as DraftKind)}
          data={[
            { value: 'out', label: t('moments.reply'), disabled: answerable.length === 0 },
            { value: 'note', label: t('moments.note') },
          ]}
        />
        {kind === 'out' && answerable.length > 1 && thread && (
          <Select
            size="xs"
            aria-label={t('moments.channel')}
            value={thread.channelId}
            onChange={(next) => next && setChannel(next)}
            allowDeselect={false}
            data={answerable.map((one) => ({
              value: one.channelId,
              label: `${one.to} · ${t(`moments.channel_kind.${one.channelKind}`)}`,
            }))}
          />
        )}
        {kind === 'out' && answerable.length === 1 && thread && (
          <small>{t('moments.to', { name: thread.to, channel: t(`moments.channel_kind.${channelKind}`) })}</small>
        )}
        {answerable.length === 0 && <small>{t(whyNoAnswer(moment))}</small>}
        {kind === 'out' && thread && <Room thread={thread} text={text} />}
      </div>
      <div className={classes.box}>
        <Textarea
          ref={box}
          variant="unstyled"
          autosize
          minRows={2}
          maxRows={12}
          value={text}
          aria-label={t(kind === 'out' ? 'moments.reply_to' : 'moments.note_for', { name: moment.customer?.name ?? '' })}
          placeholder={t(kind === 'out' ? 'moments.reply_hint' : noteHint)}
          onChange={(event) => {
            typedAt.current = Date.now();
            write(event.currentTarget.value);
            callUp.look(event.currentTarget);
          }}
          onBlur={() => callUp.close()}
          onKeyDown={onKeyDown}
          onPaste={(event) => kind === 'out' && files.take([...event.clipboardData.files])}
          {...callUp.attributes}
        />
        <CallUp {...callUp} />
      </div>
      {files.list.length > 0 && kind === 'out' && (
        <ul className={classes.brought}>
          {files.list.map(({ key, name, state, warning }) => (
            <li key={key} data-state={state}>
              <IconPaperclip size={14} aria-hidden="true" /> {name}
              {state === 'coming' && ` · ${t('ui.loading')}`}
              {warning && <em>{t('moments.secrets', { what: warning })}</em>}
              <button type="button" aria-label={t('moments.file_away', { name })} onClick={() => files.away(key)}>
                <IconX size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.composerFoot}>
        {kind === 'out' && (
          <>
            {!thread?.isPublic && <ActionButton icon={IconPaperclip} label={t('moments.files')} onClick={files.choose} />}
            <ActionButton icon={IconTextPlus} label={t('moments.macros.use')} onClick={() => callUp.begin()} />
          </>
        )}
        <span className={classes.sending}>
          {kind === 'out' && mayAnswer && (
            <Menu position="top-end" width={240}>
              <Menu.Target>
                <Button size="xs" variant="default" px={6} aria-label={t('moments.send_more')}>
                  <IconChevronDown size={16} aria-hidden="true" />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void send('resolve')}>{t('moments.send.resolve')}</Menu.Item>
                <Menu.Item onClick={() => void send('stay_open')}>{t('moments.send.stay_open')}</Menu.Item>
                <Menu.Label>{t('moments.undo_for')}</Menu.Label>
                {undoChoices.map((seconds) => (
                  <Menu.Item
                    key={seconds}
                    fw={seconds === undoSeconds ? 600 : 400}
                    aria-current={seconds === undoSeconds || undefined}
                    onClick={() => {
                      keepUndoSeconds(channelKind, seconds);
                      setUndoTold(seconds);
                    }}
                  >
                    {t('moments.undo_seconds', { count: seconds })}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          <Button
            type="submit"
            size="xs"
            loading={busy}
            disabled={text.trim() === '' || !(mayAnswer || fromQueue) || files.busy || (kind === 'out' && tooLong)}
            color={kind === 'note' ? 'gray' : 'work'}
            variant={kind === 'note' ? 'default' : 'filled'}
          >
            {kind === 'note'
              ? t(listening ? 'moments.send.insight' : 'moments.send.note')
              : t(fromQueue ? 'moments.send.take' : 'moments.send.reply')}
          </Button>
        </span>
      </div>
    </form>
  );
}
