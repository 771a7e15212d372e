/** Moments in the command palette: by number or by words that were said. */
import { IconMessages } from '@tabler/icons-react';
import { listMoments } from '#moments/contract';
import { call } from '../../api.ts';
import { paletteSources } from '../../palette.ts';

paletteSources.push({
  id: 'moments',
  title: 'moments.title',
  search: async (text, signal, go) => {
    const { items } = await call(listMoments, { query: { view: 'all', search: text, limit: 6 } }, { signal });
    return items.map(({ id, no, title, customer }) => ({
      id,
      label: `#${no} ${title}`,
      description: customer?.name ?? '',
      icon: IconMessages,
      run: () => go(`/moments/${id}`),
    }));
  },
});
