/** Colleagues in the command palette: by name, address or title. */
import { IconId } from '@tabler/icons-react';
import { routes } from '#people/contract';
import { call } from '../../api.ts';
import { paletteSources } from '../../palette.ts';

paletteSources.push({
  id: 'people',
  title: 'people.employees',
  action: 'people.read',
  search: async (text, signal, go) => {
    const { items } = await call(routes.listEmployees, { query: { search: text, limit: 6 } }, { signal });
    return items.map(({ id, name, title, email }) => ({
      id,
      label: name,
      description: [title, email].filter(Boolean).join(' · '),
      icon: IconId,
      run: () => go(`/people/${id}`),
    }));
  },
});
