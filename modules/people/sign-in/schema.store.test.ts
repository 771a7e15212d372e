import { getMigrations } from 'better-auth/db/migration';
import { expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { createLog } from '#platform/log';
import { createMail } from '#platform/mail';
import { freshDatabase } from '#platform/testing';
import { createLimiter } from './limits.ts';
import { optionsOf } from './options.ts';

test('better-auth wants nothing that 0001_auth does not have', async () => {
  const database = await freshDatabase();
  try {
    const log = createLog({ level: 'silent' });
    const newId = () => '';
    const options = optionsOf(
      {
        pool: database.ownerDb.pool,
        baseUrl: 'http://verona.test',
        secret: 'x'.repeat(32),
        mail: createMail({ from: '', outbox: '', newId, log }),
        log,
        clock: systemClock,
        newId,
      },
      createLimiter(systemClock),
    );
    const { toBeCreated, toBeAdded, toBeAddedIndexes } = await getMigrations(options);
    expect({ toBeCreated, toBeAdded, toBeAddedIndexes }).toEqual({ toBeCreated: [], toBeAdded: [], toBeAddedIndexes: [] });
  } finally {
    await database.close();
  }
});
