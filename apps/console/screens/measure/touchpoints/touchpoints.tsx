/** Where customers meet us, by the departments that meet them. */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Parts } from '../../../ui/Parts.tsx';
import { Holes } from './Holes.tsx';
import { Matrix } from './Matrix.tsx';
import { Registry } from './Registry.tsx';

const parts = { matrix: Matrix, registry: Registry, holes: Holes };

export function Screen() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('touchpoints.title')} lead={t('touchpoints.lead')} />
      <Parts parts={parts} titleOf={(name) => t(`touchpoints.part.${name}`)} />
    </>
  );
}
