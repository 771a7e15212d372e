import { createHmac } from 'node:crypto';
import type { NamedIdentifier } from '../../identity/rules/identifiers.ts';

/**
 * What is left of a forgotten identifier: enough to know it again, useless without the installation's key. The workspace is
 * part of it, so that two workspaces cannot compare whom they have forgotten.
 */
export function tombstoneOf(key: Buffer, workspaceId: string, { type, value }: NamedIdentifier): string {
  return createHmac('sha256', key).update(`${workspaceId}\n${type}:${value}`).digest('hex');
}
