/** A tree of conditions, written as it is read. */
import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { deepestGroup } from '#customers/contract';
import classes from './builder.module.css';
import { type Blank, type DraftGroup, type DraftRule, leafKinds, newGroup, newLeaf } from './drafts.ts';
import { Choose } from './fields.tsx';
import { LeafFields } from './LeafFields.tsx';

interface Props {
  group: DraftGroup;
  onChange: (group: DraftGroup) => void;
  /** The segment that is edited: it cannot name itself. */
  segment: string | undefined;
  /** What is still missing within this group. */
  blanks: Blank[];
  depth?: number;
  onRemove?: () => void;
}

const most = 20;

export function RuleFields({ group, onChange, segment, blanks, depth = 1, onRemove }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLFieldSetElement>(null);
  const { rules, match } = group;
  const add = (rule: DraftRule) => {
    onChange({ ...group, rules: [...rules, rule] });
    // The new line's first input: whoever adds a condition wants to write it.
    requestAnimationFrame(() => {
      const lines = list.current?.querySelectorAll(':scope > [data-line]');
      lines?.[lines.length - 1]?.querySelector('input')?.focus();
    });
  };
  return (
    <fieldset ref={list} className={`${classes.group} ${depth > 1 ? classes.nested : ''}`}>
      <legend className="only-heard">{t('segments.build.rule')}</legend>
      <Group gap="xs" wrap="nowrap">
        {depth === 1 && <span>{t('segments.build.who')}</span>}
        <Choose<DraftGroup['match']>
          label={t('segments.word.match')}
          value={match}
          choices={(['all', 'any', 'none'] as const).map((value) => ({ value, label: t(`segments.match.${value}`) }))}
          onChange={(next) => onChange({ ...group, match: next })}
        />
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" ms="auto" aria-label={t('segments.build.remove_group')} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
      {rules.map((rule, at) => (
        <Line
          key={rule.key}
          rule={rule}
          at={at}
          join={at === 0 ? '' : t(match === 'all' ? 'segments.word.and' : 'segments.word.or')}
          segment={segment}
          depth={depth}
          blanks={inside(blanks, at)}
          onChange={(next) => onChange({ ...group, rules: rules.with(at, next) })}
          {...(rules.length > 1 && { onRemove: () => onChange({ ...group, rules: rules.toSpliced(at, 1) }) })}
        />
      ))}
      {rules.length < most && <Add deeper={depth < deepestGroup} onAdd={add} />}
    </fieldset>
  );
}

/** What one condition lacks, seen from there. */
const inside = (blanks: Blank[], at: number): Blank[] =>
  blanks.flatMap(({ path, what }) =>
    path === `rules.${at}` || path.startsWith(`rules.${at}.`) ? [{ path: path.slice(`rules.${at}.`.length), what }] : [],
  );

interface LineProps extends Omit<Props, 'group' | 'onChange'> {
  rule: DraftRule;
  at: number;
  join: string;
  depth: number;
  onChange: (rule: DraftRule) => void;
}

function Line({ rule, at, join, segment, depth, blanks, onChange, onRemove }: LineProps) {
  const { t } = useTranslation();
  const questions = [...new Set(blanks.map(({ what }) => t(`segments.missing.${what}`)))];
  return (
    <div className={classes.line} data-line>
      <span className={classes.join}>{join}</span>
      {rule.kind === 'group' ? (
        <div style={{ flex: 1, minWidth: 0 }}>
          <RuleFields
            group={rule}
            onChange={onChange}
            segment={segment}
            blanks={blanks}
            depth={depth + 1}
            {...(onRemove && { onRemove })}
          />
        </div>
      ) : (
        <>
          <div className={classes.words}>
            <LeafFields leaf={rule} segment={segment} onChange={(change) => onChange({ ...rule, ...change } as DraftRule)} />
            {blanks.length > 0 && <span className={classes.blank}>{questions.join(' ')}</span>}
          </div>
          {onRemove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              mt={7}
              aria-label={t('segments.build.remove', { at: at + 1 })}
              onClick={onRemove}
            >
              <IconX size={16} />
            </ActionIcon>
          )}
        </>
      )}
    </div>
  );
}

function Add({ deeper, onAdd }: { deeper: boolean; onAdd: (rule: DraftRule) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.line}>
      <span className={classes.join} />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="light" size="compact-sm" leftSection={<IconPlus size={15} />}>
            {t('segments.build.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {leafKinds.map((kind) => (
            <Menu.Item key={kind} onClick={() => onAdd(newLeaf(kind))}>
              {t(`segments.leaf.${kind}`)}
            </Menu.Item>
          ))}
          {deeper && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => onAdd(newGroup())}>{t('segments.build.add_group')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
