-- pretend_sign_up answers a sign-up with an address that is taken as it would one with a free address: nobody is made,
-- and whose address it is is told by mail. Only where a sign-up ends with a mail anyway is that the same.
create function neon_auth_internal.pretend_sign_up(name text, email text, image text)
returns json
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  nobody neon_auth."user" := jsonb_populate_record(null::neon_auth."user", jsonb_build_object(
    'id', gen_random_uuid(), 'name', name, 'email', neon_auth_internal.normalize_email(email), 'emailVerified', false,
    'image', image, 'createdAt', now(), 'updatedAt', now(), 'role', 'user', 'banned', false));
begin
  if not (select c.verification_by_link from neon_auth_internal.config c) then
    perform neon_auth_internal.put_verification( -- as a sign-up with a free address keeps a code
      neon_auth_internal.code_identifier('email-verification', email), gen_random_uuid() || ':0',
      (select c.code_lifetime from neon_auth_internal.config c));
  end if;
  perform neon_auth_internal.queue_mail('already-registered', (neon_auth_internal.find_user(email)).email, null, null);
  return json_build_object('token', null, 'user', neon_auth_internal.user_json(nobody));
end
$$;
