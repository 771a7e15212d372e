/** HTTP of e-mail channels. */
import type { Audit } from '#platform/audit';
import type { Bind } from '#platform/http';
import type { Db } from '#platform/postgres';
import * as contract from '../../contract.ts';
import type { Channels } from '../channels.ts';
import type { Email } from './email.ts';

export function bindEmailRoutes({
  bind,
  db,
  audit,
  channels,
  email,
}: {
  bind: Bind;
  db: Db;
  audit: Audit;
  channels: Channels;
  email: Email;
}): void {
  bind(contract.createMailbox, ({ principal, workspaceId, body: { name, ...wanted } }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const { channel } = await channels.create(tx, principal, { kind: 'email', name, settings: {} });
      return { channel, mailbox: await email.mailboxes.add(tx, workspaceId, channel.id, wanted) };
    }),
  );
  bind(contract.readMailbox, ({ workspaceId, params: { id } }) =>
    db.inWorkspace(workspaceId, (tx) => email.mailboxes.show(tx, workspaceId, id), { readOnly: true }),
  );
  bind(contract.changeMailbox, ({ principal, workspaceId, params: { id }, body }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const changed = await email.mailboxes.change(tx, workspaceId, id, body);
      // Which settings, never what they are: some are secrets.
      const details = { changed: Object.keys(body) };
      await audit.record(tx, principal, { action: 'listen.mailbox_changed', subject: `channel:${id}`, details });
      return changed;
    }),
  );
  bind(contract.fetchMailbox, async ({ workspaceId, params: { id } }) => ({ fetched: await email.fetch(workspaceId, id) }));
  bind(contract.listMailAside, async ({ workspaceId }) => ({
    items: (await email.listAside(workspaceId)).map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() })),
  }));
  bind(contract.retryMailAside, async ({ workspaceId, params: { id } }) => {
    await email.retryAside(workspaceId, id);
    return undefined;
  });
  bind(contract.dismissMailAside, async ({ workspaceId, params: { id } }) => {
    await email.dismissAside(workspaceId, id);
    return undefined;
  });
}
