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
  address constant text := (select u.email from neon_auth."user" u where u.id = send_password_link.user_id);
begin
  if address is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif page is null then
    raise exception 'there is no page to set the password on' using
      errcode = 'invalid_parameter_value',
      hint = 'Pass its address as redirect_to, or set trusted_origins: its first origin with /auth/reset-password is used.';
  end if;
  -- Without a token, because SQL cannot seal one. The sidecar that sends the mail generates it, see
  -- start_password_link.
  insert into neon_auth.outbox (kind, recipient, "expiresAt", facts, language)
  values ('set-password-link', address, now() + interval '7 days', jsonb_build_object('redirectTo', page),
    neon_auth_internal.mail_language(address, user_id));
end
$$;

comment on function neon_auth.send_password_link(uuid, text) is
  'Queues a mail with a link to set a password. The link is valid for a day after it is sent. It leads to redirect_to '
  'with ?token= appended; redirect_to must be at a trusted origin. By default (null), /auth/reset-password at the '
  'first trusted origin. Raises NA404 for an unknown id, 22023 when there is no such page.';
