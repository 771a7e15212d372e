import { useEffect, useState } from 'preact/hooks';
import type { Chat, ChatNow } from '../chat/chat.ts';

/** How the chat stands, drawn anew on each change. */
export function useNow(chat: Chat): ChatNow {
  const [now, set] = useState(chat.now);
  useEffect(() => {
    const look = () => set(chat.now());
    look();
    return chat.onChange(look);
  }, [chat]);
  return now;
}
