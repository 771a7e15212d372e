/** What the people of a theme spent in a year: shown only where somebody told us what customers spend. */
import { useTranslation } from 'react-i18next';

export function Risk({ atRisk }: { atRisk: { currency: string; amount: number }[] }) {
  const { t, i18n } = useTranslation();
  if (atRisk.length === 0) return null;
  const words = atRisk.map(({ currency, amount }) => {
    const isCode = /^[A-Z]{3}$/.test(currency);
    const style = isCode ? ({ style: 'currency', currency, maximumFractionDigits: 0 } as const) : { maximumFractionDigits: 0 };
    return new Intl.NumberFormat(i18n.language, style).format(amount);
  });
  return <span className="figure">{t('voice.themes.at_risk', { amount: words.join(' + ') })}</span>;
}
