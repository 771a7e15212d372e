/** What employees write down about a customer: traits and consent. Their word is trusted, and signed. */
import type { Listen } from '#listen';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Events } from '#platform/events';
import type { Db } from '#platform/postgres';
import { readConsent } from '../consent/read.ts';
import { keepConsent } from '../consent/store.ts';
import type { Consent, Portrait } from '../contract.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import { profilesChanged } from '../events.ts';
import { findCustomer } from '../find.ts';
import { lockIdentity } from '../identity/store/identifiers.ts';
import { keepTraits } from './keep-traits.ts';
import { readPortrait } from './person.ts';
import { refreshPeople } from './refresh.ts';

export interface EditDeps {
  db: Db;
  listen: Pick<Listen, 'timeline'>;
  events: Events;
  audit: Audit;
  clock: Clock;
  tombstones: Tombstones;
}

export function setTraits(deps: EditDeps, principal: Principal, ref: string, traits: Record<string, unknown>): Promise<Portrait> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await lockIdentity(tx, workspaceId);
    const found = await findCustomer(tx, deps.tombstones, workspaceId, ref);
    const said = { at: deps.clock.now(), trusted: true, sourceId: null, eventId: null, editor: principal.label };
    const statements = Object.entries(traits).map(([name, value]) => ({ ...said, senderNo: found.person.no, name, value }));
    await keepTraits(tx, deps.listen.timeline, workspaceId, statements);
    await refreshPeople(tx, workspaceId, [found.person.no], found.settings);
    await deps.events.tell(tx, workspaceId, profilesChanged, { ids: [found.person.id] });
    await deps.audit.record(tx, principal, {
      action: 'customers.traits_set',
      subject: `person:${found.person.id}`,
      details: { traits: Object.keys(traits) },
    });
    return readPortrait(tx, workspaceId, found);
  });
}

export function setConsent(
  deps: EditDeps,
  principal: Principal,
  ref: string,
  word: { purpose: string; status: 'granted' | 'denied'; evidence: string },
): Promise<{ items: Consent[] }> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await lockIdentity(tx, workspaceId);
    const found = await findCustomer(tx, deps.tombstones, workspaceId, ref);
    const said = { ...word, at: deps.clock.now(), trusted: true, sourceId: null, eventId: null, editor: principal.label };
    // Said of the person, so it holds for each identifier, also after they are separated.
    for (const { no } of found.identifiers) await keepConsent(tx, workspaceId, { ...said, senderNo: no });
    await deps.events.tell(tx, workspaceId, profilesChanged, { ids: [found.person.id] });
    const items = await readConsent(tx, workspaceId, found);
    await deps.audit.record(tx, principal, {
      action: 'customers.consent_set',
      subject: `person:${found.person.id}`,
      details: { purpose: word.purpose, status: word.status },
    });
    return { items };
  });
}
