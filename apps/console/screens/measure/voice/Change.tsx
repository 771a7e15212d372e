/** How much more or less than in the span before, in words and a sign: never by colour alone. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';

export function Change({ now, before }: { now: number; before: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (before === 0) return <>{now === 0 ? t('voice.change.none') : t('voice.change.new')}</>;
  const share = (now - before) / before;
  if (Math.abs(share) < 0.005) return <>{t('voice.change.same')}</>;
  return <>{t(share > 0 ? 'voice.change.more' : 'voice.change.less', { share: format.percent(Math.abs(share)) })}</>;
}
