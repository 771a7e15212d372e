/**
 * A first mapping, guessed from column names and a sample. Simple and honest: every guess says why, what is not recognised is
 * kept as a property under its own name, and the result is a document to read and change, never something to run unseen.
 */
import type { Expression, MappingInput } from '../contract.ts';
import { compileDate } from './dates.ts';
import { plainNumber } from './numbers.ts';
import { isMissing, textOf } from './values.ts';

export interface Guess {
  field: string;
  /** Where it went: `userId`, `timestamp`, `properties.amount`. */
  target: string;
  because: string;
  /** Look at this one: the sample does not settle it. */
  doubtful: boolean;
}

export interface Suggestion {
  mapping: MappingInput;
  guesses: Guess[];
}

type Role = 'userId' | 'anonymousId' | 'email' | 'timestamp' | 'event' | 'trait';

/** Names in lower case without signs; the first role with a matching column takes it. */
const roles: [role: Role, names: string[]][] = [
  ['userId', ['userid', 'customerid', 'memberid', 'contactid', 'personid', 'clientid', 'custid', 'uid']],
  ['anonymousId', ['anonymousid', 'visitorid', 'sessionid', 'deviceid', 'cookieid']],
  ['email', ['email', 'emailaddress', 'mail', 'useremail', 'customeremail']],
  [
    'timestamp',
    [
      'timestamp',
      'occurredat',
      'eventtime',
      'createdat',
      'datetime',
      'orderdate',
      'invoicedate',
      'purchasedate',
      'eventdate',
      'date',
      'time',
    ],
  ],
  ['event', ['event', 'eventname', 'action', 'activity']],
];
/** Say who somebody is, not what happened. */
const traitNames = new Set([
  'name',
  'firstname',
  'lastname',
  'fullname',
  'phone',
  'mobile',
  'company',
  'city',
  'country',
  'address',
  'birthday',
  'gender',
  'language',
]);

const dateFormats = [
  'iso',
  'd/m/Y H:i:s',
  'd/m/Y H:i',
  'd/m/Y',
  'm/d/Y H:i:s',
  'm/d/Y H:i',
  'm/d/Y',
  'd.m.Y H:i:s',
  'd.m.Y H:i',
  'd.m.Y',
  'Y/m/d H:i:s',
  'Y/m/d',
];

const plainName = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const pathOf = (name: string) =>
  /^[\p{L}\p{N}_$ -]+$/u.test(name) && name.trim() === name ? name : `["${name.replaceAll(/["{}]/gu, '')}"]`;

export function suggestMapping(columns: string[], sample: Record<string, unknown>[], name = 'first-mapping'): Suggestion {
  const guesses: Guess[] = [];
  const taken = new Map<Role, string>();
  for (const [role, names] of roles) {
    const column = names.map((known) => columns.find((each) => plainName(each) === known)).find((found) => found !== undefined);
    if (column !== undefined && ![...taken.values()].includes(column)) taken.set(role, column);
  }
  const used = new Set([...taken].filter(([role]) => role !== 'email').map(([, column]) => column));
  const values = (column: string) => sample.map((record) => record[column]).filter((value) => !isMissing(value));

  const who = identityOf(taken, guesses);
  const timestamp = timestampOf(taken.get('timestamp'), values, guesses);
  const traits: Record<string, Expression> = {};
  const properties: Record<string, Expression> = {};
  for (const column of columns) {
    if (used.has(column) || isReserved(column)) continue;
    const trait = traitNames.has(plainName(column)) || taken.get('email') === column;
    const { expression, because } = contentOf(column, values(column));
    (trait ? traits : properties)[column] = expression;
    guesses.push({ field: column, target: `${trait ? 'traits' : 'properties'}.${column}`, because, doubtful: false });
  }

  const identify = { type: 'identify' as const, ...who, ...(Object.keys(traits).length > 0 ? { traits } : {}) };
  const happened = taken.has('event') || timestamp !== undefined;
  const track = {
    type: 'track' as const,
    event: eventOf(taken.get('event'), guesses),
    ...who,
    ...(timestamp === undefined ? {} : { timestamp }),
    properties,
  };
  const emit: MappingInput['emit'] = happened ? [track] : [{ ...identify, traits: { ...traits, ...properties } }];
  const key = who.userId ?? who.anonymousId;
  if (happened && Object.keys(traits).length > 0) emit.unshift({ ...identify, once: key, when: { value: key, exists: true } });
  return { mapping: { verona: 'mapping/1', name, emit }, guesses };
}

