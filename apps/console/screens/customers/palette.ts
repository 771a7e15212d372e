/** Customers in the command palette: found from anywhere by two letters of their name, address, phone or id. */
import { listPeople } from '#customers/contract';
import { call } from '../../api.ts';
import { paletteSources } from '../../palette.ts';
import { kindIcons } from './kinds.tsx';

paletteSources.push({
  id: 'customers',
  title: 'customers.title',
  action: 'personal.read',
  search: async (text, signal, go) => {
    const { items } = await call(listPeople, { query: { search: text, kind: 'all', limit: 6 } }, { signal });
    return items.map(({ id, kind, name, email, phone }) => ({
      id,
      label: name,
      description: [email, phone].filter((one) => one && one !== name).join(' · '),
      icon: kindIcons[kind],
      run: () => go(`/customers/${id}`),
    }));
  },
});
