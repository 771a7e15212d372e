import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatLine } from '#listen/contract';
import type { Chat, ChatNow } from '../chat/chat.ts';
import type { Outgoing } from '../chat/outbox.ts';
import type { MessengerHost } from '../messenger.tsx';
import { Asked } from './Asked.tsx';
import { Attached } from './Attached.tsx';
import { Consent } from './Consent.tsx';
import { Words } from './html.tsx';
import { Rating } from './Rating.tsx';
import type { Say } from './words.ts';

interface LinesProps {
  chat: Chat;
  now: ChatNow;
  host: MessengerHost;
  isOpen: boolean;
  greeting: string;
  language: string;
  say: Say;
}

/** Pixels from the end within which somebody is reading the newest. */
const nearEnd = 80;

export function Lines({ chat, now, host, isOpen, greeting, language, say }: LinesProps) {
  const { base } = host;
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { lines, outgoing, state, teamRead, typing } = now;
  const lastOwn = lines.findLast(({ author }) => author === 'visitor');
  const last = lines.at(-1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these can add to the end of the list
  useLayoutEffect(() => {
    if (!isOpen || !log.current) return;
    if (atEnd.current || outgoing.length > 0) log.current.scrollTop = log.current.scrollHeight;
    if (atEnd.current) chat.seen();
  }, [chat, isOpen, last?.seq, outgoing.length, typing, state.rating, state.listening]);

  const onScroll = () => {
    if (!log.current) return;
    const { scrollTop, clientHeight, scrollHeight } = log.current;
    atEnd.current = scrollHeight - clientHeight - scrollTop < nearEnd;
    if (atEnd.current) chat.seen();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="log" ref={log} role="log" aria-live="polite" aria-label={say('conversation')} tabIndex={0} onScroll={onScroll}>
      <p class="greeting" dir="auto">
        {greeting}
      </p>
      {lines.map((line, at) => (
        <Line
          key={line.seq}
          line={line}
          follows={lines[at - 1]?.author === line.author && lines[at - 1]?.authorName === line.authorName}
          {...{ base, language, say }}
        >
          {line === lastOwn && outgoing.length === 0 && <span class="mark">{say(line.seq <= teamRead ? 'read' : 'sent')}</span>}
        </Line>
      ))}
      {outgoing.map((line) => (
        <Waiting key={line.clientId} chat={chat} line={line} say={say} />
      ))}
      {typing && <p class="typing">{say('typing', { name: typing })}</p>}
      {state.listening === 'yes' && <p class="note">{say('listening')}</p>}
      {state.listening === 'asked' && <Consent chat={chat} say={say} />}
      {state.settled && <p class="note">{say('settled')}</p>}
      {state.settled && <Asked chat={chat} host={host} />}
      {state.rating === 'asked' && <Rating chat={chat} say={say} />}
      {state.rating === 'given' && <p class="note">{say('thanks')}</p>}
    </div>
  );
}

interface LineProps {
  line: ChatLine;
  follows: boolean;
  base: string;
  language: string;
  say: Say;
  children: preact.ComponentChildren;
}

function Line({ line: { author, authorName, text, html, files, at }, follows, base, language, say, children }: LineProps) {
  const when = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  const names = { visitor: say('you'), team: authorName ?? say('us'), system: authorName ?? say('automatic') };
  const name = names[author];
  return (
    <div class={`line ${author === 'visitor' ? 'own' : 'theirs'}${follows ? ' follows' : ''}`}>
      {!follows && (
        <p class={author === 'visitor' ? 'name unseen' : 'name'}>
          {name}
          {author === 'system' && authorName !== null && ` · ${say('automatic')}`}
        </p>
      )}
      {text !== '' && (
        <div class="bubble" dir="auto">
          <Words text={text} html={html} />
        </div>
      )}
      <Attached files={files} base={base} language={language} />
      <p class="when">
        <time dateTime={at}>{when}</time> {children}
      </p>
    </div>
  );
}

function Waiting({ chat, line: { clientId, text, files, refused }, say }: { chat: Chat; line: Outgoing; say: Say }) {
  return (
    <div class="line own waiting">
      {text !== '' && (
        <div class="bubble" dir="auto">
          <Words text={text} html={null} />
        </div>
      )}
      {files.map(({ id, name }) => (
        <p class="file" key={id}>
          {name}
        </p>
      ))}
      {refused === undefined ? (
        <p class="when">{say('sending')}</p>
      ) : (
        <p class="when bad" title={refused}>
          {say('not_sent')}{' '}
          <button type="button" class="link" onClick={() => chat.retry(clientId)}>
            {say('again')}
          </button>{' '}
          <button type="button" class="link" onClick={() => chat.giveUp(clientId)}>
            {say('discard')}
          </button>
        </p>
      )}
    </div>
  );
}
