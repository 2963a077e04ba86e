-- request_claims returns the claims that the login set in request.jwt.claims. Returns null when it is empty, and JSON
-- null when it is not JSON.
create or replace function auth.request_claims()
returns jsonb
language plpgsql
stable
parallel restricted
as $$
declare
  claims pg_catalog.text := pg_catalog.current_setting('request.jwt.claims', true);
begin
  if claims operator(pg_catalog.=) '' then
    return null;
  elsif auth.is_flat_json(claims) or auth.is_json(claims) then
    return claims::pg_catalog.jsonb;
  end if;
  return 'null'::pg_catalog.jsonb;
end
$$;
