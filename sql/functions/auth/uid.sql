-- Planned into the query that calls it, like every function it calls here but the two that read all claims. The middle
-- branch is the Data API's every request, and as cheap as a call in each row needs.
create or replace function auth.uid()
returns uuid
language sql
stable
parallel restricted
as $$
  select case
    when pg_catalog.current_setting('neon_auth.context', true) operator(pg_catalog.<>) ''
      then auth.as_uuid(auth.verified_claims() operator(pg_catalog.->>) 'sub')
    when not auth.may_bring_claims() then null
    when auth.is_flat_json(pg_catalog.current_setting('request.jwt.claims', true)) then
      case
        when pg_catalog.left(pg_catalog.split_part(
            pg_catalog.current_setting('request.jwt.claims', true), '"sub":"', -1), 37)
          operator(pg_catalog.~) '^[[:xdigit:]]{8}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{12}"$'
        then pg_catalog.left(pg_catalog.split_part(
            pg_catalog.current_setting('request.jwt.claims', true), '"sub":"', -1), 36)::pg_catalog.uuid
      end
    else auth.as_uuid(auth.request_claims() operator(pg_catalog.->>) 'sub')
  end
$$;

comment on function auth.uid() is 'The id of whoever is there, claim sub; null when nobody is or it is no uuid.';
