/** What the engine says about somebody's text, in words that person may read: no row's values, no name of anybody else's. */
import { ClickHouseRefused } from '../client.ts';

// These speak of the text alone. Whatever speaks of rows quotes them, and rows are not for error messages.
const ofTheText =
  /^(SYNTAX_ERROR|UNKNOWN_(IDENTIFIER|FUNCTION|TABLE|AGGREGATE_FUNCTION|TYPE|FORMAT)|NOT_AN_AGGREGATE|ILLEGAL_(TYPE_OF_ARGUMENT|AGGREGATION|COLUMN)|NUMBER_OF_(ARGUMENTS|COLUMNS)_DOESNT_MATCH|NO_COMMON_TYPE|AMBIGUOUS_\w+|MULTIPLE_EXPRESSIONS_FOR_ALIAS|CYCLIC_ALIASES|UNSUPPORTED_METHOD|NOT_IMPLEMENTED|TYPE_MISMATCH|INVALID_JOIN_ON_EXPRESSION|UNION_ALL_RESULT_STRUCTURES_MISMATCH|BAD_ARGUMENTS)$/;

const others: Record<string, [message: string, cure: string]> = {
  TIMEOUT_EXCEEDED: ['It took too long', 'Ask about a shorter span, or filter by occurred_at first.'],
  TOO_SLOW: ['It would take too long', 'Ask about a shorter span, or filter by occurred_at first.'],
  MEMORY_LIMIT_EXCEEDED: ['It needs too much memory', 'Group by fewer values, or ask about a shorter span.'],
  TOO_MANY_ROWS_OR_BYTES: ['The answer is too large', 'Add a limit, or choose fewer columns.'],
  QUERY_WAS_CANCELLED: ['It was cancelled', 'Run it again.'],
};

const cures: Record<string, string> = {
  SYNTAX_ERROR: 'Look at that place: a comma, a bracket or a word is missing or too many.',
  UNKNOWN_IDENTIFIER: 'The columns of each table are listed beside the editor.',
  UNKNOWN_TABLE: 'Only the published tables can be read; they are listed beside the editor.',
  UNKNOWN_FUNCTION: 'Functions are ClickHouse’s own; look at how it is spelt.',
  NOT_AN_AGGREGATE: 'Name the column in group by, or put it into an aggregate such as any(…).',
};

/** Where the engine says no place, the first time the name stands in the text is it. */
function lineOf(said: string, text: string): number | undefined {
  const name = /(?:identifier|function|table)[^`']*[`']([\w.]+)[`']/i.exec(said)?.[1];
  if (name === undefined) return undefined;
  const at = new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}(?!\\w)`).exec(text)?.index;
  return at === undefined ? undefined : text.slice(0, at).split('\n').length;
}

interface Asked {
  text: string;
  /** Its tables are said without it. */
  database: string;
  /** How many lines stood before the text when the engine read it. */
  before: number;
}

export function inPlainWords(error: ClickHouseRefused, { text, database, before }: Asked): ClickHouseRefused {
  const { type } = error;
  if (!ofTheText.test(type)) {
    const [message, cure] = others[type] ?? [
      'The engine could not compute it',
      'Look at conversions and divisions: try toFloat64OrNull, toDateOrNull.',
    ];
    return new ClickHouseRefused(message, cure, type);
  }
  const place = /\(line (\d+), col (\d+)\)/.exec(error.message);
  const said = error.message
    .replace(/^(?:Query failed: )?(?:Code: \d+\. DB::Exception: )*/, '')
    .replace(/ failed at position \d+/, '')
    .replace(/ ?\(line \d+, col \d+\)/, '')
    .replace(/\. Expected one of[\s\S]*$/, '')
    .replace(/:? In scope[\s\S]*$/, '')
    .replace(/ in scope (?:SELECT|WITH|\()[\s\S]*?(?=\. Maybe you meant|$)/, '')
    .replaceAll(`${database}.`, '')
    // What it proposes instead of a table is whatever lies near, also with others.
    .replace(type === 'UNKNOWN_IDENTIFIER' || type === 'UNKNOWN_FUNCTION' ? /(?!)/ : /\.? Maybe you meant[\s\S]*$/, '')
    .replace(/ \([A-Z_]+\)\s*$/, '')
    .slice(0, 300)
    .trim();
  const line = place ? Number(place[1]) - before : lineOf(said, text);
  const column = place ? `, column ${place[2]}` : '';
  const where = line === undefined ? '' : `Line ${line}${column}: `;
  return new ClickHouseRefused(`${where}${said}`, cures[type] ?? 'The engine’s message says what is at fault.', type);
}
