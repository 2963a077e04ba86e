create or replace function auth.aal()
returns text
language sql
stable
parallel restricted
as $$
  select case
    when auth.claims() operator(pg_catalog.->>) 'aal' operator(pg_catalog.=) 'aal2' then 'aal2'
    when auth.user_id() is not null then 'aal1'
  end
$$;

comment on function auth.aal() is
  'How the signed-in user has proved who they are in this session: aal2 with a second factor, else aal1. Null when no '
  'user is signed in. In a policy: (select auth.aal()) = ''aal2''.';
