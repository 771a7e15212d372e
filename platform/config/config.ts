import { resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().int().min(1);
const roles = ['api', 'worker', 'jobs'] as const;

const rolesOf = z.string().transform((text, context) => {
  const named = text.split(',').map((part) => part.trim());
  const unknown = named.filter((name) => !roles.some((role) => role === name));
  if (unknown.length > 0) context.addIssue(`unknown role "${unknown.join(', ')}"; choose from ${roles.join(', ')}`);
  return roles.filter((role) => named.includes(role));
});

const bootstrapAdmin = z.string().regex(/^[^:\s]+@[^:\s]+:.+$/, 'must be "email:password"');
const listOf = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const identityProvider = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  domain: z.string().min(1),
  verifiedClaim: z
    .string()
    .optional()
    .transform((claim) => claim ?? 'email_verified'),
});

const identityProviders = z.string().transform((text, context) => {
  try {
    return z.array(identityProvider).parse(JSON.parse(text));
  } catch (error) {
    context.addIssue(`must be a JSON list of identity providers: ${error instanceof Error ? error.message : error}`);
    return z.NEVER;
  }
});

interface Setting {
  schema: z.ZodType;
  /** Shown and used when the variable is absent; undefined means "not set". */
  fallback: string | undefined;
  says: string;
  secret?: true;
}

/** Every setting there is. The order is the order of `verona doctor` and of the docs. */
export const settings = {
  PORT: { schema: port, fallback: '4400', says: 'Port of API and console; 0 takes a free one.' },
  VERONA_HOST: { schema: z.string(), fallback: '0.0.0.0', says: 'Address to listen on.' },
  VERONA_DATA: {
    schema: z.string(),
    fallback: '.verona',
    says: 'Folder of the embedded engines, imports, mails kept and secrets.',
  },
  VERONA_URL: {
    schema: z.url(),
    fallback: undefined,
    says: 'The address people use, for links in mails and for sign-in; http://localhost:PORT when left out.',
  },
  VERONA_ROLES: { schema: rolesOf, fallback: 'api,worker,jobs', says: 'What this process does: any of api, worker, jobs.' },
  DATABASE_URL: {
    schema: z.url(),
    fallback: undefined,
    says: 'Postgres 18 server (restricted role); embedded when left out.',
    secret: true,
  },
  DATABASE_OWNER_URL: {
    schema: z.url(),
    fallback: undefined,
    says: 'Same database as the role that owns the tables; used for migrations and job bookkeeping only.',
    secret: true,
  },
  CLICKHOUSE_URL: {
    schema: z.url(),
    fallback: undefined,
    says: 'ClickHouse server, http://user:password@host:8123/database; embedded when left out.',
    secret: true,
  },
  SMTP_URL: {
    schema: z.url(),
    fallback: undefined,
    says: 'Mail server, smtp://user:password@host:587; without it mails are kept as files in VERONA_DATA/outbox.',
    secret: true,
  },
  VERONA_MAIL_FROM: { schema: z.string(), fallback: 'Verona <verona@localhost>', says: 'Sender of mails to employees.' },
  VERONA_SMTP_PORT: {
    schema: port,
    fallback: '0',
    says: "Port on which customers' mail is received (SMTP); 0: none, mail is fetched by IMAP only.",
  },
  VERONA_SMTP_TLS: {
    schema: z.string(),
    fallback: undefined,
    says: 'Folder with cert.pem and key.pem; with it the receiver offers STARTTLS.',
  },
  VERONA_LOG: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    fallback: 'info',
    says: 'Level of the log.',
  },
  VERONA_SECRET: {
    schema: z.string().min(32, 'must have at least 32 characters'),
    fallback: undefined,
    says: 'Key for sessions and secrets at rest; made on first start and kept in VERONA_DATA when left out.',
    secret: true,
  },
  VERONA_IDENTITY_PROVIDERS: {
    schema: identityProviders,
    fallback: '[]',
    says: 'OIDC sign-in, a JSON list of {id, name, issuer, clientId, clientSecret, domain}; callback: VERONA_URL/api/auth/sso/callback/<id>.',
    secret: true,
  },
  VERONA_TRUSTED_PROXIES: {
    schema: listOf,
    fallback: '',
    says: 'Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For is believed, comma separated.',
  },
  VERONA_OUTBOUND_ALLOW: {
    schema: listOf,
    fallback: '',
    says: 'host:port pairs on private networks that webhooks may reach, comma separated.',
  },
  VERONA_BOOTSTRAP_ADMIN: {
    schema: bootstrapAdmin,
    fallback: undefined,
    says: 'First administrator, email:password.',
    secret: true,
  },
  VERONA_BOOTSTRAP_WRITE_KEY: {
    schema: z.string().min(8).max(200),
    fallback: undefined,
    says: 'Write key of the first (server) source in the first workspace.',
    secret: true,
  },
  VERONA_BOOTSTRAP_API_KEY: {
    schema: z.string().min(16).max(200),
    fallback: undefined,
    says: 'API key with full rights in the first workspace.',
    secret: true,
  },
  VERONA_INTAKE_QUEUE: {
    schema: z.coerce.number().int().min(100),
    fallback: '20000',
    says: 'Events that may wait for their commit in this process before intake answers 503.',
  },
  VERONA_OUTBOX_DAYS: {
    schema: z.coerce.number().int().min(1).max(3650),
    fallback: '7',
    says: 'Days that domain events stay in the outbox after every subscriber has handled them (events of customers stay for good).',
  },
  VERONA_PRESENCE_GRACE_S: {
    schema: z.coerce.number().int().min(2).max(86_400),
    fallback: '120',
    says: 'Seconds without a sign of life (a request, an open console) after which somebody counts as offline and hands over.',
  },
  VERONA_DISK_RESERVE_MB: {
    schema: z.coerce.number().int().min(0),
    fallback: '500',
    says: 'With an embedded Postgres: room on the disk of VERONA_DATA below which events are refused, so that the rest goes on.',
  },
  VERONA_SHUTDOWN_SECONDS: { schema: seconds, fallback: '5', says: 'How long a stop may take before it is forced.' },
  VERONA_MODEL_KEY: {
    schema: z.string(),
    fallback: undefined,
    says: 'For the command line (quality): the key of the language model that is measured. The one a workspace reads with is set in the console.',
    secret: true,
  },
  VERONA_API_KEY: {
    schema: z.string(),
    fallback: undefined,
    says: 'For the command line (import, rebuild): the key it calls a running server with, made in the console under Settings.',
    secret: true,
  },
  VERONA_FAULTS: {
    schema: z.string(),
    fallback: '',
    says: 'For fault tests only, empty otherwise: where this process is to kill itself (platform/fault).',
  },
} satisfies Record<string, Setting>;

