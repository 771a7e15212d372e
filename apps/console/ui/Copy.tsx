/** Things to take along: one value, or a piece of code. */
import { ActionIcon, Code, CopyButton as MantineCopy, Tabs, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './copy.module.css';

/** `label` says what is copied: "Copy the write key". */
export function CopyButton({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <MantineCopy value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('ui.copied') : (label ?? t('ui.copy'))} withArrow>
          <ActionIcon variant="subtle" color={copied ? 'work' : 'gray'} onClick={copy} aria-label={label ?? t('ui.copy')}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            <span className="only-heard" aria-live="polite">
              {copied ? t('ui.copied') : ''}
            </span>
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopy>
  );
}

export interface Snippet {
  label: string;
  code: string;
}

/** Ready to paste; several snippets become tabs. */
export function CodeSnippet({ snippets }: { snippets: Snippet[] }) {
  const first = snippets[0];
  if (!first) return null;
  if (snippets.length === 1) return <Block {...first} />;
  return (
    // Numbers, not labels: ids are made of these values, and an id with a space in it names nothing.
    <Tabs defaultValue="0" variant="default">
      <Tabs.List>
        {snippets.map(({ label }, index) => (
          <Tabs.Tab key={label} value={String(index)}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map((snippet, index) => (
        <Tabs.Panel key={snippet.label} value={String(index)} pt="xs">
          <Block {...snippet} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Block({ label, code }: Snippet) {
  return (
    <div className={classes.block}>
      {/* Focusable: long lines scroll, and keyboards must reach them. */}
      <Code block tabIndex={0} role="region" aria-label={label}>
        {code}
      </Code>
      <div className={classes.copy}>
        <CopyButton value={code} />
      </div>
    </div>
  );
}
