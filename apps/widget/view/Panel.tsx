import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatSettings } from '#listen/contract';
import type { Chat } from '../chat/chat.ts';
import type { MessengerHost } from '../messenger.tsx';
import { Composer } from './Composer.tsx';
import { expectation } from './expectation.ts';
import { Footer } from './Footer.tsx';
import { Icon } from './Icon.tsx';
import { Lines } from './Lines.tsx';
import { Questions } from './Questions.tsx';
import { useFiles } from './use-files.ts';
import { useHelp } from './use-help.ts';
import { useNow } from './use-now.ts';
import { directionOf, type Say } from './words.ts';

export interface PanelProps {
  chat: Chat;
  host: MessengerHost;
  language: string;
  say: Say;
  isOpen: boolean;
  onClose(): void;
}

const onPhone = () => matchMedia('(max-width: 520px)').matches;

export function Panel({ chat, host, language, say, isOpen, onClose }: PanelProps) {
  const now = useNow(chat);
  const panel = useRef<HTMLDivElement>(null);
  const settings = host.look.settings as unknown as ChatSettings;
  const [answered, setAnswered] = useState(false);
  const asks = settings.questions.length > 0 && !answered && !now.begun && !now.loading && now.outgoing.length === 0;
  const help = useHelp(host, isOpen, language);
  const files = useFiles(chat, say, settings.files && !asks);

  useEffect(() => {
    // What can be written in is where one begins.
    if (isOpen) panel.current?.querySelector<HTMLElement>('textarea, input:not([type=file]), select')?.focus();
  }, [isOpen]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose();
    if (event.key === 'Tab' && onPhone() && panel.current) keepInside(event, panel.current, host.place);
  }

  return (
    <div
      ref={panel}
      class={files.over ? 'panel over' : 'panel'}
      role="dialog"
      aria-modal={isOpen && onPhone() ? 'true' : undefined}
      aria-labelledby="title"
      lang={language}
      dir={directionOf(language)}
      hidden={!isOpen}
      onKeyDown={onKeyDown}
      {...files.target}
    >
      <header>
        <div class="who">
          <h2 id="title">{settings.title ?? say('title')}</h2>
          <p class="expect">
            <span class={now.state.staffed ? 'dot here' : 'dot'} />
            {expectation(now.state, language, say)}
          </p>
        </div>
        <button type="button" class="plain" aria-label={say('close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {help.isShown && <div class="help" ref={help.place} />}
      <div class="talk" hidden={help.isShown}>
        <Lines
          chat={chat}
          now={now}
          host={host}
          isOpen={isOpen && !help.isShown}
          greeting={settings.greeting ?? say('greeting')}
          {...{ language, say }}
        />
        {asks ? (
          <Questions
            questions={settings.questions}
            say={say}
            onAnswer={(answers, email) => {
              chat.answer(answers, email);
              setAnswered(true);
            }}
          />
        ) : (
          <Composer chat={chat} say={say} files={files} isOpen={isOpen} />
        )}
        <Footer
          chat={chat}
          now={now}
          say={say}
          asks={asks}
          byMail={settings.answersByMail}
          onHelp={help.offered ? help.show : undefined}
        />
      </div>
      {files.over && <div class="drop">{say('drop')}</div>}
    </div>
  );
}

/** On a phone the chat covers the page: the keyboard stays in what can be seen. */
function keepInside(event: KeyboardEvent, panel: HTMLElement, place: ShadowRoot): void {
  const all = [...panel.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex="0"]')].filter(
    (one) => one.offsetParent !== null && !one.hasAttribute('disabled'),
  );
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (place.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0])?.focus();
}
