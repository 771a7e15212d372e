import { IconMessageCircleFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChatSettings } from '#listen/contract';
import { onAccent } from '../../../../widget/loader/contrast.ts';
import classes from './channels.module.css';

/** How it will look on a page, while it is being chosen. The widget's own words are shown in the visitor's language there. */
export function ChatPreview({
  settings,
}: {
  settings: Pick<ChatSettings, 'accent' | 'side' | 'questions'> & { title: string; greeting: string };
}) {
  const { t } = useTranslation();
  const { accent, side, title, greeting, questions } = settings;
  const colours = /^#[0-9a-f]{6}$/i.test(accent) ? { background: accent, color: onAccent(accent) } : {};
  return (
    <figure className={classes.preview} style={{ margin: 0 }} aria-label={t('channels.chat.preview')}>
      <div className={classes.chat}>
        <div className={classes.head} style={colours}>
          {title || t('channels.chat.own_title')}
        </div>
        <div className={classes.body}>
          <div>{greeting || t('channels.chat.own_greeting')}</div>
          {questions.map(({ key, label }) => (
            <div key={key}>{label}</div>
          ))}
          <div className={classes.own} style={colours}>
            {t('channels.chat.example')}
          </div>
        </div>
      </div>
      <div className={classes.launcher} style={colours} data-side={side}>
        <IconMessageCircleFilled size={24} aria-hidden="true" />
      </div>
    </figure>
  );
}
