import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  Menu,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDownload, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSurvey, listSurveys, readSurvey, type Survey, type SurveyDefinition } from '#listen/contract';
import { useCall } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import {
  choiceLines,
  type Element,
  elementsOf,
  kinds,
  moved,
  textIn,
  withChoiceLines,
  withElement,
  withNew,
  withoutElement,
  withText,
} from './elements.ts';
import { Preview } from './Preview.tsx';
import classes from './results.module.css';
import { save } from './save.ts';

/** What is asked, question by question and language by language, beside what customers will see. */
export function Build({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [definition, setDefinition] = useState(survey.definition);
  const [view, setView] = useState<'questions' | 'json'>('questions');
  const [locale, setLocale] = useState('default');
  const change = useCall(changeSurvey, {
    refreshes: [readSurvey, listSurveys],
    showsProblem: true,
    onSuccess: ({ version }) => showDone(version > survey.version ? t('surveys.next_version', { version }) : t('surveys.saved')),
  });
  const take = () =>
    save(new Blob([JSON.stringify(survey.definition, null, 2)], { type: 'application/json' }), `${survey.name}.json`);
  const isChanged = JSON.stringify(definition) !== JSON.stringify(survey.definition);
  const mayChange = can('listen.write');
  const locales = [...new Set([...survey.locales, 'it', 'de', 'fr', 'es'])];
  return (
    <div className={classes.built}>
      <Stack gap="lg">
        <Group justify="space-between">
          <SegmentedControl
            aria-label={t('surveys.view')}
            value={view}
            onChange={(to) => setView(to === 'json' ? 'json' : 'questions')}
            data={[
              { value: 'questions', label: t('surveys.view_questions') },
              { value: 'json', label: t('surveys.view_json') },
            ]}
          />
          <Select
            aria-label={t('surveys.language')}
            value={locale}
            onChange={(to) => setLocale(to ?? 'default')}
            data={locales.map((value) => ({ value, label: value === 'default' ? t('surveys.language_default') : value }))}
            allowDeselect={false}
            w={180}
          />
        </Group>
        {change.error && <Problem problem={change.error} />}
        {view === 'json' ? (
          <AsJson definition={definition} onChange={setDefinition} readOnly={!mayChange} />
        ) : (
          elementsOf(definition).map((element) => (
            <Question
              key={element.name}
              element={element}
              locale={locale}
              definition={definition}
              onChange={setDefinition}
              readOnly={!mayChange}
            />
          ))
        )}
        <Group justify="space-between">
          <Group gap="xs">
            {mayChange && view === 'questions' && (
              <Add onAdd={(kind) => setDefinition(withNew(definition, kind, t(`surveys.new_question.${kind}`)))} />
            )}
            <Button variant="default" leftSection={<IconDownload size={16} />} onClick={take}>
              {t('surveys.export')}
            </Button>
          </Group>
          {mayChange && (
            <Button
              disabled={!isChanged}
              loading={change.isPending}
              onClick={() => change.mutate({ params: { id: survey.id }, body: { definition } })}
            >
              {t('surveys.save')}
            </Button>
          )}
        </Group>
        {survey.answers.complete + survey.answers.partial > 0 && (
          <Text size="sm" c="var(--ink-quiet)">
            {t('surveys.versions_kept', { version: survey.version })}
          </Text>
        )}
      </Stack>
      <section aria-label={t('surveys.preview')}>
        <Title order={2} size="h4" mb="sm">
          {t('surveys.preview')}
        </Title>
        <Preview survey={survey} locale={locale} />
        <Text size="sm" c="var(--ink-quiet)" mt="xs">
          {isChanged ? t('surveys.preview_saved') : t(survey.light ? 'surveys.light' : 'surveys.full')}
        </Text>
      </section>
    </div>
  );
}

interface QuestionProps {
  element: Element;
  locale: string;
  definition: SurveyDefinition;
  onChange: (definition: SurveyDefinition) => void;
  readOnly: boolean;
}

function Question({ element, locale, definition, onChange, readOnly }: QuestionProps) {
  const { t } = useTranslation();
  const { name = '', type = '', measures, visibleIf } = element;
  const change = (patch: Element) => onChange(withElement(definition, name, patch));
  const kind = typeof measures === 'string' ? measures : type;
  return (
    <Fieldset variant="unstyled" disabled={readOnly} className={classes.paper ?? ''}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="var(--ink-quiet)">
            {t(`surveys.type.${kind}`, { defaultValue: kind })} · {name}
          </Text>
          {!readOnly && (
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('surveys.up', { name })}
                onClick={() => onChange(moved(definition, name, -1))}
              >
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('surveys.down', { name })}
                onClick={() => onChange(moved(definition, name, 1))}
              >
                <IconArrowDown size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('surveys.remove', { name })}
                onClick={() => onChange(withoutElement(definition, name))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          )}
        </Group>
        <TextInput
          label={t('surveys.wording')}
          value={textIn(element.title, locale)}
          placeholder={textIn(element.title, 'default')}
          onChange={({ currentTarget }) => change({ title: withText(element.title, locale, currentTarget.value) })}
        />
        {Array.isArray(element.choices) && (
          <Textarea
            label={t('surveys.choices')}
            autosize
            value={choiceLines(element.choices, locale)}
            onChange={({ currentTarget }) => change({ choices: withChoiceLines(element.choices, locale, currentTarget.value) })}
          />
        )}
        <Checkbox
          label={t('surveys.required')}
          checked={element.isRequired === true}
          onChange={({ currentTarget }) => change({ isRequired: currentTarget.checked })}
        />
        {typeof visibleIf === 'string' && (
          <Text size="sm" c="var(--ink-quiet)">
            {t('surveys.shown_if', { condition: visibleIf })}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}

function Add({ onAdd }: { onAdd: (kind: (typeof kinds)[number]) => void }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} />}>
          {t('surveys.add_question')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {t(`surveys.type.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** All of it, as SurveyJS has it: conditions, pages, whatever the list does not show. */
function AsJson({
  definition,
  onChange,
  readOnly,
}: {
  definition: SurveyDefinition;
  onChange: (to: SurveyDefinition) => void;
  readOnly: boolean;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(definition, null, 2));
  const [wrong, setWrong] = useState<string>();
  return (
    <Textarea
      label={t('surveys.view_json')}
      description={t('surveys.json_hint')}
      autosize
      minRows={12}
      maxRows={40}
      spellCheck={false}
      readOnly={readOnly}
      classNames={{ input: classes.code ?? '' }}
      error={wrong}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        try {
          onChange(JSON.parse(currentTarget.value) as SurveyDefinition);
          setWrong(undefined);
        } catch {
          setWrong(t('surveys.json_unread'));
        }
      }}
    />
  );
}
