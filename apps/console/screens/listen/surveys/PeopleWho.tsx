import { Button, Drawer, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSurveyResponses, type Survey } from '#listen/contract';
import { usePages } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Waiting } from '../../../ui/crash.tsx';
import { Link } from '../../../ui/Link.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import type { SurveyFilter } from './Results.tsx';
import { nameOf, personLink } from './sender.ts';
import { useWording } from './wording.ts';

export interface Gave {
  /** What was clicked, in words. */
  title: string;
  question: string;
  value?: string;
}

interface Props {
  survey: Survey;
  filter: SurveyFilter;
  gave: Gave | undefined;
  onClose: () => void;
}

/** Every figure has its people: who gave this answer, and what else they said. */
export function PeopleWho({ gave, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <Drawer
      opened={gave !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={gave?.title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {gave && (can('personal.read') ? <People {...rest} gave={gave} /> : <Text>{t('ui.personal.hidden')}</Text>)}
    </Drawer>
  );
}

function People({ survey, filter, gave }: Omit<Props, 'onClose'> & { gave: Gave }) {
  const { t } = useTranslation();
  const wording = useWording();
  const { question, value } = gave;
  const query = { ...filter, question, ...(value !== undefined && { value }) };
  const { rows, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = usePages(listSurveyResponses, {
    params: { id: survey.id },
    query,
  });
  if (error) return <Problem problem={error} />;
  if (isPending) return <Waiting />;
  if (rows.length === 0) return <Text c="var(--ink-quiet)">{t('surveys.no_people')}</Text>;
  const titleOf = (name: string) => wording(survey.questions.find((one) => one.name === name)?.title ?? { default: name });
  return (
    <Stack gap="lg">
      {rows.map((response) => (
        <div key={response.id}>
          <Link to={personLink(response)} fw={500}>
            {nameOf(response, t('surveys.visitor'))}
          </Link>
          <Text size="sm" c="var(--ink-quiet)">
            <RelativeTime at={response.at} /> · {t(`surveys.via.${response.via}`)}
          </Text>
          {response.answers.map((answer) => (
            <Text key={`${answer.question} ${answer.value}`} size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
              <Text span c="var(--ink-quiet)">
                {titleOf(answer.question)}
              </Text>{' '}
              {answer.value}
            </Text>
          ))}
        </div>
      ))}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('ui.table.more', { count: rows.length })}
        </Button>
      )}
    </Stack>
  );
}
