/**
 * Just enough of ClickHouse's lexer to tell code from quoted text.
 *
 * Used for three questions the engine cannot be asked beforehand: what kind of statement is this, which placeholders does it
 * have, and does it name something it must not touch. Where the two lexers could disagree (odd quotes, escapes in names),
 * `unsure` is set and the guards refuse rather than guess.
 */

export interface SqlToken {
  kind: 'word' | 'name' | 'symbol' | 'placeholder' | 'text';
  /** Lower case for words and names; the placeholder's name; the symbol itself; empty for text. */
  value: string;
}

export interface SqlText {
  tokens: readonly SqlToken[];
  /** True when it has a comment, a heredoc, an escaped name or a character outside ASCII in code. */
  unsure: boolean;
}

const space = /\s+/y;
const comment = /--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const text = /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y;
const name = /`(?:[^`\\]|\\[\s\S]|``)*(?:`|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/y;
const heredoc = /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/y;
const placeholder = /\{\s*(\w+)\s*:[^{}']*(?:'[^']*'[^{}']*)*\}/y;
const word = /[A-Za-z_]\w*/y;
const number = /\d[\w.]*/y;

/** Splits a statement into tokens. Never throws; unterminated quotes run to the end. */
export function readSql(sql: string): SqlText {
  const tokens: SqlToken[] = [];
  let unsure = false;
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < sql.length) {
    if (take(space)) continue;
    if (take(comment)) {
      unsure = true;
      continue;
    }
    if (take(text) || take(number)) {
      tokens.push({ kind: 'text', value: '' });
      continue;
    }
    if (take(heredoc)) {
      unsure = true;
      tokens.push({ kind: 'text', value: '' });
      continue;
    }
    const quoted = take(name)?.[0];
    if (quoted !== undefined) {
      if (quoted.includes('\\')) unsure = true;
      tokens.push({ kind: 'name', value: quoted.slice(1, -1).toLowerCase() });
      continue;
    }
    const bound = take(placeholder);
    if (bound) {
      tokens.push({ kind: 'placeholder', value: bound[1] ?? '' });
      continue;
    }
    const plain = take(word)?.[0];
    if (plain !== undefined) {
      tokens.push({ kind: 'word', value: plain.toLowerCase() });
      continue;
    }
    const symbol = sql.charAt(at);
    if (symbol > '~') unsure = true;
    tokens.push({ kind: 'symbol', value: symbol });
    at += 1;
  }
  return { tokens, unsure };
}

const isName = (token: SqlToken | undefined): token is SqlToken => token?.kind === 'word' || token?.kind === 'name';

/** Called as a function: `f(…)`, or handed to a column transformer: `* APPLY f`. */
function* calls(tokens: readonly SqlToken[]): Generator<string> {
  for (const [at, token] of tokens.entries()) {
    if (!isName(token)) continue;
    const before = tokens[at - 1];
    const beforeParen = before?.value === '(' ? tokens[at - 2] : before;
    if (tokens[at + 1]?.value === '(' || (beforeParen?.kind === 'word' && beforeParen.value === 'apply')) yield token.value;
  }
}

// Functions (not table functions, which grants deny) that read files or call out, and `eval`, which would hide any of them
// inside a string. The embedded engine has no directory wall around file(): an ordinary server does.
const reachesOutside = new Set([
  'file',
  'eval',
  'catboostevaluate',
  'showcertificate',
  'reversednsquery',
  'aiclassify',
  'aiembed',
  'aiextract',
  'aigenerate',
  'aitranslate',
]);

// Engines that keep their rows with us. The others are clients of something else (URL, PostgreSQL, Kafka, File, …), and
// making one needs no grant in chDB.
const ownEngine =
  /mergetree$|^(?:memory|null|join|set|log|tinylog|stripelog|buffer|dictionary|distributed|embeddedrocksdb|atomic|replicated)$/;

/** `engine = …` of a table or database, or `source(…)` of a dictionary, that is not ours. */
function foreignEngine(tokens: readonly SqlToken[]): string | undefined {
  if (!['create', 'attach', 'replace'].includes(tokens[0]?.value ?? '')) return undefined;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.value === '(') depth += 1;
    if (token.value === ')') depth -= 1;
    if (token.kind !== 'word' || depth > 0) continue;
    // The engine stands before `as select`; after it, these are columns.
    if (token.value === 'select') return undefined;
    const [next, second, third] = tokens.slice(at + 1, at + 4);
    if (token.value === 'engine') {
      // The `=` is optional; without it, only something with arguments is surely not a column of that name.
      const engine = next?.value === '=' ? second : next;
      const certain = next?.value === '=' || second?.value === '(';
      if (certain && isName(engine) && !ownEngine.test(engine.value)) return `the engine ${engine.value}`;
    }
    if (token.value === 'source' && next?.value === '(' && third?.value === '(' && second?.value !== 'clickhouse') {
      return `the dictionary source ${second?.value}`;
    }
  }
  return undefined;
}

/** What no statement of ours ever needs: a function or an engine that leaves the database, or a result written to a file. */
export function reachOutside(sql: SqlText): string | undefined {
  for (const call of calls(sql.tokens)) if (reachesOutside.has(call)) return `the function ${call}()`;
  const { tokens } = sql;
  // `f\x69le` is file to the engine, and so is “file”, for it knows typographic quotes.
  if (tokens.some((token) => token.kind === 'name' && token.value.includes('\\'))) return 'a name with an escape in it';
  if (tokens.some((token) => token.kind === 'symbol' && token.value > '~')) return 'a character outside ASCII in code';
  const outfile = tokens.findIndex((token, at) => token.value === 'outfile' && tokens[at - 1]?.value === 'into');
  return outfile >= 0 ? 'INTO OUTFILE' : foreignEngine(tokens);
}

// Table functions that only make rows out of their own arguments or our own tables.
const harmlessTables = ['numbers', 'numbers_mt', 'zeros', 'generate_series', 'generateseries', 'values', 'view', 'null'];
const tableFunctions = new Set(
  // As `system.table_functions` of 26.7 lists them, less the harmless. A new one is met by the second wall: grants.
  `arrowflight arrowstream azureblobstorage azureblobstoragecluster cluster clusterallreplicas cosn deltalake deltalakeazure
   deltalakeazurecluster deltalakecluster deltalakelocal deltalakes3 deltalakes3cluster dictionary eval executable file
   filecluster filesystem format fuzzjson fuzzquery gcs generaterandom hdfs hdfscluster hive hudi hudicluster iceberg
   icebergazure icebergazurecluster icebergcluster iceberghdfs iceberghdfscluster iceberglocal iceberglocalcluster icebergs3
   icebergs3cluster input jdbc loop merge mergetreeanalyzeindexes mergetreeanalyzeindexesuuid mergetreeindex
   mergetreeprojection mergetreetextindex mongodb mysql odbc oss paimon paimonazure paimonazurecluster paimoncluster
   paimonhdfs paimonhdfscluster paimonlocal paimons3 paimons3cluster postgresql primes prometheusquery prometheusqueryrange
   python redis remote remotesecure s3 s3cluster sqlite timeseriesdata timeseriesmetrics timeseriessamples timeseriesselector
   timeseriestags url urlcluster viewexplain viewifpermitted ytsaurus`
    .split(/\s+/)
    .filter((each) => !harmlessTables.includes(each)),
);
// `merge(…)`, `format(…)`, `url…` and the like are also ordinary scalar functions or column names: only a call in the place
// of a table counts for those, a call anywhere for the rest of the list.
const alsoScalar = new Set(['format', 'dictionary', 'input', 'merge', 'loop', 'primes']);
const hiddenDatabases = new Set(['system', 'information_schema']);
const statementWords = new Set([
  'settings',
  'format',
  'outfile',
  'explain',
  'insert',
  'alter',
  'create',
  'drop',
  'grant',
  'attach',
]);

/** Why this text is not a plain SELECT over our own tables; undefined when it is. Stricter than it needs to be. */
export function breaksRestriction(statement: string): string | undefined {
  const sql = readSql(statement);
  const { tokens } = sql;
  if (sql.unsure) return 'comments, heredocs, escaped names and characters outside ASCII';
  if (tokens[0]?.value !== 'select' && tokens[0]?.value !== 'with') return 'anything but one SELECT';
  if (tokens.some((token) => token.value === ';')) return 'more than one statement';
  const outside = reachOutside(sql);
  if (outside !== undefined) return outside;
  for (const [at, token] of tokens.entries()) {
    if (!isName(token)) continue;
    const before = tokens[at - 1]?.value ?? '';
    const after = tokens[at + 1]?.value ?? '';
    if (after === '(' && tableFunctions.has(token.value)) {
      const inTablePlace = before === 'from' || before === 'join' || before === ',' || before === 'in';
      if (inTablePlace || !alsoScalar.has(token.value)) return `the table function ${token.value}()`;
    }
    if (after === '.' && hiddenDatabases.has(token.value)) return `the database ${token.value}`;
    if (token.kind === 'word' && statementWords.has(token.value) && before !== '.' && after !== '(')
      return token.value.toUpperCase();
  }
  return undefined;
}
