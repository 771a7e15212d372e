/** Audits of channels: who looked at what, what it scored, and where we stand among peers. */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Parts } from '../../../ui/Parts.tsx';
import { Found } from './Found.tsx';
import { Templates } from './Templates.tsx';

const parts = { found: Found, templates: Templates };

export function Screen() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('audits.title')} lead={t('audits.lead')} />
      <Parts parts={parts} titleOf={(name) => t(`audits.part.${name}`)} />
    </>
  );
}
