create view neon_auth_api.mail_template_row as
select ''::text as language, ''::text as subject, ''::text as html, ''::text as "text";

create function neon_auth_api.get_mail_templates(kind text)
returns setof neon_auth_api.mail_template_row
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.language, coalesce(t.subject, ''), coalesce(t.html, ''), coalesce(t.text, '')
  from neon_auth.mail_template t
  where t.kind = get_mail_templates.kind
$$;

comment on function neon_auth_api.get_mail_templates(text) is
  'Returns the project''s own texts of one kind of mail, by language (*: all). An empty part is not replaced.';
