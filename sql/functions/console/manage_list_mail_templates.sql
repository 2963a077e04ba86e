create function neon_auth_api.manage_list_mail_templates(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'kinds', (
      select jsonb_agg(jsonb_build_object('kind', k.kind, 'variables', k.variables, 'required', k.required) order by k.kind)
      from neon_auth_internal.mail_kind k),
    'templates', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.kind, t.language), '[]') from neon_auth.mail_template t),
    'look', (
      select jsonb_build_object('name', c.app_name, 'logo', c.logo, 'color', c.color, 'language', c.language)
      from neon_auth_internal.config c));
end
$$;

comment on function neon_auth_api.manage_list_mail_templates(bytea) is
  'GET /console/db/NAME/settings/templates: the kinds of mail with their variables, the project''s own templates, and '
  'the name, logo, color and language of mails. Fails if the key with that hash may not read.';
