/** What people spent, without ever adding two currencies. Pure. */

export interface Spender {
  /** Currencies somebody paid in (empty: nobody said which), and the sum in each. */
  spent: readonly [readonly string[], readonly number[]];
}

export interface Spending<Row> {
  /** In which it is added up; empty: nobody said which. Null: nobody paid anything. */
  currency: string | null;
  /** Who paid in it and in no other, with the sum, and who paid nothing, with 0. */
  counted: { row: Row; amount: number }[];
  /** Every currency with its people, most first. */
  currencies: { currency: string; people: number }[];
}

/** In the currency asked for, else the one most people paid in. */
export function spendingOf<Row extends Spender>(rows: readonly Row[], wanted?: string): Spending<Row> {
  const people = new Map<string, number>();
  for (const { spent } of rows) for (const currency of spent[0]) people.set(currency, (people.get(currency) ?? 0) + 1);
  const currencies = [...people]
    .map(([currency, count]) => ({ currency, people: count }))
    .toSorted((a, b) => b.people - a.people || (a.currency < b.currency ? -1 : 1));
  const currency = wanted ?? currencies[0]?.currency ?? null;
  const counted = rows.flatMap((row) => {
    const [paidIn, amounts] = row.spent;
    // What somebody spent in another currency is not nothing: of them the sum is not known.
    return paidIn.every((each) => each === currency) ? [{ row, amount: amounts[0] ?? 0 }] : [];
  });
  return { currency, counted, currencies };
}