const isReserved = (column: string) => ['__proto__', 'constructor', 'prototype', ''].includes(column);

function identityOf(taken: Map<Role, string>, guesses: Guess[]): { userId?: Expression; anonymousId?: Expression } {
  const [user, anonymous, email] = [taken.get('userId'), taken.get('anonymousId'), taken.get('email')];
  const who: { userId?: Expression; anonymousId?: Expression } = {};
  const note = (field: string, target: string, because: string, doubtful = false) =>
    guesses.push({ field, target, because, doubtful });
  if (user !== undefined) {
    who.userId = `{{${pathOf(user)}}}`;
    note(user, 'userId', 'its name says so');
  } else if (email !== undefined) {
    who.userId = { field: pathOf(email), text: ['trim', 'lower'] };
    note(email, 'userId', 'no customer number found, so the address names the person', true);
  }
  if (anonymous !== undefined) {
    who.anonymousId = `{{${pathOf(anonymous)}}}`;
    note(anonymous, 'anonymousId', 'its name says so');
  }
  if (Object.keys(who).length > 0) return who;
  note('', 'userId', 'no column names a person: say which one does', true);
  return { userId: '{{user_id}}' };
}

function timestampOf(
  column: string | undefined,
  values: (column: string) => unknown[],
  guesses: Guess[],
): Expression | undefined {
  if (column === undefined) return undefined;
  const found = values(column);
  const field = pathOf(column);
  const fits = (format: string) => {
    const read = compileDate({ formats: [format], to: 'instant' }, 'UTC');
    return found.length > 0 && found.every((value) => read(value) !== undefined);
  };
  const note = (because: string, doubtful = false) => guesses.push({ field: column, target: 'timestamp', because, doubtful });
  const fitting = dateFormats.filter(fits);
  const [format] = fitting;
  if (format === undefined) {
    const numbers = found.map(plainNumber).filter((value) => value !== undefined);
    if (found.length === 0 || numbers.length < found.length) {
      note('its name says so, its values are in no format known here: state it', true);
      return { field, as: { date: { formats: ['iso'], to: 'instant' } } };
    }
    // Seconds reach 10^11 in the year 5138; milliseconds passed it in 1973.
    const unit = Math.max(...numbers) > 1e11 ? 'epochMs' : 'epoch';
    note(`its name says so, and its numbers look like ${unit === 'epoch' ? 'seconds' : 'milliseconds'} since 1970`);
    return { field, as: { date: { formats: [unit], to: 'instant' } } };
  }
  const ambiguous = format.startsWith('d/m') && fitting.some((other) => other.startsWith('m/d'));
  note(ambiguous ? 'day/month or month/day: the sample fits both' : `every value of the sample reads as ${format}`, ambiguous);
  return { field, as: { date: { formats: [format], to: 'instant' } } };
}

function eventOf(column: string | undefined, guesses: Guess[]): Expression {
  if (column === undefined) {
    guesses.push({ field: '', target: 'event', because: 'no column names what happened: give it a name', doubtful: true });
    return 'Imported Record';
  }
  guesses.push({ field: column, target: 'event', because: 'its name says so', doubtful: false });
  return `{{${pathOf(column)}}}`;
}

/** A number only when every value is one, and none is a code with leading zeros or an identifier. */
function contentOf(column: string, values: unknown[]): { expression: Expression; because: string } {
  const field = pathOf(column);
  const code =
    /(?:id|no|number|code|zip|postcode|phone|sku)$/u.test(plainName(column)) ||
    values.some((value) => /^[+-]?0\d/u.test(textOf(value) ?? ''));
  const number = !code && values.length > 0 && values.every((value) => plainNumber(value) !== undefined);
  if (number) return { expression: { field, as: 'number' }, because: 'every value of the sample is a number' };
  return { expression: `{{${field}}}`, because: 'kept as it is' };
}
