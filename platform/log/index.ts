/** Structured logs (pino, JSON lines). Every line names its module; secrets are cut out before a line is written. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

const secrets = [
  'password',
  'newPassword',
  'currentPassword',
  'secret',
  'token',
  'apiKey',
  'writeKey',
  'authorization',
  'cookie',
  'setCookie',
];

/** The root log of a process. `level` as pino has it; `silent` in tests that do not look at logs. */
export function createLog(options: { level: string; role?: string; destination?: DestinationStream }): Log {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level: options.level,
      base: options.role ? { role: options.role } : {},
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...paths, 'req.headers.authorization', 'req.headers.cookie'], censor: '[secret]' },
    },
    options.destination ?? pino.destination(2),
  );
}
