/** Rich text that is Markdown before and after. Loaded only where somebody writes. */
import '@mantine/tiptap/styles.css';
import { Link as LinkButton, RichTextEditor } from '@mantine/tiptap';
import { Markdown } from '@tiptap/markdown';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useTranslation } from 'react-i18next';
import classes from './knowledge.module.css';

interface Props {
  label: string;
  /** Only where it begins: the editor keeps its own text from then on. */
  markdown: string;
  onChange: (markdown: string) => void;
}

export function RichText({ label, markdown, onChange }: Props) {
  const { t } = useTranslation();
  const editor = useEditor({
    extensions: [StarterKit.configure({ link: false, underline: false }), LinkButton, Markdown],
    content: markdown,
    contentType: 'markdown',
    shouldRerenderOnTransaction: true,
    editorProps: { attributes: { 'aria-label': label, 'aria-multiline': 'true', role: 'textbox' } },
    onUpdate: ({ editor: now }) => onChange(now.getMarkdown()),
  });
  const words = {
    boldControlLabel: t('knowledge.write.bold'),
    italicControlLabel: t('knowledge.write.italic'),
    codeControlLabel: t('knowledge.write.code'),
    bulletListControlLabel: t('knowledge.write.bullets'),
    orderedListControlLabel: t('knowledge.write.numbers'),
    blockquoteControlLabel: t('knowledge.write.quote'),
    linkControlLabel: t('knowledge.write.link'),
    unlinkControlLabel: t('knowledge.write.unlink'),
    undoControlLabel: t('knowledge.write.undo'),
    redoControlLabel: t('knowledge.write.redo'),
  };
  return (
    <RichTextEditor editor={editor} labels={words}>
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.H2 aria-label={t('knowledge.write.heading')} title={t('knowledge.write.heading')} />
          <RichTextEditor.H3 aria-label={t('knowledge.write.subheading')} title={t('knowledge.write.subheading')} />
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.Code />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Blockquote />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Link />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Undo />
          <RichTextEditor.Redo />
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content className={classes.text ?? ''} />
    </RichTextEditor>
  );
}
