import { useState } from 'preact/hooks';
import type { Chat, ChatNow } from '../chat/chat.ts';
import { Icon } from './Icon.tsx';
import type { Say } from './words.ts';

interface FooterProps {
  chat: Chat;
  now: ChatNow;
  say: Say;
  asks: boolean;
  /** Answers reach visitors by mail once they have left. */
  byMail: boolean;
  /** Opens the articles; undefined when there are none. */
  onHelp: (() => void) | undefined;
}

/** Below the composer: how things stand, the way to a human, and the way home for the answer. */
export function Footer({ chat, now, say, asks, byMail, onHelp }: FooterProps) {
  const { state, reach, begun, email, identityRefused, outgoing, lines } = now;
  const [asked, setAsked] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [notice, setNotice] = useState<string>();
  const underWay = begun || outgoing.length > 0;
  const answered = lines.some(({ author }) => author === 'team');

  function human(): void {
    if (state.owner) {
      setNotice(say('human_there', { name: state.owner.name }));
      return;
    }
    // The questions are for those who have time for them; this is one tap.
    chat.say(say('human_said'));
    setAsked(true);
  }

  async function transcript(): Promise<void> {
    const words = await chat.mailTranscript().then(
      (to) => say('transcript_sent', { email: to }),
      () => say('trouble'),
    );
    setNotice(words);
  }

  return (
    <div class="foot">
      {reach === 'offline' && underWay && (
        <p class="warn" role="status">
          {say('offline')}
        </p>
      )}
      {reach === 'connecting' && begun && (
        <p class="quiet" role="status">
          {say('connecting')}
        </p>
      )}
      {identityRefused && (
        <p class="warn" role="alert">
          {say('identity')}
        </p>
      )}
      {byMail && !email && !asks && (leaving || !state.staffed) && <LeaveEmail chat={chat} say={say} />}
      {byMail && email && (leaving || !state.staffed) && <p class="quiet">{say('answer_to', { email })}</p>}
      {notice && (
        <p class="quiet" role="status">
          {notice}
        </p>
      )}
      <p class="ways">
        {(!asked || state.owner) && (
          <button type="button" class="link" onClick={human}>
            <Icon name="person" />
            {say('human')}
          </button>
        )}
        {onHelp && (
          <button type="button" class="link" onClick={onHelp}>
            <Icon name="help" />
            {say('help')}
          </button>
        )}
        {byMail && begun && !email && !leaving && state.staffed && (
          <button type="button" class="link" onClick={() => setLeaving(true)}>
            <Icon name="mail" />
            {say('leaving')}
          </button>
        )}
        {begun && answered && email && (
          <button type="button" class="link" onClick={() => void transcript()}>
            <Icon name="mail" />
            {say('transcript')}
          </button>
        )}
      </p>
    </div>
  );
}

function LeaveEmail({ chat, say }: { chat: Chat; say: Say }) {
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="leave"
      onSubmit={(event) => {
        event.preventDefault();
        const email = String(new FormData(event.currentTarget).get('email') ?? '').trim();
        setWrong(false);
        if (email) chat.leaveEmail(email).catch(() => setWrong(true));
      }}
    >
      <label for="leave-email">{say('leave_email')}</label>
      <input
        id="leave-email"
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="email"
        placeholder={say('email')}
      />
      <button type="submit" class="main">
        {say('save')}
      </button>
      {wrong && <p role="alert">{say('trouble')}</p>}
    </form>
  );
}
