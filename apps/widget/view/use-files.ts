import { useState } from 'preact/hooks';
import type { Chat } from '../chat/chat.ts';
import type { OutgoingFile } from '../chat/outbox.ts';
import type { Say } from './words.ts';

/** A file on its way to the next message. */
export interface Brought {
  key: number;
  file: File;
  kept?: OutgoingFile;
  wrong?: string;
}

export interface Files {
  allowed: boolean;
  list: readonly Brought[];
  over: boolean;
  add(files: Iterable<File>): void;
  remove(key: number): void;
  again(key: number): void;
  clear(): void;
  /** For the element that files may be dropped on. */
  target: Record<string, (event: DragEvent) => void>;
}

const largest = 10 * 1024 * 1024;
const mostFiles = 10;
let keys = 0;

export function useFiles(chat: Chat, say: Say, allowed: boolean): Files {
  const [list, setList] = useState<readonly Brought[]>([]);
  const [over, setOver] = useState(false);
  const change = (key: number, now: Partial<Brought>) =>
    setList((before) => before.map((one) => (one.key === key ? { ...one, ...now } : one)));

  function bring({ key, file }: Brought): void {
    if (file.size > largest) {
      change(key, { wrong: say('too_large', { name: file.name }) });
      return;
    }
    chat.bring(file).then(
      (kept) => change(key, { kept }),
      () => change(key, { wrong: say('not_brought', { name: file.name }) }),
    );
  }

  function add(files: Iterable<File>): void {
    if (!allowed) return;
    const fresh = [...files].slice(0, mostFiles - list.length).map((file) => {
      keys += 1;
      return { key: keys, file };
    });
    setList((before) => [...before, ...fresh]);
    for (const one of fresh) bring(one);
  }

  return {
    allowed,
    list,
    over,
    add,
    remove: (key) => setList((before) => before.filter((one) => one.key !== key)),
    again(key) {
      const one = list.find((brought) => brought.key === key);
      if (!one) return;
      setList((before) => before.map((each) => (each.key === key ? { key, file: one.file } : each)));
      bring(one);
    },
    clear: () => setList([]),
    target: {
      onDragOver(event) {
        if (!allowed || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event) {
        setOver(false);
        if (!allowed || !event.dataTransfer?.files.length) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      },
    },
  };
}
