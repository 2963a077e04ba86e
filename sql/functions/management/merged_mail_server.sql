-- merged_mail_server returns email_provider as a PATCH leaves it, without its password. A standard server keeps the
-- fields that are left out of the request. Fails with 400 when the result is not complete: nothing is stored then.
create function neon_auth_internal.merged_mail_server(stored jsonb, fields jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  type    constant text := case jsonb_typeof(fields -> 'type') when 'string' then fields ->> 'type' end;
  merged  jsonb;
  problem text;
begin
  if jsonb_typeof(fields) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  elsif type is null or type not in ('standard', 'shared') then
    perform neon_auth_internal.refuse_request('type must be standard or shared');
  end if;
  perform neon_auth_internal.check_fields_of(type || ' mail server', fields - 'type');
  merged := fields;
  if type = 'standard' then
    merged := case when stored ->> 'type' = 'standard' then stored else '{}' end || fields;
    select n.name || ' is missing. A standard mail server has host, port, username, password, sender_email and sender_name'
    into problem
    from unnest('{host,port,username,password,sender_email,sender_name}'::text[]) with ordinality as n (name, place)
    where coalesce(merged -> n.name, 'null') = 'null' or n.name in ('host', 'sender_email') and merged ->> n.name = ''
    order by n.place
    limit 1;
    merged := jsonb_set(merged, '{port}', to_jsonb(trunc((merged ->> 'port')::numeric)));
  end if;
  problem := coalesce(problem, (
    select replace(c.setting, 'email_provider.', '') || ' ' || c.problem
    from neon_auth_internal.setting_conflicts(jsonb_build_object('email_provider', merged)) c
    where c.setting like 'email_provider.%' limit 1));
  if problem is not null then
    perform neon_auth_internal.refuse_request(problem);
  end if;
  return merged - 'password';
end
$$;
