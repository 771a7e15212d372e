import { useTranslation } from 'react-i18next';
import { useSession } from '../../session.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import classes from './home.module.css';
import { panels } from './panels.ts';

/** What is mine now, what changed, what waits for a decision: each room brings its own panel. */
export function Screen() {
  const { t } = useTranslation();
  const { can, employee, account } = useSession();
  const name = (employee?.name ?? account?.name ?? '').split(' ')[0];
  return (
    <>
      <PageHeader title={name ? t('home.hello', { name }) : t('home.title')} lead={t('home.lead')} />
      <div className={classes.panels}>
        {panels
          .filter(({ action }) => can(action))
          .map(({ id, Panel }) => (
            <Panel key={id} />
          ))}
      </div>
    </>
  );
}
