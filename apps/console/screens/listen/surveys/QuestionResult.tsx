import { Group, Text, Title, UnstyledButton } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { listSurveyResponses, type Survey } from '#listen/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import type { Gave } from './PeopleWho.tsx';
import type { Result, SurveyFilter } from './Results.tsx';
import classes from './results.module.css';
import { Score, useScoreWords } from './Score.tsx';
import { nameOf, personLink } from './sender.ts';
import { useWording } from './wording.ts';

interface Props {
  survey: Survey;
  question: Result['questions'][number];
  filter: SurveyFilter;
  onOpen: (gave: Gave) => void;
}

/** One question: its score, how often each answer was given, or the very words. */
export function QuestionResult({ survey, question, filter, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const wording = useWording();
  const write = useScoreWords();
  const heading = useId();
  const { name, kind, score, mean, n } = question;
  const title = wording(question.title);
  return (
    <section className={classes.question} aria-labelledby={heading}>
      <Title order={2} size="h4" id={heading}>
        {title}
      </Title>
      <Group gap="md" mb="sm">
        <Text size="sm" c="var(--ink-quiet)">
          {t(`surveys.kind.${kind}`)} · {t('surveys.n', { count: n })}
        </Text>
        {score && (
          <Text size="sm">
            <strong className="figure">{write(score.kind, score.value)}</strong> <Score score={score} interval />
          </Text>
        )}
        {!score && mean && (
          <Text size="sm">
            {t('surveys.mean')} <strong className="figure">{format.exact(mean.value)}</strong>{' '}
            {t('surveys.interval', { low: format.exact(mean.low), high: format.exact(mean.high) })}
          </Text>
        )}
      </Group>
      {kind === 'text' ? (
        <Words survey={survey} name={name} filter={filter} onAll={() => onOpen({ title, question: name })} />
      ) : (
        question.distribution.map(({ value, count, share, low, high }) => {
          const answer = wordsOf(question, value, wording, t);
          return (
            <UnstyledButton
              key={value}
              className={classes.row ?? ''}
              onClick={() => onOpen({ title: `${title} · ${answer}`, question: name, value })}
              aria-label={t('surveys.row', { answer, count, share: format.percent(share) })}
              title={t('surveys.interval', { low: format.percent(low), high: format.percent(high) })}
            >
              <span>{answer}</span>
              <span className={classes.bar}>
                <span className={classes.filled} style={{ width: `${share * 100}%` }} />
              </span>
              <span className={classes.figures}>
                {format.whole(count)} · {format.percent(share)}
              </span>
            </UnstyledButton>
          );
        })
      )}
    </section>
  );
}

function wordsOf(
  { kind, choices }: Props['question'],
  value: string,
  wording: ReturnType<typeof useWording>,
  t: (key: string) => string,
): string {
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return t(`surveys.${value}`);
  const choice = choices?.find((one) => one.value === value);
  return choice ? wording(choice.text) : value;
}

const FEW = 5;

/** The newest of the very words, each with who said it. */
function Words({ survey, name, filter, onAll }: { survey: Survey; name: string; filter: SurveyFilter; onAll: () => void }) {
  const { t } = useTranslation();
  const query = { ...filter, question: name, limit: FEW };
  const may = useSession().can('personal.read');
  const { data } = useRoute(listSurveyResponses, { params: { id: survey.id }, query }, { keepPrevious: true, enabled: may });
  if (!may) return <Text c="var(--ink-quiet)">{t('ui.personal.hidden')}</Text>;
  if (!data || data.items.length === 0) return <Text c="var(--ink-quiet)">{t('surveys.no_words')}</Text>;
  return (
    <ul className={classes.words}>
      {data.items.map((response) => (
        <li key={response.id}>
          <blockquote>{response.answers.find(({ question }) => question === name)?.value}</blockquote>
          <Text size="sm" c="var(--ink-quiet)">
            <Link to={personLink(response)} underline="always">
              {nameOf(response, t('surveys.visitor'))}
            </Link>{' '}
            · <RelativeTime at={response.at} />
          </Text>
        </li>
      ))}
      {data.next && (
        <li>
          <UnstyledButton onClick={onAll} c="var(--voice)">
            {t('surveys.all_words')}
          </UnstyledButton>
        </li>
      )}
    </ul>
  );
}
