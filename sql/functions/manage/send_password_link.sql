create or replace function neon_auth.send_password_link(user_id uuid, redirect_to text default null)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  page constant text := coalesce(redirect_to, (
    select rtrim(coalesce(o.entry ->> 'domain', o.entry #>> '{}'), '/') || '/auth/reset-password'
    from neon_auth.project_config c, jsonb_array_elements(c.trusted_origins) with ordinality as o (entry, place)
    where coalesce(o.entry ->> 'domain', o.entry #>> '{}') ~ '^https?://[^*?]+$'
    order by c.created_at, c.id, o.place
    limit 1));
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = send_password_link.user_id;
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif neon_auth_internal.is_made_up(who.email, who) then
    raise exception 'the user has no address, so no mail can be sent' using
      errcode = 'invalid_parameter_value', hint = 'Set an address first, or a password with neon_auth.set_password().';
  elsif page is null then
    raise exception 'there is no page to set the password on' using
      errcode = 'invalid_parameter_value',
      hint = 'Pass its address as redirect_to, or set trusted_origins: its first origin with /auth/reset-password is used.';
  elsif not neon_auth_internal.is_trusted_page(page) then
    raise exception 'the page to set the password on is not at a trusted origin' using
      errcode = 'invalid_parameter_value',
      hint = 'The link would not be opened. Write redirect_to with scheme and host, and add its origin to trusted_origins.';
  end if;
  -- Without a token, because SQL cannot seal one. The sidecar that sends the mail generates it, see
  -- start_password_link.
  insert into neon_auth.outbox (kind, recipient, "expiresAt", facts, language)
  values ('set-password-link', who.email, now() + interval '7 days', jsonb_build_object('redirectTo', page),
    neon_auth_internal.mail_language(who.email, user_id));
end
$$;

comment on function neon_auth.send_password_link(uuid, text) is
  'Queues a mail with a link to set a password. The link is valid for a day after it is sent. It leads to redirect_to '
  'with ?token= appended; redirect_to must be at a trusted origin. By default (null), /auth/reset-password at the '
  'first trusted origin. Raises NA404 for an unknown id, 22023 when there is no such page, '
  'when it is not trusted, and for a user whose address was made up.';
