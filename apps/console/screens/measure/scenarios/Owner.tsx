/** Who answers for a scenario. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listHoles, listScenarios, ownScenario, readScenario, type Scenario } from '#measure/contract';
import { routes as people } from '#people/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';

export function Owner({ scenario: { id, ownerId } }: { scenario: Pick<Scenario, 'id' | 'ownerId'> }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const employees = useRoute(people.listEmployees, { query: { limit: 200, status: 'active' } });
  const own = useCall(ownScenario, { refreshes: [readScenario, listScenarios, listHoles] });
  return (
    <Select
      size="xs"
      mb="lg"
      w="16rem"
      label={t('scenarios.owner')}
      placeholder={t('scenarios.nobody_owns')}
      data={(employees.data?.items ?? []).map(({ id: value, name: label }) => ({ value, label }))}
      // Whoever left is no longer in the list: then nobody answers.
      value={ownerId}
      onChange={(next) => own.mutate({ params: { id }, body: { ownerId: next } })}
      disabled={!may || own.isPending}
      clearable
      searchable
    />
  );
}
