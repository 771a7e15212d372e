import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../chat/chat.ts';
import { Icon } from './Icon.tsx';
import type { Files } from './use-files.ts';
import type { Say } from './words.ts';

const longest = 20_000;
const tallest = 140;

export function Composer({ chat, say, files, isOpen }: { chat: Chat; say: Say; files: Files; isOpen: boolean }) {
  const [text, setText] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const kept = files.list.flatMap((one) => one.kept ?? []);
  const bringing = files.list.some(({ kept: done, wrong }) => !done && !wrong);
  const ready = (text.trim() !== '' || kept.length > 0) && !bringing;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height, and a hidden box has none
  useLayoutEffect(() => {
    if (!area.current) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${Math.min(area.current.scrollHeight, tallest)}px`;
  }, [text, isOpen]);

  function send(): void {
    if (!ready) return;
    chat.say(text.trim(), kept);
    setText('');
    files.clear();
    area.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {files.list.length > 0 && (
        <ul class="chips">
          {files.list.map(({ key, file, kept: done, wrong }) => (
            <li key={key} class={wrong ? 'bad' : ''}>
              <span role={wrong ? 'alert' : 'status'}>{wrong ?? (done ? file.name : say('uploading', { name: file.name }))}</span>
              {wrong && (
                <button type="button" class="link" onClick={() => files.again(key)}>
                  {say('again')}
                </button>
              )}
              <button
                type="button"
                class="plain"
                aria-label={say('remove', { name: file.name })}
                onClick={() => files.remove(key)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="write">
        {files.allowed && (
          <>
            <button type="button" class="plain" aria-label={say('attach')} onClick={() => picker.current?.click()}>
              <Icon name="attach" />
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              aria-label={say('attach')}
              onChange={({ currentTarget }) => {
                files.add(currentTarget.files ?? []);
                currentTarget.value = '';
              }}
            />
          </>
        )}
        <textarea
          ref={area}
          rows={1}
          maxLength={longest}
          dir="auto"
          aria-label={say('message')}
          placeholder={say('write')}
          value={text}
          enterkeyhint="send"
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            chat.typing();
          }}
          onKeyDown={(event) => {
            // Enter that ends the writing of a character is not the end of the message.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files;
            if (!files.allowed || !pasted?.length) return;
            event.preventDefault();
            files.add(pasted);
          }}
        />
        <button type="submit" class="send" aria-label={say('send')} disabled={!ready}>
          <Icon name="send" turns />
        </button>
      </div>
    </form>
  );
}
