/** The people behind any figure of the sessions. */
import { type SessionsPlace, type SessionsQuestion, sessionPeople } from '#measure/contract';
import { call } from '../../../api.ts';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';

export interface OpenedSessions {
  /** What was clicked, in words. */
  title: string;
  place: SessionsPlace;
}

interface Props {
  question: SessionsQuestion;
  opened: OpenedSessions | undefined;
  onClose: () => void;
}

export function PeopleOfSessions({ question, opened, onClose }: Props) {
  const asked = { question, ...opened?.place };
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && (
        <PeopleList
          asked={[sessionPeople.id, asked]}
          order="behaviour.people_latest"
          keep={{ figure: { of: 'sessions', ...asked }, clicked: opened.title }}
          fetchPage={(page, signal) => call(sessionPeople, { body: { ...asked, ...page } }, { signal })}
        />
      )}
    </PeopleDrawer>
  );
}
