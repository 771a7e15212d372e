import { useTranslation } from 'react-i18next';
import { exportFunnel } from '#measure/contract';
import { Keep } from '../keep/Keep.tsx';
import { Export, QuestionPage, useAsked } from '../QuestionPage.tsx';
import { readyRange } from '../question.ts';
import { Unfinished } from '../Unfinished.tsx';
import { homeZone, useAddress } from '../use-address.ts';
import { FunnelAnswer } from './FunnelAnswer.tsx';
import { FunnelSentence } from './FunnelSentence.tsx';
import { funnelFor, readFunnel } from './funnel-question.ts';

/** Ask how far people come; see who stopped where, and what they did instead. The address holds the whole question. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const words = readFunnel(search, homeZone);
  const asked = useAsked(words, funnelFor);
  return (
    <QuestionPage
      title={t('behaviour.funnel.title')}
      lead={t('behaviour.funnel.lead')}
      lesson={t('behaviour.funnel.empty_lesson')}
      actions={
        asked && (
          <>
            <Export route={exportFunnel} call={{ body: asked }} name={t('behaviour.funnel.title')} />
            <Keep
              asked={{ kind: 'funnel', question: asked }}
              range={readyRange(words)}
              title={asked.steps.map(({ event }) => event).join(' → ')}
            />
          </>
        )
      }
    >
      <FunnelSentence words={words} change={change} />
      {asked ? <FunnelAnswer question={asked} /> : <Unfinished title={t('behaviour.funnel.unfinished')} />}
    </QuestionPage>
  );
}
