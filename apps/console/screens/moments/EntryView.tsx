/** One entry: the customer's words warm, ours cool, notes on their own paper, what happened as a quiet line. */
import { Anchor, Button, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconBulb, IconNote, IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Entry, undoReply } from '#moments/contract';
import { useCall } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import { useSecondsUntil } from './Banners.tsx';
import classes from './conversation.module.css';
import { MailFrame } from './MailFrame.tsx';
import { Provenance } from './Provenance.tsx';
import { touchedReads } from './refreshed.ts';

interface Props {
  entry: Entry;
  momentId: string;
  newDay: boolean;
  /** The customer has read up to here. */
  seen: boolean;
  onUndone: (entry: Entry) => void;
}

export function EntryView({ entry, momentId, newDay, seen, onUndone }: Props) {
  const format = useFormat();
  return (
    <>
      {newDay && (
        <p className={classes.day}>
          <time dateTime={entry.at}>{format.date(entry.at)}</time>
        </p>
      )}
      {entry.kind === 'event' ? (
        <Happening entry={entry} />
      ) : (
        <Words entry={entry} momentId={momentId} seen={seen} onUndone={onUndone} />
      )}
    </>
  );
}

/** Instants stand in the log as ISO 8601 in UTC; people read them in their own time. */
const instants = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

function Happening({ entry: { at, text, author } }: { entry: Entry }) {
  const format = useFormat();
  return (
    <p className={classes.event}>
      <span>{(text || author.name).replace(instants, (instant) => format.dateTime(instant))}</span>{' '}
      <time dateTime={at}>{format.clock(at)}</time>
    </p>
  );
}

function Words({ entry, momentId, seen, onUndone }: Omit<Props, 'newDay'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, at, author, subject, text, quoted, html, files, suspicious, nature, state, insight } = entry;
  const Paper = insight ? IconBulb : IconNote;
  return (
    <article className={classes.entry} data-kind={kind} data-undone={state === 'undone' || undefined}>
      <header>
        {kind === 'note' && <Paper size={14} aria-hidden="true" />}
        <strong>{author.name}</strong>
        {kind === 'note' && <span>{t(insight ? 'moments.listening.insight' : 'moments.note')}</span>}
        {nature && nature !== 'human' && <span>{t(`moments.nature.${nature}`)}</span>}
        <time dateTime={at}>{format.clock(at)}</time>
      </header>
      {suspicious && (
        <p className={classes.suspicious}>
          <IconAlertTriangle size={16} aria-hidden="true" /> {t('moments.suspicious')} {suspicious}
        </p>
      )}
      {kind === 'in' && <Provenance entry={entry} />}
      {subject && <p className={classes.subject}>{subject}</p>}
      <p className={classes.text}>{text}</p>
      {html && <Designed html={html} />}
      {quoted && (
        <details className={classes.quoted}>
          <summary>{t('moments.quoted')}</summary>
          <p className={classes.text}>{quoted}</p>
        </details>
      )}
      {files.length > 0 && (
        <ul className={classes.files}>
          {files.map(({ fileId, name, size }) => (
            <li key={fileId}>
              <Anchor href={`/api/files/${fileId}`} target="_blank" rel="noopener" size="sm" c="inherit">
                <IconPaperclip size={14} aria-hidden="true" /> {name} <small>{format.bytes(size)}</small>
              </Anchor>
            </li>
          ))}
        </ul>
      )}
      {kind === 'out' && state && <Fate entry={entry} momentId={momentId} seen={seen} onUndone={onUndone} />}
    </article>
  );
}

function Designed({ html }: { html: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <>
      <UnstyledButton className={classes.designed ?? ''} onClick={() => setShown(!shown)} aria-expanded={shown}>
        {t(shown ? 'moments.html_hide' : 'moments.html_show')}
      </UnstyledButton>
      {shown && <MailFrame html={html} />}
    </>
  );
}

/** What became of what we said. */
function Fate({ entry, momentId, seen, onUndone }: Omit<Props, 'newDay'>) {
  const { t } = useTranslation();
  const { id, state, stateReason, sendAt } = entry;
  if (state === 'held' && sendAt) return <Held id={id} momentId={momentId} sendAt={sendAt} onUndone={onUndone} />;
  const bad = state === 'failed' || state === 'unknown';
  return (
    <footer className={classes.fate} data-bad={bad || undefined} role={bad ? 'alert' : undefined}>
      {bad && <IconAlertTriangle size={14} aria-hidden="true" />}
      {seen && state === 'sent' ? t('moments.sent.seen') : t(`moments.sent.${state ?? 'sent'}`)}
      {bad && stateReason && ` ${stateReason}`}
    </footer>
  );
}

function Held({ id, momentId, sendAt, onUndone }: { id: string; momentId: string; sendAt: string } & Pick<Props, 'onUndone'>) {
  const { t } = useTranslation();
  const left = useSecondsUntil(sendAt);
  const undo = useCall(undoReply, { refreshes: touchedReads, onSuccess: onUndone });
  return (
    <footer className={classes.fate}>
      {left > 0 ? t('moments.sent.held', { count: left }) : t('moments.sent.queued')}
      {left > 0 && (
        <Button
          size="compact-xs"
          variant="default"
          loading={undo.isPending}
          onClick={() => undo.mutate({ params: { id: momentId, entryId: id } })}
        >
          {t('moments.undo')}
        </Button>
      )}
    </footer>
  );
}
