-- The language of each user, of each mail, and a project's own mails.
create table neon_auth.user_locale (
  "userId" uuid not null,
  locale   text not null,
  constraint user_locale_pkey primary key ("userId"),
  constraint "user_locale_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade,
  constraint locale_is_a_language_tag check (locale ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$'),
  constraint locale_is_short check (octet_length(locale) <= 40)
);

alter table neon_auth.user_locale enable row level security;

alter table neon_auth.outbox
add column language text,
add constraint language_is_short check (octet_length(language) <= 255);

create table neon_auth.mail_template (
  kind        text not null,
  language    text not null default '*',
  subject     text,
  html        text,
  text        text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp,
  constraint mail_template_pkey primary key (kind, language),
  constraint kind_is_short check (octet_length(kind) <= 64),
  constraint language_is_a_tag check (language = '*' or language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$'),
  constraint language_is_short check (octet_length(language) <= 40),
  constraint mail_template_replaces_something check (coalesce(subject, html, text) is not null),
  constraint subject_is_one_line check (subject ~ '^[^[:cntrl:]]*[^[:cntrl:][:space:]][^[:cntrl:]]*$'),
  constraint subject_is_short check (octet_length(subject) <= 1024),
  constraint html_is_short check (octet_length(html) <= 98304), -- Gmail cuts longer mails
  constraint text_is_short check (octet_length(text) <= 65536)
);

alter table neon_auth.mail_template enable row level security;
