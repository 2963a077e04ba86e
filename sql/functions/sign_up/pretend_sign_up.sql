-- pretend_sign_up responds to a sign-up with a taken address in the same way as for a free one. It creates no user and
-- informs the owner of the address by mail. This is only indistinguishable where a sign-up sends a mail anyway.
create function neon_auth_internal.pretend_sign_up(
  name text, email text, image text, chosen neon_auth_internal.username_choice)
returns json
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  unsaved neon_auth."user" := jsonb_populate_record(null::neon_auth."user", jsonb_build_object(
    'id', gen_random_uuid(), 'name', name, 'email', neon_auth_internal.normalize_email(email), 'emailVerified', false,
    'image', image, 'createdAt', now(), 'updatedAt', now(), 'role', 'user', 'banned', false,
    'username', chosen.name, 'displayUsername', chosen.display));
begin
  if not (select c.verification_by_link from neon_auth_internal.config c) then
    perform neon_auth_internal.put_verification( -- a code is stored, as for a free address
      neon_auth_internal.code_identifier('email-verification', email), gen_random_uuid() || ':0',
      (select c.code_lifetime from neon_auth_internal.config c));
  end if;
  perform neon_auth_internal.queue_mail('already-registered', (neon_auth_internal.find_user(email)).email, null, null);
  return json_build_object('token', null, 'user', neon_auth_internal.user_json(unsaved));
end
$$;
