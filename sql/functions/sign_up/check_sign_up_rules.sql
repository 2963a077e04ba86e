-- check_sign_up_rules fails, with the rule's own message, when the rules deny the address.
create function neon_auth_internal.check_sign_up_rules(email text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  normal  text := neon_auth_internal.normalize_email(email);
  is_open boolean;
  refusal neon_auth.sign_up_rule;
  rule    record;
begin
  for rule in
    select
      r,
      -- % and _ in the pattern are ordinary characters. Only * is a wildcard.
      (r.email is null or normal like replace(regexp_replace(
        neon_auth_internal.normalize_email(r.email), E'([\\\\%_])', E'\\\\\\1', 'g'), '*', '%'))
      and (not r.invited or exists (
        select from neon_auth.invitation i
        where lower(normalize(i.email, NFKC) collate "C") = normal and i.status = 'pending' and i."expiresAt" > now()
      )) as matches
    from neon_auth.sign_up_rule r
    order by r.action desc, r."createdAt", r.id
  loop
    if (rule.r).action = 'deny' and rule.matches then
      refusal := rule.r;
      exit;
    elsif (rule.r).action = 'allow' then
      is_open := coalesce(is_open, false) or rule.matches;
      refusal := case when is_open then null when refusal.id is null then rule.r else refusal end;
    end if;
  end loop;

  if refusal.id is not null then
    raise exception using errcode = 'NA403', message = refusal.message, detail = refusal.code;
  end if;
end
$$;
