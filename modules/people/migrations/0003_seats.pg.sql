-- Who holds an open live connection is asked again and again, for all of them at once: a session that ended, a key that was
-- revoked, an employee who left must not hear another word.
create function people.seats_now(kinds text[], ids uuid[], sessions text[])
  returns table (seat bigint, workspace_id uuid, name text, role text, user_id text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select asked.seat, e.workspace_id, e.name, e.role, e.user_id
      from unnest(kinds, ids, sessions) with ordinality as asked (kind, id, session, seat)
      join people.employee e on e.id = asked.id and e.status = 'active'
      join auth.session s on s.id = asked.session and s."userId" = e.user_id and s."expiresAt" > now()
     where asked.kind = 'employee'
    union all
    select asked.seat, k.workspace_id, k.name, k.role, null
      from unnest(kinds, ids, sessions) with ordinality as asked (kind, id, session, seat)
      join people.api_key k on k.id = asked.id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
     where asked.kind = 'api_key';
  end;
