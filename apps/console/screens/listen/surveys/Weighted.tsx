import { Box, Button, Fieldset, Group, MultiSelect, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Survey, weighSurvey } from '#listen/contract';
import { useCall } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import type { Result } from './Results.tsx';
import { useWording } from './wording.ts';

const scales = new Set(['nps', 'csat', 'ces', 'rating', 'number']);
const most = 12;
/** Questions an answer is weighed by at once. */
const mostMargins = 5;

/** The score as if those who answered were as mixed as the customers are. */
export function Weighted({ survey, results }: { survey: Survey; results: Result }) {
  const { t } = useTranslation();
  const format = useFormat();
  const wording = useWording();
  const [by, setBy] = useState<string[]>([]);
  // Question → answer → per cent of the customers.
  const [targets, setTargets] = useState<Record<string, Record<string, number>>>({});
  const weigh = useCall(weighSurvey, { showsProblem: true });
  const scored = results.questions.find(({ kind }) => scales.has(kind));
  const margins = results.questions.filter(
    ({ kind, many, distribution }) => (kind === 'choice' || kind === 'boolean') && !many && distribution.length <= most,
  );
  if (!scored || margins.length === 0) return null;
  const chosen = margins
    .filter(({ name }) => by.includes(name))
    .map(({ name, title, distribution }) => ({ name, title, answered: distribution.filter(({ count }) => count > 0) }));
  const target = (question: string, value: string) => targets[question]?.[value] ?? 0;
  const told = chosen.every(({ name, answered }) => answered.every(({ value }) => target(name, value) > 0));
  const { data } = weigh;
  return (
    <Box mt="xl">
      <Panel title={t('surveys.weighted')}>
        <Stack gap="sm" maw="32rem">
          <Text c="var(--ink-quiet)">{t('surveys.weighted_hint')}</Text>
          <MultiSelect
            label={t('surveys.weigh_by')}
            maxValues={mostMargins}
            value={by}
            onChange={(to) => {
              setBy(to);
              weigh.reset();
            }}
            data={margins.map(({ name, title }) => ({ value: name, label: wording(title) }))}
          />
          {chosen.map(({ name, title, answered }) => (
            <Fieldset key={name} legend={wording(title)}>
              <Stack gap="sm">
                {answered.map(({ value, share }) => (
                  <NumberInput
                    key={value}
                    label={t('surveys.target', { value })}
                    description={t('surveys.among_answers', { share: format.percent(share) })}
                    min={0}
                    max={100}
                    suffix=" %"
                    value={targets[name]?.[value] ?? ''}
                    onChange={(to) => setTargets({ ...targets, [name]: { ...targets[name], [value]: Number(to) } })}
                  />
                ))}
              </Stack>
            </Fieldset>
          ))}
          {weigh.error && <Problem problem={weigh.error} />}
          {chosen.length > 0 && (
            <Group justify="flex-end">
              <Button
                variant="default"
                loading={weigh.isPending}
                disabled={!told}
                onClick={() =>
                  weigh.mutate({
                    params: { id: survey.id },
                    body: {
                      question: scored.name,
                      margins: chosen.map(({ name, answered }) => ({
                        question: name,
                        targets: Object.fromEntries(answered.map(({ value }) => [value, target(name, value)])),
                      })),
                    },
                  })
                }
              >
                {t('surveys.weigh')}
              </Button>
            </Group>
          )}
          {data && (
            <Text role="status">
              {t('surveys.weighted_answer', {
                question: wording(scored.title),
                plain: format.exact(data.plain.value),
                value: format.exact(data.weighted.value),
                low: format.exact(data.weighted.low),
                high: format.exact(data.weighted.high),
                n: format.whole(data.n),
                effect: format.exact(data.designEffect),
              })}
            </Text>
          )}
        </Stack>
      </Panel>
    </Box>
  );
}
