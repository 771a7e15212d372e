/** Channels by models: the same conversions, shared out in five ways. A bar behind each share, people behind each row. */
import { useTranslation } from 'react-i18next';
import { type AttributionAnswer, type AttributionModel, attributionModels } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import table from '../trends.module.css';
import { useSourceNames } from '../use-words.ts';
import classes from './attribution.module.css';

export type Place = 'first' | 'last' | 'any';
export type Measured = 'conversions' | 'value';

interface Props {
  answer: AttributionAnswer;
  /** The property that names channels. */
  property: string;
  measured: Measured;
  onOpen: (title: string, channel: string, place: Place) => void;
}

const placeOf = (model: AttributionModel): Place => (model === 'first' || model === 'last' ? model : 'any');

export function Credits({ answer, property, measured, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName(property);
  const most = Math.max(0, ...answer.channels.flatMap(({ models }) => attributionModels.map((model) => models[model][measured])));
  return (
    <div className={classes.wide}>
      <table className={table.totals}>
        <caption className="only-heard">{t('attribution.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('attribution.channel')}</th>
            {attributionModels.map((model) => (
              <th key={model} scope="col" title={t(`attribution.method.${model}`)}>
                {t(`attribution.model.${model}`)}
              </th>
            ))}
            <th scope="col">{t('attribution.assisted')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.channels.map(({ channel, models, assisted }) => {
            const name = nameOf(channel);
            return (
              <tr key={channel ?? '\u0000'}>
                <th scope="row">{name}</th>
                {attributionModels.map((model) => {
                  const credit = models[model][measured];
                  const words = format.exact(credit);
                  return (
                    <td
                      key={model}
                      className={classes.cell}
                      style={{ '--share': `${most > 0 ? (credit / most) * 100 : 0}%` } as React.CSSProperties}
                    >
                      {channel === null || credit === 0 ? (
                        words
                      ) : (
                        <button
                          type="button"
                          className={table.open}
                          aria-label={t('measure.open_people', {
                            name: `${name}, ${t(`attribution.model.${model}`)}`,
                            value: words,
                          })}
                          onClick={() => onOpen(name, channel, placeOf(model))}
                        >
                          {words}
                        </button>
                      )}
                    </td>
                  );
                })}
                <td>{format.whole(assisted)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function useChannelName(property: string): (channel: string | null) => string {
  const { t } = useTranslation();
  const sources = useSourceNames();
  return (channel) => {
    if (channel === null) return t('measure.others');
    if (property === '$source') return sources.get(channel) ?? channel;
    return channel === '' ? t('measure.blank') : channel;
  };
}
