/** What `@` and `/` call up while typing: colleagues in a note, kept texts in an answer. Arrows move, Enter takes. */
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMacros, renderMacro } from '#moments/contract';
import { routes } from '#people/contract';
import { call, useRoute } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { showProblem } from '../../ui/Problem.tsx';
import classes from './conversation.module.css';
import { replacing, type Trigger, type TriggerSign, triggerAt } from './triggers.ts';

interface Asked {
  sign: TriggerSign;
  momentId: string;
  box: RefObject<HTMLTextAreaElement | null>;
  text: string;
  write: (text: string) => void;
  onNamed: (employee: { id: string; name: string }) => void;
}

interface Option {
  id: string;
  name: string;
  more: string;
}

const MOST = 6;

export function useCallUp({ sign, momentId, box, text, write, onNamed }: Asked) {
  const listId = useId();
  const [trigger, setTrigger] = useState<Trigger>();
  const [at, setAt] = useState(0);
  const options = useOptions(sign, trigger);
  const close = () => setTrigger(undefined);
  const look = ({ value, selectionStart }: HTMLTextAreaElement) => {
    setTrigger(triggerAt(value, selectionStart, sign));
    setAt(0);
  };

  async function take({ id, name }: Option) {
    if (!trigger) return;
    const caret = box.current?.selectionStart ?? text.length;
    close();
    let words = `@${name} `;
    if (sign === '@') onNamed({ id, name });
    else {
      try {
        words = (await call(renderMacro, { params: { id }, body: { moment: momentId } })).text;
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return showProblem(error);
      }
    }
    const next = replacing(text, caret, trigger, words);
    write(next.text);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.caret, next.caret);
    });
  }
  /** True when the key was meant for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!trigger || options.length === 0 || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = options[at];
    if (step) setAt((at + step + options.length) % options.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) void take(chosen);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    return true;
  };
  /** By a button, for thumbs: as if the sign had been typed on a line of its own. */
  const begin = () => {
    const caret = box.current?.selectionStart ?? text.length;
    const line = text.slice(0, caret).endsWith('\n') || caret === 0 ? '' : '\n';
    write(`${text.slice(0, caret)}${line}${sign}${text.slice(caret)}`);
    const from = caret + line.length;
    setTrigger({ from, query: '' });
    setAt(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(from + 1, from + 1);
    });
  };
  const shown = trigger !== undefined && options.length > 0;
  return {
    listId,
    options: shown ? options : [],
    at,
    take: (option: Option) => void take(option),
    look,
    close,
    begin,
    onKeyDown,
    attributes: {
      'aria-autocomplete': 'list' as const,
      ...(shown && { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${at}` }),
    },
  };
}

/** Colleagues are searched by the server; kept texts are few. */
function useOptions(sign: TriggerSign, trigger: Trigger | undefined): Option[] {
  const [query] = useDebouncedValue(trigger?.query ?? '', 120);
  const called = trigger !== undefined;
  const people = useRoute(
    routes.listEmployees,
    { query: { status: 'active', limit: MOST, ...(query && { search: query }) } },
    { enabled: called && sign === '@', keepPrevious: true },
  );
  const macros = useRoute(listMacros, undefined, { enabled: called && sign === '/' });
  if (!called) return [];
  if (sign === '@') return (people.data?.items ?? []).map(({ id, name, title }) => ({ id, name, more: title }));
  const wanted = trigger.query.toLowerCase();
  return (macros.data?.items ?? [])
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map(({ id, name, text }) => ({ id, name, more: text }));
}

export function CallUp({ listId, options, at, take }: Pick<ReturnType<typeof useCallUp>, 'listId' | 'options' | 'at' | 'take'>) {
  const { t } = useTranslation();
  if (options.length === 0) return null;
  return (
    <div id={listId} role="listbox" aria-label={t('moments.called_up')} className={classes.callUp}>
      {options.map((option, index) => (
        <div
          key={option.id}
          id={`${listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // Before the box loses its focus, and with it the caret.
          onMouseDown={(event) => {
            event.preventDefault();
            take(option);
          }}
        >
          <strong>{option.name}</strong> <span>{option.more}</span>
        </div>
      ))}
    </div>
  );
}
