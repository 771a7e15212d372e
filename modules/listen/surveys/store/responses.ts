/** SQL of responses, their answers, and the invitations they came by. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Answer } from '../rules/questions.ts';

export interface ResponseRow {
  id: string;
  surveyId: string;
  version: string;
  senderNo: string;
  senderType: string;
  senderValue: string;
  proven: boolean;
  invitationId: string | null;
  momentId: string | null;
  via: string;
  locale: string | null;
  data: Record<string, unknown>;
  state: 'partial' | 'complete' | 'full';
  startedAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
  toldAt: Date | null;
}

const columns = sql`r.id, r.survey_id as "surveyId", r.version, r.sender_no as "senderNo", r.sender_type as "senderType",
  r.sender_value as "senderValue", r.proven, r.invitation_id as "invitationId", r.moment_id as "momentId", r.via, r.locale,
  r.data, r.state, r.started_at as "startedAt", r.updated_at as "updatedAt", r.completed_at as "completedAt",
  r.told_at as "toldAt"`;

export interface NewResponse {
  id: string;
  surveyId: string;
  version: string;
  tokenHash: Buffer;
  sender: { no: string; type: string; value: string };
  proven: boolean;
  invitationId: string | undefined;
  momentId: string | null;
  via: string;
  locale: string | undefined;
}

export async function insertResponse(tx: Tx, workspaceId: string, response: NewResponse): Promise<void> {
  const { id, surveyId, version, tokenHash, sender, proven, invitationId = null, momentId, via, locale = null } = response;
  await tx.run(sql`
    insert into listen.survey_response (workspace_id, id, survey_id, version, token_hash, sender_no, sender_type, sender_value,
                                        proven, invitation_id, moment_id, via, locale)
    values (${workspaceId}, ${id}, ${surveyId}, ${version}, ${tokenHash}, ${sender.no}, ${sender.type}, ${sender.value},
            ${proven}, ${invitationId}, ${momentId}, ${via}, ${locale})`);
}

export const responseByToken = (
  tx: Tx,
  hash: Buffer,
): Promise<{ workspaceId: string; id: string; surveyId: string } | undefined> =>
  tx.maybe(sql`select workspace_id as "workspaceId", id, survey_id as "surveyId" from listen.survey_response_by_token(${hash})`);

export const findResponse = (tx: Tx, workspaceId: string, id: string): Promise<ResponseRow | undefined> =>
  tx.maybe(sql`select ${columns} from listen.survey_response r where r.workspace_id = ${workspaceId} and r.id = ${id}`);

export const holdResponse = (tx: Tx, workspaceId: string, id: string): Promise<ResponseRow | undefined> =>
  tx.maybe(sql`
    select ${columns} from listen.survey_response r where r.workspace_id = ${workspaceId} and r.id = ${id} for update`);

export async function rotateToken(tx: Tx, workspaceId: string, id: string, tokenHash: Buffer): Promise<void> {
  await tx.run(sql`
    update listen.survey_response set token_hash = ${tokenHash} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Everything that was answered takes the place of what stood there. */
