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
  perform neon_auth_internal.queue_mail('already-registered', (neon_auth_internal.find_user(email)).email, null, null);
  return json_build_object('token', null, 'user', neon_auth_internal.user_json(nobody));
end
$$;
