import {
  ActionIcon,
  Button,
  ColorInput,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Channel, type ChatSettings, changeChatChannel, listChannels } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { ChatPreview } from './ChatPreview.tsx';
import { ChatReach } from './ChatReach.tsx';
import classes from './channels.module.css';

const mostQuestions = 5;

/** What the chat looks like and asks, and how it will look. */
export function ChatForm({ channel: { id, name, settings: given } }: { channel: Channel }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refresh = useRefresh();
  const before = given as unknown as ChatSettings;
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name, settings: { ...before, title: before.title ?? '', greeting: before.greeting ?? '' } } },
    async (body) => {
      await call(changeChatChannel, { params: { id }, body });
      refresh(listChannels);
      showDone(t('channels.chat.saved'));
    },
  );
  const { settings } = form.values;
  const readOnly = !can('listen.channels');
  return (
    <Panel title={t('channels.chat.look')}>
      <div className={classes.look}>
        <Stack component="form" gap="md" onSubmit={onSubmit as never}>
          {banner && <Problem problem={banner} />}
          <TextInput
            label={t('channels.name')}
            required
            withAsterisk={false}
            maxLength={120}
            readOnly={readOnly}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('channels.chat.title')}
            placeholder={t('channels.chat.own_title')}
            maxLength={80}
            readOnly={readOnly}
            {...form.getInputProps('settings.title')}
          />
          <Textarea
            label={t('channels.chat.greeting')}
            placeholder={t('channels.chat.own_greeting')}
            autosize
            minRows={2}
            maxLength={500}
            readOnly={readOnly}
            {...form.getInputProps('settings.greeting')}
          />
          <Group grow align="flex-end">
            <ColorInput
              label={t('channels.chat.accent')}
              format="hex"
              eyeDropperButtonProps={{ 'aria-label': t('channels.chat.pick') }}
              {...form.getInputProps('settings.accent')}
            />
            <div>
              <Text size="sm" fw={500} id="side" mb={4}>
                {t('channels.chat.side')}
              </Text>
              <SegmentedControl
                aria-labelledby="side"
                fullWidth
                data={[
                  { value: 'left', label: t('channels.chat.left') },
                  { value: 'right', label: t('channels.chat.right') },
                ]}
                {...form.getInputProps('settings.side')}
              />
            </div>
          </Group>
          <TagsInput
            label={t('channels.chat.origins')}
            description={t('channels.chat.origins_hint')}
            placeholder="https://shop.example"
            {...form.getInputProps('settings.origins')}
          />
          <Switch label={t('channels.chat.files')} {...form.getInputProps('settings.files', { type: 'checkbox' })} />
          <Switch
            label={t('channels.chat.identity_needed')}
            {...form.getInputProps('settings.identityNeeded', { type: 'checkbox' })}
          />
          <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
            <Text component="legend" size="sm" fw={500} mb="xs">
              {t('channels.chat.questions')}
            </Text>
            <Stack gap="sm">
              {settings.questions.map(({ key, kind }, at) => (
                <Group key={key} align="flex-start" gap="xs">
                  <TextInput
                    aria-label={t('channels.chat.question')}
                    placeholder={t('channels.chat.question')}
                    flex="2 1 12rem"
                    maxLength={200}
                    {...form.getInputProps(`settings.questions.${at}.label`)}
                  />
                  <Select
                    aria-label={t('channels.chat.answer_kind')}
                    flex="1 1 8rem"
                    allowDeselect={false}
                    data={(['text', 'email', 'choice'] as const).map((value) => ({
                      value,
                      label: t(`channels.chat.kinds.${value}`),
                    }))}
                    {...form.getInputProps(`settings.questions.${at}.kind`)}
                  />
                  {kind === 'choice' && (
                    <TagsInput
                      aria-label={t('channels.chat.options')}
                      placeholder={t('channels.chat.options')}
                      flex="1 1 100%"
                      {...form.getInputProps(`settings.questions.${at}.options`)}
                    />
                  )}
                  <Switch
                    mt={8}
                    label={t('channels.chat.required')}
                    {...form.getInputProps(`settings.questions.${at}.required`, { type: 'checkbox' })}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    mt={4}
                    aria-label={t('channels.chat.remove_question')}
                    onClick={() => form.removeListItem('settings.questions', at)}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Group>
              ))}
              {settings.questions.length < mostQuestions && !readOnly && (
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconPlus size={14} />}
                  style={{ justifySelf: 'start', alignSelf: 'flex-start' }}
                  onClick={() => form.insertListItem('settings.questions', newQuestion(settings.questions))}
                >
                  {t('channels.chat.add_question')}
                </Button>
              )}
            </Stack>
          </fieldset>
          <ChatReach form={form} />
          {!readOnly && (
            <Group justify="flex-end">
              <Button type="submit" loading={busy} disabled={!form.isDirty()}>
                {t('channels.chat.save')}
              </Button>
            </Group>
          )}
        </Stack>
        <ChatPreview settings={settings} />
      </div>
    </Panel>
  );
}

/** A key that no question of this chat has: answers are kept under it. */
function newQuestion(others: ChatSettings['questions']): ChatSettings['questions'][number] {
  const taken = new Set(others.map(({ key }) => key));
  let at = others.length + 1;
  while (taken.has(`question_${at}`)) at += 1;
  return { key: `question_${at}`, label: '', kind: 'text', options: [], required: false };
}
