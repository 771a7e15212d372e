/** Which events carry words, how fast to answer, what counts as spend. */
import type { Principal } from '#platform/auth';
import { moveCursor } from '#platform/events';
import type { Tx } from '#platform/postgres';
import type { VoiceSettings } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';
import { standardSettings } from './rules/settings.ts';
import { findVoice, holdVoice, saveSettings } from './store/voice.ts';

/** Of the lane that reads the log. */
export const logLane = 'measure.voice_events';

export async function settingsOf(tx: Tx, workspaceId: string): Promise<VoiceSettings> {
  return { ...standardSettings, ...(await findVoice(tx, workspaceId))?.settings };
}

export const readSettings = ({ db }: Pick<VoiceDeps, 'db'>, workspaceId: string): Promise<VoiceSettings> =>
  db.inWorkspace(workspaceId, (tx) => settingsOf(tx, workspaceId), { readOnly: true });

export function setSettings(
  { db, audit }: Pick<VoiceDeps, 'db' | 'audit'>,
  principal: Principal,
  settings: VoiceSettings,
): Promise<VoiceSettings> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const before = await settingsOf(tx, workspaceId);
    // The lane holds its cursor before it holds voice: the same order here. What was read already is known by its origin.
    if (settings.events.some((name) => !before.events.includes(name)))
      await moveCursor(tx, workspaceId, logLane, { tx: '0', id: '0' });
    await holdVoice(tx, workspaceId);
    await saveSettings(tx, workspaceId, settings, principal.label);
    await audit.record(tx, principal, {
      action: 'measure.voice_settings_set',
      subject: `workspace:${workspaceId}`,
      details: { before, settings },
    });
    return settings;
  });
}
