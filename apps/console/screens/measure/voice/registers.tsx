/** The registers nothing falls out of: what customers wish for, who was not answered, and what we made of it. */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Parts } from '../../../ui/Parts.tsx';
import { Findings } from './Findings.tsx';
import { Ignored } from './Ignored.tsx';
import { Wants } from './Wants.tsx';

const parts = { wants: Wants, ignored: Ignored, findings: Findings } as const;

export function Screen() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('voice.registers.title')} lead={t('voice.registers.lead')} />
      <Parts parts={parts} titleOf={(name) => t(`voice.registers.${name}`)} />
    </>
  );
}
