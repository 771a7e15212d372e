/** The organisations somebody belongs to, or the people an organisation has: with roles, over time. */
import { useTranslation } from 'react-i18next';
import type { Customer } from '#customers/contract';
import { useFormat } from '../../ui/format.ts';
import { Link } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { kindIcons } from './kinds.tsx';
import classes from './person.module.css';

export function Accounts({ customer: { kind, accounts } }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (accounts.length === 0) return null;
  return (
    <Panel title={t(kind === 'organisation' ? 'customers.accounts.members' : 'customers.accounts.organisations')}>
      <ul className={classes.list}>
        {accounts.map(({ customer, role, since, until }) => {
          const Icon = kindIcons[customer.kind];
          return (
            <li key={`${customer.id} ${since}`}>
              <Link to={`/customers/${customer.id}`} fw={500}>
                <Icon size={14} aria-hidden="true" style={{ verticalAlign: '-2px' }} /> {customer.name}
              </Link>
              <div className={classes.quiet}>
                {[
                  role,
                  until
                    ? t('customers.accounts.until', { from: format.date(since), to: format.date(until) })
                    : t('customers.accounts.since', { from: format.date(since) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
