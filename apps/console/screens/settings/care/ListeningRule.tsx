import { Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ListeningRule as Rule, readListeningRule, setListeningRule } from '#moments/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';

const rules = ['told', 'asked', 'always', 'never'] as const;

/** What a customer is owed before a leader listens in to a live conversation. */
export function ListeningRule() {
  const { t } = useTranslation();
  const format = useFormat();
  const { can } = useSession();
  const read = useRoute(readListeningRule);
  const save = useCall(setListeningRule, { refreshes: [readListeningRule] });
  if (read.error && !read.data) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  const chosen = save.isPending ? save.variables.body.rule : read.data?.rule;
  return (
    <Stack gap="md" maw="42rem">
      <Radio.Group
        label={t('care.listening.label')}
        description={t('care.listening.hint')}
        value={chosen ?? null}
        onChange={(rule) => save.mutate({ body: { rule: rule as Rule } })}
      >
        <Stack gap="sm" mt="sm">
          {rules.map((rule) => (
            <Radio
              key={rule}
              value={rule}
              disabled={!can('moments.write')}
              label={t(`care.listening.rule.${rule}`)}
              description={t(`care.listening.rule_hint.${rule}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {read.data?.changedBy && read.data.changedAt && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('care.changed_by', { name: read.data.changedBy, at: format.dateTime(read.data.changedAt) })}
        </Text>
      )}
    </Stack>
  );
}
