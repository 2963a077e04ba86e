-- request_uid returns sub of request_claims as a uuid. It uses no parser when the claims are flat.
create or replace function auth.request_uid()
returns uuid
language plpgsql
stable
parallel restricted
as $$
declare
  claims pg_catalog.text := pg_catalog.current_setting('request.jwt.claims', true);
begin
  if auth.is_flat_json(claims) then
    claims := pg_catalog.left(pg_catalog.split_part(claims, '"sub":"', -1), 37);
    -- Two cheap checks: a pattern with repeat counts costs as much as everything else together.
    if claims operator(pg_catalog.~~) '________-____-____-____-____________"'
      and claims operator(pg_catalog.~) '^[0-9a-fA-F]+-[0-9a-fA-F]+-[0-9a-fA-F]+-[0-9a-fA-F]+-[0-9a-fA-F]+"$'
    then
      return pg_catalog.left(claims, 36)::pg_catalog.uuid;
    end if;
    return null;
  end if;
  return auth.as_uuid(auth.request_claims() operator(pg_catalog.->>) 'sub');
end
$$;
