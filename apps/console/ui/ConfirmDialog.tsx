/**
 * Destructive acts state their consequence and name the act on the button; nobody is asked "are you sure".
 *
 *     if (await confirm({ title, consequence, action })) remove.mutate(…)
 */
import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

interface Question {
  title: string;
  /** What will be gone or different afterwards, and whether it can be undone. */
  consequence: ReactNode;
  /** The verb on the button: "Erase Anna", not "OK". */
  action: string;
  /** A word to type first, for acts that cannot be undone. */
  typed?: string;
}

type Open = Question & { answer: (yes: boolean) => void };

let open: Open | undefined;
const listeners = new Set<() => void>();
const tell = (next: Open | undefined) => {
  open = next;
  for (const listener of listeners) listener();
};
const watch = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function confirm(question: Question): Promise<boolean> {
  open?.answer(false);
  return new Promise((resolve) => {
    tell({
      ...question,
      answer: (yes) => {
        tell(undefined);
        resolve(yes);
      },
    });
  });
}

/** Stands once on the page and shows whatever is being asked. */
export function ConfirmHost() {
  const asked = useSyncExternalStore(watch, () => open);
  return asked ? <Dialog key={asked.title} {...asked} /> : null;
}

function Dialog({ title, consequence, action, typed, answer }: Open) {
  const { t } = useTranslation();
  const [word, setWord] = useState('');
  return (
    <Modal opened onClose={() => answer(false)} title={title} centered closeButtonProps={{ 'aria-label': t('ui.cancel') }}>
      <Text size="sm">{consequence}</Text>
      {typed && (
        <TextInput
          mt="md"
          label={t('ui.type_to_confirm', { word: typed })}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={() => answer(false)}>
          {t('ui.cancel')}
        </Button>
        <Button color="red" disabled={typed !== undefined && word !== typed} onClick={() => answer(true)}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
