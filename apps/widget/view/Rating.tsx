import { useState } from 'preact/hooks';
import type { Chat } from '../chat/chat.ts';
import type { Say } from './words.ts';

const scores = [1, 2, 3, 4, 5];
const star = 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z';

export function Rating({ chat, say }: { chat: Chat; say: Say }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="rating"
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(false);
        chat.rate(score, comment.trim()).catch(() => setWrong(true));
      }}
    >
      <fieldset>
        <legend>{say('rate')}</legend>
        {scores.map((one) => (
          <label key={one}>
            <input type="radio" name="score" value={one} checked={score === one} onChange={() => setScore(one)} />
            <svg class={one <= score ? 'star full' : 'star'} viewBox="0 0 24 24" aria-hidden="true">
              <path d={star} />
            </svg>
            <span class="unseen">{say('rate_of', { score: one })}</span>
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <textarea
            aria-label={say('comment')}
            placeholder={say('comment')}
            rows={2}
            maxLength={2_000}
            value={comment}
            onInput={({ currentTarget }) => setComment(currentTarget.value)}
          />
          <button type="submit" class="main">
            {say('send')}
          </button>
        </>
      )}
      {wrong && <p role="alert">{say('trouble')}</p>}
    </form>
  );
}
