/** My own place: who I am here, whether I am there, and how my account is kept safe. */
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Passkeys } from './Passkeys.tsx';
import { Password } from './Password.tsx';
import { Presence } from './Presence.tsx';
import classes from './profile.module.css';
import { SecondFactor } from './SecondFactor.tsx';
import { Sessions } from './Sessions.tsx';

export function Screen() {
  const { t } = useTranslation();
  const { account, employee } = useSession();
  return (
    <>
      <PageHeader
        title={t('profile.title')}
        lead={[employee?.name ?? account?.name, account?.email].filter(Boolean).join(' · ')}
        actions={
          employee && (
            <ButtonLink to={`/people/${employee.id}`} variant="default">
              {t('profile.as_others')}
            </ButtonLink>
          )
        }
      />
      <div className={classes.parts}>
        {employee && <Presence availability={employee.availability} />}
        <Password />
        <SecondFactor />
        <Passkeys />
        <Sessions />
      </div>
    </>
  );
}
