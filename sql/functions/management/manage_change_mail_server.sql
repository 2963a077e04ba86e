create function neon_auth_api.manage_change_mail_server(
  key_hash bytea, fields jsonb, sealed text default '', context text default '', saved text default '')
returns setof neon_auth_api.sealing_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config   jsonb;
  server   jsonb;
  password text;
  present  text;
  is_new   constant boolean := coalesce(fields ->> 'password', '') <> '';
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  config := neon_auth_internal.lock_config();
  server := neon_auth_internal.merged_mail_server(config -> 'email_provider', fields);
  if server ->> 'type' = 'standard' then
    present := neon_auth_internal.secret_context('mail', server);
    password := case when not is_new and config #>> '{email_provider,type}' = 'standard'
      then config #>> '{email_provider,password}' end;
    if password <> '' and lower((server ->> 'host') collate "C") <> lower((config #>> '{email_provider,host}') collate "C") then
      perform neon_auth_internal.refuse_request(
        'password is missing: the saved one was given for ' || (config #>> '{email_provider,host}'));
    elsif not is_new and coalesce(password, '') = '' and server ->> 'username' <> '' then
      perform neon_auth_internal.refuse_request('password is missing: username needs one');
    elsif is_new or password <> '' and present <> neon_auth_internal.secret_context('mail', config -> 'email_provider') then
      if present is distinct from manage_change_mail_server.context
        or coalesce(password, '') <> manage_change_mail_server.saved then
        return query select present, coalesce(password, ''), null::jsonb;
        return;
      end if;
      password := sealed;
    end if;
    server := server || jsonb_build_object('password', coalesce(password, ''));
  end if;
  perform neon_auth_internal.store_config(jsonb_set(config, '{email_provider}', server));
  return query select '', '', neon_auth_internal.managed_mail_server();
end
$$;

comment on function neon_auth_api.manage_change_mail_server(bytea, jsonb, text, text, text) is
  'PATCH …/auth/email_provider and …/auth/email_server of the management API: merges the fields of a standard server '
  'into the saved one, or replaces it by the shared one. fields contains the password with every character masked. '
  'sealed: the password sealed for context, empty in the first call. saved: what the first call returned. Fails with '
  'VALIDATION_ERROR, with the problem that project_config''s check finds (23514), and as require_key does.';
