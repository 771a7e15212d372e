import { makeWorkerUtils } from 'graphile-worker';
import type { Log } from '#platform/log';
import { loggerFor } from './logger.ts';

/**
 * Makes or updates graphile-worker's schema as the owner of all tables, and lets the server's role in where no workspace is
 * set. Runs with the migrations; running it again changes nothing.
 */
export async function prepareJobs({ ownerUrl, log }: { ownerUrl: string; log: Log }): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: ownerUrl, maxPoolSize: 1, logger: loggerFor(log) });
  try {
    await utils.migrate();
    await utils.withPgClient((client) => client.query(openToSystem));
  } finally {
    await utils.release();
  }
}

/**
 * graphile-worker turns row-level security on without a policy: its owner only. `(select …)` makes Postgres ask for the
 * workspace once a statement instead of once a row. The view would run with its owner's rights and show everything.
 */
const openToSystem = `
do $$
declare
  part regclass;
begin
  for part in select oid from pg_class where relnamespace = 'graphile_worker'::regnamespace and relrowsecurity loop
    if not exists (select from pg_policy where polrelid = part and polname = 'no_workspace') then
      execute format(
        'create policy no_workspace on %s using ((select platform.workspace()) is null)'
        ' with check ((select platform.workspace()) is null)', part);
    end if;
  end loop;
  if not exists (select from pg_class where oid = 'graphile_worker.jobs'::regclass and 'security_invoker=true' = any(reloptions)) then
    alter view graphile_worker.jobs set (security_invoker = true);
  end if;
end $$`;
