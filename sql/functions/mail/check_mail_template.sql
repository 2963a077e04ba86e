-- check_mail_template rejects a template that cannot be rendered, or that executes something.
create function neon_auth_internal.check_mail_template()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kind_of neon_auth_internal.mail_kind;
  found   record;
begin
  select * into kind_of from neon_auth_internal.mail_kind k where k.kind = new.kind;
  if kind_of.kind is null then
    raise exception '% is not a kind of mail', left(new.kind, 100) using
      errcode = 'check_violation', schema = 'neon_auth', table = 'mail_template', column = 'kind',
      hint = (select 'Kinds: ' || string_agg(k.kind, ', ' order by k.kind) from neon_auth_internal.mail_kind k);
  end if;

  select p.part, neon_auth_internal.template_problem(kind_of, p.part, p.content) as problem into found
  from (values ('subject', new.subject), ('html', new.html), ('text', new.text)) as p (part, content)
  where p.content is not null and neon_auth_internal.template_problem(kind_of, p.part, p.content) is not null
  limit 1;
  if found.part is not null then
    raise exception '%', format('%s of %s %s', found.part, new.kind, found.problem) using
      errcode = 'check_violation', schema = 'neon_auth', table = 'mail_template', column = found.part,
      hint = 'A template is text with variables. See neonauth help languages.';
  end if;
  new."updatedAt" := now();
  return new;
end
$$;

create trigger check_mail_template
before insert or update on neon_auth.mail_template
for each row execute function neon_auth_internal.check_mail_template();
