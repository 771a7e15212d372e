// Licences of everything that is installed to run Verona (not what only builds or tests it).
//   node scripts/licences.mjs [folder]        exit 1 and the package's name when a licence is not on the list
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2] ?? '.';

// Licences that ask for a notice at most, so that Apache-2.0 holds for the whole. MPL-2.0 is copyleft by file: used, not changed.
const allowed = new Set([
  ...[
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BSL-1.0',
    // Data under it is shipped as it came, and named in NOTICE.
    'CC-BY-3.0',
    'CC-BY-4.0',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT-0',
  ],
  ...['MPL-2.0', 'OFL-1.1', 'PostgreSQL', 'PSF-2.0', 'Python-2.0', 'Unlicense', 'Zlib'],
]);

// Said in other words than SPDX's.
const sameAs = { 'MIT License': 'MIT' };

// Their package.json points at a file instead of naming a licence. Somebody opened the file: it is the MIT text. By exact version,
// so that the next one is read again.
const readByUs = {
  '@segment/facade@3.4.10': 'MIT',
  '@segment/isodate@1.0.3': 'MIT',
  '@segment/isodate-traverse@1.1.1': 'MIT',
  'new-date@1.0.3': 'MIT',
};
const pointsAtFile = /^SEE LICENSE IN /;

/** Does an SPDX expression leave a way that is allowed? `OR` needs one side, `AND` both. */
function mayUse(expression) {
  const text = expression.trim();
  const inner = /^\(([^()]*)\)$/.exec(text)?.[1];
  if (inner !== undefined) return mayUse(inner);
  const grouped = text.replace(/\(([^()]*)\)/g, (_all, group) => (mayUse(group) ? 'MIT' : 'NO'));
  return grouped.split(/\s+OR\s+/i).some((way) => way.split(/\s+AND\s+/i).every((licence) => allowed.has(licence.trim())));
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

/** What the installed package says of itself; of packages for other systems, what the lockfile says, if anything. */
function licenceOf(path, entry) {
  const file = join(root, path, 'package.json');
  const says = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : entry;
  const licence = says.license ?? says.licenses ?? entry.license;
  if (Array.isArray(licence)) return licence.map((one) => one.type ?? one).join(' OR ');
  const name = licence?.type ?? licence;
  if (pointsAtFile.test(name)) return readByUs[`${nameOf(path)}@${entry.version}`] ?? name;
  return sameAs[name] ?? name;
}

const nameOf = (path) => path.replace(/^.*node_modules\//, '');

const refused = [];
const counts = new Map();
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.dev || entry.link) continue;
  const licence = licenceOf(path, entry);
  // Not installed on this system and not described: its sibling for this system is checked, they share a repository.
  if (licence === undefined && entry.optional && !existsSync(join(root, path))) continue;
  counts.set(licence, (counts.get(licence) ?? 0) + 1);
  if (!licence || !mayUse(licence)) refused.push(`${nameOf(path)}@${entry.version}: ${licence ?? 'no licence'}`);
}

for (const [licence, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(5)}  ${licence}`);
for (const line of refused) console.log(`refused  ${line}`);
process.exitCode = refused.length || counts.size === 0 ? 1 : 0;
