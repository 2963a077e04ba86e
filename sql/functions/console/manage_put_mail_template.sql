create function neon_auth_api.manage_put_mail_template(key_hash bytea, kind text, language text, subject text, html text, content text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  insert into neon_auth.mail_template as t (kind, language, subject, html, text)
  values (
    kind, language, nullif(subject, ''), nullif(replace(html, E'\r\n', E'\n'), ''), nullif(replace(content, E'\r\n', E'\n'), ''))
  on conflict on constraint mail_template_pkey do update
  set subject = excluded.subject, html = excluded.html, text = excluded.text;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_put_mail_template(bytea, text, text, text, text, text) is
  'POST /console/db/NAME/settings/templates: replaces parts of one kind of mail in a language (*: all). An empty part is '
  'not replaced. content is the plain text. Fails with 23514 for a template that check_mail_template refuses, and if the '
  'key with that hash may not write.';
