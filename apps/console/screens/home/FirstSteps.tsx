import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { StepList } from '../../ui/StepList.tsx';

/** From nothing to the first customer: what to do, in order. */
export function FirstSteps() {
  const { t } = useTranslation();
  const snippet = `curl ${location.origin}/v1/track \\
  -u "$WRITE_KEY:" \\
  -H 'content-type: application/json' \\
  -d '{"userId":"42","event":"Order Placed","properties":{"total":59.9}}'`;
  return (
    <section aria-labelledby="first-steps">
      <Title order={2} id="first-steps" mb="md">
        {t('home.steps.title')}
      </Title>
      <StepList
        label={t('home.steps.title')}
        steps={[
          { title: t('home.steps.set_up'), done: true },
          { title: t('home.steps.source'), text: t('home.steps.source_text'), done: false },
          {
            title: t('home.steps.event'),
            text: (
              <>
                {t('home.steps.event_text')}
                <div style={{ marginTop: '0.75rem' }}>
                  <CodeSnippet snippets={[{ label: 'curl', code: snippet }]} />
                </div>
              </>
            ),
            done: false,
          },
          { title: t('home.steps.customer'), text: t('home.steps.customer_text'), done: false },
        ]}
      />
    </section>
  );
}
