/** One connection for one piece of work, hung up afterwards whatever happens: for migrations, backup and restore. */
import pg from 'pg';

export async function withClient<T>(url: string, applicationName: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName, connectionTimeoutMillis: 10_000 });
  // Its pending statement rejects, which is where a lost connection belongs.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
