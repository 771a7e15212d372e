/** What customers said of a promise, in their own words. */
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Verdict, verdicts, wordsOfPromise } from '#measure/contract';
import { usePages } from '../../../api.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { SaidList } from '../voice/SaidList.tsx';

interface Props {
  id: string;
  span: { from: string; to: string; timeZone: string };
  verdict: Verdict | undefined;
  onVerdict: (verdict: Verdict | undefined) => void;
}

export function PromiseWords({ id, span, verdict, onVerdict }: Props) {
  const { t } = useTranslation();
  const query = { ...span, ...(verdict && { verdict }) };
  const read = usePages(wordsOfPromise, { params: { id }, query }, { keepPrevious: true });
  return (
    <Panel title={t('promises.words')}>
      <SegmentedControl
        mb="sm"
        aria-label={t('promises.verdict.label')}
        value={verdict ?? 'all'}
        onChange={(value) => onVerdict(verdicts.find((one) => one === value))}
        data={['all', ...verdicts].map((value) => ({ value, label: t(`promises.verdict.${value}`) }))}
      />
      <SaidList read={read} />
    </Panel>
  );
}
