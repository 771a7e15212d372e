import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conversation.module.css';

/** No script, no form, no network, no access to this page: cleaned by the server, and locked in once more here. */
const framed = (html: string) =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><base target="_blank"><style>body{font:14px/1.5 system-ui,sans-serif;margin:12px;color:#211f1c;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style>${html}`;

export function MailFrame({ html }: { html: string }) {
  const { t } = useTranslation();
  const [tall, setTall] = useState(false);
  return (
    <div className={classes.mail}>
      <iframe sandbox="" srcDoc={framed(html)} title={t('moments.html_title')} data-tall={tall || undefined} />
      <button type="button" onClick={() => setTall(!tall)}>
        {t(tall ? 'moments.html_smaller' : 'moments.html_larger')}
      </button>
    </div>
  );
}
