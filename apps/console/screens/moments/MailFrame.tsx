import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conversation.module.css';

/** Pictures of ours only: those that came along, and those from elsewhere that this server fetches when they are asked for. */
const policy = () => `default-src 'none'; style-src 'unsafe-inline'; img-src data: ${location.origin}`;

/** No script, no form, no network but pictures of ours, no access to this page: cleaned by the server, locked in once more here. */
const framed = (html: string) =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy()}"><meta name="referrer" content="no-referrer"><base target="_blank"><style>body{font:14px/1.5 system-ui,sans-serif;margin:12px;color:#211f1c;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style>${html}`;

const waiting = / data-remote-src="/g;

export function MailFrame({ html }: { html: string }) {
  const { t } = useTranslation();
  const [tall, setTall] = useState(false);
  const [asked, setAsked] = useState(false);
  const count = html.match(waiting)?.length ?? 0;
  return (
    <div className={classes.mail}>
      <iframe
        sandbox=""
        srcDoc={framed(asked ? html.replace(waiting, ' src="') : html)}
        title={t('moments.html_title')}
        data-tall={tall || undefined}
      />
      <button type="button" onClick={() => setTall(!tall)}>
        {t(tall ? 'moments.html_smaller' : 'moments.html_larger')}
      </button>
      {count > 0 && !asked && (
        <button type="button" onClick={() => setAsked(true)}>
          {t('moments.html_pictures', { count })}
        </button>
      )}
    </div>
  );
}
