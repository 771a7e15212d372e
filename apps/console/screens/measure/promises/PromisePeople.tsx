/** The people a promise was kept or broken to. */
import { useTranslation } from 'react-i18next';
import { peopleOfPromise, type Verdict } from '#measure/contract';
import type { BodyOf, ReplyOf } from '#platform/contract';
import { call } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';

type Person = ReplyOf<typeof peopleOfPromise>['people'][number];

export interface OpenedPeople {
  title: string;
  id: string;
  asked: Omit<BodyOf<typeof peopleOfPromise>, 'limit' | 'offset'> & { verdict?: Verdict | undefined };
}

export function PromisePeople({ opened, onClose }: { opened: OpenedPeople | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && (
        <PeopleList<Person>
          asked={[peopleOfPromise.id, opened.id, opened.asked]}
          keep={{ figure: { of: 'promise', promise: opened.id, ...opened.asked }, clicked: opened.title }}
          fetchPage={(page, signal) =>
            call(peopleOfPromise, { params: { id: opened.id }, body: { ...opened.asked, ...page } }, { signal })
          }
          words={({ broken, kept }) =>
            broken > 0
              ? t('promises.broken_times', { count: broken, times: format.whole(broken) })
              : t('promises.kept_times', { count: kept, times: format.whole(kept) })
          }
        />
      )}
    </PeopleDrawer>
  );
}
