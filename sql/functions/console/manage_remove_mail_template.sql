create function neon_auth_api.manage_remove_mail_template(key_hash bytea, kind text, language text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  delete from neon_auth.mail_template t
  where t.kind = manage_remove_mail_template.kind and t.language = manage_remove_mail_template.language;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_remove_mail_template(bytea, text, text) is
  'POST /console/db/NAME/settings/templates/remove: restores the built-in mail. Fails if the key with that hash may not '
  'write.';
