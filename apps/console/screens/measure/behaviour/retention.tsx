import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { exportBreadth, exportLifecycle, exportRetention, type Asked as Kept } from '#measure/contract';
import { Keep } from '../keep/Keep.tsx';
import { Export, QuestionPage, useAsked } from '../QuestionPage.tsx';
import { readyRange } from '../question.ts';
import { Unfinished } from '../Unfinished.tsx';
import { homeZone, useAddress } from '../use-address.ts';
import { BreadthAnswer } from './BreadthAnswer.tsx';
import { LifecycleAnswer } from './LifecycleAnswer.tsx';
import { RetentionAnswer } from './RetentionAnswer.tsx';
import { RetentionSentence } from './RetentionSentence.tsx';
import { type Asked, type RetentionWords, readRetention, retentionFor } from './retention-question.ts';

/** Ask who comes back, who is new or gone, and how much people use. The address holds the whole question. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const words = readRetention(search, homeZone);
  const asked = useAsked(words, retentionFor);
  return (
    <QuestionPage
      title={t('behaviour.retention.title')}
      lead={t('behaviour.retention.lead')}
      lesson={t('behaviour.retention.empty_lesson')}
      actions={
        asked && (
          <>
            <Take asked={asked} />
            <Keep asked={keptAs(asked)} range={readyRange(words)} title={titleOf(words, t)} />
          </>
        )
      }
    >
      <RetentionSentence words={words} change={change} />
      {asked ? <Answer asked={asked} /> : <Unfinished title={t('behaviour.retention.unfinished_question')} />}
    </QuestionPage>
  );
}

/** The same pair; TypeScript does not follow that a kind and its question belong together. */
const keptAs = ({ show, question }: Asked) => ({ kind: show, question }) as Kept;

function titleOf({ show, first, back, events }: RetentionWords, t: TFunction): string {
  const what = t(`behaviour.retention.show.${show}`);
  const named = show === 'breadth' ? events : [first.event, back].filter((event) => event !== '');
  return named.length === 0 ? what : `${what}: ${named.join(show === 'breadth' ? ', ' : ' → ')}`;
}

function Take({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const name = t(`behaviour.retention.show.${asked.show}`);
  if (asked.show === 'retention') return <Export route={exportRetention} call={{ body: asked.question }} name={name} />;
  if (asked.show === 'lifecycle') return <Export route={exportLifecycle} call={{ body: asked.question }} name={name} />;
  return <Export route={exportBreadth} call={{ body: asked.question }} name={name} />;
}

function Answer({ asked }: { asked: Asked }) {
  if (asked.show === 'retention') return <RetentionAnswer question={asked.question} />;
  if (asked.show === 'lifecycle') return <LifecycleAnswer question={asked.question} />;
  return <BreadthAnswer question={asked.question} />;
}
