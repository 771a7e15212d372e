import { useState } from 'preact/hooks';
import type { Chat } from '../chat/chat.ts';
import type { Say } from './words.ts';

/** The question stands in the transcript above; here is where it is answered. */
export function Consent({ chat, say }: { chat: Chat; say: Say }) {
  const [wrong, setWrong] = useState(false);
  const answer = (allowed: boolean) => () => {
    setWrong(false);
    chat.allow(allowed).catch(() => setWrong(true));
  };
  return (
    <div class="consent">
      <button type="button" onClick={answer(true)}>
        {say('listening_yes')}
      </button>
      <button type="button" onClick={answer(false)}>
        {say('listening_no')}
      </button>
      {wrong && <p role="alert">{say('trouble')}</p>}
    </div>
  );
}
