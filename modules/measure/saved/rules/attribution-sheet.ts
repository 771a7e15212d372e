/** Attribution as a table: one row a channel and model. */
import { type AttributionAnswer, attributionModels, type Sheet } from '../../contract.ts';

export function attributionSheet({ channels, attributed }: AttributionAnswer): Sheet {
  return {
    figure: { value: attributed.conversions, unit: 'conversions' },
    columns: [
      { name: 'channel', type: 'text' },
      { name: 'model', type: 'text' },
      { name: 'conversions', type: 'number' },
      { name: 'value', type: 'number' },
    ],
    rows: channels.flatMap(({ channel, models }) =>
      attributionModels.map((model) => [channel ?? '(all others)', model, models[model].conversions, models[model].value]),
    ),
  };
}
