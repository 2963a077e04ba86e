begin;
select plan(110);
\ir ../../testdata/people.sql

create function pg_temp.braced(content text)
returns text
language sql
as $$
  select replace(replace(content, '[', repeat('{', 2)), ']', repeat('}', 2))
$$;

create function pg_temp.problem(kind text, part text, content text)
returns text
language sql
as $$
  select neon_auth_internal.template_problem(k, part, pg_temp.braced(content)) from neon_auth_internal.mail_kind k where k.kind = problem.kind
$$;

-- template_problem. [x] stands for x in double braces.
select is(pg_temp.problem('magic-link', t.part, t.content), null, t.content)
from (values
  ('html', '<a href="[link]">[app]</a>'), ('html', '<a href=''[ .Link ]''>[.App] [Minutes]</a>'), ('text', E'[\tLINK\n]'), ('subject', '[app]: sign in'),
  ('html', '<p>[link] { } {x}</p>'), ('html', '<p>an onion = [link], javascript is fine</p>'), ('html', '<style>a { color: red }</style>[link]'),
  ('html', '<img src="https://cdn.example.com/a.png" alt="it&#39;s">[link]'), ('html', '<p title="a > b">1 < 2, 2<3 [link]</p>'),
  ('html', E'<!doctype html><!-- <table title="> --><a\nhref=[link] title=''"''>it''s</a><br/><!-- [link] -->'),
  ('text', '<!-- [link] --> <a href="')) as t (part, content);
select is(neon_auth_internal.template_problem(k, 'html',
  '<!--[if mso]><table title="><![endif]--><!--[if !mso]><!-->' || pg_temp.braced('[link]') || '<!--<![endif]-->'), null, 'comments for Outlook')
from neon_auth_internal.mail_kind k where k.kind = 'magic-link';
select is(pg_temp.problem('password-changed', 'html', '<p>Changed</p>'), null, 'a kind of mail without a link or code');
select is(pg_temp.problem('invitation', 'text', '[link] [.Facts.organization] [inviter]'), null, 'facts under their earlier names');
select matches(pg_temp.problem('magic-link', t.part, t.content), t.problem, t.content)
from (values
  ('html', '[link] [secret]', 'uses .*secret.*Its variables are .*app.*link'), ('subject', '[code]', 'uses'), ('text', '[link] [organization]', 'uses'),
  ('text', '[link | printf]', 'uses'), ('text', '[range .]', 'uses'), ('text', '[template "x"][link]', 'uses'), ('text', '[]', 'uses'),
  ('text', '[link] {{', 'double braces'), ('text', '}} [link]', 'double braces'), ('text', '{[link]', 'uses|double'),
  ('text', 'no variable', 'must contain .*link'), ('html', '<p>[app]</p>', 'must contain .*link'),
  ('html', '<!-- [link] -->', 'must contain .*link'), ('html', '<style>/* [link] */</style><p>', 'must contain .*link'),
  ('html', '<title>[link]</title><!-- [app] --> <p>[app] <!-- [link] --></p>', 'must contain .*link'),
  ('html', '<a href="[link]', 'tag that does not end'), ('html', '<a href="[link]>here</a>', 'tag that does not end'), ('html', '[link]<p', 'tag that does not end'),
  ('html', '[link]</p', 'tag that does not end'), ('html', '[link]<img alt="<p>', 'tag that does not end'),
  ('subject', '  ', 'one line'), ('subject', E'a\nb [app]', 'one line'), ('subject', '', 'one line'),
  ('html', '[link]<script>x</script>', 'must not contain <script>'), ('html', '[link]< / ScRiPt >', 'must not contain <script>'),
  ('html', '[link]<iframe src=x>', '<iframe>'), ('html', '[link]<form action=x>', '<form>'), ('html', '[link]<svg/onload=x>', '<svg>'),
  ('html', '[link]<img src=x onerror=alert(1)>', 'event handlers'), ('html', E'[link]<img src=x\nONERROR = x>', 'event handlers'),
  ('html', '[link]<img/onerror="x">', 'event handlers'), ('html', '[link]<a title="x"onclick="y">', 'event handlers'),
  ('html', '[link]<a href="javascript:x">', 'javascript:'), ('html', E'[link]<a href=" java\tscript:x">', 'javascript:'),
  ('html', '[link]<a href="java&#115;cript:x">', 'character references'), ('html', '[link]<a href=java&Tab;script&colon;x>', 'javascript:'),
  ('html', '[link]<a href="data:text/html,x">', 'javascript:'),
  ('html', '[link]<meta http-equiv="refresh" content="0">', 'http-equiv')) as t (part, content, problem);

-- The table refuses what cannot be rendered.
select lives_ok(
  format('insert into neon_auth.mail_template (kind, language, subject, html) values (%L, %L, %L, %L)', 'magic-link', 'de', 'Hallo', pg_temp.braced('[link]')),
  'accepts a template');
select throws_ok(t.statement, t.code, null, t.statement)
from (values
  ('insert into neon_auth.mail_template (kind, subject) values (''nonsense'', ''x'')', '23514'),
  ('insert into neon_auth.mail_template (kind) values (''magic-link'')', '23514'),
  ('insert into neon_auth.mail_template (kind, language, subject) values (''magic-link'', ''<b>'', ''x'')', '23514'),
  ('insert into neon_auth.mail_template (kind, subject) values (''magic-link'', E''a\nb'')', '23514'),
  ('insert into neon_auth.mail_template (kind, subject) values (''magic-link'', '' '')', '23514'),
  ('insert into neon_auth.mail_template (kind, language, subject) values (''magic-link'', ''de'', ''twice'')', '23505'),
  ('update neon_auth.mail_template set html = ''without a link''', '23514'),
  ('update neon_auth.mail_template set kind = ''sign-in-otp''', '23514')) as t (statement, code);
