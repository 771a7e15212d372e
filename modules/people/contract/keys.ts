/** API keys: for programs. A key has a role like a person and belongs to one workspace. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { role } from './roles.ts';

export const apiKey = z.object({
  id,
  name: z.string(),
  role,
  /** First characters, to recognise it by. */
  hint: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;

export const keyRoutes = {
  listApiKeys: defineRoute({
    id: 'people.listApiKeys',
    method: 'GET',
    path: '/api/people/api-keys',
    summary: 'API keys of the workspace, newest first',
    access: { action: 'people.keys' },
    reply: z.object({ items: z.array(apiKey) }),
  }),
  createApiKey: defineRoute({
    id: 'people.createApiKey',
    method: 'POST',
    path: '/api/people/api-keys',
    summary: 'Make a key; it is shown this once',
    access: { action: 'people.keys' },
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      role,
      expiresAt: instant.nullable().optional(),
    }),
    reply: z.object({
      apiKey,
      /** Shown once; only its hash is kept. */
      secret: z.string(),
    }),
    status: 201,
    refusals: [refusals.role_above_own],
  }),
  revokeApiKey: defineRoute({
    id: 'people.revokeApiKey',
    method: 'DELETE',
    path: '/api/people/api-keys/{apiKeyId}',
    summary: 'Revoke a key; it stops working at once',
    access: { action: 'people.keys' },
    params: z.strictObject({ apiKeyId: id }),
    refusals: [refusals.not_found, refusals.role_above_own],
  }),
};
