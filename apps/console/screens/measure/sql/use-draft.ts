/** The text somebody is at: kept in this tab, so that a reload or another screen does not lose it. Never in the address. */
import { useState } from 'react';

const KEY = 'verona.sql';
const first = `select name, count() as times, uniq(person) as people
from events
where occurred_at > now() - interval 30 day
group by name
order by times desc
limit 20`;

export function useDraft(): [text: string, set: (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(KEY) ?? first);
  const set = (next: string) => {
    sessionStorage.setItem(KEY, next);
    setText(next);
  };
  return [text, set];
}
