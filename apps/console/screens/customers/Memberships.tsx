/** The segments somebody is in, and those they left: each says since when. */
import { useTranslation } from 'react-i18next';
import { segmentSizes, segmentsOfPerson } from '#customers/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import { Link } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useLive } from '../../use-live.ts';
import classes from './person.module.css';

export function Memberships({ person }: { person: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const { data } = useRoute(segmentsOfPerson, { params: { person } });
  // Only that some segment moved is told, not for whom: whoever looks at one customer asks about that one.
  const anew = () => refresh(segmentsOfPerson);
  useLive(segmentSizes, anew, { onChanged: anew });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t('segments.title')}>
      <ul className={classes.list}>
        {data.items.map(({ id, name, enteredAt, leftAt }) => (
          <li key={`${id} ${enteredAt}`}>
            <Link to={`/segments/${id}`} fw={leftAt ? 400 : 500}>
              {name}
            </Link>
            <div className={classes.quiet}>
              {leftAt
                ? t('segments.of_person.until', { from: format.date(enteredAt), to: format.date(leftAt) })
                : t('segments.of_person.since', { from: format.date(enteredAt) })}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
