/** The ways people take, and behind each place and way the people. */
import { useState } from 'react';
import { type PathPlace, type PathsQuestion, pathPeople } from '#measure/contract';
import { call } from '../../../api.ts';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
import { Sankey } from './Sankey.tsx';
import type { Edge } from './sankey.ts';

interface Part {
  title: string;
  at: number;
  from: PathPlace;
  to?: PathPlace;
}

interface Props {
  question: PathsQuestion;
  edges: Edge[];
  visits: number;
  title: string;
}

export function Ways({ question, edges, visits, title }: Props) {
  const [opened, setOpened] = useState<Part>();
  return (
    <>
      <Sankey title={title} edges={edges} visits={visits} onOpen={setOpened} />
      <PeopleDrawer title={opened?.title} onClose={() => setOpened(undefined)}>
        {opened && <Takers question={question} part={opened} />}
      </PeopleDrawer>
    </>
  );
}

function Takers({ question, part: { title, ...part } }: { question: PathsQuestion; part: Part }) {
  const asked = { question, ...part };
  return (
    <PeopleList
      asked={[pathPeople.id, asked]}
      keep={{ figure: { of: 'paths', ...asked }, clicked: title }}
      order="behaviour.people_latest"
      fetchPage={(page, signal) => call(pathPeople, { body: { ...asked, ...page } }, { signal })}
    />
  );
}
