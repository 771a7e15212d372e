/**
 * The golden path, as far as it is built, played through public doors only: what SDKs send and what the API answers.
 *
 * It is the demo, and it is the end-to-end test: every step looks at what a person would see and stops when it is not there.
 */
import * as listen from '#listen/contract';
import * as moments from '#moments/contract';
import { understand } from './chapters/heard.ts';
import { letDown } from './chapters/let-down.ts';
import { holdToPromise } from './chapters/promised.ts';
import { signIn } from './chapters/sign-in.ts';
import { meetVisitor } from './chapters/visitor.ts';
import { foundCompany } from './company.ts';
import { hireStaff } from './staff.ts';
import { type Stage, send } from './stage.ts';

export interface Told {
  /** Chiara, who signed in: one person with a past. */
  personId: string;
  segmentId: string;
  /** Events the company sent. */
  events: number;
}

export async function playStory(stage: Stage): Promise<Told> {
  const { client, tell, now } = stage;
  const shop = await client.call(listen.createSource, { body: { name: 'Shop server', kind: 'server' } });
  const site = await client.call(listen.createSource, { body: { name: 'Web site', kind: 'browser' } });
  const hired = await hireStaff(client);
  const company = foundCompany(now);
  await send(stage, shop.secrets.writeKey, company.past);
  tell(`${company.name}: ${hired} colleagues, and ${company.past.length} events from its shop server.`);

  const met = await meetVisitor(stage, site.secrets.writeKey);
  const known = await signIn(stage, shop.secrets.writeKey, met);
  const segmentId = await letDown(stage, shop.secrets.writeKey, known);
  const themeId = await understand(stage, met, known);
  await holdToPromise(stage, known, themeId);

  const audit = await met.owner.client.call(moments.auditReport, {});
  if (audit.breaches.length > 0) throw new Error(`${audit.breaches.length} moments without an able owner`);
  tell(`   ${audit.open} open moments, each with one owner who is able to act.`);
  return { personId: known.personId, segmentId, events: company.past.length + 8 };
}