export async function keepAnswers(
  tx: Tx,
  workspaceId: string,
  { id, surveyId }: Pick<ResponseRow, 'id' | 'surveyId'>,
  data: Record<string, unknown>,
  answers: readonly Answer[],
): Promise<void> {
  await tx.run(sql`
    update listen.survey_response set data = ${jsonb(data)}, updated_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
  await tx.run(sql`delete from listen.survey_answer where workspace_id = ${workspaceId} and response_id = ${id}`);
  await tx.run(sql`
    insert into listen.survey_answer (workspace_id, response_id, survey_id, question, ordinal, value_number, value_text)
    select ${workspaceId}::uuid, ${id}::uuid, ${surveyId}::uuid, a.question, a.ordinal, a.number, a.text
      from jsonb_to_recordset(${jsonb(answers)}) as a (question text, ordinal bigint, number double precision, text text)`);
}

export async function settleResponse(tx: Tx, workspaceId: string, id: string, state: 'complete' | 'full'): Promise<void> {
  await tx.run(sql`
    update listen.survey_response set state = ${state}, completed_at = now(), updated_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function noteTold(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`update listen.survey_response set told_at = now() where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Begun, left alone for so long, and not told to the log yet. */
export const leftAlone = (tx: Tx, workspaceId: string, hours: number, limit: number): Promise<{ id: string }[]> =>
  tx.many(sql`
    select id from listen.survey_response
     where workspace_id = ${workspaceId} and told_at is null and updated_at < now() - make_interval(hours => ${hours})
     order by updated_at limit ${limit}`);

export interface InvitationRow {
  id: string;
  surveyId: string;
  senderNo: string;
  senderType: string;
  senderValue: string;
  via: string;
  momentId: string | null;
  usedAt: Date | null;
}

const invitation = sql`id, survey_id as "surveyId", sender_no as "senderNo", sender_type as "senderType",
  sender_value as "senderValue", via, moment_id as "momentId", used_at as "usedAt"`;

/** Of one survey, held: two answers by one link come one after the other. */
export const holdInvitation = (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  tokenHash: Buffer,
): Promise<InvitationRow | undefined> =>
  tx.maybe(sql`
    select ${invitation} from listen.survey_invitation
     where workspace_id = ${workspaceId} and survey_id = ${surveyId} and token_hash = ${tokenHash} for update`);

export const responseOfInvitation = (tx: Tx, workspaceId: string, invitationId: string): Promise<ResponseRow | undefined> =>
  tx.maybe(sql`
    select ${columns} from listen.survey_response r
     where r.workspace_id = ${workspaceId} and r.invitation_id = ${invitationId} for update`);

export async function markUsed(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`update listen.survey_invitation set used_at = now() where workspace_id = ${workspaceId} and id = ${id}`);
}

/** False when this moment asked before. */
export async function insertInvitation(
  tx: Tx,
  workspaceId: string,
  asked: {
    id: string;
    surveyId: string;
    tokenHash: Buffer;
    sender: { no: string; type: string; value: string };
    via: 'link' | 'email' | 'widget';
    momentId: string | null;
    chatId: string | null;
  },
): Promise<boolean> {
  const { id, surveyId, tokenHash, sender, via, momentId, chatId } = asked;
  const made = await tx.run(sql`
    insert into listen.survey_invitation (workspace_id, id, survey_id, token_hash, sender_no, sender_type, sender_value, via,
                                          moment_id, chat_id)
    values (${workspaceId}, ${id}, ${surveyId}, ${tokenHash}, ${sender.no}, ${sender.type}, ${sender.value}, ${via}, ${momentId},
            ${chatId})
    on conflict do nothing`);
  return made === 1;
}

/** When any of these was last asked anything, or answered; links that were handed out ask too. */
export const lastAsked = async (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<Date | null> =>
  (
    await tx.one<{ at: Date | null }>(sql`
      select greatest(
        (select max(created_at) from listen.survey_invitation
          where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[])),
        (select max(started_at) from listen.survey_response
          where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[]))) as at`)
  ).at;

export const countInvited = (tx: Tx, workspaceId: string, surveyId: string): Promise<{ asked: string; answered: string }> =>
  tx.one(sql`
    select count(*) as asked, count(*) filter (where used_at is not null) as answered from listen.survey_invitation
     where workspace_id = ${workspaceId} and survey_id = ${surveyId}`);

/** What these people answered, for an export of all that is known of them. */
export const answersFrom = (tx: Tx, workspaceId: string, senderNos: readonly string[]) =>
  tx.many<{ survey: string; data: Record<string, unknown>; state: string; at: Date }>(sql`
    select s.name as survey, r.data, r.state, r.updated_at as at
      from listen.survey_response r join listen.survey s on s.workspace_id = r.workspace_id and s.id = r.survey_id
     where r.workspace_id = ${workspaceId} and r.sender_no = any(${senderNos}::bigint[]) order by r.updated_at`);

/** Removes what these senders answered and that they were asked. Places they took in quotas stay taken. */
export async function eraseSurveyed(
  tx: Tx,
  workspaceId: string,
  senderNos: readonly string[],
): Promise<{ store: string; rows: number }[]> {
  const responses = await tx.run(sql`
    delete from listen.survey_response where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[])`);
  const invitations = await tx.run(sql`
    delete from listen.survey_invitation where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[])`);
  return [
    { store: 'listen.survey_response', rows: responses },
    { store: 'listen.survey_invitation', rows: invitations },
  ];
}

/** What a chat is asked, until it is answered or declined. */
export const openInvitation = (
  tx: Tx,
  workspaceId: string,
  chatId: string,
): Promise<{ id: string; publicKey: string } | undefined> =>
  tx.maybe(sql`
    select i.id, s.public_key as "publicKey"
      from listen.survey_invitation i join listen.survey s on s.workspace_id = i.workspace_id and s.id = i.survey_id
     where i.workspace_id = ${workspaceId} and i.chat_id = ${chatId} and i.used_at is null and i.seen_at is null
       and s.state = 'open'
     order by i.created_at desc limit 1 for update of i`);

export async function rotateInvitation(tx: Tx, workspaceId: string, id: string, tokenHash: Buffer): Promise<void> {
  await tx.run(sql`
    update listen.survey_invitation set token_hash = ${tokenHash} where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function declineInvitations(tx: Tx, workspaceId: string, chatId: string): Promise<void> {
  await tx.run(sql`
    update listen.survey_invitation set seen_at = now()
     where workspace_id = ${workspaceId} and chat_id = ${chatId} and seen_at is null`);
}
