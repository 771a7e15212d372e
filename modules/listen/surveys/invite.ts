/**
 * Asking people: links that hold once, by hand or by mail, and after a moment. Whoever was asked lately, refused, or does not
 * belong to those who are asked, is left in peace, and anybody may see why.
 */
import type { Principal } from '#platform/auth';
import { Refusal, type ReplyOf, type z } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import type { Channels } from '../channels/channels.ts';
import { channelRefusals } from '../contract/channels.ts';
import { type inviteToSurvey, surveyRefusals as refusals, type surveyEligibility } from '../contract/surveys.ts';
import { hashOf } from './answering.ts';
import { describeDefinition } from './engine.ts';
import { existingSurvey } from './manage.ts';
import { type Check, eligibility, firstRefusal } from './rules/eligibility.ts';
import { invitationMail } from './rules/invitation-mail.ts';
import * as responses from './store/responses.ts';
import * as store from './store/surveys.ts';

/** What only later rooms know of people; the composition root hands it in. */
export interface AboutPeople {
  /** Who an id or `type:value` is; undefined when nobody is known by it. */
  find(tx: Tx, workspaceId: string, ref: string): Promise<{ name: string; senderNos: string[] } | undefined>;
  /** Every sender who is the same person as this one, itself included. */
  together(tx: Tx, workspaceId: string, senderNo: string): Promise<string[]>;
  namesOf(workspaceId: string, senderNos: readonly string[]): Promise<Map<string, string>>;
  consent(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<'granted' | 'denied' | 'unsaid'>;
  isMember(tx: Tx, workspaceId: string, segment: string, senderNos: readonly string[]): Promise<boolean>;
}

/** A moment that was resolved: whose it was, and where they wrote. */
export interface Resolved {
  momentId: string;
  sender: { no: string; type: string; value: string };
  channelId: string;
  /** The chat, for a chat; the mail thread's name, for mail. */
  thread: string;
}

export interface InviteDeps {
  db: Db;
  channels: Pick<Channels, 'send' | 'find'>;
  registerSenders(tx: Tx, workspaceId: string, asked: { type: string; value: string; sourceId: string }[]): Promise<string[]>;
  newId(): string;
  now(): number;
  /** Between 0 and 1. */
  chance(): number;
  baseUrl: string;
  people(): AboutPeople;
}

type Asked = z.output<NonNullable<typeof inviteToSurvey.body>>;

export interface Invite {
  invite(principal: Principal, id: string, asked: Asked): Promise<ReplyOf<typeof inviteToSurvey>>;
  why(workspaceId: string, id: string, customer: string): Promise<ReplyOf<typeof surveyEligibility>>;
  resolved(tx: Tx, workspaceId: string, moment: Resolved): Promise<void>;
  /** What this chat is asked, if anything: the address of the survey and a fresh secret for it. */
  offeredTo(workspaceId: string, chatId: string): Promise<{ key: string; invitation: string } | undefined>;
  decline(workspaceId: string, chatId: string): Promise<void>;
}

export function createInvite(deps: InviteDeps): Invite {
  const { db, channels, newId, now, baseUrl } = deps;

  async function judge(tx: Tx, workspaceId: string, survey: store.SurveyRow, senderNos: string[]): Promise<Check[]> {
    const { settings } = survey;
    const lastAsked = await responses.lastAsked(tx, workspaceId, senderNos);
    const consent = await deps.people().consent(tx, workspaceId, senderNos);
    const { segment } = settings;
    const member = segment === null ? undefined : await deps.people().isMember(tx, workspaceId, segment, senderNos);
    const { state, completed } = survey;
    const facts = { state, completed: Number(completed), settings, lastAsked: lastAsked?.getTime(), consent, member };
    return eligibility({ ...facts, reachable: undefined }, now());
  }

  const linkOf = (survey: store.SurveyRow, secret: string) => `${baseUrl}/s/${survey.publicKey}#i=${secret}`;

  async function mail(
    tx: Tx,
    workspaceId: string,
    survey: store.SurveyRow,
    to: { id: string; type: string; value: string; link: string; locale: string | undefined; thread: string; channelId: string },
  ): Promise<void> {
    const { questions } = await describeDefinition(survey.definition);
    const { subject, text, html } = invitationMail(survey.name, questions, to.link, to.locale);
    await channels.send(tx, workspaceId, {
      ...{ id: to.id, channelId: to.channelId, thread: to.thread, to: { type: to.type, value: to.value } },
      ...{ authorName: '', automatic: true, subject, text, html, attachments: [] },
    });
  }

  return {
    invite: (principal, id, { to, channelId, locale }) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        const { workspaceId } = principal;
        const survey = await existingSurvey(tx, workspaceId, id);
        if (survey.state !== 'open') throw new Refusal(refusals.survey_state_refused, { detail: `It is ${survey.state}.` });
        if (channelId !== undefined && (await channels.find(tx, workspaceId, channelId))?.kind !== 'email')
          throw new Refusal(channelRefusals.no_such_channel, { detail: 'No e-mail channel has this id.' });
        const nos = await deps.registerSenders(
          tx,
          workspaceId,
          to.map((each) => ({ ...each, sourceId: survey.sourceId })),
        );
        const items = [];
        for (const [at, each] of to.entries()) {
          const no = nos[at];
          if (no === undefined) throw new Error('a sender was registered and not found');
          const checks = await judge(tx, workspaceId, survey, await deps.people().together(tx, workspaceId, no));
          const wrongWay = channelId !== undefined && each.type !== 'email' ? 'No address of theirs is known for this.' : null;
          const refused = firstRefusal(checks) ?? wrongWay;
          if (refused !== null) {
            items.push({ ...each, url: null, refused });
            continue;
          }
          const secret = newSecret('vsi');
          const link = linkOf(survey, secret);
          const invitation = {
            id: newId(),
            surveyId: id,
            tokenHash: hashOf(secret),
            sender: { ...each, no },
            momentId: null,
            chatId: null,
          };
          await responses.insertInvitation(tx, workspaceId, { ...invitation, via: channelId === undefined ? 'link' : 'email' });
          if (channelId !== undefined)
            await mail(tx, workspaceId, survey, {
              ...each,
              id: invitation.id,
              link,
              locale,
              thread: `survey:${invitation.id}`,
              channelId,
            });
          items.push({ ...each, url: link, refused: null });
        }
        return { items };
      }),
    why: (workspaceId, id, customer) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          const survey = await existingSurvey(tx, workspaceId, id);
          const person = await deps.people().find(tx, workspaceId, customer);
          if (person === undefined) throw new Refusal(refusals.survey_customer_unknown);
          const checks = await judge(tx, workspaceId, survey, person.senderNos);
          return { customer: person.name, eligible: checks.every(({ passed }) => passed), checks };
        },
        { readOnly: true },
      ),
    async resolved(tx, workspaceId, { momentId, sender, channelId, thread }) {
      const asking = (await store.listSurveys(tx, workspaceId)).filter(({ state, settings }) => {
        return state === 'open' && settings.afterMoment;
      });
      for (const survey of asking) {
        // Of those who may be asked: whoever may not takes no part in the draw.
        const checks = await judge(tx, workspaceId, survey, await deps.people().together(tx, workspaceId, sender.no));
        if (firstRefusal(checks) !== null || deps.chance() * 100 >= survey.settings.share) continue;
        const channel = await channels.find(tx, workspaceId, channelId);
        const secret = newSecret('vsi');
        const asked = { id: newId(), surveyId: survey.id, tokenHash: hashOf(secret), sender, momentId };
        if (channel?.kind === 'web_chat') {
          await responses.insertInvitation(tx, workspaceId, { ...asked, via: 'widget', chatId: thread });
        } else if (channel?.kind === 'email' && sender.type === 'email') {
          const isNew = await responses.insertInvitation(tx, workspaceId, { ...asked, via: 'email', chatId: null });
          const to = { id: asked.id, type: sender.type, value: sender.value, link: linkOf(survey, secret), locale: undefined };
          if (isNew) await mail(tx, workspaceId, survey, { ...to, thread: `survey:${asked.id}`, channelId });
        } else continue;
        // One question is enough after one moment.
        return;
      }
    },
    offeredTo: (workspaceId, chatId) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const invitation = await responses.openInvitation(tx, workspaceId, chatId);
        if (invitation === undefined) return undefined;
        const secret = newSecret('vsi');
        await responses.rotateInvitation(tx, workspaceId, invitation.id, hashOf(secret));
        return { key: invitation.publicKey, invitation: secret };
      }),
    decline: (workspaceId, chatId) => db.inWorkspace(workspaceId, (tx) => responses.declineInvitations(tx, workspaceId, chatId)),
  };
}
