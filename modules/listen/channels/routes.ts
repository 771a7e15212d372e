/** HTTP of channels: contract in, use case, contract out. */
import { z } from '#platform/contract';
import type { Bind } from '#platform/http';
import type { Db } from '#platform/postgres';
import {
  changeChatChannel,
  chatSettings,
  createChatChannel,
  dismissMessageAside,
  listChannels,
  listMessagesAside,
  retryMessageAside,
} from '../contract/channels.ts';
import { type Channels, channelOf } from './channels.ts';

const excerptLength = 200;

export function bindChannels({ bind, db, channels }: { bind: Bind; db: Db; channels: Channels }): void {
  bind(listChannels, ({ workspaceId }) =>
    db.inWorkspace(workspaceId, async (tx) => ({ items: (await channels.list(tx, workspaceId)).map(channelOf) }), {
      readOnly: true,
    }),
  );
  bind(createChatChannel, ({ principal, body }) =>
    db.inWorkspace(principal.workspaceId, async (tx) => {
      const settings = chatSettings.parse(body.settings ?? {});
      const { channel, secret } = await channels.create(tx, principal, { kind: 'web_chat', name: body.name, settings });
      return { channel, identitySecret: secret };
    }),
  );
  bind(changeChatChannel, ({ principal, params: { id }, body }) =>
    db.inWorkspace(principal.workspaceId, (tx) =>
      channels.change(tx, principal, id, 'web_chat', { ...body, settings: body.settings && given(body.settings) }),
    ),
  );
  bind(listMessagesAside, ({ workspaceId }) =>
    db.inWorkspace(
      workspaceId,
      async (tx) => ({
        items: (await channels.aside(tx, workspaceId)).map(({ id, channelId, receivedAt, reason, body }) => ({
          id,
          channelId,
          receivedAt: receivedAt.toISOString(),
          reason,
          from: body.senderName ?? body.sender.value,
          subject: body.subject ?? null,
          excerpt: body.text.slice(0, excerptLength),
        })),
      }),
      { readOnly: true },
    ),
  );
  bind(retryMessageAside, async ({ workspaceId, params: { id } }) => {
    await channels.retryAside(workspaceId, id);
  });
  bind(dismissMessageAside, async ({ principal, params: { id } }) => {
    await channels.dismissAside(principal, id);
  });
}

/** Only what was named: a partial schema would fill the rest with defaults. */
const given = (settings: Record<string, unknown>) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(settings)));
