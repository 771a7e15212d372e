import { useTranslation } from 'react-i18next';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StepList } from '../../ui/StepList.tsx';

/** From nothing to the first customer: what to do, in order. Goes away with the first event. */
export function FirstSteps({ hasSource }: { hasSource: boolean }) {
  const { t } = useTranslation();
  const snippet = `curl ${location.origin}/v1/track \\
  -u "$WRITE_KEY:" \\
  -H 'content-type: application/json' \\
  -d '{"userId":"42","event":"Order Placed","properties":{"total":59.9}}'`;
  return (
    <>
      <Panel title={t('home.steps.title')}>
        <StepList
          label={t('home.steps.title')}
          steps={[
            { title: t('home.steps.set_up'), done: true },
            {
              title: t('home.steps.source'),
              text: t('home.steps.source_text'),
              done: hasSource,
              action: <ButtonLink to="/sources">{t('home.steps.source_action')}</ButtonLink>,
            },
            {
              title: t('home.steps.event'),
              text: t('home.steps.event_text'),
              done: false,
              action: <CodeSnippet snippets={[{ label: 'curl', code: snippet }]} />,
            },
            { title: t('home.steps.customer'), text: t('home.steps.customer_text'), done: false },
          ]}
        />
      </Panel>
      <div style={{ marginBlockStart: '1rem', maxWidth: '48rem' }}>
        <Panel title={t('home.demo.title')}>
          <p style={{ margin: '0 0 0.75rem', color: 'var(--ink-quiet)' }}>{t('home.demo.text')}</p>
          <CodeSnippet snippets={[{ label: 'npm', code: 'PORT=4500 npm run demo' }]} />
        </Panel>
      </div>
    </>
  );
}
