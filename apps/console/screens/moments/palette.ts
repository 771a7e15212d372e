/** Moments in the command palette: by number, by words that were said, by title or label; queues and saved views by name. */
import { IconBookmark, IconMessages, IconStack2 } from '@tabler/icons-react';
import { listMoments, listQueues, listViews } from '#moments/contract';
import { call } from '../../api.ts';
import { named, paletteSources } from '../../palette.ts';
import { stringifySearch } from '../../search.ts';

paletteSources.push(
  {
    id: 'moments',
    title: 'moments.title',
    action: 'moments.read',
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
  },
  {
    id: 'queues',
    title: 'moments.team.queues',
    action: 'moments.read',
    search: async (text, signal, go) => {
      const { items } = await call(listQueues, undefined, { signal });
      return named(items, text).map(({ id, name, accountable }) => ({
        id,
        label: name,
        description: accountable?.name ?? '',
        icon: IconStack2,
        run: () => go(`/moments?view=all&queue=${id}`),
      }));
    },
  },
  {
    id: 'views',
    title: 'moments.saved.title',
    action: 'moments.read',
    search: async (text, signal, go) => {
      const { items } = await call(listViews, undefined, { signal });
      return named(items, text).map(({ id, name, filter }) => ({
        id,
        label: name,
        icon: IconBookmark,
        run: () => go(`/moments${stringifySearch(filter)}`),
      }));
    },
  },
);