select results_eq(
  $$ select language, subject, html, "text" from neon_auth_api.get_mail_templates('magic-link') $$,
  $$ values ('de', 'Hallo', pg_temp.braced('[link]'), '') $$, 'get_mail_templates returns the parts');

-- The language of a mail: the reader's, then the request's.
select is(neon_auth_internal.mail_language('ada@example.com'), null, 'unknown without a request');
select set_config('neon_auth.language', 'fr,en', true);
select is(neon_auth_internal.mail_language('ada@example.com'), 'fr,en', 'the request''s');
select is(neon_auth_api.update_user('ada', '{"locale": "pt_BR"}')::text, '{"status" : true}', 'update_user sets the locale alone');
select is(neon_auth_internal.mail_language('ADA@example.com'), 'pt-BR,fr,en', 'the user''s first');
select is(neon_auth_internal.mail_language('stranger@example.com'), 'fr,en', 'nobody''s');
select is(neon_auth_internal.mail_language('stranger@example.com', u.id), 'pt-BR,fr,en', 'the given reader''s')
from neon_auth."user" u where u.email = 'ada@example.com';
select neon_auth_internal.queue_mail('password-changed', 'ada@example.com', null, null);
select is((select o.language from neon_auth.outbox o where o.recipient = 'ada@example.com' order by o."createdAt" desc limit 1), 'pt-BR,fr,en', 'queue_mail stores it');
select throws_ok(format('select neon_auth_api.update_user(%L, %L)', 'ada', t.fields), 'NA400', 'No fields to update', 'not a locale: ' || t.fields)
from (values ('{"locale": "x"}'), ('{"locale": "de; drop"}'), ('{"locale": 5}'), ('{"locale": "aa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaaa"}')) as t (fields);
select is((select l.locale from neon_auth.user_locale l), 'pt-BR', 'what is no locale changes nothing');

-- The console's functions.
insert into neon_auth_management.key (id, name, hash, start, read_only) values
  ('00000000-0000-0000-0000-0000000000a1', 'ops', sha256('ops'), 'nak_ops', false),
  ('00000000-0000-0000-0000-0000000000a2', 'view', sha256('view'), 'nak_view', true);
update neon_auth_management.key set project = neon_auth_management.project_id();
select lives_ok(
  $$ select neon_auth_api.manage_put_mail_template(sha256('ops'), 'magic-link', 'de', 'Servus', '', pg_temp.braced(E'Klick:\r\n[link]')) $$, 'replaces a template');
select is((t.subject, t.html, t.text)::text, ('Servus', null::text, pg_temp.braced(E'Klick:\n[link]'))::text, 'an empty part is not replaced')
from neon_auth.mail_template t where t.kind = 'magic-link' and t.language = 'de';
select throws_ok($$ select neon_auth_api.manage_put_mail_template(sha256('ops'), 'magic-link', '*', '', 'no link', '') $$, '23514', null, 'refuses a template that cannot be used');
select throws_like($$ select neon_auth_api.manage_put_mail_template(sha256('view'), 'magic-link', '*', 'x', '', '') $$, '%', 'a key that only reads replaces none');
select is(jsonb_array_length(listed -> 'templates') || ' ' || (listed -> 'look' ->> 'language') || ' ' || (listed -> 'kinds' @> '[{"kind": "magic-link", "required": "link"}]'),
  '1 en true', 'lists kinds, templates and look')
from neon_auth_api.manage_list_mail_templates(sha256('view')) as listed;
select throws_like($$ select neon_auth_api.manage_remove_mail_template(sha256('view'), 'magic-link', 'de') $$, '%', 'a key that only reads removes none');
select neon_auth_api.manage_remove_mail_template(sha256('ops'), 'magic-link', 'de');
select is_empty($$ select from neon_auth.mail_template $$, 'restores the built-in mail');

-- Branding: white text on the color is readable, and the logo is at a public https address.
select is(neon_auth_internal.contrast_with_white(t.color), t.contrast, t.color)
from (values ('#000000', 21.00), ('#ffffff', 1.00), ('#767676', 4.54), ('#777777', 4.48), ('#FF0000', 4.00), ('#0f62fe', 5.00)) as t (color, contrast);
select is(neon_auth.set(t.name, t.value), t.value, t.name || ' ' || t.value)
from (values ('branding.color', '#0f62fe'), ('branding.color', '#767676'), ('branding.logo', 'https://cdn.example.com/logo.png?v=2'),
  ('links', 'confirm'), ('language', 'ar')) as t (name, value);
select throws_ok(format('select neon_auth.set(%L, %L)', t.name, t.value), '23514', null, t.name || ' ' || t.value)
from (values ('branding.color', '#ffffff'), ('branding.color', '#ffff00'), ('branding.color', '#777777'), ('branding.color', 'red'), ('branding.color', '#fff'),
  ('branding.color', '#0f62fg'), ('branding.color', '#0f62f'), ('branding.color', '}*{x:y}'), ('branding.logo', 'http://cdn.example.com/logo.png'),
  ('branding.logo', 'javascript:alert(1)'), ('branding.logo', 'https://10.0.0.1/logo.png'), ('branding.logo', 'https://cdn.example.com/a b.png'),
  ('branding.logo', 'data:image/png;base64,AA'), ('branding.logo', 'https://user@cdn.example.com/x.png'), ('links', 'never'), ('language', 'xx'),
  ('translateErrors', 'maybe')) as t (name, value);
select is((select c.color || ' ' || c.links || ' ' || c.language from neon_auth_internal.config c), '#767676 confirm ar', 'the settings take effect');

select * from finish();
rollback;
