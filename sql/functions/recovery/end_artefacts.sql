-- end_artefacts ends what the table `ending` lists for a fact: mails to the user, and sessions, impersonations and
-- invitations that the user has opened. who is the user before the fact. kept is a session that stays, or null.
create function neon_auth_internal.end_artefacts(who neon_auth."user", fact text, kept uuid default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  ended   text[] := array(
    select e.artefact from neon_auth_internal.ending e where to_jsonb(e) -> end_artefacts.fact = 'true');
  address text := neon_auth_internal.normalize_email(who.email);
begin
  -- Twice. The first pass waits for transactions that are consuming a code. The lock waits for those that are opening a
  -- session or mailing a link, whose rows the second pass finds.
  for round in 1..2 loop
    delete from neon_auth.verification v
    where v.identifier = any (array(
      select case e.holder
        when 'id' then e.name || who.id::text
        when 'phone' then who."phoneNumber" || e.name
        else e.name || address end
      from neon_auth_internal.ending e
      where e.artefact = any (ended) and e.holder in ('id', 'address', 'phone')));
    delete from neon_auth.verification v
    where v.value = who.id::text and octet_length(v.value) = 36
      and exists (
        select from neon_auth_internal.ending e
        where e.artefact = any (ended) and e.holder = 'value' and starts_with(v.identifier, e.name));
    delete from neon_auth.verification v
    where 'magic link' = any (ended)
      and v.value like '{"email" : "%'
      and lower(normalize(substring(v.value from E'^\\{"email" : "([^"\\\\]*)"'), NFKC) collate "C") = address;
    perform from neon_auth."user" u where u.id = who.id for no key update;
  end loop;

  perform neon_auth_internal.remove('session', array(
    select s.id
    from neon_auth.session s
    where 'session' = any (ended) and s."userId" = who.id and s.id is distinct from kept
      or 'impersonation' = any (ended) and s."impersonatedBy" = who.id::text));
  update neon_auth.invitation i
  set status = 'canceled'
  where 'invitation' = any (ended) and i."inviterId" = who.id and i.status = 'pending';
end
$$;
