/** What stands where a customer's name would: nobody knows it yet, or one may not see it. */
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session.ts';

export function useNameless(): string {
  const { t } = useTranslation();
  return t(useSession().can('personal.read') ? 'measure.nameless' : 'ui.personal.hidden');
}