type Settings = typeof settings;
type Value<K extends keyof Settings> = z.output<Settings[K]['schema']>;
type Optional<K extends keyof Settings> = Settings[K]['fallback'] extends string ? Value<K> : Value<K> | undefined;

export type Config = { readonly [K in keyof Settings]: Optional<K> } & {
  /** Absolute path of VERONA_DATA. */
  readonly dataDir: string;
  /** VERONA_URL, or what a laptop would use. No trailing slash. */
  readonly baseUrl: string;
};

/** Names the variable and the cure for each wrong value. */
export class ConfigError extends Error {
  readonly problems: { name: string; message: string }[];
  constructor(problems: { name: string; message: string }[]) {
    super(problems.map(({ name, message }) => `${name}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** Reads and checks the environment. Throws `ConfigError` naming every wrong variable at once. */
export function readConfig(env: Record<string, string | undefined>, cwd: string): Config {
  const problems: { name: string; message: string }[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const text = env[name] || setting.fallback;
    if (text === undefined) continue;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else for (const issue of parsed.error.issues) problems.push({ name, message: issue.message });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const { PORT, VERONA_URL, VERONA_DATA } = values as unknown as Config;
  return {
    ...values,
    dataDir: resolve(cwd, VERONA_DATA),
    baseUrl: (VERONA_URL ?? `http://localhost:${PORT}`).replace(/\/$/, ''),
  } as unknown as Config;
}

/** One row a setting, for `verona doctor`: what is set, from where, and what it means. Secrets are never shown. */
export function explainConfig(
  env: Record<string, string | undefined>,
): { name: string; value: string; from: string; says: string }[] {
  return Object.entries<Setting>(settings).map(([name, setting]) => {
    const given = env[name];
    const shown = given ?? setting.fallback ?? '(not set)';
    return {
      name,
      value: given && setting.secret ? '(set, hidden)' : shown || '(empty)',
      from: given ? 'environment' : 'default',
      says: setting.says,
    };
  });
}
