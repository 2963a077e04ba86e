CREATE SCHEMA auth;

ALTER SCHEMA auth OWNER TO neon_auth;

CREATE SCHEMA neon_auth;

ALTER SCHEMA neon_auth OWNER TO neon_auth;

CREATE SCHEMA neon_auth_api;

ALTER SCHEMA neon_auth_api OWNER TO neon_auth;

CREATE SCHEMA neon_auth_internal;

ALTER SCHEMA neon_auth_internal OWNER TO neon_auth;

CREATE SCHEMA neon_auth_management;

ALTER SCHEMA neon_auth_management OWNER TO neon_auth;

CREATE TYPE neon_auth_internal.foreign_user AS (
	id text,
	email text,
	verified boolean,
	name text,
	image text,
	"createdAt" timestamp with time zone,
	banned boolean,
	"banReason" text,
	"banExpires" timestamp with time zone,
	password_hash text,
	accounts jsonb,
	obstacle text,
	lost text[]
);

ALTER TYPE neon_auth_internal.foreign_user OWNER TO neon_auth;

CREATE TYPE neon_auth_internal.import_row AS (
	person neon_auth_internal.foreign_user,
	id uuid,
	address text,
	verdict text
);

ALTER TYPE neon_auth_internal.import_row OWNER TO neon_auth;

CREATE TYPE neon_auth_internal.oauth_profile AS (
	subject text,
	email text,
	is_vouched boolean,
	name text,
	image text
);

ALTER TYPE neon_auth_internal.oauth_profile OWNER TO neon_auth;

CREATE TYPE neon_auth_internal.second_factor_pass AS (
	session text,
	body json
);

ALTER TYPE neon_auth_internal.second_factor_pass OWNER TO neon_auth;

CREATE TABLE neon_auth.session (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "expiresAt" timestamp with time zone NOT NULL,
    token text NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone NOT NULL,
    "ipAddress" text,
    "userAgent" text,
    "userId" uuid NOT NULL,
    "impersonatedBy" text,
    "activeOrganizationId" text,
    CONSTRAINT "activeOrganizationId_is_short" CHECK ((octet_length("activeOrganizationId") <= 255)),
    CONSTRAINT "impersonatedBy_is_short" CHECK ((octet_length("impersonatedBy") <= 255)),
    CONSTRAINT "ipAddress_is_short" CHECK ((octet_length("ipAddress") <= 255)),
    CONSTRAINT token_is_short CHECK ((octet_length(token) <= 255)),
    CONSTRAINT "userAgent_is_short" CHECK ((octet_length("userAgent") <= 4096))
);

ALTER TABLE neon_auth.session OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.session IS 'Sessions. Deleting a row signs it out. Usually read as neon_auth.session_overview.';

COMMENT ON COLUMN neon_auth.session.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.session."expiresAt" IS 'The session is valid until then; use extends it.';

COMMENT ON COLUMN neon_auth.session.token IS 'Hex SHA-256 of the token, never the token.';

COMMENT ON COLUMN neon_auth.session."createdAt" IS 'When the user signed in.';

COMMENT ON COLUMN neon_auth.session."updatedAt" IS 'When the session was last extended or changed.';

COMMENT ON COLUMN neon_auth.session."ipAddress" IS 'Client address at sign-in.';

COMMENT ON COLUMN neon_auth.session."userAgent" IS 'Client program at sign-in.';

COMMENT ON COLUMN neon_auth.session."userId" IS 'The user.';

COMMENT ON COLUMN neon_auth.session."impersonatedBy" IS 'Id of the administrator who acts as the user. Null: the user.';

COMMENT ON COLUMN neon_auth.session."activeOrganizationId" IS 'Organization the client selected. Cleared when the membership ends.';

CREATE TABLE neon_auth."user" (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    "emailVerified" boolean NOT NULL,
    image text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    role text,
    banned boolean,
    "banReason" text,
    "banExpires" timestamp with time zone,
    "twoFactorEnabled" boolean,
    CONSTRAINT "banReason_is_short" CHECK ((octet_length("banReason") <= 8192)),
    CONSTRAINT email_is_short CHECK ((octet_length(email) <= 1024)),
    CONSTRAINT image_is_short CHECK ((octet_length(image) <= 131072)),
    CONSTRAINT name_is_short CHECK ((octet_length(name) <= 8192)),
    CONSTRAINT role_is_short CHECK ((octet_length(role) <= 1024))
);

ALTER TABLE neon_auth."user" OWNER TO neon_auth;

COMMENT ON TABLE neon_auth."user" IS 'Users. Names and types are Better Auth''s.';

COMMENT ON COLUMN neon_auth."user".id IS 'Primary key; the claim sub of tokens, and auth.uid().';

COMMENT ON COLUMN neon_auth."user".name IS 'Display name, may be empty.';

COMMENT ON COLUMN neon_auth."user".email IS 'Address in its normal form: lower case, NFKC. Unique.';

COMMENT ON COLUMN neon_auth."user"."emailVerified" IS 'The user proved that the address is theirs.';

COMMENT ON COLUMN neon_auth."user".image IS 'Address of a picture.';

COMMENT ON COLUMN neon_auth."user"."createdAt" IS 'When the user was created.';

COMMENT ON COLUMN neon_auth."user"."updatedAt" IS 'When the row was last changed.';

COMMENT ON COLUMN neon_auth."user".role IS 'Roles separated by commas: user, admin. An admin may call /admin. Null: user.';

COMMENT ON COLUMN neon_auth."user".banned IS 'The user cannot sign in. See neon_auth.ban_user() and unban_user().';

COMMENT ON COLUMN neon_auth."user"."banReason" IS 'Why, for administrators.';

COMMENT ON COLUMN neon_auth."user"."banExpires" IS 'When the ban ends. Null: never.';

COMMENT ON COLUMN neon_auth."user"."twoFactorEnabled" IS 'Signing in needs a second factor. Set to false, it is removed. See neon_auth.reset_two_factor().';

CREATE TYPE neon_auth_internal.second_step AS (
	who neon_auth."user",
	own neon_auth.session,
	challenge text,
	method text,
	key text
);

ALTER TYPE neon_auth_internal.second_step OWNER TO neon_auth;

CREATE FUNCTION auth.admits_authenticator() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
begin
  return pg_catalog.has_table_privilege(
      'pg_database_owner', 'auth.claims_source'::pg_catalog.regclass, 'trigger')
    and not exists (
      select
      from pg_catalog.pg_database d
      join pg_catalog.pg_auth_members m
        on m.roleid operator(pg_catalog.=) pg_catalog.to_regrole('authenticator')::pg_catalog.oid and m.admin_option
      join pg_catalog.pg_roles r on r.oid operator(pg_catalog.=) m.member
      where d.datname operator(pg_catalog.=) pg_catalog.current_database()
        and not r.rolsuper
        and not pg_catalog.pg_has_role(m.member, d.datdba, 'member')
        and not pg_catalog.pg_has_role(d.datdba, m.member, 'member')
        and not pg_catalog.pg_has_role(m.member, 'neon_auth', 'member'));
end
$$;

ALTER FUNCTION auth.admits_authenticator() OWNER TO neon_auth;

CREATE FUNCTION auth.as_uuid(value text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select pg_catalog.substring(value,
    '^[[:xdigit:]]{8}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{12}$'
  )::pg_catalog.uuid
$_$;

ALTER FUNCTION auth.as_uuid(value text) OWNER TO neon_auth;

CREATE FUNCTION auth.claims() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select case
    when pg_catalog.current_setting('neon_auth.context', true) operator(pg_catalog.<>) ''
      then auth.verified_claims()
    when auth.may_bring_claims() then auth.request_claims()
  end
$$;

ALTER FUNCTION auth.claims() OWNER TO neon_auth;

CREATE FUNCTION auth.context_seal(secret bytea, body text) RETURNS text
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select pg_catalog.encode(
    pg_catalog.sha256(secret operator(pg_catalog.||) pg_catalog.sha256(
      secret
      operator(pg_catalog.||) pg_catalog.timestamptz_send(pg_catalog.now())
      operator(pg_catalog.||) pg_catalog.int4send(pg_catalog.pg_backend_pid())
      operator(pg_catalog.||) pg_catalog.convert_to(body, 'UTF8'))),
    'hex')
$$;

ALTER FUNCTION auth.context_seal(secret bytea, body text) OWNER TO neon_auth;

CREATE FUNCTION auth.has_org_role(org uuid, role text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select org operator(pg_catalog.=) any (auth.organization_ids(coalesce(role, ',')))
$$;

ALTER FUNCTION auth.has_org_role(org uuid, role text) OWNER TO neon_auth;

COMMENT ON FUNCTION auth.has_org_role(org uuid, role text) IS 'Whether the signed-in user currently has the role in the organization. Returns false for a null role. Index the column that a policy passes to it.';

CREATE FUNCTION auth.has_permission(org uuid, permission text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select org operator(pg_catalog.=) any (auth.organization_ids(null, coalesce(permission, '')))
$$;

ALTER FUNCTION auth.has_permission(org uuid, permission text) OWNER TO neon_auth;

COMMENT ON FUNCTION auth.has_permission(org uuid, permission text) IS 'Whether a role that the signed-in user currently has in the organization allows the permission, ''resource:action''. Returns false for a null permission. Index the column that a policy passes to it.';

CREATE FUNCTION auth.init() RETURNS void
    LANGUAGE sql
    AS $$
  select
$$;

ALTER FUNCTION auth.init() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.init() IS 'Does nothing: keys are looked up for each token. For compatibility with pg_session_jwt.';

CREATE FUNCTION auth.is_flat_json(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select pg_catalog.length(value) operator(pg_catalog.<=) 65536 and value operator(pg_catalog.~)
    E'^\\{"[^"\\\\\\u0001-\\u001f]*":(?:"[^"\\\\\\u0001-\\u001f]*"|[1-9][0-9]*|true|false|null)(?:,"[^"\\\\\\u0001-\\u001f]*":(?:"[^"\\\\\\u0001-\\u001f]*"|[1-9][0-9]*|true|false|null))*\\}$'
$_$;

ALTER FUNCTION auth.is_flat_json(value text) OWNER TO neon_auth;

CREATE FUNCTION auth.is_json(value text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
declare
  rest   pg_catalog.text := value;
  before pg_catalog.text;
begin
  if pg_catalog.length(rest) operator(pg_catalog.>) 65536 then
    return false;
  end if;

  rest := pg_catalog.regexp_replace(rest,
    E'"(?:[^"\\\\\\u0001-\\u001f]|\\\\["\\\\/bfnrt]|\\\\u(?:[1-9a-cefA-CEF][[:xdigit:]]{3}|0(?!000)[[:xdigit:]]{3}'
    '|[dD](?:[0-7][[:xdigit:]]{2}|[89abAB][[:xdigit:]]{2}\\\\u[dD][c-fC-F][[:xdigit:]]{2})))*"', '""', 'g');
  -- A remaining quote belongs to no string. It is detected before the blanks are removed, which would close the gap.
  if pg_catalog.strpos(pg_catalog.replace(rest, '""', ''), '"') operator(pg_catalog.>) 0 then
    return false;
  end if;
  rest := pg_catalog.regexp_replace(rest,
    E'true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?0*[0-9]{1,3})?', '0', 'g');
  rest := pg_catalog.regexp_replace(rest, E'[ \\t\\n\\r]+', '', 'g');

  for depth in 1 .. 64 loop
    before := rest;
    rest := pg_catalog.regexp_replace(rest,
      E'\\[(?:(?:0|"")(?:,(?:0|""))*)?\\]|\\{(?:"":(?:0|"")(?:,"":(?:0|""))*)?\\}', '0', 'g');
    exit when rest operator(pg_catalog.=) before;
  end loop;
  return rest operator(pg_catalog.=) any (array['0', '""']::pg_catalog.text[]);
end
$$;

ALTER FUNCTION auth.is_json(value text) OWNER TO neon_auth;

CREATE FUNCTION auth.is_member(org uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select org operator(pg_catalog.=) any (auth.organization_ids())
$$;

ALTER FUNCTION auth.is_member(org uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION auth.is_member(org uuid) IS 'Whether the signed-in user is currently a member of the organization, regardless of the claims in their token. Index the column that a policy passes to it.';

CREATE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select coalesce(auth.claims(), 'null')
$$;

ALTER FUNCTION auth.jwt() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.jwt() IS 'The same as auth.session().';

CREATE FUNCTION auth.jwt_session_init(jwt text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  claims jsonb;
begin
  perform set_config('neon_auth.context', '', true);
  claims := neon_auth_internal.verify_jwt(jwt);

  -- A token may outlive a ban of its user, but it opens no identity then.
  if claims is null or claims ->> 'role' = 'authenticated' and not exists (
    select from neon_auth."user" u
    where u.id = (claims ->> 'sub')::uuid and not neon_auth_internal.is_banned(u)
  ) then
    raise exception 'Invalid token' using errcode = 'invalid_authorization_specification';
  end if;
  perform neon_auth_internal.open_context(
    neon_auth.branch_identity(), claims, to_timestamp((claims -> 'exp')::float8));
end
$$;

ALTER FUNCTION auth.jwt_session_init(jwt text) OWNER TO neon_auth;

COMMENT ON FUNCTION auth.jwt_session_init(jwt text) IS 'Verifies a token of this branch. Until the transaction ends, auth.uid() and the other readers return its claims. Raises 28000 for any other token.';

CREATE FUNCTION auth.login(session_token text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  here   text := neon_auth.branch_identity();
  opened record;
  claims jsonb;
begin
  perform set_config('neon_auth.context', '', true);

  select u as who, s."expiresAt" as until, s."activeOrganizationId" as active into opened
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = here
  join neon_auth."user" u on u.id = s."userId"
  where s.token = encode(sha256(convert_to(session_token, 'UTF8')), 'hex')
    and s."expiresAt" > clock_timestamp()
    and not neon_auth_internal.is_banned(u);
  if not found then
    return null;
  end if;

  claims := neon_auth_internal.token_claims(opened.who)::jsonb
    || neon_auth_internal.organization_claim(opened.active, (opened.who).id);
  perform neon_auth_internal.open_context(
    here,
    claims || neon_auth_internal.call_claims_hook(claims) || jsonb_build_object(
      'iat', extract(epoch from now())::bigint, 'exp', extract(epoch from opened.until)::bigint),
    opened.until);
  return (opened.who).id;
end
$$;

ALTER FUNCTION auth.login(session_token text) OWNER TO neon_auth;

COMMENT ON FUNCTION auth.login(session_token text) IS 'Opens the identity of a session token for this transaction: auth.uid() and the other readers return its user, with the claims a token would have. Returns the user''s id. Returns null, and raises no error, for a token that is wrong, expired, revoked or of another branch, or whose user is banned: auth.uid() is null then.';

CREATE FUNCTION auth.may_bring_claims() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select pg_catalog.has_table_privilege(
      session_user, 'auth.claims_source'::pg_catalog.regclass, 'references')
    or session_user operator(pg_catalog.=) 'authenticator' and auth.admits_authenticator()
$$;

ALTER FUNCTION auth.may_bring_claims() OWNER TO neon_auth;

CREATE FUNCTION auth.organization() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $_$
  select pg_catalog.jsonb_path_query_first(
    auth.claims(), 'strict $.o ? (@.type() == "object")', '{}', true)
$_$;

ALTER FUNCTION auth.organization() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.organization() IS 'Claim o, {id, slug, role} of the active organization. Null when there is none.';

CREATE FUNCTION auth.organization_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select auth.as_uuid(auth.claims() operator(pg_catalog.->) 'o' operator(pg_catalog.->>) 'id')
$$;

ALTER FUNCTION auth.organization_id() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.organization_id() IS 'The id in claim o. Null when there is none or it is not a uuid.';

CREATE FUNCTION auth.organization_ids(role text DEFAULT NULL::text, permission text DEFAULT NULL::text) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER COST 10000 PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  caller  uuid := auth.uid();
  subject text := split_part(permission, ':', 1);
  verb    text := substr(permission, length(subject) + 2);
begin
  if permission is null then
    return array(
      select m."organizationId"
      from neon_auth.member m
      where m."userId" = caller
        and (organization_ids.role is null or organization_ids.role = any (string_to_array(m.role, ','))));
  end if;

  -- Roles that organizations define are only read for users who have a role of another name: other users cost nothing.
  return array(
    select m."organizationId"
    from neon_auth.member m
    where m."userId" = caller
      and (organization_ids.role is null or organization_ids.role = any (string_to_array(m.role, ',')))
      and (
        string_to_array(m.role, ',') && array(
          select p.role
          from neon_auth_internal.predefined_permission p
          where p.resource = subject and p.actions ? verb)
        or not string_to_array(m.role, ',') <@ '{owner,admin,member}' and exists (
          select from neon_auth_internal.own_permission p
          where p."organizationId" = m."organizationId"
            and p.role = any (string_to_array(m.role, ','))
            and p.resource = subject
            and p.actions ? verb)));
end
$$;

ALTER FUNCTION auth.organization_ids(role text, permission text) OWNER TO neon_auth;

COMMENT ON FUNCTION auth.organization_ids(role text, permission text) IS 'The organizations that the signed-in user is currently a member of. With a role, those where they have it. With a permission, ''resource:action'', those where one of their roles allows it.';

CREATE FUNCTION auth.request_claims() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
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

ALTER FUNCTION auth.request_claims() OWNER TO neon_auth;

CREATE FUNCTION auth.request_uid() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $_$
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
$_$;

ALTER FUNCTION auth.request_uid() OWNER TO neon_auth;

CREATE FUNCTION auth.session() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select coalesce(auth.claims(), 'null')
$$;

ALTER FUNCTION auth.session() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.session() IS 'The claims of the signed-in user. JSON null when no user is signed in.';

CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $$
  select case
    when pg_catalog.current_setting('neon_auth.context', true) operator(pg_catalog.<>) ''
      then (auth.verified_claims() operator(pg_catalog.->>) 'sub')::pg_catalog.uuid
    when auth.may_bring_claims() then auth.request_uid()
  end
$$;

ALTER FUNCTION auth.uid() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.uid() IS 'The id of the signed-in user, claim sub. Null when no user is signed in or the claim is not a uuid.';

CREATE FUNCTION auth.user_id() RETURNS text
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS $_$
  select pg_catalog.jsonb_path_query_first(
      auth.claims(), 'strict $.sub ? (@.type() == "string")', '{}', true)
    operator(pg_catalog.#>>) '{}'
$_$;

ALTER FUNCTION auth.user_id() OWNER TO neon_auth;

COMMENT ON FUNCTION auth.user_id() IS 'The id of the signed-in user as text, claim sub. Null when no user is signed in.';

CREATE FUNCTION auth.verified_claims() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  sealed text := current_setting('neon_auth.context', true);
  body   text := substr(sealed, 65);
  marker text := (
    select c.name from pg_cursor() c where c.statement = 'select neon_auth_internal.context_marker()' limit 1);
begin
  -- One secret, or two during the first hour of a copy.
  perform from neon_auth.context_secret s
  where auth.context_seal(s.secret, marker || body) = left(sealed, 64);

  if found and left(body, 12)::bigint > extract(epoch from statement_timestamp()) then
    return substr(body, 13)::jsonb;
  end if;
  return null;
end
$$;

ALTER FUNCTION auth.verified_claims() OWNER TO neon_auth;

CREATE FUNCTION neon_auth.adopt_branch(branch text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if branch !~ '^ep-[0-9a-f]{16}$' is not false then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  insert into neon_auth.branch_alias (fingerprint, branch)
  values (neon_auth.branch_fingerprint(), adopt_branch.branch)
  on conflict on constraint branch_alias_pkey do update set branch = excluded.branch;
  insert into neon_auth.branch_confirmation (branch) values (adopt_branch.branch)
  on conflict on constraint branch_confirmation_pkey do nothing; -- what replaces the original is no copy
  return branch;
end
$_$;

ALTER FUNCTION neon_auth.adopt_branch(branch text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.adopt_branch(branch text) IS 'For use after pg_upgrade, or after a restore that replaces the lost original. This database becomes the branch of the given name (its branch_identity() before), so its sessions and keys are valid here again. Never use it on a copy that runs beside the original. Only the owner of the installation may call it. Raises NA400 for an invalid identity.';

CREATE FUNCTION neon_auth.ban_user(user_id uuid, reason text DEFAULT 'No reason'::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.ban_user(%L, %L, %L)', user_id, reason, expires_at));
    return;
  end if;
  update neon_auth."user" u
  set banned = true, "banReason" = reason, "banExpires" = expires_at
  where u.id = ban_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  perform neon_auth.revoke_sessions(ban_user.user_id);
end
$$;

ALTER FUNCTION neon_auth.ban_user(user_id uuid, reason text, expires_at timestamp with time zone) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.ban_user(user_id uuid, reason text, expires_at timestamp with time zone) IS 'Bans the user until expires_at (null: permanently) and ends all their sessions. Raises NA404 for an unknown id.';

CREATE FUNCTION neon_auth.branch_fingerprint() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  timeline text;
  database oid := (select d.oid from pg_database d where d.datname = current_database());
begin
  -- Neon starts its compute with these settings. Elsewhere anybody can SET a name like that, so only
  -- the postmaster's word counts; the slow view is asked only where the name exists at all.
  if current_setting('neon.timeline_id', true) <> '' then
    select string_agg(s.setting, ':' order by s.name) into timeline
    from pg_settings s
    where s.name in ('neon.tenant_id', 'neon.timeline_id') and s.context = 'postmaster';

    if timeline is not null then
      return 'neon:' || timeline || ':' || database;
    end if;
  end if;
  return 'postgres:' || (select c.system_identifier from pg_control_system() c) || ':' || database;
end
$$;

ALTER FUNCTION neon_auth.branch_fingerprint() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.branch_fingerprint() IS 'This place as Postgres names it: Neon''s timeline or the cluster''s system identifier, and the database''s oid.';

CREATE FUNCTION neon_auth.branch_identity() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  here text := neon_auth.branch_fingerprint();
begin
  return coalesce(
    (select a.branch from neon_auth.branch_alias a where a.fingerprint = here),
    (select 'ep-' || left(encode(sha256(s.seed || convert_to(here, 'UTF8')), 'hex'), 16) from neon_auth.branch_seed s));
end
$$;

ALTER FUNCTION neon_auth.branch_identity() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.branch_identity() IS 'Which branch this is; another one on a copy. Sessions and keys made under another identity do not count here.';

CREATE FUNCTION neon_auth.confirm_branch(discard boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own constant text := neon_auth.branch_identity();
begin
  if discard then
    delete from neon_auth.outbox o where o.branch = own and o.state = 'waiting' and neon_auth_internal.is_copy();
  end if;
  insert into neon_auth.branch_confirmation (branch) values (own)
  on conflict on constraint branch_confirmation_pkey do nothing;
  return own;
end
$$;

ALTER FUNCTION neon_auth.confirm_branch(discard boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.confirm_branch(discard boolean) IS 'For a copy that is to send mail and call webhooks like an original, such as a restored production database. Sends what it has held, or deletes it first with discard => true. Never sends what its parent had queued. Returns branch_identity(). Does nothing on a database that is no copy. Copies of it hold their mail again.';

CREATE FUNCTION neon_auth.create_user(email text, name text DEFAULT ''::text, password_hash text DEFAULT NULL::text, email_verified boolean DEFAULT false, role text DEFAULT 'user'::text, image text DEFAULT NULL::text, send_link boolean DEFAULT false, redirect_to text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made neon_auth."user";
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.create_user(%L, %L, %L, %L, %L, %L)',
      email, name, password_hash, email_verified, role, image))::uuid;
  end if;
  if not neon_auth_internal.is_password_hash_acceptable(password_hash) and password_hash is not null then
    perform neon_auth_internal.fail('PASSWORD_HASH_REFUSED');
  end if;
  made := neon_auth_internal.insert_user(name, email, image, email_verified, role, null);
  if password_hash is not null then
    perform neon_auth_internal.insert_credential(made.id, password_hash);
  end if;
  if send_link then
    perform neon_auth.send_password_link(made.id, redirect_to);
  end if;
  return made.id;
end
$$;

ALTER FUNCTION neon_auth.create_user(email text, name text, password_hash text, email_verified boolean, role text, image text, send_link boolean, redirect_to text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.create_user(email text, name text, password_hash text, email_verified boolean, role text, image text, send_link boolean, redirect_to text) IS 'Creates a user in the current transaction and returns the id. password_hash is Better Auth''s <salt>:<key>, or bcrypt, argon2, scrypt or PBKDF2 as PHC string, or null. send_link mails a link to set a password, as send_password_link(id, redirect_to) does. Raises NA400 for an invalid address, NA422 when the address is taken in any spelling, or when the hash is malformed or costs too much.';

CREATE FUNCTION neon_auth.delete_user(user_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.delete_user(%L)', user_id));
    return;
  end if;
  if not neon_auth_internal.remove_user(delete_user.user_id) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

ALTER FUNCTION neon_auth.delete_user(user_id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.delete_user(user_id uuid) IS 'Deletes the user with their sessions, accounts, memberships and the invitations they sent. Raises NA404 for an unknown id. Fails while a row of the app references the user without on delete.';

CREATE FUNCTION neon_auth.describe_branch() RETURNS TABLE(branch text, is_copy boolean, parent text, outbound text, waiting bigint, held bigint, "heldOfParent" bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with own as (
    select neon_auth.branch_identity() as branch, neon_auth_internal.is_copy() as is_copy, neon_auth_internal.outbound() as outbound
  )
  select
    own.branch,
    own.is_copy,
    case when own.is_copy then (
      select c.branch from neon_auth.branch_confirmation c order by c."createdAt" desc, c.branch limit 1) end,
    own.outbound,
    count(o.id) filter (where o.branch = own.branch and neon_auth_internal.is_sent(o.kind, own.outbound)),
    count(o.id) filter (where o.branch = own.branch and not neon_auth_internal.is_sent(o.kind, own.outbound)),
    count(o.id) filter (where o.branch <> own.branch)
  from own
  left join neon_auth.outbox o on o.state = 'waiting'
  group by own.branch, own.is_copy, own.outbound
$$;

ALTER FUNCTION neon_auth.describe_branch() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.describe_branch() IS 'Returns what this database is: its identity, whether it is an unconfirmed copy and of which confirmed branch, whether mail and events are sent, held or redirected, and how many wait, are held, or were queued by the parent and are never sent. Usually read as neon_auth.branch_overview.';

CREATE FUNCTION neon_auth.disable_users_sync() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  drop trigger if exists sync_users on neon_auth."user";
  drop trigger if exists sync_users_change on neon_auth."user";
  drop trigger if exists sync_users_truncate on neon_auth."user";
$$;

ALTER FUNCTION neon_auth.disable_users_sync() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.disable_users_sync() IS 'Stops copying users to neon_auth.users_sync. Its rows stay, because apps may refer to them; enable_users_sync() brings them up to date again.';

CREATE FUNCTION neon_auth.drop_delivery(id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth.outbox o where o.id = drop_delivery.id;
  return found;
end
$$;

ALTER FUNCTION neon_auth.drop_delivery(id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.drop_delivery(id uuid) IS 'Deletes a queued or sent mail. Returns false if the id does not exist. A mail that is being sent right now is still delivered.';

CREATE FUNCTION neon_auth.enable_users_sync() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  filled  constant integer := neon_auth.fill_users_sync();
  present regclass := to_regclass('neon_identity.users_sync');
begin
  if present is not null then
    if (select c.relkind <> 'v' from pg_class c where c.oid = present) then
      raise notice 'neon_identity.users_sync is a table and stays as it is: it gets no new users. Move its foreign keys to neon_auth.users_sync.';
    end if;
  elsif not pg_has_role('pg_database_owner', 'member')
    or coalesce(not has_schema_privilege(to_regnamespace('neon_identity'), 'create'), false)
    or to_regnamespace('neon_identity') is null and not has_database_privilege(current_database(), 'create')
  then
    raise notice 'view neon_identity.users_sync was not created, because only the database owner can: % is not', current_user;
  else
    if to_regnamespace('neon_identity') is null then
      create schema neon_identity;
      alter schema neon_identity owner to pg_database_owner;
    end if;
    create view neon_identity.users_sync as
    select s.raw_json, s.id, s.name, s.email, s.created_at, s.updated_at, s.deleted_at from neon_auth.users_sync s;
    alter view neon_identity.users_sync owner to pg_database_owner;
    comment on view neon_identity.users_sync is 'The earlier name of neon_auth.users_sync.';
  end if;
  return filled;
end
$$;

ALTER FUNCTION neon_auth.enable_users_sync() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.enable_users_sync() IS 'Fills neon_auth.users_sync with all users and keeps it current, in the transaction of each change. Also creates the view neon_identity.users_sync, its earlier name. Returns how many users were added. Deleted users stay, with deleted_at. It survives upgrades and is copied to branches. Changes of users wait while it runs. It can be called again. Needs isolation level read committed.';

CREATE FUNCTION neon_auth.erase_synced_user(id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select from neon_auth."user" u where u.id::text = erase_synced_user.id) then
    raise exception 'user % exists here: call neon_auth.erase_user', id using errcode = 'object_not_in_prerequisite_state';
  elsif neon_auth_internal.redact_synced_users(array[id]) = 0 then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

ALTER FUNCTION neon_auth.erase_synced_user(id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.erase_synced_user(id text) IS 'Removes the personal data of a deleted user, or of an outside provider''s user, from neon_auth.users_sync. The row stays, with its id and deleted_at. Delete the user at the provider first, whose next event would bring the data back. Raises NA404 for an unknown id, 55000 for a user of this database: erase_user() is for those.';

CREATE FUNCTION neon_auth.erase_user(user_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  address   text := (select u.email from neon_auth."user" u where u.id = erase_user.user_id);
  called    text := (select u.name from neon_auth."user" u where u.id = erase_user.user_id);
  addresses text[];
  redacted  bigint[];
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.erase_user(%L)', user_id));
    return;
  elsif address is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  -- No row is sealed while this redacts rows.
  perform from neon_auth.audit_horizon for update;
  -- Includes earlier addresses, unless they belong to another user now.
  addresses := address || array(
    select l.before ->> 'email'
    from neon_auth.audit_log l
    where l."userId" = erase_user.user_id and l.entity = 'user' and l.before ? 'email'
      and not exists (select from neon_auth."user" u where u.email = l.before ->> 'email'));

  perform neon_auth_internal.remove(
    'invitation', array(select i.id from neon_auth.invitation i where i.email = any (addresses)));
  delete from neon_auth.verification v where neon_auth_internal.mentions(concat_ws(' ', v.identifier, v.value), addresses);
  delete from neon_auth.outbox o
  where o.recipient = any (addresses)
    or neon_auth_internal.mentions(o.facts::text, addresses)
    or exists (select from jsonb_each_text(o.facts) f where f.value = nullif(called, ''));
  delete from neon_auth.request_count c
  where neon_auth_internal.mentions(c.key, addresses) or strpos(c.key, erase_user.user_id::text) > 0
    or exists (select from unnest(addresses) a where strpos(c.key, neon_auth_internal.person_key(a)) > 0);
  delete from neon_auth.verified_token t where t.claims ->> 'sub' = erase_user.user_id::text;
  delete from neon_auth.refused_sign_in r where r."userId" = erase_user.user_id;
  delete from neon_auth.import_skipped s where s.email = any (addresses);
  perform neon_auth_internal.remove_user(erase_user.user_id);
  perform neon_auth_internal.redact_synced_users(array(
    select s.id from neon_auth.users_sync s
    where s.id = erase_user.user_id::text or neon_auth_internal.mentions(s.raw_json::text, addresses)
        and not exists (select from neon_auth."user" u where u.id::text = s.id)));
  delete from neon_auth.webhook_event e -- the deletion of the user may be one
  where e."user" ->> 'id' = erase_user.user_id::text
    or neon_auth_internal.mentions(concat_ws(' ', e."user", e.data), addresses);

  -- The events stay, without personal data. Comes last, because the deletion itself is among them.
  with gone as (
    update neon_auth.audit_log l
    set before = null, after = null, "ipAddress" = null, "userAgent" = null
    where l."userId" = erase_user.user_id
      or l.entity in ('invitation', 'sign_up_rule') and (l.before ->> 'email' = any (addresses) or l.after ->> 'email' = any (addresses))
    returning l.id
  )
  select array_agg(g.id) into redacted from gone g;
  with gone as (
    update neon_auth.audit_log l
    set
      before = l.before - '{ipAddress,userAgent}'::text[],
      after = l.after - '{ipAddress,userAgent}'::text[],
      "ipAddress" = null,
      "userAgent" = null
    where erase_user.user_id in (l."actorId", l."impersonatorId")
      or erase_user.user_id::text in (l.before ->> 'impersonatedBy', l.after ->> 'impersonatedBy')
    returning l.id
  )
  select redacted || array_agg(g.id) into redacted from gone g;
  perform neon_auth_internal.seal_rows('redaction', array(
    select distinct r.id from unnest(redacted) r (id), neon_auth.audit_horizon h where r.id <= h."lastId"));
  insert into neon_auth.audit_log (entity, action, "userId", after)
  values ('audit_log', 'redact', erase_user.user_id, jsonb_build_object('rows', cardinality(redacted)));
end
$$;

ALTER FUNCTION neon_auth.erase_user(user_id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.erase_user(user_id uuid) IS 'Deletes the user and all personal data about them: invitations to them, codes, links, mails and events, and values and addresses in audit_log. Only the fact that something was done to that id, and when, remains there. A sign_up_rule that contains their address stays, because it belongs to the project. Raises NA404 for an unknown id.';

CREATE FUNCTION neon_auth.expire_audit() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  months  integer := (select c.audit_months from neon_auth_internal.config c);
  first   timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - make_interval(months => months);
  old     name;
  dropped integer := 0;
begin
  if months = 0 then
    return 0;
  end if;
  perform set_config('lock_timeout', '500ms', true);
  for old in
    select c.relname
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'neon_auth.audit_log'::regclass
      and c.relname ~ E'^audit_log_\\d{4}_\\d\\d$'
      and c.relname < 'audit_log_' || to_char(first at time zone 'UTC', 'YYYY_MM')
  loop
    execute format('drop table neon_auth.%I', old);
    dropped := dropped + 1;
  end loop;
  delete from neon_auth.audit_log_default d where d.at < first;
  delete from neon_auth.refused_sign_in r where r.minute < first;

  -- The seals of dropped months keep their place in the chain, which records that they have expired.
  if exists (select from neon_auth.audit_seal s where s.month < first at time zone 'UTC' and s.ids is not null) then
    perform from neon_auth.audit_horizon for update;
    update neon_auth.audit_seal s set ids = null, hashes = null where s.month < first at time zone 'UTC' and s.ids is not null;
    perform neon_auth_internal.add_seal('expiry', (first at time zone 'UTC')::date, null, null);
  end if;
  return dropped;
end
$_$;

ALTER FUNCTION neon_auth.expire_audit() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.expire_audit() IS 'Drops audit_log''s partitions that are older than options.audit.retentionMonths (default 12; 0 keeps all), and returns their number. The sidecar calls it.';

CREATE FUNCTION neon_auth.expire_sessions(batch integer DEFAULT 1000) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.remove('session', array(
    select old.id
    from neon_auth.session old
    where old."expiresAt" <= now()
    order by old."expiresAt"
    limit greatest(batch, 0)
    for update skip locked))
$$;

ALTER FUNCTION neon_auth.expire_sessions(batch integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.expire_sessions(batch integer) IS 'Deletes up to `batch` expired sessions and returns their number. Expired sessions are invalid in any case.';

CREATE FUNCTION neon_auth.export_user(user_id uuid) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = export_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return json_build_object(
    'user', to_jsonb(who),
    'locale', (select l.locale from neon_auth.user_locale l where l."userId" = who.id),
    'accounts', (
      select coalesce(jsonb_agg(to_jsonb(a) - '{password,accessToken,refreshToken,idToken}'::text[]), '[]')
      from neon_auth.account a where a."userId" = who.id),
    'sessions', (
      select coalesce(jsonb_agg(to_jsonb(s) - 'token'), '[]') from neon_auth.session s where s."userId" = who.id),
    'secondFactor', (
      select coalesce(jsonb_agg(to_jsonb(t) - '{secret,backupCodes}'::text[] || coalesce((
        select to_jsonb(s) - '{secret,backupCodes}'::text[] from neon_auth.two_factor_state s where s."userId" = who.id), '{}')), '[]')
      from neon_auth."twoFactor" t where t."userId" = who.id),
    'memberships', (
      select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('organization', o.name)), '[]')
      from neon_auth.member m join neon_auth.organization o on o.id = m."organizationId" where m."userId" = who.id),
    'teams', (
      select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('team', t.name)), '[]')
      from neon_auth."teamMember" m join neon_auth.team t on t.id = m."teamId" where m."userId" = who.id),
    'invitations', (
      select coalesce(jsonb_agg(to_jsonb(i)), '[]')
      from neon_auth.invitation i where i.email = who.email or i."inviterId" = who.id),
    'leftAtImport', (
      select coalesce(jsonb_agg(to_jsonb(s)), '[]')
      from neon_auth.import_skipped s where s.email = neon_auth_internal.normalize_email(who.email)),
    'mails', (
      select coalesce(jsonb_agg(to_jsonb(o) - 'sealed'), '[]') from neon_auth.outbox o where o.recipient = who.email),
    'events', (
      select coalesce(jsonb_agg(to_jsonb(e) - 'sealed'), '[]')
      from neon_auth.webhook_event e where e."user" ->> 'email' = who.email or e."user" ->> 'id' = who.id::text),
    'usersSync', (
      select coalesce(jsonb_agg(to_jsonb(s)), '[]')
      from neon_auth.users_sync s where s.id = who.id::text or s.email = who.email),
    'verifications', (
      select coalesce(jsonb_agg(jsonb_build_object('createdAt', v."createdAt", 'expiresAt', v."expiresAt")), '[]')
      from neon_auth.verification v where v.value = who.id::text or neon_auth_internal.mentions(concat_ws(' ', v.identifier, v.value), array[who.email])),
    'refusedSignIns', (
      select coalesce(jsonb_agg(to_jsonb(r)), '[]') from neon_auth.refused_sign_in r where r."userId" = who.id),
    'audit', (
      select coalesce(jsonb_agg(to_jsonb(l) order by l.id), '[]')
      from neon_auth.audit_log l where who.id in (l."userId", l."actorId", l."impersonatorId")));
end
$$;

ALTER FUNCTION neon_auth.export_user(user_id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.export_user(user_id uuid) IS 'All data about the user as json, without passwords and tokens. Raises NA404 for an unknown id.';

CREATE FUNCTION neon_auth.fill_users_sync() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  filled integer;
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    -- The snapshot may be older than the lock, and would miss users of the time between.
    raise exception 'enable_users_sync needs a transaction with isolation level read committed'
      using errcode = 'active_sql_transaction', hint = 'begin isolation level read committed; select neon_auth.enable_users_sync(); commit';
  end if;
  lock table neon_auth."user" in share row exclusive mode;
  drop trigger if exists sync_users on neon_auth."user";
  drop trigger if exists sync_users_change on neon_auth."user";
  drop trigger if exists sync_users_truncate on neon_auth."user";
  create trigger sync_users
  after insert or delete on neon_auth."user"
  for each row execute function neon_auth.sync_users();
  create trigger sync_users_change
  after update on neon_auth."user"
  for each row when (
    (old.id, old.name, old.email, old."emailVerified", old.image, old."createdAt")
    is distinct from (new.id, new.name, new.email, new."emailVerified", new.image, new."createdAt"))
  execute function neon_auth.sync_users();
  create trigger sync_users_truncate
  after truncate on neon_auth."user"
  for each statement execute function neon_auth.sync_users();

  delete from neon_auth.users_sync_source s using neon_auth."user" u where s.id = u.id::text;
  update neon_auth.users_sync s
  set raw_json = neon_auth_internal.users_sync_json(u), updated_at = now(), deleted_at = null
  from neon_auth."user" u
  where s.id = u.id::text
    and (s.raw_json <> neon_auth_internal.users_sync_json(u) or s.deleted_at is not null);
  insert into neon_auth.users_sync (raw_json, updated_at)
  select neon_auth_internal.users_sync_json(u), u."updatedAt"
  from neon_auth."user" u
  where not exists (select from neon_auth.users_sync s where s.id = u.id::text);
  get diagnostics filled = row_count;
  perform neon_auth_internal.drop_gone_users();
  return filled;
end
$$;

ALTER FUNCTION neon_auth.fill_users_sync() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.fill_users_sync() IS 'What enable_users_sync() does, without the view neon_identity.users_sync. Returns how many users were added.';

CREATE FUNCTION neon_auth.fork_branch() RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth.branch_alias a where a.fingerprint = neon_auth.branch_fingerprint();
  update neon_auth.branch_seed
  set seed = sha256(seed || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  return neon_auth.branch_identity();
end
$$;

ALTER FUNCTION neon_auth.fork_branch() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.fork_branch() IS 'For use on a physical copy (pg_basebackup, a disk snapshot) that will run beside its original: makes it a separate branch, whose mail is held like that of any copy. Such a copy cannot be detected automatically. Returns the new identity.';

CREATE FUNCTION neon_auth.grant_read(role regrole) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- A regrole as text is quoted if necessary, so it is safe in %s. The policy's name contains the same text.
  policy constant name := 'read_by_' || role::text;
  readable record;
begin
  perform neon_auth_internal.record_grant('public_columns', r.rolname, array[r.rolname]) from pg_roles r where r.oid = role;
  execute format('grant usage on schema neon_auth to %s', role);
  execute format(
    'grant select on neon_auth.session_overview, neon_auth.user_overview, neon_auth.organization_overview, '
    'neon_auth.invitation_overview, neon_auth.audit_log to %s', role);

  execute format('grant execute on function neon_auth.branch_identity() to %s', role); -- the overviews call it

  for readable in
    select p.name, p.columns from neon_auth_internal.public_columns p
    union all
    select 'audit_log', null
  loop
    if readable.columns is not null then
      execute format('grant select (%s) on neon_auth.%I to %s', readable.columns, readable.name, role);
    end if;
    if not exists (
      select from pg_policy p
      where p.polrelid = format('neon_auth.%I', readable.name)::regclass and p.polname = policy
    ) then
      execute format('create policy %I on neon_auth.%I for select to %s using (true)', policy, readable.name, role);
    end if;
  end loop;
end
$$;

ALTER FUNCTION neon_auth.grant_read(role regrole) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.grant_read(role regrole) IS 'Lets the role read all rows of user, session, account, organization, member, invitation, team, teamMember and organizationRole, and of users_sync without raw_json, without tokens, passwords and other secrets, the views user_overview, session_overview, organization_overview and invitation_overview, and audit_log. Creates grants and a policy read_by_<role> per table. To undo it, drop the policies and revoke the grants.';

CREATE FUNCTION neon_auth.import_users(source text, batch jsonb) RETURNS TABLE(imported integer, known integer, skipped integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  people neon_auth_internal.import_row[];
begin
  if neon_auth_internal.must_restrict() then
    return query select r.* from json_to_record(neon_auth_internal.run_restricted(
      format('select to_json(i) from neon_auth.import_users(%L, %L) i', source, batch))::json)
      r (imported integer, known integer, skipped integer);
    return;
  end if;
  if import_users.source in ('supabase', 'better-auth', 'stack-auth') is not true then
    perform neon_auth_internal.fail('VALIDATION_ERROR', 'source is supabase, better-auth or stack-auth');
  end if;
  perform neon_auth_internal.lock_task('import'); -- one batch at a time, so that each sees the results of the previous ones

  people := array(select j from neon_auth_internal.judge_users(import_users.source, batch) j);
  perform set_config('neon_auth.provider', 'import', true); -- imported users are not new: no user.created
  people := array(select i from neon_auth_internal.insert_users(people) i);
  perform set_config('neon_auth.provider', '', true);

  insert into neon_auth.imported_user (source, "sourceId", "userId")
  select import_users.source, (p.person).id, p.id from unnest(people) p where p.verdict = '';

  delete from neon_auth.import_skipped s
  using unnest(people) p
  where s.source = import_users.source and s."sourceId" = (p.person).id and s.part = 'user';

  insert into neon_auth.import_skipped (source, "sourceId", part, reason, email)
  select
    import_users.source, (p.person).id, l.part, l.reason,
    case when p.verdict <> 'removed here' then left(p.address, 320) end -- the address of an erased user is not stored again
  from unnest(people) p
  join (
    select (v.person).id, 'user', v.verdict from unnest(people) v where v.verdict not in ('', 'known')
    union all
    select (v.person).id, 'picture', 'too long' from unnest(people) v
    where v.verdict = '' and octet_length((v.person).image) > 131072
    union all
    select * from neon_auth_internal.link_users(people)
  ) l (id, part, reason) on l.id = (p.person).id
  on conflict do nothing;

  return query
  select
    count(*) filter (where p.verdict = '')::integer,
    count(*) filter (where p.verdict = 'known')::integer,
    count(*) filter (where p.verdict not in ('', 'known'))::integer
  from unnest(people) p;
end
$$;

ALTER FUNCTION neon_auth.import_users(source text, batch jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.import_users(source text, batch jsonb) IS 'Imports users from source ''supabase'' (rows of auth.users, each with "identities" and "factors") or ''better-auth'' (rows of "user", each with "accounts") or ''stack-auth'' (users as its API lists them), given as a json array. Returns how many were imported, imported before, and skipped; import_skipped has the reasons. It can be repeated: users who were imported before, or removed here since, stay as they are. Ids that are uuids are kept; imported_user maps the others. Verified addresses stay verified and passwords stay valid. No user becomes an administrator, and providers'' tokens are not imported. Sign-up rules do not apply.';

CREATE FUNCTION neon_auth.index_search() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  home name := (
    select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
  if home is null then
    raise notice 'Without the extension pg_trgm only searches for a beginning or end use an index. Other searches read all users.';
    return false;
  end if;
  execute format(
    'create index if not exists user_email_part_idx on neon_auth."user" using gin (email %I.gin_trgm_ops)', home);
  execute format(
    'create index if not exists user_name_part_idx on neon_auth."user" using gin (name %I.gin_trgm_ops)', home);
  return true;
end
$$;

ALTER FUNCTION neon_auth.index_search() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.index_search() IS 'Creates indexes that let admin/list-users find a part of an address or a name quickly, and returns true. Returns false without the extension pg_trgm: searches for the beginning or end are then fast, and searches for other parts read all users. Writes to "user" wait while it runs, about ten seconds for a million users.';

CREATE FUNCTION neon_auth.list_deliveries(wanted_state text DEFAULT NULL::text) RETURNS TABLE(id uuid, kind text, recipient text, state text, attempts integer, "lastError" text, "createdAt" timestamp with time zone, "nextAttemptAt" timestamp with time zone, "finishedAt" timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    o.id, o.kind, o.recipient, shown.state, o.attempts, o."lastError",
    o."createdAt", case when shown.state = 'waiting' then o."nextAttemptAt" end, o."finishedAt"
  from (select neon_auth.branch_identity() as branch, neon_auth_internal.outbound() as outbound) own
  cross join neon_auth.outbox o
  cross join lateral (
    select case
      when o.state <> 'waiting' then o.state
      when o.branch <> own.branch then 'of another branch'
      when not neon_auth_internal.is_sent(o.kind, own.outbound) then 'held'
      else o.state
    end
  ) as shown (state)
  where wanted_state is null or shown.state = wanted_state
  order by o."createdAt", o.id
$$;

ALTER FUNCTION neon_auth.list_deliveries(wanted_state text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.list_deliveries(wanted_state text) IS 'Mails and webhook events of the last days, of one state or all, without their secrets. States: waiting, sent, dead, held (this is a copy, see confirm_branch()), of another branch (queued by the parent, never sent here).';

CREATE FUNCTION neon_auth.list_events(wanted_state text DEFAULT NULL::text) RETURNS TABLE(id uuid, type text, "user" jsonb, data jsonb, state text, attempts integer, status integer, answer text, error text, "createdAt" timestamp with time zone, "finishedAt" timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select e.id, e.type, e."user", e.data, e.state, e.attempts, e.status, e.answer, e.error, e."createdAt", e."finishedAt"
  from neon_auth.webhook_event e
  where wanted_state is null or e.state = wanted_state
  order by e."createdAt", e.id
$$;

ALTER FUNCTION neon_auth.list_events(wanted_state text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.list_events(wanted_state text) IS 'The webhook''s events of the last thirty days, of one state (waiting, delivered, refused, failed) or all, with the latest responses and without codes and links.';

CREATE FUNCTION neon_auth.list_limits() RETURNS TABLE(key text, count integer, since timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select c.key, c.count, c.since from neon_auth.request_count c order by c.since desc, c.key
$$;

ALTER FUNCTION neon_auth.list_limits() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.list_limits() IS 'Counters of rate limits: requests by client and path, mails by recipient, and attempts to sign in with a password or code by user, per client and in total. Kept for an hour.';

CREATE FUNCTION neon_auth.list_settings() RETURNS TABLE(name text, value text, "default" text, type text, allowed text, description text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    s.name,
    case
      when s.name = 'social_providers' and stored.value is not null then (
        select jsonb_agg(p || case when p ? 'clientSecret' then '{"clientSecret": "********"}'::jsonb else '{}' end
          || case when p ? 'privateKey' then '{"privateKey": "********"}'::jsonb else '{}' end order by place)::text
        from jsonb_array_elements(stored.value) with ordinality as a (p, place))
      when s.type = 'secret' and stored.value <> '""' then '********'
      else coalesce(nullif(stored.value, 'null'), case when s.name ~ '^strict.' then stored.strict end, s.fallback) #>> '{}'
    end,
    s.fallback #>> '{}',
    s.type,
    neon_auth_internal.allowed_values(s),
    s.description
  from neon_auth_internal.known_setting s
  cross join lateral (
    select to_jsonb(c) #> s.path as value, nullif(c.options -> 'strict', 'null') as strict
    from (values (true)) one left join neon_auth.project_config c on true
    order by c.created_at, c.id
    limit 1
  ) as stored
  order by s.position
$$;

ALTER FUNCTION neon_auth.list_settings() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.list_settings() IS 'Returns every setting: name, current value (secrets are masked), default, type, allowed values, description. Usually read as neon_auth.settings.';

CREATE FUNCTION neon_auth.list_settings_advice() RETURNS TABLE(setting text, advice text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with config as (
    select to_jsonb(c) as row from neon_auth.project_config c order by c.created_at, c.id limit 1
  )
  select p.setting, p.setting || ' ' || p.problem || '. The default applies until it is corrected.'
  from config c, neon_auth_internal.setting_problems(c.row) p
  union all
  select w.setting, w.advice from config c, neon_auth_internal.setting_warnings(c.row) w
  union all
  select 'webhook_config.webhookUrl', 'webhookUrl ' || neon_auth_internal.webhook_problem(c.row #>> '{webhook_config,webhookUrl}')
  from config c
  where c.row #>> '{webhook_config,webhookUrl}' is not null
    and neon_auth_internal.webhook_problem(c.row #>> '{webhook_config,webhookUrl}') is not null
  union all
  select 'project_config', 'It has more than one row: only the oldest has effect.'
  from neon_auth.project_config c having count(*) > 1
$$;

ALTER FUNCTION neon_auth.list_settings_advice() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.list_settings_advice() IS 'Returns settings that are wrong, have no effect, or contradict each other, each with what to do. Usually read as neon_auth.settings_advice.';

CREATE FUNCTION neon_auth.mask_users(keep text[] DEFAULT '{}'::text[], leave text[] DEFAULT '{}'::text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- Thrown away at the end, so that nobody can compute a made-up value from a real one and compare.
  secret    constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  addresses constant text[] := array(
    select neon_auth_internal.normalize_email(k) from unnest(mask_users.keep) k where k is not null);
  ids       text[];
  undecided text;
  watched   boolean; -- code of the app may run
  masked    bigint;
begin
  if not neon_auth_internal.is_copy() then
    perform neon_auth_internal.fail('NOT_A_COPY');
  elsif current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    raise exception 'mask_users needs read committed: an older snapshot does not show all rows' using errcode = 'active_sql_transaction';
  elsif neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(
      format('select neon_auth.mask_users(%L::text[], %L::text[])', mask_users.keep, mask_users.leave))::bigint;
  end if;
  select string_agg(format('%s.%s', c.relation, c.name), ', ' order by c.relation, c.name)
  into undecided
  from neon_auth_internal.mask_column c
  where c.treatment is null and (c.relation || '.' || c.name = any (mask_users.leave)) is not true;
  if undecided is not null then
    raise exception 'mask_users does not know what these columns contain: %', undecided
      using errcode = 'feature_not_supported', hint = 'Columns without personal data: mask_users(leave => array[''table.column'']).';
  end if;

  execute (
    select format('lock table %s in access exclusive mode', string_agg(distinct c.on_table::text, ', '))
    from neon_auth_internal.mask_column c
    where c.treatment <> 'keep');
  ids := array(
    select u.id::text from neon_auth."user" u where neon_auth_internal.normalize_email(u.email) = any (addresses));
  select count(*) into masked from neon_auth."user" u where (u.id::text = any (ids)) is not true;
  perform neon_auth_internal.own_triggers(false);
  watched := neon_auth_internal.is_watched('user');
  perform neon_auth_internal.mask_columns(secret, ids, addresses, with_keys => not watched);
  if watched then
    perform neon_auth_internal.mask_keys(secret, ids);
  end if;
  perform neon_auth_internal.empty_tables(ids, addresses);
  perform neon_auth_internal.forget_statistics();
  perform neon_auth_internal.check_masked(ids, addresses);
  perform neon_auth_internal.own_triggers(true);
  insert into neon_auth.audit_log (entity, action, after)
  values ('user', 'mask', jsonb_build_object('masked', masked, 'kept', cardinality(ids)));
  return masked;
end
$$;

ALTER FUNCTION neon_auth.mask_users(keep text[], leave text[]) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.mask_users(keep text[], leave text[]) IS 'On a copy: replaces names, addresses, pictures and accounts at providers by made-up ones (the same for the same value, and not computable from it), deletes passwords, tokens of providers, sessions, codes, mails, events and the audit log. Ids stay. keep: addresses of users who keep theirs, with their password. leave: "table.column" of columns that the database''s owner added and that need no masking. Returns the number of masked users. Raises NA409 on a database that is no copy or a confirmed one. The app''s own tables are not changed, except by its triggers and foreign keys.';

CREATE FUNCTION neon_auth.prepare_audit(months integer DEFAULT 3) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  first timestamp;
  name  text;
  made  integer := 0;
begin
  perform set_config('lock_timeout', '500ms', true); -- it can be retried, and a sign-in must not wait behind it
  perform neon_auth_internal.lock_task('audit'); -- there may be several sidecars, and imports
  for first in
    select generate_series(
      date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + make_interval(months => months), '1 month')
  loop
    name := 'audit_log_' || to_char(first, 'YYYY_MM');
    -- Rows of that month may already be in the default partition. They stay there.
    continue when to_regclass('neon_auth.' || name) is not null or exists (
      select from neon_auth.audit_log_default d
      where d.at >= first at time zone 'UTC' and d.at < (first + interval '1 month') at time zone 'UTC');

    execute format('create table neon_auth.%I (like neon_auth.audit_log including defaults)', name);
    execute format('alter table neon_auth.%I enable row level security', name);
    execute format(
      'alter table neon_auth.audit_log attach partition neon_auth.%I for values from (%L) to (%L)',
      name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
    made := made + 1;
  end loop;
  return made;
end
$$;

ALTER FUNCTION neon_auth.prepare_audit(months integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.prepare_audit(months integer) IS 'Creates audit_log''s partitions for this month and the given number of following months, and returns the number created. The sidecar calls it. Without a partition, rows go to the default partition.';

CREATE FUNCTION neon_auth.redeliver_event(id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  again neon_auth.webhook_event;
begin
  update neon_auth.webhook_event e
  set state = 'waiting', "requestId" = null
  where e.id = redeliver_event.id
    and e.type <> 'user.before_create'
    and (e.type not like 'send.%' or e.sealed is not null and e."expiresAt" > now())
    and e.branch = neon_auth.branch_identity()
  returning e.* into again;

  if again.id is null then
    return false;
  end if;
  perform neon_auth_internal.queue_event(again);
  return true;
end
$$;

ALTER FUNCTION neon_auth.redeliver_event(id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.redeliver_event(id uuid) IS 'Delivers an event to the webhook again within a minute, under the same id. Returns false for user.before_create, whose request has ended, for a code or link that was delivered or has expired, for an event of another branch, and for an unknown id.';

CREATE FUNCTION neon_auth.reset_limits(subject text DEFAULT NULL::text) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with of_clients as (
    delete from neon_auth.request_count c
    where c.key like 'mails of ' || neon_auth_internal.person_key(subject) || '%'
  ),
  forgotten as (
    delete from neon_auth.request_count c
    where subject is null or strpos(c.key, subject) > 0
    returning 1
  )
  select count(*)::integer from forgotten
$$;

ALTER FUNCTION neon_auth.reset_limits(subject text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.reset_limits(subject text) IS 'Resets the counters of an address, a path or a person (a part of list_limits'' key), or all counters. Returns how many.';

CREATE FUNCTION neon_auth.reset_two_factor(user_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.reset_two_factor(%L)', user_id))::boolean;
  end if;
  select * into who from neon_auth."user" u where u.id = reset_two_factor.user_id for no key update;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif who."twoFactorEnabled" is not true
    and not exists (select from neon_auth."twoFactor" t where t."userId" = who.id)
    and not exists (select from neon_auth.two_factor_state s where s."userId" = who.id)
  then
    return false;
  end if;
  perform set_config('neon_auth.two_factor_fact', 'reset', true);
  perform neon_auth_internal.remove_factors(who.id);
  perform set_config('neon_auth.two_factor_fact', '', true);
  perform neon_auth.revoke_sessions(who.id);
  return true;
end
$$;

ALTER FUNCTION neon_auth.reset_two_factor(user_id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.reset_two_factor(user_id uuid) IS 'Removes the user''s second factor, backup codes and trusted browsers, ends their sessions, and informs them by mail. For a user who has lost their device: they sign in with the first factor alone and set up a new one. Returns false if there was nothing to remove. Raises NA404 for an unknown id.';

CREATE FUNCTION neon_auth.retire_key() RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  retired uuid;
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted('select neon_auth.retire_key()')::uuid;
  end if;
  update neon_auth.jwks j
  set "expiresAt" = now() + interval '1 hour'
  where j.branch = neon_auth.branch_identity() and j."expiresAt" is null
  returning j.id into retired;
  return retired;
end
$$;

ALTER FUNCTION neon_auth.retire_key() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.retire_key() IS 'Retires the signing key. Tokens signed with it stay valid for up to one more hour, longer than the lifetime of any. The next token creates a new key. Returns the retired key''s id, or null when there was none.';

CREATE FUNCTION neon_auth.retry_delivery(id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform pg_notify('neon_auth_outbox', '');
  update neon_auth.outbox o
  set state = 'waiting', attempts = 0, "nextAttemptAt" = now(), "finishedAt" = null
  where o.id = retry_delivery.id and o.state <> 'sent' and o.branch = neon_auth.branch_identity() and (o."expiresAt" is null or o."expiresAt" > now());
  return found;
end
$$;

ALTER FUNCTION neon_auth.retry_delivery(id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.retry_delivery(id uuid) IS 'Retries a waiting or dead mail at once. Returns false if the id does not exist, the mail was sent or is of another branch, or its code or link has expired. Do not use it for a mail that is being sent right now, which may then be sent twice.';

CREATE FUNCTION neon_auth.revoke_sessions(user_id uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  revoked integer;
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.revoke_sessions(%L)', user_id))::integer;
  end if;
  revoked := neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s."userId" = revoke_sessions.user_id));
  perform neon_auth_internal.end_artefacts(u, 'revoked') from neon_auth."user" u where u.id = revoke_sessions.user_id;
  return revoked;
end
$$;

ALTER FUNCTION neon_auth.revoke_sessions(user_id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.revoke_sessions(user_id uuid) IS 'Ends all sessions of the user, and invalidates pending links that change the address or delete the user. Returns the number of sessions.';

CREATE FUNCTION neon_auth.seal_audit() RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  place   constant text := neon_auth.branch_fingerprint();
  newest  bigint;
  own     xid8;
  oldest  xid8;
  horizon neon_auth.audit_horizon;
  final   bigint;
  batch   bigint[];
begin
  if pg_current_xact_id_if_assigned() is not null or current_setting('transaction_isolation') <> 'read committed' then
    return null; -- it needs a transaction of its own
  end if;
  -- A row's id is generated in a transaction that already has a number. So rows up to newest belong to transactions
  -- with lower numbers than this one, and are all visible once those have ended. No writer ever waits.
  newest := coalesce((select max(l.id) from neon_auth.audit_log l), 0);
  own := pg_current_xact_id();
  oldest := pg_snapshot_xmin(pg_current_snapshot());
  select * into horizon from neon_auth.audit_horizon for update skip locked;
  if not found then
    return null; -- another transaction is sealing
  end if;

  final := horizon."lastId";
  if oldest >= own then
    final := greatest(final, newest);
  elsif horizon."pendingPlace" = place and horizon."pendingXid" <= oldest then
    final := greatest(final, horizon."pendingId");
  end if;
  if final > horizon."lastId" or horizon."pendingPlace" is distinct from place then
    update neon_auth.audit_horizon set "pendingId" = newest, "pendingXid" = own, "pendingPlace" = place;
  end if;

  for round in 1..100 loop -- the next call does the rest
    batch := array(
      select l.id from neon_auth.audit_log l
      where l.id > horizon."lastId" and l.id <= final
      order by l.id
      limit 1000);
    horizon."lastId" := case when cardinality(batch) = 1000 then batch[1000] else final end;
    exit when batch = '{}';
    perform neon_auth_internal.seal_rows('rows', batch);
  end loop;
  update neon_auth.audit_horizon set "lastId" = horizon."lastId" where "lastId" < horizon."lastId";
  return (select h.seal || ' ' || encode(h.hash, 'hex') from neon_auth.audit_horizon h where h.seal > horizon.seal);
end
$$;

ALTER FUNCTION neon_auth.seal_audit() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.seal_audit() IS 'Seals the rows of audit_log whose transactions, and all earlier ones, have ended. Returns number and hash of the last seal, for verify_audit, or null when there is nothing to seal. The sidecar calls it once a minute and logs the result.';

CREATE FUNCTION neon_auth.send_password_link(user_id uuid, redirect_to text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  page constant text := coalesce(redirect_to, (
    select rtrim(coalesce(o.entry ->> 'domain', o.entry #>> '{}'), '/') || '/auth/reset-password'
    from neon_auth.project_config c, jsonb_array_elements(c.trusted_origins) with ordinality as o (entry, place)
    where coalesce(o.entry ->> 'domain', o.entry #>> '{}') ~ '^https?://[^*?]+$'
    order by c.created_at, c.id, o.place
    limit 1));
  address constant text := (select u.email from neon_auth."user" u where u.id = send_password_link.user_id);
begin
  if address is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif page is null then
    raise exception 'there is no page to set the password on' using
      errcode = 'invalid_parameter_value',
      hint = 'Pass its address as redirect_to, or set trusted_origins: its first origin with /auth/reset-password is used.';
  end if;
  -- Without a token, because SQL cannot seal one. The sidecar that sends the mail generates it, see
  -- start_password_link.
  insert into neon_auth.outbox (kind, recipient, "expiresAt", facts, language)
  values ('set-password-link', address, now() + interval '7 days', jsonb_build_object('redirectTo', page),
    neon_auth_internal.mail_language(address, user_id));
end
$_$;

ALTER FUNCTION neon_auth.send_password_link(user_id uuid, redirect_to text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.send_password_link(user_id uuid, redirect_to text) IS 'Queues a mail with a link to set a password. The link is valid for a day after it is sent. It leads to redirect_to with ?token= appended; redirect_to must be at a trusted origin. By default (null), /auth/reset-password at the first trusted origin. Raises NA404 for an unknown id, 22023 when there is no such page.';

CREATE FUNCTION neon_auth.set(name text, value text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  fact   neon_auth_internal.known_setting;
  stored jsonb;
  wanted jsonb;
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.set(%L, %L)', name, value));
  end if;
  select * into fact
  from neon_auth_internal.known_setting s
  where s.name = regexp_replace(set.name, E'^options\\.', '') and s.name !~ E'\\[\\]';
  if not found then
    raise exception '%', coalesce((
        select format('%s is a group of settings: set each by its name, such as %s', set.name, s.name)
        from neon_auth_internal.known_setting s
        where starts_with(s.name, regexp_replace(set.name, E'^options\\.', '') || '.')
        order by s.position limit 1),
      format('%s is not a setting', set.name)
        || coalesce(format('. Did you mean %s?', neon_auth_internal.nearest_setting(set.name)), ''))
      using errcode = 'invalid_parameter_value', hint = 'All settings: select * from neon_auth.settings.';
  end if;
  stored := neon_auth_internal.lock_config();

  wanted := neon_auth_internal.setting_value(fact, value);
  if cardinality(fact.path) = 1 then
    stored := stored || jsonb_build_object(fact.path[1],
      coalesce(wanted, fact.fallback, case fact.name when 'name' then to_jsonb(current_database()::text) end));
  elsif wanted is null then
    stored := stored #- fact.path;
  else
    stored := neon_auth_internal.put_setting(stored, fact.path, wanted);
  end if;

  execute format('update neon_auth.project_config c set %1$I = '
    '(jsonb_populate_record(null::neon_auth.project_config, $1)).%1$I where c.id = ($1 ->> ''id'')::uuid', fact.path[1])
  using stored;
  return (select s.value from neon_auth.list_settings() s where s.name = fact.name);
end
$_$;

ALTER FUNCTION neon_auth.set(name text, value text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.set(name text, value text) IS 'Changes one setting and returns its value: neon_auth.set(''session.cookieCache.enabled'', ''true''). Names, types and allowed values are in neon_auth.settings. Lists are a JSON array, or texts separated by commas. Null restores the default. Raises 22023 for an unknown name, 23514 for a value that is not allowed.';

CREATE FUNCTION neon_auth.set_password(user_id uuid, password_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.set_password(%L, %L)', user_id, password_hash));
    return;
  end if;
  if not neon_auth_internal.is_password_hash_acceptable(password_hash) then
    perform neon_auth_internal.fail('PASSWORD_HASH_REFUSED');
  end if;
  select * into who from neon_auth."user" u where u.id = set_password.user_id for key share;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;

  perform neon_auth_internal.password_fact('');
  update neon_auth.account a
  set password = password_hash
  where a."userId" = set_password.user_id and a."providerId" = 'credential';
  if not found then
    perform neon_auth_internal.insert_credential(set_password.user_id, password_hash);
    perform neon_auth_internal.end_artefacts(who, 'replaced');
  end if;
  perform neon_auth.revoke_sessions(set_password.user_id);
  perform neon_auth_internal.forgive_attempts('password', u.email) from neon_auth."user" u where u.id = set_password.user_id;
end
$$;

ALTER FUNCTION neon_auth.set_password(user_id uuid, password_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.set_password(user_id uuid, password_hash text) IS 'Sets the user''s password (a hash: Better Auth''s <salt>:<key>, or bcrypt, argon2, scrypt or PBKDF2 as PHC string). Ends all sessions and invalidates all mailed codes and links. Raises NA404 for an unknown id, NA422 for a hash that is malformed or costs too much.';

CREATE FUNCTION neon_auth.sync_users() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_relid <> 'neon_auth."user"'::regclass then
    raise exception 'sync_users is a trigger of neon_auth."user" only' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'TRUNCATE' then
    perform neon_auth_internal.drop_gone_users();
  elsif tg_op = 'DELETE' then
    perform neon_auth_internal.drop_synced_user(old.id);
  elsif tg_op = 'INSERT' then
    perform neon_auth_internal.put_synced_user(new, true);
  else
    if new.id <> old.id then
      perform neon_auth_internal.drop_synced_user(old.id);
    end if;
    perform neon_auth_internal.put_synced_user(new, new.id <> old.id);
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth.sync_users() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.sync_users() IS 'Trigger that copies each change of a user to users_sync, in the same transaction. enable_users_sync() creates it, disable_users_sync() drops it.';

CREATE FUNCTION neon_auth.test_webhook() RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select (neon_auth_internal.put_event('webhook.test', '{}', '{}', null, '1 hour', false)).id
$$;

ALTER FUNCTION neon_auth.test_webhook() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.test_webhook() IS 'Sends a webhook.test event to the webhook within a minute, even if it is disabled, and returns its id. list_events shows the response.';

CREATE FUNCTION neon_auth.token_claims_hook(hook regprocedure) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  named text := (
    select format('%I.%I(jsonb)', n.nspname, p.proname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.oid = hook);
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.token_claims_hook(%L)', hook));
    return;
  end if;
  if hook is not null and neon_auth_internal.find_claims_hook(named) is distinct from hook then
    raise exception '% cannot add claims', hook using
      errcode = 'invalid_parameter_value',
      hint = 'It must be f(jsonb) returns jsonb, security definer, and belong to the database''s owner.';
  end if;
  update neon_auth.project_config c
  set options = case
    when hook is null then c.options #- '{jwt,claimsHook}'
    else coalesce(c.options, '{}') || jsonb_build_object(
      'jwt', coalesce(c.options -> 'jwt', '{}') || jsonb_build_object('claimsHook', named))
  end;
end
$$;

ALTER FUNCTION neon_auth.token_claims_hook(hook regprocedure) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.token_claims_hook(hook regprocedure) IS 'Sets the function that adds claims to each token. It receives the claims as jsonb and returns more, at most 4 KB. It cannot replace standard claims. If it fails or takes longer than two seconds, no token is issued. Null removes the hook.';

CREATE FUNCTION neon_auth.trust_claims_from(roles name[] DEFAULT NULL::name[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  role text;
begin
  perform neon_auth_internal.record_grant('claims_source', null, roles::text[]);
  for role in
    select distinct coalesce(quote_ident(r.rolname), 'public')
    from pg_class c, aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
    where c.oid = 'auth.claims_source'::regclass and a.grantee <> c.relowner
      and a.privilege_type in ('REFERENCES', 'TRIGGER')
  loop
    execute format('revoke references, trigger on auth.claims_source from %s', role);
  end loop;

  if coalesce(cardinality(roles), 0) = 0 then
    grant references, trigger on auth.claims_source to pg_database_owner;
    return;
  end if;
  foreach role in array roles loop
    execute format('grant references on auth.claims_source to %s', quote_ident(role)::regrole);
  end loop;
end
$$;

ALTER FUNCTION neon_auth.trust_claims_from(roles name[]) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.trust_claims_from(roles name[]) IS 'Only these logins, and logins that inherit from them, may set request.jwt.claims. For other logins the setting is ignored. Superusers may always set it. Null or an empty list restores the default: the database''s owner and authenticator.';

CREATE FUNCTION neon_auth.unban_user(user_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.unban_user(%L)', user_id));
    return;
  end if;
  update neon_auth."user" u
  set banned = false, "banReason" = null, "banExpires" = null
  where u.id = unban_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

ALTER FUNCTION neon_auth.unban_user(user_id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.unban_user(user_id uuid) IS 'Lifts the user''s ban. Raises NA404 for an unknown id.';

CREATE FUNCTION neon_auth.verify_audit(known_hash text DEFAULT NULL::text) RETURNS TABLE(problem text, seal bigint, rows bigint, ids bigint[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  horizon neon_auth.audit_horizon;
  expired date := (select max(s.month) from neon_auth.audit_seal s where s.kind = 'expiry');
begin
  select * into horizon from neon_auth.audit_horizon;
  -- The chain: every seal follows from the previous one, and the last seal is the one that was created last.
  return query
  select c.problem, c.id, null::bigint, null::bigint[]
  from (
    select s.id, case
      when s.id <> lag(s.id, 1, 0::bigint) over w + 1 then 'seals before this one are missing'
      when s.hash <> neon_auth_internal.seal_hash(s, lag(s.hash, 1, ''::bytea) over w) then 'the seal was changed'
      when s.kind <> 'expiry' and s.ids is null and s.month < expired is not true then 'the seal was emptied'
      when s.ids is not null and s.digest <> neon_auth_internal.seal_digest(s.ids, s.hashes) then 'the seal was changed'
      end as problem
    from neon_auth.audit_seal s
    window w as (order by s.id)
  ) c
  where c.problem is not null
  order by c.id;

  if (horizon.seal, horizon.hash) is distinct from (
    coalesce((select max(s.id) from neon_auth.audit_seal s), 0),
    coalesce((select s.hash from neon_auth.audit_seal s order by s.id desc limit 1), ''::bytea))
  then
    return query select 'the last seals are missing', horizon.seal, null::bigint, null::bigint[];
  end if;
  if known_hash is not null and not exists (
    select from neon_auth.audit_seal s where encode(s.hash, 'hex') = split_part(known_hash, ' ', 1 + (known_hash ~ ' ')::integer))
  then
    return query select 'no seal has the known hash: the chain was made again', null::bigint, null::bigint, null::bigint[];
  end if;

  -- The rows: each must match its last seal.
  return query
  select d.problem, d.seal, count(*), (array_agg(d.id order by d.id))[1:100]
  from neon_auth_internal.audit_differences(horizon."lastId", expired) d
  group by d.problem, d.seal
  order by d.seal, d.problem;
end
$$;

ALTER FUNCTION neon_auth.verify_audit(known_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth.verify_audit(known_hash text) IS 'Lists what does not agree with the chain of seals: rows of audit_log that were changed, deleted, truncated or inserted after they were sealed, and seals that were changed or removed. No rows means that everything agrees. rows: number of affected rows. ids: the first hundred. A superuser could compute a new chain; known_hash, which seal_audit returned or the sidecar logged earlier, detects that. Rows of the last minute, or younger than the oldest running transaction, are not sealed yet.';

CREATE FUNCTION neon_auth_api.accept_invitation(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  accepted neon_auth.invitation := neon_auth_internal.find_own_invitation(
    input ->> 'invitationId', own."userId", false, 'INVITATION_NOT_FOUND');
  joined   neon_auth.member;
  teams    uuid[];
begin
  -- From here on, other changes of the organization's members wait: the number of members stays correct.
  perform from neon_auth.organization o where o.id = accepted."organizationId" for no key update;
  if (select count(*) from neon_auth.member m where m."organizationId" = accepted."organizationId")
    >= (select c.membership_limit from neon_auth_internal.config c)
  then
    perform neon_auth_internal.fail('MEMBERSHIP_LIMIT_REACHED');
  end if;

  update neon_auth.invitation i
  set status = 'accepted'
  where i.id = accepted.id and i.status = 'pending'
  returning i.* into accepted;
  if not found then
    perform neon_auth_internal.fail('INVITATION_NOT_FOUND');
  end if;

  insert into neon_auth.member as m ("organizationId", "userId", role, "createdAt")
  values (accepted."organizationId", own."userId", coalesce(nullif(accepted.role, ''), 'member'), now())
  on conflict ("organizationId", "userId") do nothing
  returning m.* into joined;
  if joined.id is null then
    perform neon_auth_internal.fail('ALREADY_A_MEMBER');
  end if;

  teams := neon_auth_internal.join_invited_teams(accepted.id, own."userId");
  if cardinality(teams) = 1 then
    perform neon_auth_internal.activate_team(own.id, teams[1]);
  end if;
  perform neon_auth_internal.activate_organization(own.id, joined."organizationId");
  return json_build_object(
    'invitation', neon_auth_internal.invitation_json(accepted),
    'member', neon_auth_internal.member_json(joined));
end
$$;

ALTER FUNCTION neon_auth_api.accept_invitation(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.accept_invitation(token_hash text, input json) IS 'POST /organization/accept-invitation: {invitationId}. The caller becomes a member of the organization and of the teams that the invitation names. The organization becomes the active one, and so does the team if there is exactly one. Fails with UNAUTHORIZED, INVITATION_NOT_FOUND, NOT_THE_RECIPIENT, INVITEE_NOT_VERIFIED, MEMBERSHIP_LIMIT_REACHED, ALREADY_A_MEMBER, TEAM_MEMBER_LIMIT_REACHED.';

CREATE FUNCTION neon_auth_api.account_info(token_hash text, account_id text, provider_id text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  provider text;
begin
  -- Only the caller's accounts are searched. If two providers use the same id, the oldest account is returned.
  select a."providerId" into provider
  from neon_auth.account a
  where a."userId" = own."userId"
    and account_info.account_id in (a.id::text, a."accountId")
    and (account_info.provider_id is null or a."providerId" = account_info.provider_id)
  order by a.id::text = account_info.account_id desc, a."createdAt"
  limit 1;

  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  perform neon_auth_internal.fail('PROVIDER_NOT_CONFIGURED', provider);
  return null;
end
$$;

ALTER FUNCTION neon_auth_api.account_info(token_hash text, account_id text, provider_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.account_info(token_hash text, account_id text, provider_id text) IS 'GET /account-info: account_id is the row''s id or the provider''s id for the user; provider_id may narrow the search. Fails with UNAUTHORIZED, ACCOUNT_NOT_FOUND, and with PROVIDER_NOT_CONFIGURED for the account with a password, which has no provider.';

CREATE TABLE neon_auth.jwks (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "publicKey" text NOT NULL,
    "privateKey" text NOT NULL,
    "createdAt" timestamp with time zone NOT NULL,
    "expiresAt" timestamp with time zone,
    branch text DEFAULT neon_auth.branch_identity() NOT NULL
);

ALTER TABLE neon_auth.jwks OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.jwks IS 'Keys that sign tokens. neonauth keys list, neonauth keys rotate.';

COMMENT ON COLUMN neon_auth.jwks.id IS 'Key id (kid).';

COMMENT ON COLUMN neon_auth.jwks."publicKey" IS 'Public key as JWK.';

COMMENT ON COLUMN neon_auth.jwks."privateKey" IS 'Private key, sealed with a key that is not in the database.';

COMMENT ON COLUMN neon_auth.jwks."createdAt" IS 'When the key was made.';

COMMENT ON COLUMN neon_auth.jwks."expiresAt" IS 'Null: this key signs. Else it is retired, and verifies until then.';

COMMENT ON COLUMN neon_auth.jwks.branch IS 'branch_identity() the key was made under; it is valid there only.';

CREATE VIEW neon_auth_api.key_row AS
 SELECT j.id,
    j."publicKey" AS public_key,
    j."privateKey" AS private_key,
    j."expiresAt" AS expires_at
   FROM neon_auth.jwks j;

ALTER TABLE neon_auth_api.key_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.add_key(public_key text, private_key text) RETURNS SETOF neon_auth_api.key_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into neon_auth.jwks ("publicKey", "privateKey", "createdAt")
  values (public_key, private_key, now())
  on conflict do nothing;
  return query select * from neon_auth_api.current_key();
end
$$;

ALTER FUNCTION neon_auth_api.add_key(public_key text, private_key text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.add_key(public_key text, private_key text) IS 'Adds the first key of this branch: the public half as a JWK, the private half sealed. If another sidecar has already added one, that key stays. Returns the key that signs.';

CREATE FUNCTION neon_auth_api.add_team_member(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own   neon_auth.session := neon_auth_internal.require_session(token_hash);
  named neon_auth."teamMember" := neon_auth_internal.named_team_member(own, input, 'update', 'ADD_TEAM_MEMBER_NOT_ALLOWED');
begin
  return neon_auth_internal.team_member_json(neon_auth_internal.join_team(named."teamId", named."userId"));
end
$$;

ALTER FUNCTION neon_auth_api.add_team_member(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.add_team_member(token_hash text, input json) IS 'POST /organization/add-team-member: {teamId, userId}. Adds a member of the active organization to one of its teams. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, ADD_TEAM_MEMBER_NOT_ALLOWED, TEAM_NOT_FOUND, TEAM_MEMBER_LIMIT_REACHED.';

CREATE FUNCTION neon_auth_api.admin_remove_user(token_hash text, user_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  target uuid;
begin
  own := neon_auth_internal.require_administrator(token_hash, 'delete', 'DELETE_USER_NOT_ALLOWED');
  target := neon_auth_internal.require_uuid(admin_remove_user.user_id);
  if target = own."userId" then
    perform neon_auth_internal.fail('CANNOT_REMOVE_YOURSELF');
  end if;
  perform neon_auth_internal.keep_owned(target);
  if not neon_auth_internal.remove_user(target) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return json_build_object('success', true);
end
$$;

ALTER FUNCTION neon_auth_api.admin_remove_user(token_hash text, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.admin_remove_user(token_hash text, user_id text) IS 'POST /admin/remove-user: deletes a user with all their data. Fails with UNAUTHORIZED, DELETE_USER_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, CANNOT_REMOVE_YOURSELF, SOLE_OWNER, USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.admin_update_user(token_hash text, user_id text, fields jsonb, is_address boolean) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  target uuid;
  wanted jsonb := fields - 'id';
  who    neon_auth."user";
begin
  if fields ?| array['role', 'banned'] then
    own := neon_auth_internal.require_administrator(token_hash, 'update', 'UPDATE_USER_NOT_ALLOWED');
  else
    own := neon_auth_internal.require_permission(token_hash, 'user', 'update', 'UPDATE_USER_NOT_ALLOWED');
  end if;
  if fields = '{}' then
    perform neon_auth_internal.fail('NO_DATA_TO_UPDATE');
  end if;

  if fields ? 'role' then
    wanted := wanted || jsonb_build_object('role', neon_auth_internal.role_text(fields -> 'role'));
  end if;
  perform neon_auth_internal.check_fields(wanted, is_address);
  target := neon_auth_internal.require_uuid(admin_update_user.user_id);
  if wanted ? 'email' and exists (
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(wanted ->> 'email')
      and u.id <> target
  ) then
    perform neon_auth_internal.fail('EMAIL_IS_TAKEN');
  end if;
  who := neon_auth_internal.change_user(own, target, wanted);
  return case when who.id is null then '{}'::json else neon_auth_internal.user_json(who) end;
end
$$;

ALTER FUNCTION neon_auth_api.admin_update_user(token_hash text, user_id text, fields jsonb, is_address boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.admin_update_user(token_hash text, user_id text, fields jsonb, is_address boolean) IS 'POST /admin/update-user: returns the changed user, or {}. is_address: whether the sidecar accepts fields.email as an address. Fails with UNAUTHORIZED, UPDATE_USER_NOT_ALLOWED, IMPERSONATING, NO_DATA_TO_UPDATE, INVALID_ROLE_TYPE, INVALID_EMAIL, EMAIL_IS_TAKEN, INVALID_VALUE, CANNOT_DEMOTE_YOURSELF, CANNOT_BAN_YOURSELF. When two requests set the same address at once, the unique index rejects one.';

CREATE FUNCTION neon_auth_api.ban_user(token_hash text, user_id text, reason text, seconds double precision) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  target uuid;
  who    neon_auth."user";
begin
  own := neon_auth_internal.require_administrator(token_hash, 'ban', 'BAN_USER_NOT_ALLOWED');
  target := neon_auth_internal.require_uuid(ban_user.user_id);
  if target = own."userId" then
    perform neon_auth_internal.fail('CANNOT_BAN_YOURSELF');
  elsif not coalesce(seconds, 0) between 0 and 3.2e9 then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;

  who := neon_auth_internal.change_user(own, target, jsonb_build_object(
    'banned', true,
    'banReason', coalesce(nullif(reason, ''), 'No reason'),
    'banExpires', now() + make_interval(secs => nullif(seconds, 0))));
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return json_build_object('user', neon_auth_internal.user_json(who));
end
$$;

ALTER FUNCTION neon_auth_api.ban_user(token_hash text, user_id text, reason text, seconds double precision) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.ban_user(token_hash text, user_id text, reason text, seconds double precision) IS 'POST /admin/ban-user: bans a user for the given number of seconds (0 or null: permanently; at most a century) and ends all their sessions. Fails with UNAUTHORIZED, BAN_USER_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, CANNOT_BAN_YOURSELF, USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  flow     jsonb;
  provider jsonb;
begin
  update neon_auth.verification v
  set value = (v.value::jsonb || jsonb_build_object('opened', coalesce((v.value::jsonb -> 'opened')::integer, 0) + 1))::text
  where v.identifier = 'oauth-init:' || init_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now()
    and coalesce((v.value::jsonb -> 'opened')::integer, 0) < 20 -- each time is a row
  returning v.value::jsonb - 'opened' into flow;
  provider := neon_auth_internal.oauth_provider(flow ->> 'provider');
  if flow is null then
    perform neon_auth_internal.fail('VERIFICATION_NOT_FOUND');
  elsif provider is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_FOUND');
  end if;
  perform neon_auth_internal.put_verification(
    'oauth-state:' || state_hash, (flow || jsonb_build_object('sealed', sealed, 'init', init_hash))::text, interval '10 minutes');
  return jsonb_build_object('flow', flow, 'provider', provider);
end
$$;

ALTER FUNCTION neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text) IS 'GET /sign-in/social/init: stores a state for the redirect to the provider for ten minutes and returns flow and provider. The init token can be opened again, as browsers do, until one of its states has been used. sealed: the code verifier and the nonce. Fails with VERIFICATION_NOT_FOUND (also after twenty times), PROVIDER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.begin_request(config_version text, ip_address text, user_agent text, request_id text DEFAULT ''::text, language text DEFAULT ''::text, device_hash text DEFAULT ''::text, next_device_hash text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if config_version is distinct from '' and config_version is distinct from neon_auth_internal.config_version() then
    perform neon_auth_internal.fail('CONFIG_CHANGED');
  end if;
  perform
    set_config('neon_auth.ip_address', ip_address, true),
    set_config('neon_auth.user_agent', left(user_agent, 1024), true),
    set_config('neon_auth.request_id', request_id, true),
    set_config('neon_auth.management_key', '', true),
    set_config('neon_auth.language', left(language, 200), true),
    set_config('neon_auth.trusted_device', device_hash, true),
    set_config('neon_auth.next_device', next_device_hash, true),
    -- A row locked by a forgotten transaction must not block one connection after another.
    set_config('lock_timeout', '1s', true),
    -- The sidecar's own timeout. Connections start with the same value, except behind a pooler.
    set_config('statement_timeout', '30s', true),
    set_config('jit', 'off', true);
  perform neon_auth_internal.act_as(null, null);
end
$$;

ALTER FUNCTION neon_auth_api.begin_request(config_version text, ip_address text, user_agent text, request_id text, language text, device_hash text, next_device_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.begin_request(config_version text, ip_address text, user_agent text, request_id text, language text, device_hash text, next_device_hash text) IS 'Called in the transaction of each call, before it. Fails with CONFIG_CHANGED if the sidecar used other settings or another branch to process the request; an empty version is not compared. Records the client''s address and user agent and, for webhook events, the request''s id. language: the languages of the client, best first, separated by commas. device_hash, next_device_hash: hashes of the token of a trusted browser, and of the one that replaces it when a sign-in uses it. All arguments may be empty.';

CREATE VIEW neon_auth_api.second_step_row AS
 SELECT ''::text AS failure,
    ''::text AS user_id,
    ''::text AS key,
    ''::text AS context,
    ''::text AS sealed,
    ''::text AS pending,
    6 AS digits,
    30 AS period,
    6 AS code_digits;

ALTER TABLE neon_auth_api.second_step_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.begin_second_step(token_hash text, challenge_hash text) RETURNS SETOF neon_auth_api.second_step_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  step  neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  known neon_auth."twoFactor";
begin
  select * into known from neon_auth."twoFactor" t where t."userId" = (step.who).id;
  return query
  select
    case when (step.who).id is null then 'INVALID_TWO_FACTOR_COOKIE' else '' end,
    coalesce((step.who).id::text, ''),
    coalesce(step.key, ''),
    coalesce(neon_auth_internal.factor_context((step.who).id), ''),
    coalesce(known.secret, ''),
    -- An enrolment is confirmed by its user's session, and never by a sign-in.
    coalesce(case when step.challenge is null then (
      select s.secret from neon_auth.two_factor_state s where s."userId" = (step.who).id) end, ''),
    o.digits, o.period, o.code_digits
  from neon_auth_internal.two_factor_option o;
end
$$;

ALTER FUNCTION neon_auth_api.begin_second_step(token_hash text, challenge_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.begin_second_step(token_hash text, challenge_hash text) IS 'POST /two-factor/verify-totp, verify-otp, verify-backup-code, send-otp, first step: what a second factor of the caller is verified against. token_hash: the session, or empty. challenge_hash: sha256 of the token in the cookie two_factor, or empty. key: names the mailed code. sealed: the secret of the authenticator app; pending: that of an enrolment that is not proven; empty if there is none. failure is INVALID_TWO_FACTOR_COOKIE or empty. Fails with IMPERSONATING, and with TOO_MANY_REQUESTS while the user is locked out.';

CREATE FUNCTION neon_auth_api.cancel_invitation(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  canceled neon_auth.invitation;
  member   neon_auth.member;
begin
  select * into canceled
  from neon_auth.invitation i
  where i.id = auth.as_uuid(input ->> 'invitationId');
  if not found then
    perform neon_auth_internal.fail('INVITATION_NOT_FOUND');
  end if;

  member := neon_auth_internal.find_member(canceled."organizationId"::text, own."userId");
  if member.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif not neon_auth_internal.has_permission(member, 'invitation', 'cancel') then
    perform neon_auth_internal.fail('CANCEL_NOT_ALLOWED');
  end if;

  update neon_auth.invitation i set status = 'canceled' where i.id = canceled.id returning i.* into canceled;
  return neon_auth_internal.invitation_json(canceled);
end
$$;

ALTER FUNCTION neon_auth_api.cancel_invitation(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.cancel_invitation(token_hash text, input json) IS 'POST /organization/cancel-invitation: {invitationId}, in any state. Fails with UNAUTHORIZED, INVITATION_NOT_FOUND, MEMBER_NOT_FOUND, CANCEL_NOT_ALLOWED.';

CREATE FUNCTION neon_auth_api.change_email(token_hash text, new_email text, old_email text, confirm boolean, link_hash text, proof jsonb, verified_hash text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who      neon_auth."user" := neon_auth_internal.find_changer(token_hash, new_email, verified_hash);
  lifetime constant interval := (select c.code_lifetime from neon_auth_internal.config c);
begin
  if who.email <> old_email or who."emailVerified" <> confirm then
    perform neon_auth_internal.fail('CONFLICT'); -- the link is bound to the user's earlier state
  end if;

  -- Replaces an earlier request: only the last one is valid.
  perform neon_auth_internal.put_verification('change-email-' || who.id, link_hash, lifetime);
  if confirm then
    perform neon_auth_internal.queue_mail(
      'change-email-link', who.email, proof ->> 'sealedLink', lifetime,
      jsonb_build_object('newEmail', neon_auth_internal.normalize_email(new_email)));
  else
    perform neon_auth_internal.mail_new_address(new_email, proof);
  end if;
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.change_email(token_hash text, new_email text, old_email text, confirm boolean, link_hash text, proof jsonb, verified_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.change_email(token_hash text, new_email text, old_email text, confirm boolean, link_hash text, proof jsonb, verified_hash text) IS 'POST /change-email: mails a link. link_hash: hex sha256 of its token. proof: sealedLink. Nothing changes yet. If the user''s current address, old_email, is verified, the link goes to it for confirmation (confirm). Otherwise it goes to the new address. If the new address is taken, no mail is sent to it and the response is the same. verified_hash as for prepare_change_email. Fails as prepare_change_email does, and with CONFLICT.';

CREATE FUNCTION neon_auth_api.change_password(token_hash text, verified_hash text, new_password_hash text, revoke_others boolean, new_token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who     neon_auth."user";
begin
  -- Compared again in the statement that writes: the password may have been reset since the sidecar verified it.
  perform neon_auth_internal.password_fact('changed');
  update neon_auth.account a
  set password = new_password_hash
  where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash;

  if not found then
    perform neon_auth_internal.fail('INVALID_PASSWORD');
  end if;
  perform neon_auth_internal.password_fact('');
  select * into strict who from neon_auth."user" u where u.id = own."userId";

  if revoke_others then
    perform neon_auth_internal.remove(
      'session', array(select s.id from neon_auth.session s where s."userId" = own."userId" and s.id <> own.id));
    perform neon_auth_internal.end_artefacts(who, 'revoked');
    perform neon_auth_internal.renew_session(own, new_token_hash);
  end if;

  perform neon_auth_internal.queue_mail('password-changed', who.email, null, null);
  return json_build_object(
    'token', case when revoke_others then new_token_hash end,
    'user', neon_auth_internal.user_json(who));
end
$$;

ALTER FUNCTION neon_auth_api.change_password(token_hash text, verified_hash text, new_password_hash text, revoke_others boolean, new_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.change_password(token_hash text, verified_hash text, new_password_hash text, revoke_others boolean, new_token_hash text) IS 'POST /change-password: replaces the password if verified_hash is still the stored hash. Otherwise fails with INVALID_PASSWORD. Informs the user by mail. With revoke_others, all sessions end and a new one with new_token_hash is opened. Fails with UNAUTHORIZED, IMPERSONATING.';

CREATE FUNCTION neon_auth_api.check_code(kind text, email text, code_hashes text[]) RETURNS TABLE(failure text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user" := neon_auth_internal.find_user(email);
begin
  if who.id is null and not (select c.strict_sign_up from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('NO_SUCH_USER');
  end if;
  failure := coalesce(neon_auth_internal.try_code(kind, email, code_hashes, false), '');
  body := json_build_object('success', true);
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.check_code(kind text, email text, code_hashes text[]) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.check_code(kind text, email text, code_hashes text[]) IS 'POST /email-otp/check-verification-otp: returns whether the code is valid. Does not consume it. Wrong codes are counted. Fails with NO_SUCH_USER unless strictSignUp is on. failure is INVALID_OTP, OTP_EXPIRED, TOO_MANY_ATTEMPTS, or empty.';

CREATE FUNCTION neon_auth_api.check_permission(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_UNKNOWN_TO_YOU');
  end if;
  return json_build_object('error', null, 'success', neon_auth_internal.has_permissions(
    member, coalesce(input -> 'permissions', input -> 'permission')::jsonb));
end
$$;

ALTER FUNCTION neon_auth_api.check_permission(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.check_permission(token_hash text, input json) IS 'POST /organization/has-permission: {permissions: {resource: [action]}, organizationId}. Returns whether a single role of the caller allows all of them. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_UNKNOWN_TO_YOU.';

CREATE FUNCTION neon_auth_api.check_slug(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_session(token_hash);
  if exists (select from neon_auth.organization o where o.slug = input ->> 'slug') then
    perform neon_auth_internal.fail('SLUG_IS_TAKEN');
  end if;
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.check_slug(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.check_slug(token_hash text, input json) IS 'POST /organization/check-slug: {slug}. Fails with UNAUTHORIZED, SLUG_IS_TAKEN.';

CREATE FUNCTION neon_auth_api.close_console_session(session_hash bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  delete from neon_auth_management.console_session s where s.hash = session_hash
$$;

ALTER FUNCTION neon_auth_api.close_console_session(session_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.close_console_session(session_hash bytea) IS 'POST /console/sign-out: ends the session of the console with that SHA-256 hash.';

CREATE FUNCTION neon_auth_api.confirm_change_email(token_hash text, old_email text, new_email text, link_hash text, next_hash text, proof jsonb) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.find_session(token_hash);
  who     neon_auth."user" := neon_auth_internal.find_user(old_email);
  problem text := neon_auth_internal.use_change_link(who, own, link_hash);
begin
  if problem is null then
    perform neon_auth_internal.put_verification(
      'change-email-' || who.id, next_hash, (select c.code_lifetime from neon_auth_internal.config c));
    perform neon_auth_internal.mail_new_address(new_email, proof);
  end if;
  return coalesce(problem, 'confirmed');
end
$$;

ALTER FUNCTION neon_auth_api.confirm_change_email(token_hash text, old_email text, new_email text, link_hash text, next_hash text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.confirm_change_email(token_hash text, old_email text, new_email text, link_hash text, next_hash text, proof jsonb) IS 'GET /verify-email with the link that was mailed to the old address, after the sidecar has verified it: mails the next link, next_hash, to the new address. Nothing changes yet. Returns confirmed, user_not_found, unauthorized or superseded.';

CREATE FUNCTION neon_auth_api.count_refusal(email text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  this   timestamptz := date_trunc('minute', now());
  source text := coalesce(current_setting('neon_auth.ip_address', true), '');
  whose  uuid := coalesce((
    select u.id from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(count_refusal.email)),
    '00000000-0000-0000-0000-000000000000');
begin
  -- An attacker with many addresses must not fill the disk: above a limit, all refusals of a minute share a row.
  if not exists (
    select from neon_auth.refused_sign_in r where r.minute = this and r."ipAddress" = source and r."userId" = whose
  ) and (select count(*) from (select from neon_auth.refused_sign_in r where r.minute = this limit 10000) r) = 10000
  then
    source := '';
    whose := '00000000-0000-0000-0000-000000000000';
  end if;

  insert into neon_auth.refused_sign_in as r (minute, "ipAddress", "userId")
  values (this, source, whose)
  on conflict on constraint refused_sign_in_pkey do update set attempts = r.attempts + 1;
end
$$;

ALTER FUNCTION neon_auth_api.count_refusal(email text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.count_refusal(email text) IS 'POST /sign-in/email and /sign-in/email-otp, after a wrong password or code or an unknown address: counts the refusal, in one row per address, account and minute.';

CREATE FUNCTION neon_auth_api.count_request(path text, address text, person text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  rule    neon_auth_internal.limit_rule;
  counted neon_auth.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
begin
  select * into rule from neon_auth_internal.limit_rule r where path ~ r.paths order by r.position limit 1;
  if not found then
    return 0;
  end if;

  -- One statement decides and counts. A refused request sets the counter to one above the limit and extends nothing.
  insert into neon_auth.request_count as c (key, count, since) values (coalesce(nullif(address, ''), 'unknown') || ' ' || path, 1, present)
  on conflict on constraint request_count_pkey do update
  set
    count = case
      when c.since + make_interval(secs => rule.seconds) <= present then 1 else least(c.count, rule.attempts) + 1 end,
    since = case
      -- Better Auth's window starts at the last request that was allowed.
      when c.since + make_interval(secs => rule.seconds) <= present or c.count < rule.attempts then present
      else c.since
    end
  returning c.* into counted;

  return case
    when counted.count > rule.attempts
      then greatest(ceil(extract(epoch from counted.since - present) + rule.seconds)::integer, 1)
    else 0
  end;
end
$$;

ALTER FUNCTION neon_auth_api.count_request(path text, address text, person text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.count_request(path text, address text, person text) IS 'Counts a request for a rate-limited path. Returns 0, or for how many seconds the client is refused. address may be empty: all such clients share a limit. person is ignored: a request never counts against an address that it names.';

CREATE FUNCTION neon_auth_api.create_organization(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  config  neon_auth_internal.config;
  made    neon_auth.organization;
  creator neon_auth.member;
  option  neon_auth_internal.organization_option;
  team_id uuid;
begin
  select * into strict config from neon_auth_internal.config;
  select * into strict option from neon_auth_internal.organization_option;
  if not config.organizations_by_users then
    perform neon_auth_internal.fail('CREATE_ORGANIZATION_NOT_ALLOWED');
  end if;

  -- The lock keeps concurrent requests from counting the same organizations.
  perform from neon_auth."user" u where u.id = own."userId" for no key update;
  if (select count(*) from neon_auth.member m where m."userId" = own."userId") >= config.organization_limit then
    perform neon_auth_internal.fail('TOO_MANY_ORGANIZATIONS');
  end if;

  if not neon_auth_internal.claim_slug(input ->> 'slug', null) then
    perform neon_auth_internal.fail('ORGANIZATION_ALREADY_EXISTS');
  end if;
  insert into neon_auth.organization as o (name, slug, logo, metadata, "createdAt")
  values (input ->> 'name', input ->> 'slug', input ->> 'logo', input ->> 'metadata', now())
  returning o.* into made;

  insert into neon_auth.member as m ("organizationId", "userId", role, "createdAt")
  values (made.id, own."userId", config.creator_role, now())
  returning m.* into creator;

  if option.teams and option.default_team then
    insert into neon_auth.team as t (name, "organizationId") values (made.name, made.id) returning t.id into team_id;
    perform neon_auth_internal.join_team(team_id, own."userId");
  end if;

  if (input ->> 'keepCurrentActiveOrganization') is distinct from 'true' then
    perform neon_auth_internal.activate_organization(own.id, made.id);
    perform neon_auth_internal.activate_team(own.id, team_id) where team_id is not null;
  end if;
  return neon_auth_internal.organization_json(made, parsed => true)
    || jsonb_build_object('members', jsonb_build_array(neon_auth_internal.member_json(creator)));
end
$$;

ALTER FUNCTION neon_auth_api.create_organization(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.create_organization(token_hash text, input json) IS 'POST /organization/create: {name, slug, logo, metadata, keepCurrentActiveOrganization}. The caller becomes a member with the creatorRole of the settings, and joins a first team if the project uses teams. Fails with UNAUTHORIZED, CREATE_ORGANIZATION_NOT_ALLOWED, TOO_MANY_ORGANIZATIONS, ORGANIZATION_ALREADY_EXISTS.';

CREATE FUNCTION neon_auth_api.create_role(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  name   text := neon_auth_internal.role_name(input ->> 'role');
  member neon_auth.member := neon_auth_internal.role_member(
    own, input, 'create', 'CREATE_ROLE_NOT_ALLOWED', 'NO_ORGANIZATION_FOR_ROLE');
  made   neon_auth."organizationRole";
begin
  perform neon_auth_internal.check_role_permission(member, (input -> 'permission')::jsonb, 'CREATE_ROLE_NOT_ALLOWED');
  insert into neon_auth."organizationRole" as r ("organizationId", role, permission)
  values (member."organizationId", name, input ->> 'permission')
  on conflict ("organizationId", role) do nothing
  returning r.* into made;
  if made.id is null then
    perform neon_auth_internal.fail('ROLE_NAME_TAKEN');
  end if;
  return json_build_object(
    'success', true, 'roleData', neon_auth_internal.role_json(made), 'statements', input -> 'permission');
end
$$;

ALTER FUNCTION neon_auth_api.create_role(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.create_role(token_hash text, input json) IS 'POST /organization/create-role: {role, permission: {resource: [action]}, organizationId}, by default the active organization. Callers can only grant permissions they have. Fails with UNAUTHORIZED, INVALID_VALUE for a name with a comma or surrounding blanks, ROLE_NAME_TAKEN, NO_ORGANIZATION_FOR_ROLE, NOT_A_MEMBER, CREATE_ROLE_NOT_ALLOWED, INVALID_RESOURCE, TOO_MANY_ROLES.';

CREATE FUNCTION neon_auth_api.create_team(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  member neon_auth.member := neon_auth_internal.lock_membership(wanted, own."userId");
  made   neon_auth.team;
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('INVITE_NOT_ALLOWED'); -- the reference's message
  elsif not neon_auth_internal.has_permission(member, 'team', 'create') then
    perform neon_auth_internal.fail('CREATE_TEAM_NOT_ALLOWED');
  end if;

  insert into neon_auth.team as t (name, "organizationId", "updatedAt")
  values (input ->> 'name', member."organizationId", now())
  returning t.* into made;
  return neon_auth_internal.team_json(made);
end
$$;

ALTER FUNCTION neon_auth_api.create_team(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.create_team(token_hash text, input json) IS 'POST /organization/create-team: {name, organizationId}, by default the active organization. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, INVITE_NOT_ALLOWED if the caller is not a member, CREATE_TEAM_NOT_ALLOWED, TOO_MANY_TEAMS.';

CREATE FUNCTION neon_auth_api.create_user(token_hash text, email text, name text, role jsonb, fields jsonb, password_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  wanted jsonb := coalesce(fields, '{}') - array['email', 'id'];
  who    neon_auth."user";
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'create', 'CREATE_USER_NOT_ALLOWED');
  perform neon_auth_internal.check_fields(wanted, true);
  if wanted ? 'role' then
    wanted := wanted || jsonb_build_object('role', neon_auth_internal.role_text(wanted -> 'role'));
  end if;

  who := neon_auth_internal.insert_user(
    create_user.name,
    create_user.email,
    null,
    false,
    case when neon_auth_internal.is_truthy(create_user.role) then neon_auth_internal.role_text(create_user.role) else 'user' end);
  if wanted <> '{}' then
    who := neon_auth_internal.change_user(own, who.id, wanted);
  end if;
  if password_hash is not null then
    perform neon_auth_internal.insert_credential(who.id, password_hash);
  end if;
  return json_build_object('user', neon_auth_internal.user_json(who));
end
$$;

ALTER FUNCTION neon_auth_api.create_user(token_hash text, email text, name text, role jsonb, fields jsonb, password_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.create_user(token_hash text, email text, name text, role jsonb, fields jsonb, password_hash text) IS 'POST /admin/create-user: role is a text or a list. fields may set everything except email and id. password_hash may be null. Fails with UNAUTHORIZED, CREATE_USER_NOT_ALLOWED, IMPERSONATING, INVALID_ROLE_TYPE, INVALID_VALUE, USER_ALREADY_EXISTS.';

CREATE FUNCTION neon_auth_api.current_key() RETURNS SETOF neon_auth_api.key_row
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select j.id, j."publicKey", j."privateKey", j."expiresAt"
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity() and j."expiresAt" is null
$$;

ALTER FUNCTION neon_auth_api.current_key() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.current_key() IS 'The key that this branch signs with, its private half sealed. Returns no row before add_key.';

CREATE FUNCTION neon_auth_api.delete_organization(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.lock_membership(input ->> 'organizationId', own."userId");
  gone   neon_auth.organization;
begin
  if input ->> 'organizationId' = '' then
    return json 'null';
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'organization', 'delete') then
    perform neon_auth_internal.fail('DELETE_ORGANIZATION_NOT_ALLOWED');
  end if;

  -- Its members and invitations are deleted too.
  select o.* into strict gone from neon_auth.organization o where o.id = member."organizationId" for update;
  perform neon_auth_internal.remove('organization', array[gone.id]);
  if own."activeOrganizationId" = gone.id::text then
    perform neon_auth_internal.activate_organization(own.id, null);
  end if;
  return neon_auth_internal.organization_json(gone);
end
$$;

ALTER FUNCTION neon_auth_api.delete_organization(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.delete_organization(token_hash text, input json) IS 'POST /organization/delete: {organizationId}. Returns the deleted organization, or null for an empty id. Fails with UNAUTHORIZED, ORGANIZATION_NOT_YOURS, DELETE_ORGANIZATION_NOT_ALLOWED.';

CREATE FUNCTION neon_auth_api.delete_role(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.role_member(own, input, 'delete', 'DELETE_ROLE_NOT_ALLOWED');
  gone   neon_auth."organizationRole";
begin
  if neon_auth_internal.is_predefined(input ->> 'roleName') then
    perform neon_auth_internal.fail('ROLE_IS_PREDEFINED');
  end if;
  gone := neon_auth_internal.find_role(member."organizationId", input);
  perform neon_auth_internal.fail('DELETE_ROLE_NOT_ALLOWED')
  where not neon_auth_internal.may_give_roles(member, gone.role);

  perform neon_auth_internal.remove('organizationRole', array[gone.id]);
  return json_build_object('success', true);
end
$$;

ALTER FUNCTION neon_auth_api.delete_role(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.delete_role(token_hash text, input json) IS 'POST /organization/delete-role: {roleName or roleId, organizationId}, by default the active organization. Members keep the name of the role, which then grants nothing. Callers cannot delete a role with permissions they do not have. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, DELETE_ROLE_NOT_ALLOWED, ROLE_IS_PREDEFINED, ROLE_UNKNOWN.';

CREATE FUNCTION neon_auth_api.delete_user(token_hash text, verified_hash text, delete_token_hash text, mailed_token_hash text DEFAULT NULL::text, proof jsonb DEFAULT '{}'::jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.delete_user_enabled then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;

  if verified_hash is not null then
    -- The password may have been replaced since the sidecar verified it.
    perform from neon_auth.account a
    where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash
    for share;
    if not found then
      perform neon_auth_internal.fail('INVALID_PASSWORD');
    end if;
  end if;

  if delete_token_hash is not null then
    perform neon_auth_internal.use_delete_token(own."userId", delete_token_hash);
  elsif config.delete_user_by_mail then
    perform neon_auth_internal.hold_session(own);
    return neon_auth_internal.mail_deletion(own."userId", mailed_token_hash, proof);
  elsif verified_hash is null and not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_EXPIRED');
  end if;
  return neon_auth_internal.delete_own_user(own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.delete_user(token_hash text, verified_hash text, delete_token_hash text, mailed_token_hash text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.delete_user(token_hash text, verified_hash text, delete_token_hash text, mailed_token_hash text, proof jsonb) IS 'POST /delete-user: deletes the caller. It needs their password (verified_hash, as the sidecar verified it), a mailed token, or a fresh session; null is none. If the settings require it, a link with the token of mailed_token_hash is mailed first (proof: sealedLink). Fails with UNAUTHORIZED, IMPERSONATING, NOT_FOUND, INVALID_PASSWORD, DELETE_TOKEN_INVALID, SESSION_EXPIRED, LAST_ADMINISTRATOR.';

CREATE FUNCTION neon_auth_api.delete_user_callback(token_hash text, delete_token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session;
begin
  if not (select c.delete_user_enabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  own := neon_auth_internal.find_session(token_hash);
  if own.id is null then
    perform neon_auth_internal.fail('FAILED_TO_GET_USER_INFO');
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  perform neon_auth_internal.use_delete_token(own."userId", delete_token_hash);
  return neon_auth_internal.delete_own_user(own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.delete_user_callback(token_hash text, delete_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.delete_user_callback(token_hash text, delete_token_hash text) IS 'GET /delete-user/callback: deletes the caller, who presents the token that was mailed to them. Fails with NOT_FOUND when deletion is disabled, FAILED_TO_GET_USER_INFO, IMPERSONATING, DELETE_TOKEN_INVALID, LAST_ADMINISTRATOR.';

CREATE FUNCTION neon_auth_api.describe_account(provider_id text, answer jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  profile neon_auth_internal.oauth_profile := neon_auth_internal.oauth_profile(
    neon_auth_internal.oauth_provider(provider_id), answer);
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'id', profile.subject, 'name', profile.name, 'email', profile.email, 'image', profile.image))
    || jsonb_build_object('emailVerified', coalesce(profile.is_vouched, false));
end
$$;

ALTER FUNCTION neon_auth_api.describe_account(provider_id text, answer jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.describe_account(provider_id text, answer jsonb) IS 'GET /account-info: returns the user as the provider''s response describes them.';

CREATE FUNCTION neon_auth_api.disable_two_factor(token_hash text, verified_hash text, new_token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_verified(token_hash, verified_hash);
begin
  perform neon_auth_internal.remove_factors(own."userId");
  perform neon_auth_internal.renew_session(own, new_token_hash);
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.disable_two_factor(token_hash text, verified_hash text, new_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.disable_two_factor(token_hash text, verified_hash text, new_token_hash text) IS 'POST /two-factor/disable: removes the caller''s second factor and their trusted browsers, and replaces the session by one with new_token_hash. Fails with UNAUTHORIZED, IMPERSONATING, INVALID_PASSWORD.';

CREATE FUNCTION neon_auth_api.enable_two_factor(token_hash text, verified_hash text, sealed text, backup_hashes text[], new_token_hash text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own   neon_auth.session := neon_auth_internal.require_verified(token_hash, verified_hash);
  codes constant text := to_json(backup_hashes)::text;
  who   neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if who."twoFactorEnabled" then -- the working factor stays until the new one is proven
    insert into neon_auth.two_factor_state as s ("userId", secret, "backupCodes") values (who.id, sealed, codes)
    on conflict on constraint two_factor_state_pkey do update set secret = excluded.secret, "backupCodes" = excluded."backupCodes";
    return false;
  end if;
  perform neon_auth_internal.replace_factor(who, sealed, codes);
  if not (select o.skip_verification from neon_auth_internal.two_factor_option o) then
    return false;
  end if;
  update neon_auth."user" u set "twoFactorEnabled" = true where u.id = who.id;
  perform neon_auth_internal.renew_session(own, new_token_hash);
  return true;
end
$$;

ALTER FUNCTION neon_auth_api.enable_two_factor(token_hash text, verified_hash text, sealed text, backup_hashes text[], new_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.enable_two_factor(token_hash text, verified_hash text, sealed text, backup_hashes text[], new_token_hash text) IS 'POST /two-factor/enable: stores a sealed secret and the hashes of backup codes for the caller. They are in force once verify-totp has proved the secret, or at once with skipVerificationOnEnable: then returns true, and the session is replaced by one with new_token_hash. Fails with UNAUTHORIZED, IMPERSONATING, INVALID_PASSWORD.';

CREATE FUNCTION neon_auth_api.enter_console(code_hash bytea, session_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  used neon_auth_management.console_code;
begin
  -- Of two browsers that open the address at once, one deletes the row.
  delete from neon_auth_management.console_code c where c.hash = enter_console.code_hash returning c.* into used;
  if used.hash is null or used.expires_at <= clock_timestamp() or not exists (
    select from neon_auth_management.key k
    where k.id = used.key_id and neon_auth_management.key_problem(k, 'read', k.branch) is null)
  then
    return false; -- returned, not raised: an expired code is gone
  end if;
  perform neon_auth_internal.put_console_session(session_hash, used.key_id);
  return true;
end
$$;

ALTER FUNCTION neon_auth_api.enter_console(code_hash bytea, session_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.enter_console(code_hash bytea, session_hash bytea) IS 'POST /console/enter/CODE, in the home database: consumes the code with that SHA-256 hash and opens a session of the console for 12 hours. Returns false when the code is unknown, used, older than 5 minutes, or its key is not valid.';

CREATE FUNCTION neon_auth_api.exchange_code(email text, code_hashes text[], password_length integer, reset_hash text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who     neon_auth."user";
  config  neon_auth_internal.config;
  failure text := neon_auth_internal.try_code('forget-password', email, code_hashes, true);
begin
  select * into strict config from neon_auth_internal.config;
  if failure is not null then
    return failure;
  elsif password_length < config.min_password_length then
    return 'PASSWORD_TOO_SHORT';
  elsif password_length > config.max_password_length then
    return 'PASSWORD_TOO_LONG';
  end if;

  who := neon_auth_internal.find_user(email);
  if who.id is null then
    return 'NO_SUCH_USER';
  end if;
  perform neon_auth_internal.end_planted_accounts(who.id);
  perform neon_auth_internal.verify_address(who.id);
  perform neon_auth_internal.put_verification('reset-password:' || reset_hash, who.id::text, config.code_lifetime);
  return '';
end
$$;

ALTER FUNCTION neon_auth_api.exchange_code(email text, code_hashes text[], password_length integer, reset_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.exchange_code(email text, code_hashes text[], password_length integer, reset_hash text) IS 'POST /email-otp/reset-password, before the password is hashed: exchanges the code for a reset token, whose sha256 is reset_hash. The code must be consumed first, because hashing is slow. Returns the failure or nothing: INVALID_OTP, OTP_EXPIRED, TOO_MANY_ATTEMPTS, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, NO_SUCH_USER. password_length: in UTF-16 units.';

CREATE FUNCTION neon_auth_api.expire_deliveries() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  removed integer;
  untold  neon_auth.webhook_event;
begin
  -- An hour longer than it is valid, so that the client can distinguish an expired code from a wrong one.
  delete from neon_auth.verification v where v."expiresAt" < now() - interval '1 hour';
  delete from neon_auth.request_count c where c.since < now() - interval '1 hour';
  update neon_auth.outbox o set sealed = null where o.sealed is not null and o."expiresAt" < now() - interval '1 hour';
  update neon_auth.webhook_event e set sealed = null where e.sealed is not null and e."expiresAt" < now();
  -- Codes and links whose request will not deliver them any more, because its sidecar was killed.
  for untold in
    update neon_auth.webhook_event e set "requestId" = null
    where e."createdAt" between now() - interval '1 day' and now() - interval '1 minute'
      and e.state = 'waiting' and e.type like 'send.%' and e."requestId" is not null and e."expiresAt" > now()
      and e.branch = neon_auth.branch_identity()
    returning e.*
  loop
    perform neon_auth_internal.queue_event(untold);
  end loop;
  delete from neon_auth.webhook_event e where e."createdAt" < now() - interval '30 days';
  delete from neon_auth.outbox o
  where o.state = 'sent' and o."finishedAt" < now() - interval '7 days'
    or o.state = 'dead' and o."finishedAt" < now() - interval '30 days'
    or o.state = 'waiting' and o."expiresAt" < now() - interval '7 days'
    or o.state = 'waiting' and o."createdAt" < now() - interval '30 days'
      and (o.branch <> neon_auth.branch_identity() or not neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound())));
  get diagnostics removed = row_count;
  return removed;
end
$$;

ALTER FUNCTION neon_auth_api.expire_deliveries() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.expire_deliveries() IS 'Deletes rate limit counters after an hour, codes and links an hour after they expired, sent mails after a week, dead and held mails and webhook events after thirty days. Returns the number of mails. Moves codes and links whose request was killed before it delivered them to the webhook to the outbox. The sidecar calls it once a minute.';

CREATE FUNCTION neon_auth_api.expire_sessions(batch integer) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth.expire_sessions(batch)
$$;

ALTER FUNCTION neon_auth_api.expire_sessions(batch integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.expire_sessions(batch integer) IS 'Deletes up to `batch` expired sessions and returns their number. The sidecar calls it once a minute.';

CREATE FUNCTION neon_auth_api.find_challenge(challenge_hash text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from neon_auth.verification v
    where v.identifier = '2fa-' || challenge_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now())
$$;

ALTER FUNCTION neon_auth_api.find_challenge(challenge_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_challenge(challenge_hash text) IS 'GET /get-session?neon_auth_session_verifier=: whether the sign-in waits for its second factor. challenge_hash: sha256 of the token that was generated for the session.';

CREATE FUNCTION neon_auth_api.find_console_session(session_hash bytea) RETURNS TABLE(key_hash bytea, key_id text, name text, read_only boolean, branch text, expires_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select k.hash, k.id::text, k.name, k.read_only, coalesce(k.branch, ''), s.expires_at
  from neon_auth_management.console_session s
  join neon_auth_management.key k on k.id = s.key_id
  where s.hash = session_hash
    and s.expires_at > clock_timestamp()
    and k.revoked_at is null
    and coalesce(k.expires_at > clock_timestamp(), true)
$$;

ALTER FUNCTION neon_auth_api.find_console_session(session_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_console_session(session_hash bytea) IS 'Every page of the console, in the home database: the key whose rights the session with that SHA-256 hash has. No row when the session has ended, or the key was revoked or has expired. branch is empty for a key of the project.';

CREATE VIEW neon_auth_api.credential_row AS
 SELECT u.id AS user_id,
    ''::text AS password_hash
   FROM neon_auth."user" u;

ALTER TABLE neon_auth_api.credential_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.find_credential(email text) RETURNS SETOF neon_auth_api.credential_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config  neon_auth_internal.config;
  address text := neon_auth_internal.normalize_email(email);
  place   uuid := md5(address)::uuid;
  wait    integer;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.email_enabled then
    perform neon_auth_internal.fail('EMAIL_AND_PASSWORD_DISABLED');
  end if;
  wait := neon_auth_internal.count_attempt('password', email);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;

  return query
  select u.id, a.password
  from neon_auth."user" u
  join neon_auth.account a on a."userId" = u.id and a."providerId" = 'credential' and a.password <> ''
  where lower(normalize(u.email, NFKC) collate "C") = address;

  if not found then
    return query
    select '00000000-0000-0000-0000-000000000000'::uuid, decoy.password
    from (
      (select a.password from neon_auth.account a
      where a."providerId" = 'credential' and a.password <> '' and a."userId" >= place order by a."userId" limit 1)
      union all
      (select a.password from neon_auth.account a
      where a."providerId" = 'credential' and a.password <> '' order by a."userId" limit 1)
    ) as decoy
    limit 1;
  end if;
end
$$;

ALTER FUNCTION neon_auth_api.find_credential(email text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_credential(email text) IS 'POST /sign-in/email, first step: returns the user with that address and their password hash. For an unknown user, or one without a password, user_id is all zeros and the hash is that of another user, always the same one: rejecting then takes equally long, whatever algorithms have hashed the passwords here. Returns no row when no user has a password. Records an attempt, which sign_in_email removes. Fails with EMAIL_AND_PASSWORD_DISABLED, TOO_MANY_REQUESTS.';

CREATE FUNCTION neon_auth_api.find_own_credential(token_hash text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own  neon_auth.session := neon_auth_internal.require_session(token_hash);
  wait integer;
begin
  select neon_auth_internal.count_attempt('password', u.email) into wait from neon_auth."user" u where u.id = own."userId";
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  return coalesce((
    select a.password
    from neon_auth.account a
    where a."userId" = own."userId" and a."providerId" = 'credential'), '');
end
$$;

ALTER FUNCTION neon_auth_api.find_own_credential(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_own_credential(token_hash text) IS 'POST /verify-password: returns the caller''s stored password hash, or empty text when they have none. Records an attempt, which pass_password removes. Fails with UNAUTHORIZED, TOO_MANY_REQUESTS.';

CREATE FUNCTION neon_auth_api.find_password_reset(reset_hash text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from neon_auth.verification v
    where v.identifier = 'reset-password:' || reset_hash
      and v.branch = neon_auth.branch_identity()
      and v."expiresAt" > now())
$$;

ALTER FUNCTION neon_auth_api.find_password_reset(reset_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_password_reset(reset_hash text) IS 'GET /reset-password/:token: whether the link is valid. Does not consume it.';

CREATE FUNCTION neon_auth_api.find_provider_account(token_hash text, provider_id text, account_id text, purpose text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who      uuid := case purpose
    when 'info' then (neon_auth_internal.require_session(token_hash))."userId"
    else (neon_auth_internal.require_own_session(token_hash))."userId"
  end;
  own      neon_auth.account;
  wanted   text := provider_id;
  provider jsonb;
begin
  if purpose = 'info' and wanted is null then
    own := neon_auth_internal.find_named_account(who, account_id);
  elsif wanted is null then -- the row's id alone identifies the account
    own := neon_auth_internal.find_own_account(who, null, account_id);
  end if;
  wanted := coalesce(wanted, own."providerId");
  provider := neon_auth_internal.oauth_provider(wanted);
  if provider is null and purpose <> 'info' then
    perform neon_auth_internal.fail(case purpose when 'refresh' then 'PROVIDER_UNKNOWN' else 'PROVIDER_NOT_SUPPORTED' end, wanted);
  end if;
  if own.id is null then
    own := neon_auth_internal.find_own_account(who, wanted, account_id);
  end if;
  if provider is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_CONFIGURED', own."providerId");
  elsif purpose = 'refresh' and own."refreshToken" is null then
    perform neon_auth_internal.fail('REFRESH_TOKEN_NOT_FOUND');
  end if;
  return jsonb_build_object(
    'id', own.id, 'providerId', own."providerId", 'accountId', own."accountId", 'provider', provider,
    'accessToken', own."accessToken", 'refreshToken', own."refreshToken", 'idToken', own."idToken", 'scope', own.scope,
    'accessTokenExpiresAt', neon_auth_internal.timestamp_text(own."accessTokenExpiresAt"),
    'isExpired', coalesce(own."accessTokenExpiresAt" < now() + interval '5 seconds', false),
    'byRow', own.id::text = account_id);
end
$$;

ALTER FUNCTION neon_auth_api.find_provider_account(token_hash text, provider_id text, account_id text, purpose text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_provider_account(token_hash text, provider_id text, account_id text, purpose text) IS 'POST /get-access-token, /refresh-token and GET /account-info (purpose: access, refresh, info): returns one of the caller''s accounts, selected as in unlink_account, with its sealed tokens and its provider. isExpired: the access token expires within five seconds. Fails with UNAUTHORIZED, IMPERSONATING, ACCOUNT_NOT_FOUND, PROVIDER_UNKNOWN, PROVIDER_NOT_SUPPORTED, PROVIDER_NOT_CONFIGURED, REFRESH_TOKEN_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.find_secret_contexts(sealed text) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select distinct place.context
  from neon_auth_internal.config_secrets() s, lateral (values (s.context), (case when s.is_unbound then '' end)) as place (context)
  where s.secret = sealed and place.context is not null
$$;

ALTER FUNCTION neon_auth_api.find_secret_contexts(sealed text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_secret_contexts(sealed text) IS 'Returns the contexts in project_config that contain the sealed secret, and for which it may have been sealed. The context is empty for a secret that the previous release sealed without one.';

CREATE FUNCTION neon_auth_api.find_trusted_device(device_hash text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce((
    select v.value
    from neon_auth.verification v
    where v.identifier = 'trust-device-' || device_hash
      and v.branch = neon_auth.branch_identity()
      and v."expiresAt" > now()), '')
$$;

ALTER FUNCTION neon_auth_api.find_trusted_device(device_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.find_trusted_device(device_hash text) IS 'POST /sign-in/email and other ways to sign in, in a trusted browser: the id of the user whom the browser''s next token was stored for, or empty text. device_hash: sha256 of that token.';

CREATE FUNCTION neon_auth_api.finish_change_email(token_hash text, old_email text, new_email text, link_hash text, new_token_hash text) RETURNS TABLE(outcome text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
  who neon_auth."user" := neon_auth_internal.find_user(old_email);
begin
  outcome := neon_auth_internal.use_change_link(who, own, link_hash);
  body := 'null';
  if outcome is null then
    if neon_auth_internal.lock_banned(who.id) then
      outcome := 'banned'; -- returned, not raised: the link stays used
      return next;
      return;
    end if;
    if (neon_auth_internal.find_user(new_email)).id is not null then
      perform neon_auth_internal.fail('USER_ALREADY_EXISTS'); -- for concurrent requests the unique index decides
    end if;
    perform neon_auth_internal.act_as(who.id, null);
    update neon_auth."user" u set "emailVerified" = true where u.id = who.id and not u."emailVerified";
    perform neon_auth_internal.rename('user', who.id, neon_auth_internal.normalize_email(new_email));
    select u.* into strict who from neon_auth."user" u where u.id = who.id;
    outcome := case when own.id is null then 'changed' else 'signed in' end;
    if own.id is null and not neon_auth_internal.needs_second_factor(who, 'email') then
      perform neon_auth_internal.open_session(who.id, new_token_hash, true, amr => '{email}');
      outcome := 'session opened';
    end if;
    body := json_build_object('status', true, 'user', neon_auth_internal.user_json(who));
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.finish_change_email(token_hash text, old_email text, new_email text, link_hash text, new_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.finish_change_email(token_hash text, old_email text, new_email text, link_hash text, new_token_hash text) IS 'GET /verify-email with the link that was mailed to the new address, after the sidecar has verified it: changes the address and informs the old one by mail. outcome is signed in, session opened (with new_token_hash), changed (the user has a second factor, so no session is opened), user_not_found, unauthorized, superseded or banned. Fails with USER_ALREADY_EXISTS.';

CREATE FUNCTION neon_auth_api.finish_delivery(id uuid, attempt integer, error text, hopeless boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  last_attempt constant integer := 15;
begin
  if error is null then
    update neon_auth.outbox o
    set state = 'sent', sealed = null, "lastError" = null, "finishedAt" = now()
    where o.id = finish_delivery.id;
    return;
  end if;

  -- If the lease of an attempt expired and another worker repeats it, a failure is not recorded.
  update neon_auth.outbox o
  set
    "lastError" = left(error, 500),
    state = case when hopeless or attempt >= last_attempt then 'dead' else 'waiting' end,
    "finishedAt" = case when hopeless or attempt >= last_attempt then now() end,
    -- 1, 2, 4 … seconds up to an hour, half of it random, so that retries are spread.
    "nextAttemptAt" = now() + least(power(2, attempt - 1), 3600) * (0.5 + random() / 2) * interval '1 second'
  where o.id = finish_delivery.id and o.state = 'waiting' and o.attempts = attempt;
end
$$;

ALTER FUNCTION neon_auth_api.finish_delivery(id uuid, attempt integer, error text, hopeless boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.finish_delivery(id uuid, attempt integer, error text, hopeless boolean) IS 'Records the result of an attempt of take_deliveries. error null: sent; its secret is deleted. Otherwise it is retried after a growing delay, at most fifteen attempts, or not at all if it is hopeless. Dead mails are kept for the DBA.';

CREATE VIEW neon_auth_api.event_outcome_row AS
 SELECT ''::text AS state,
    0 AS status,
    ''::text AS code,
    ''::text AS message;

ALTER TABLE neon_auth_api.event_outcome_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.finish_event(id uuid, attempts integer, status integer, answer text, error text) RETURNS SETOF neon_auth_api.event_outcome_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  outcome neon_auth_api.event_outcome_row;
begin
  select j.* into outcome
  from neon_auth.webhook_event e, neon_auth_internal.judge_answer(e.type, finish_event.status, finish_event.answer) j
  where e.id = finish_event.id;

  -- A delivered event stays delivered, regardless of an attempt whose lease expired.
  update neon_auth.webhook_event e
  set
    state = outcome.state,
    sealed = case when outcome.state <> 'delivered' then e.sealed end,
    attempts = e.attempts + finish_event.attempts,
    status = finish_event.status,
    answer = left(nullif(finish_event.answer, ''), 10240),
    error = left(nullif(finish_event.error, ''), 500),
    "finishedAt" = now()
  where e.id = finish_event.id and e.state <> 'delivered';
  return next outcome;
end
$$;

ALTER FUNCTION neon_auth_api.finish_event(id uuid, attempts integer, status integer, answer text, error text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.finish_event(id uuid, attempts integer, status integer, answer text, error text) IS 'Records the result of the given number of delivery attempts (status null: no response, with an error). Returns its meaning: state delivered, refused or failed, and for the last two the message for the client.';

CREATE FUNCTION neon_auth_api.finish_oauth(provider_id text, answer jsonb, tokens jsonb, flow jsonb, caller_hash text, new_token_hash text, verifier jsonb) RETURNS TABLE(failure text, is_new boolean, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  provider constant jsonb := neon_auth_internal.oauth_provider(provider_id);
  profile  neon_auth_internal.oauth_profile := neon_auth_internal.oauth_profile(provider, answer);
  linker   neon_auth."user" := case when flow ? 'link' then neon_auth_internal.find_link(flow -> 'link') end;
  who      neon_auth."user";
  decision record;
begin
  body := 'null';
  is_new := false;
  failure := case
    when provider is null then 'oauth_provider_not_found'
    when flow ? 'link' and linker.id is null then 'unauthorized'
  end;
  if failure is not null then
    return next;
    return;
  end if;

  -- Of two concurrent first sign-ins of one subject, or to one address, the second waits here, and then finds the user.
  perform neon_auth_internal.claim_name('oauth address ' || coalesce(neon_auth_internal.normalize_email(profile.email), ''));
  perform neon_auth_internal.claim_name('oauth account ' || provider_id || ' ' || coalesce(profile.subject, ''));
  select * into strict decision from neon_auth_internal.decide_oauth(
    provider_id, profile, linker.id,
    exists (select from neon_auth.session s where s.token = caller_hash and s."userId" = linker.id),
    not coalesce((provider -> 'disableSignUp')::boolean, false)
      and (not coalesce((provider -> 'disableImplicitSignUp')::boolean, false) or flow @> '{"requestSignUp": true}'));
  failure := coalesce(decision.code, '');
  if failure = '' then
    if decision.action = 'sign-up' then
      who := neon_auth_internal.insert_user(
        profile.name, profile.email, profile.image, profile.is_vouched, 'user', provider_id);
      is_new := true;
    else
      if decision.action = 'reclaim' then
        perform neon_auth_internal.reclaim_user(decision.user_id);
      end if;
      who := neon_auth_internal.update_from_profile(decision.user_id, profile, provider, flow ? 'link');
    end if;
    perform neon_auth_internal.act_as(who.id, null);
    if not neon_auth_internal.put_account(who.id, provider_id, profile.subject, tokens) then
      perform neon_auth_internal.fail('CONFLICT'); -- taken since: retry
    end if;
    if not flow ? 'link' then
      body := case
        when neon_auth_internal.admit(who.id, new_token_hash, true, 'fed')
          then json_build_object('redirect', false, 'token', new_token_hash, 'user', neon_auth_internal.user_json(who))
        else neon_auth_internal.challenge_json() end;
      perform neon_auth_internal.put_session_verifier(verifier);
    end if;
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.finish_oauth(provider_id text, answer jsonb, tokens jsonb, flow jsonb, caller_hash text, new_token_hash text, verifier jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.finish_oauth(provider_id text, answer jsonb, tokens jsonb, flow jsonb, caller_hash text, new_token_hash text, verifier jsonb) IS 'GET /callback/:id, /oauth2/callback/:id, POST /sign-in/social and /link-social with an id token: carries out what decide_oauth decides for the provider''s response. tokens: as in put_account. flow: result of take_oauth_state. caller_hash: hash of the session token in this browser, empty for none. new_token_hash: the session to open. verifier: as in put_session_verifier. failure: a code for the app, or empty. Fails with BANNED_USER, CONFLICT, WEBHOOK_NOT_ASKED, and as the sign-up rules define.';

CREATE FUNCTION neon_auth_api.fold_user_count() RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with folded as (
    delete from neon_auth.user_count c
    where c.ctid = any (array(select f.ctid from neon_auth.user_count f limit 10000 for update skip locked))
    returning c.role, c."emailVerified", c.banned, c.users
  ), kept as (
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select f.role, f."emailVerified", f.banned, sum(f.users)
    from folded f
    group by 1, 2, 3
    having sum(f.users) <> 0
  )
  select count(*)::integer from folded
$$;

ALTER FUNCTION neon_auth_api.fold_user_count() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.fold_user_count() IS 'Merges the rows of user_count, so that only a few must be added up. The sidecar calls it once a minute.';

CREATE FUNCTION neon_auth_api.get_access_token(token_hash text, provider_id text, account_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  provider text := provider_id;
begin
  if provider is null then -- the row's id alone identifies the account
    provider := (neon_auth_internal.find_own_account(own."userId", null, account_id))."providerId";
  end if;
  if not neon_auth_internal.is_provider_configured(provider) then
    perform neon_auth_internal.fail('PROVIDER_NOT_SUPPORTED', provider);
  end if;
  perform neon_auth_internal.find_own_account(own."userId", provider, account_id);
  perform neon_auth_internal.fail('ACCESS_TOKEN_FAILED');
  return null;
end
$$;

ALTER FUNCTION neon_auth_api.get_access_token(token_hash text, provider_id text, account_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_access_token(token_hash text, provider_id text, account_id text) IS 'POST /get-access-token, for the sidecar of the previous release: the account is selected as in unlink_account. It never returns a token and fails with UNAUTHORIZED, IMPERSONATING, PROVIDER_NOT_SUPPORTED, ACCOUNT_NOT_FOUND, or ACCESS_TOKEN_FAILED.';

CREATE FUNCTION neon_auth_api.get_active_member(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.find_member(own."activeOrganizationId", own."userId");
begin
  return coalesce(neon_auth_internal.member_with_user_json(member), 'null');
end
$$;

ALTER FUNCTION neon_auth_api.get_active_member(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_active_member(token_hash text, input json) IS 'GET /organization/get-active-member: the caller''s membership of the active organization. Returns null without an active organization. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.get_active_member_role(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.chosen_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  end if;
  if member.id is not null and input ->> 'userId' <> '' then
    member := neon_auth_internal.find_member(wanted, auth.as_uuid(input ->> 'userId'));
  end if;
  if member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  end if;
  return json_build_object('role', member.role);
end
$$;

ALTER FUNCTION neon_auth_api.get_active_member_role(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_active_member_role(token_hash text, input json) IS 'GET /organization/get-active-member-role: {userId, organizationId, organizationSlug}. Returns the role of a member, by default the caller in the active organization. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER.';

CREATE VIEW neon_auth_api.config_row AS
 SELECT ''::text AS config_version,
    ''::text AS branch,
    ''::text AS trusted_origins,
    false AS allow_localhost,
    false AS cookie_cache,
    0 AS cookie_cache_seconds,
    false AS magic_link,
    ''::text AS limited_paths,
    false AS organizations,
    false AS claims_hook,
    false AS webhook,
    false AS teams,
    false AS dynamic_roles,
    false AS is_strict,
    false AS generic_oauth,
    ''::text AS app_name,
    ''::text AS language,
    false AS translate_errors,
    ''::text AS links,
    ''::text AS logo,
    ''::text AS color,
    false AS two_factor,
    600 AS challenge_seconds,
    2592000 AS trust_seconds;

ALTER TABLE neon_auth_api.config_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.get_config() RETURNS SETOF neon_auth_api.config_row
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  version text := neon_auth_internal.config_version(); -- first, as in get_sessions
begin
  return query
  select
    version,
    neon_auth.branch_identity(),
    coalesce((
      select string_agg(origin.entry, ' ')
      from (
        select coalesce(o ->> 'domain', o #>> '{}') as entry from jsonb_array_elements(c.trusted_origins) o
      ) as origin
      where origin.entry !~ E'\\s'
    ), ''),
    c.allow_localhost,
    c.cookie_cache,
    c.cookie_cache_seconds,
    c.magic_link,
    coalesce((select string_agg(r.paths, '|' order by r.position) from neon_auth_internal.limit_rule r where c.rate_limit), ''),
    c.organizations,
    c.claims_hook is not null,
    c.webhook_enabled,
    o.teams,
    o.dynamic_roles,
    c.strict_origin,
    exists (
      select from jsonb_array_elements(c.social_providers) p
      where p ->> 'clientId' <> '' and not exists (select from neon_auth.oauth_preset o where o.id = p ->> 'id')),
    c.app_name,
    c.language,
    c.translate_errors,
    c.links,
    c.logo,
    c.color,
    t.enabled,
    extract(epoch from t.challenge_lifetime)::integer,
    extract(epoch from t.trust_lifetime)::integer
  from neon_auth_internal.config c, neon_auth_internal.organization_option o, neon_auth_internal.two_factor_option t;
end
$$;

ALTER FUNCTION neon_auth_api.get_config() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_config() IS 'Returns what the sidecar needs before it calls the database: the branch, the version of the settings, trusted origins (separated by blanks), the session cookie cache, the enabled plugins, a regular expression of the rate-limited paths (empty: none), whether a token claims hook and a webhook are set, whether pages of untrusted sites are blocked from posting, even without cookies (is_strict), and whether providers other than the presets are enabled. Also what pages and mails look like: name, language, whether errors are translated, what mailed links do, logo and color.';

CREATE TABLE neon_auth.webhook_event (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    "user" jsonb DEFAULT '{}'::jsonb NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    sealed text,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    status integer,
    answer text,
    error text,
    "requestId" text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "expiresAt" timestamp with time zone,
    "finishedAt" timestamp with time zone,
    branch text DEFAULT neon_auth.branch_identity() NOT NULL,
    CONSTRAINT answer_is_short CHECK ((octet_length(answer) <= 65536)),
    CONSTRAINT data_is_short CHECK ((octet_length((data)::text) <= 262144)),
    CONSTRAINT error_is_short CHECK ((octet_length(error) <= 4096)),
    CONSTRAINT "requestId_is_short" CHECK ((octet_length("requestId") <= 255)),
    CONSTRAINT sealed_is_short CHECK ((octet_length(sealed) <= 262144)),
    CONSTRAINT user_is_short CHECK ((octet_length(("user")::text) <= 262144)),
    CONSTRAINT webhook_event_keeps_no_delivered_secret CHECK (((state <> 'delivered'::text) OR (sealed IS NULL))),
    CONSTRAINT webhook_event_state_is_known CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'refused'::text, 'failed'::text])))
);

ALTER TABLE neon_auth.webhook_event OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.webhook_event IS 'Internal: events for the webhook. Read them with list_events(); redeliver_event(id).';

COMMENT ON COLUMN neon_auth.webhook_event.id IS 'The event_id that the webhook gets.';

COMMENT ON COLUMN neon_auth.webhook_event.type IS 'Such as user.created.';

COMMENT ON COLUMN neon_auth.webhook_event."user" IS 'User it is about, as the webhook gets it.';

COMMENT ON COLUMN neon_auth.webhook_event.data IS 'The rest of the event; no secret.';

COMMENT ON COLUMN neon_auth.webhook_event.sealed IS 'Code or link, sealed with a key that is not in the database. Cleared once delivered.';

COMMENT ON COLUMN neon_auth.webhook_event.state IS 'waiting, delivered, failed, or refused: the webhook denied user.before_create.';

COMMENT ON COLUMN neon_auth.webhook_event.attempts IS 'How often delivery was tried.';

COMMENT ON COLUMN neon_auth.webhook_event.status IS 'HTTP status of the last response. Null: there was none.';

COMMENT ON COLUMN neon_auth.webhook_event.answer IS 'Last response, unless it could repeat a secret.';

COMMENT ON COLUMN neon_auth.webhook_event.error IS 'Why the last attempt failed.';

COMMENT ON COLUMN neon_auth.webhook_event."requestId" IS 'Request that waits for the response. Null: the outbox delivers it.';

COMMENT ON COLUMN neon_auth.webhook_event."createdAt" IS 'When it happened.';

COMMENT ON COLUMN neon_auth.webhook_event."expiresAt" IS 'When the code or link expires.';

COMMENT ON COLUMN neon_auth.webhook_event."finishedAt" IS 'When it was delivered or given up.';

COMMENT ON COLUMN neon_auth.webhook_event.branch IS 'branch_identity() it was made under; a copy sends nothing of its parent''s.';

CREATE VIEW neon_auth_api.event_row AS
 SELECT e.id,
    e.type,
    e.data AS body,
    e.sealed,
    ''::text AS url,
    0 AS timeout_seconds
   FROM neon_auth.webhook_event e;

ALTER TABLE neon_auth_api.event_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.get_event(id uuid) RETURNS SETOF neon_auth_api.event_row
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select r
  from neon_auth.webhook_event e, neon_auth_internal.event_row(e) r
  where e.id = get_event.id and e.branch = neon_auth.branch_identity()
$$;

ALTER FUNCTION neon_auth_api.get_event(id uuid) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_event(id uuid) IS 'Returns an event that the outbox delivers. Returns no row when it no longer exists.';

CREATE FUNCTION neon_auth_api.get_extra_claims(token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
  who neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  return neon_auth_internal.call_claims_hook(
    neon_auth_internal.token_claims(who)::jsonb
    || neon_auth_internal.organization_claim(own."activeOrganizationId", who.id));
end
$$;

ALTER FUNCTION neon_auth_api.get_extra_claims(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_extra_claims(token_hash text) IS 'Returns the claims that the token claims hook adds to a token of the session. Fails with UNAUTHORIZED, and as the hook does.';

CREATE VIEW neon_auth_api.organization_row AS
 SELECT ''::text AS failure,
    false AS activated,
    '{}'::json AS body;

ALTER TABLE neon_auth_api.organization_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.get_full_organization(token_hash text, input json) RETURNS SETOF neon_auth_api.organization_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted  text := neon_auth_internal.chosen_organization(own, input);
  member  neon_auth.member;
  found_o neon_auth.organization;
  members bigint := coalesce(
    neon_auth_internal.whole_number(input ->> 'membersLimit'),
    (select c.membership_limit from neon_auth_internal.config c));
begin
  if wanted is null then
    return query select '', false, 'null'::json;
    return;
  end if;

  select * into found_o from neon_auth.organization o where o.id = auth.as_uuid(wanted);
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;

  member := neon_auth_internal.find_member(wanted, own."userId");
  if member.id is null then
    perform neon_auth_internal.activate_organization(own.id, null);
    return query select 'ORGANIZATION_CLOSED', false, 'null'::json;
    return;
  end if;

  return query select '', false, (
    neon_auth_internal.organization_json(found_o) || jsonb_build_object(
      'invitations', neon_auth_internal.invitations_json(member),
      'members', (
        select coalesce(jsonb_agg(neon_auth_internal.member_with_user_json(m)), '[]')
        from (
          select * from neon_auth.member m
          where m."organizationId" = found_o.id
          order by m."createdAt", m.id
          limit members
        ) as m))
    || case when o.teams then jsonb_build_object('teams', neon_auth_internal.teams_json(found_o.id)) else '{}' end)::json
    from neon_auth_internal.organization_option o;
end
$$;

ALTER FUNCTION neon_auth_api.get_full_organization(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_full_organization(token_hash text, input json) IS 'GET /organization/get-full-organization: {organizationId, organizationSlug, membersLimit}, by default the active organization. Returns null without an organization. If the caller is not a member, returns the failure ORGANIZATION_CLOSED and unsets the session''s active organization. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.get_invitation(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash, 'NOT_AUTHENTICATED');
  waiting neon_auth.invitation := neon_auth_internal.find_own_invitation(
    input ->> 'id', own."userId", false, 'INVITATION_GONE');
  answer  json;
begin
  select (neon_auth_internal.invitation_json(waiting) || jsonb_build_object(
    'organizationName', o.name,
    'organizationSlug', o.slug,
    'inviterEmail', u.email))::json
  into answer
  from neon_auth.member m
  join neon_auth.organization o on o.id = m."organizationId"
  join neon_auth."user" u on u.id = m."userId"
  where m."organizationId" = waiting."organizationId" and m."userId" = waiting."inviterId";
  if not found then
    perform neon_auth_internal.fail('INVITER_LEFT');
  end if;
  return answer;
end
$$;

ALTER FUNCTION neon_auth_api.get_invitation(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_invitation(token_hash text, input json) IS 'GET /organization/get-invitation: {id}. Returns an invitation for the caller. Fails with NOT_AUTHENTICATED, INVITATION_GONE, NOT_THE_RECIPIENT, INVITEE_NOT_VERIFIED, INVITER_LEFT.';

CREATE VIEW neon_auth_api.mail_settings_row AS
 SELECT ''::text AS app_name,
    ''::text AS sender_email,
    ''::text AS sender_name,
    ''::text AS host,
    0 AS port,
    ''::text AS username,
    ''::text AS password,
    ''::text AS language,
    ''::text AS logo,
    ''::text AS color;

ALTER TABLE neon_auth_api.mail_settings_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.get_mail_settings() RETURNS SETOF neon_auth_api.mail_settings_row
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    c.app_name,
    neon_auth_internal.setting(c.email_provider, '{sender_email}', ''::text),
    neon_auth_internal.setting(c.email_provider, '{sender_name}', ''::text),
    case when own then neon_auth_internal.setting(c.email_provider, '{host}', ''::text) else '' end,
    case when own then neon_auth_internal.setting(c.email_provider, '{port}', 587) else 0 end,
    case when own then neon_auth_internal.setting(c.email_provider, '{username}', ''::text) else '' end,
    case when own then neon_auth_internal.setting(c.email_provider, '{password}', ''::text) else '' end,
    c.language,
    c.logo,
    c.color
  from neon_auth_internal.config c,
    lateral (values (neon_auth_internal.setting(c.email_provider, '{type}', 'shared'::text) = 'standard')) as p (own)
$$;

ALTER FUNCTION neon_auth_api.get_mail_settings() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_mail_settings() IS 'Returns the sender of mails, the mail server, and the language, logo and color of mails. host is empty when the operator''s own server is used.';

CREATE VIEW neon_auth_api.mail_template_row AS
 SELECT ''::text AS language,
    ''::text AS subject,
    ''::text AS html,
    ''::text AS text;

ALTER TABLE neon_auth_api.mail_template_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.get_mail_templates(kind text) RETURNS SETOF neon_auth_api.mail_template_row
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select t.language, coalesce(t.subject, ''), coalesce(t.html, ''), coalesce(t.text, '')
  from neon_auth.mail_template t
  where t.kind = get_mail_templates.kind
$$;

ALTER FUNCTION neon_auth_api.get_mail_templates(kind text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_mail_templates(kind text) IS 'Returns the project''s own texts of one kind of mail, by language (*: all). An empty part is not replaced.';

CREATE FUNCTION neon_auth_api.get_oauth_provider(provider_id text, caller_hash text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if caller_hash is not null then
    perform neon_auth_internal.require_own_session(caller_hash);
  end if;
  return neon_auth_internal.oauth_provider(provider_id);
end
$$;

ALTER FUNCTION neon_auth_api.get_oauth_provider(provider_id text, caller_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_oauth_provider(provider_id text, caller_hash text) IS 'Returns the settings of an enabled provider, with its client secret sealed. Null: not enabled. caller_hash: hash of the session token, if a signed-in user is required; null: not required. Fails with UNAUTHORIZED, IMPERSONATING.';

CREATE FUNCTION neon_auth_api.get_release() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select i.release from neon_auth.installation i
$$;

ALTER FUNCTION neon_auth_api.get_release() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_release() IS 'The release of the installed functions. A sidecar accepts its own release, the previous and the next one.';

CREATE FUNCTION neon_auth_api.get_role(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  member neon_auth.member;
begin
  if coalesce(input ->> 'roleName', input ->> 'roleId') is null then
    perform neon_auth_internal.fail('ROLE_NOT_NAMED');
  end if;
  own := neon_auth_internal.require_session(token_hash);
  member := neon_auth_internal.role_member(own, input, 'read', 'READ_ROLE_NOT_ALLOWED');
  return neon_auth_internal.role_json(neon_auth_internal.find_role(member."organizationId", input));
end
$$;

ALTER FUNCTION neon_auth_api.get_role(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_role(token_hash text, input json) IS 'GET /organization/get-role: {roleName or roleId, organizationId}, by default the active organization. Fails with ROLE_NOT_NAMED, UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, READ_ROLE_NOT_ALLOWED, ROLE_UNKNOWN.';

CREATE TABLE neon_auth.member (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "organizationId" uuid NOT NULL,
    "userId" uuid NOT NULL,
    role text NOT NULL,
    "createdAt" timestamp with time zone NOT NULL,
    CONSTRAINT role_is_short CHECK ((octet_length(role) <= 1024))
);

ALTER TABLE neon_auth.member OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.member IS 'Who belongs to which organization, and in what role.';

COMMENT ON COLUMN neon_auth.member.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.member."organizationId" IS 'The organization.';

COMMENT ON COLUMN neon_auth.member."userId" IS 'The user.';

COMMENT ON COLUMN neon_auth.member.role IS 'Roles separated by commas: owner, admin, member, or the organization''s own.';

COMMENT ON COLUMN neon_auth.member."createdAt" IS 'When the user joined.';

CREATE TABLE neon_auth.organization (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    logo text,
    "createdAt" timestamp with time zone NOT NULL,
    metadata text,
    CONSTRAINT logo_is_short CHECK ((octet_length(logo) <= 131072)),
    CONSTRAINT metadata_is_short CHECK ((octet_length(metadata) <= 65536)),
    CONSTRAINT name_is_short CHECK ((octet_length(name) <= 1024)),
    CONSTRAINT slug_is_short CHECK ((octet_length(slug) <= 255))
);

ALTER TABLE neon_auth.organization OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.organization IS 'Organizations of users.';

COMMENT ON COLUMN neon_auth.organization.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.organization.name IS 'Display name.';

COMMENT ON COLUMN neon_auth.organization.slug IS 'Name in addresses. Unique.';

COMMENT ON COLUMN neon_auth.organization.logo IS 'Address of a picture.';

COMMENT ON COLUMN neon_auth.organization."createdAt" IS 'When it was created.';

COMMENT ON COLUMN neon_auth.organization.metadata IS 'The app''s own data, JSON as text.';

CREATE TABLE neon_auth.session_origin (
    "sessionId" uuid NOT NULL,
    branch text DEFAULT neon_auth.branch_identity() NOT NULL,
    remembered boolean DEFAULT true NOT NULL,
    "activeTeamId" uuid,
    "openedBy" uuid,
    amr text[] DEFAULT '{}'::text[] NOT NULL,
    "authenticatedAt" timestamp with time zone,
    "secondFactorAt" timestamp with time zone,
    CONSTRAINT amr_is_short CHECK (((array_length(amr, 1) <= 16) AND (octet_length(array_to_string(amr, ' '::text)) <= 255)))
);

ALTER TABLE neon_auth.session_origin OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.session_origin IS 'Internal: one row for each session, made by a trigger.';

COMMENT ON COLUMN neon_auth.session_origin."sessionId" IS 'The session.';

COMMENT ON COLUMN neon_auth.session_origin.branch IS 'branch_identity() the session was made under; it is valid there only.';

COMMENT ON COLUMN neon_auth.session_origin.remembered IS 'False: the cookie ends with the browser, and the session is not extended.';

COMMENT ON COLUMN neon_auth.session_origin."activeTeamId" IS 'Team the client selected. Cleared when the membership ends.';

COMMENT ON COLUMN neon_auth.session_origin."openedBy" IS 'of an impersonation: the administrator''s session it was opened from';

COMMENT ON COLUMN neon_auth.session_origin.amr IS 'How the user proved who they are: pwd, email (a mailed code or link), fed (a provider), otp (an authenticator app), backup; mfa: with a second factor.';

COMMENT ON COLUMN neon_auth.session_origin."authenticatedAt" IS 'When they last did. Null: an administrator opened the session, or SQL.';

COMMENT ON COLUMN neon_auth.session_origin."secondFactorAt" IS 'When they last did with a second factor. Null: never in this session.';

CREATE VIEW neon_auth_api.session_row AS
 SELECT s.token AS token_hash,
    s.id,
    s."expiresAt" AS expires_at,
    s."createdAt" AS created_at,
    s."updatedAt" AS updated_at,
    s."ipAddress" AS ip_address,
    s."userAgent" AS user_agent,
    s."impersonatedBy" AS impersonated_by,
    s."activeOrganizationId" AS active_organization_id,
    o.remembered,
    u.id AS user_id,
    u.name,
    u.email,
    u."emailVerified" AS email_verified,
    u.image,
    u."createdAt" AS user_created_at,
    u."updatedAt" AS user_updated_at,
    u.role,
    u.banned,
    u."banReason" AS ban_reason,
    u."banExpires" AS ban_expires,
    false AS is_due,
    false AS is_expired,
    ''::text AS config_version,
    g.slug AS organization_slug,
    m.role AS organization_role,
    o."activeTeamId" AS active_team_id,
    u."twoFactorEnabled" AS two_factor_enabled,
    ''::text AS amr,
    o."authenticatedAt" AS authenticated_at,
    o."secondFactorAt" AS second_factor_at
   FROM ((((neon_auth.session s
     JOIN neon_auth.session_origin o ON ((o."sessionId" = s.id)))
     JOIN neon_auth."user" u ON ((u.id = s."userId")))
     LEFT JOIN neon_auth.organization g ON (((g.id)::text = s."activeOrganizationId")))
     LEFT JOIN neon_auth.member m ON (((m."organizationId" = g.id) AND (m."userId" = u.id))));

ALTER TABLE neon_auth_api.session_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.get_sessions(branch text, token_hashes text[]) RETURNS SETOF neon_auth_api.session_row
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- config_version first, in the order in which an install locks, so that the two never deadlock.
  return query
  select
    s.token, s.id, s."expiresAt", s."createdAt", s."updatedAt", s."ipAddress", s."userAgent",
    s."impersonatedBy", s."activeOrganizationId", o.remembered,
    u.id, u.name, u.email, u."emailVerified", u.image, u."createdAt", u."updatedAt", u.role,
    u.banned, u."banReason", case when isfinite(u."banExpires") then u."banExpires" end,
    o.remembered and s."expiresAt" <= now() + interval '6 days',
    s."expiresAt" <= now(),
    v.version::text,
    -- Two lookups for users with an active organization, and none for others.
    (select g.slug from neon_auth.organization g where g.id = m."organizationId"),
    m.role,
    o."activeTeamId",
    u."twoFactorEnabled",
    array_to_string(o.amr, ' '),
    o."authenticatedAt",
    o."secondFactorAt"
  -- limit 1: the table is never analyzed, and a planner that expects thousands of rows would JIT-compile the query.
  from (select c.version from neon_auth.config_version c limit 1) v
  cross join neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = get_sessions.branch
  join neon_auth."user" u on u.id = s."userId"
  left join neon_auth.member m
    on m."userId" = s."userId" and m."organizationId" = auth.as_uuid(s."activeOrganizationId")
  -- Wrapped in a select, so that the planner does not see the number of tokens. Otherwise it would plan each call
  -- again, which takes ten times as long as the lookup.
  where s.token = any ((select token_hashes)::text[])
    and not (coalesce(u.banned, false) and coalesce(u."banExpires" > now(), true));
end
$$;

ALTER FUNCTION neon_auth_api.get_sessions(branch text, token_hashes text[]) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_sessions(branch text, token_hashes text[]) IS 'GET /get-session: returns sessions of this branch by the hex sha256 of their tokens, without those of banned users. If is_due or is_expired, call refresh_session. organization_role: role in the active organization, null if the user is not a member.';

CREATE FUNCTION neon_auth_api.get_user(token_hash text, user_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'get', 'GET_USER_NOT_ALLOWED');
  select * into who from neon_auth."user" u where u.id = neon_auth_internal.require_uuid(get_user.user_id);
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return neon_auth_internal.user_json(who);
end
$$;

ALTER FUNCTION neon_auth_api.get_user(token_hash text, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_user(token_hash text, user_id text) IS 'GET /admin/get-user: returns the user without a wrapper. Fails with UNAUTHORIZED, GET_USER_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE for an invalid id, USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.get_users_sync_secret(provider text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_secret constant text := neon_auth_internal.users_sync_secret(provider);
begin
  if found_secret is null then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  return found_secret;
end
$$;

ALTER FUNCTION neon_auth_api.get_users_sync_secret(provider text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.get_users_sync_secret(provider text) IS 'Returns the secret of an outside provider''s webhook, in clear or sealed. Fails with NOT_FOUND when there is none.';

CREATE FUNCTION neon_auth_api.has_permission(token_hash text, wanted jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return json_build_object('error', null, 'success', neon_auth_internal.allows(
    (select u.role from neon_auth."user" u where u.id = own."userId"), wanted));
end
$$;

ALTER FUNCTION neon_auth_api.has_permission(token_hash text, wanted jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.has_permission(token_hash text, wanted jsonb) IS 'POST /admin/has-permission: returns whether the caller''s role allows all of {"resource": ["action"]}. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.impersonate_user(token_hash text, user_id text, new_token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  who    neon_auth."user";
  opened neon_auth.session;
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'impersonate', 'IMPERSONATE_NOT_ALLOWED');
  perform neon_auth_internal.hold_session(own);
  -- Locked, so that the user cannot become an administrator between the check and the insert of the session.
  select * into who
  from neon_auth."user" u
  where u.id = neon_auth_internal.require_uuid(impersonate_user.user_id)
  for share;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif neon_auth_internal.is_admin(who.role) then
    perform neon_auth_internal.fail('CANNOT_IMPERSONATE_ADMINS');
  end if;

  opened := neon_auth_internal.open_session(who.id, new_token_hash, false, own."userId");
  update neon_auth.session_origin o set "openedBy" = own.id where o."sessionId" = opened.id;
  return json_build_object(
    'session', neon_auth_internal.session_json(opened), 'user', neon_auth_internal.user_json(who));
end
$$;

ALTER FUNCTION neon_auth_api.impersonate_user(token_hash text, user_id text, new_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.impersonate_user(token_hash text, user_id text, new_token_hash text) IS 'POST /admin/impersonate-user: opens a session as another user, for one hour, with new_token_hash. Fails with UNAUTHORIZED, IMPERSONATE_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, USER_NOT_FOUND, CANNOT_IMPERSONATE_ADMINS, BANNED_USER.';

CREATE FUNCTION neon_auth_api.invite_member(token_hash text, input json, is_address boolean, app_origin text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  email  text := neon_auth_internal.normalize_email(input ->> 'email');
  roles  text := neon_auth_internal.roles_text(input -> 'role');
  member neon_auth.member;
  config neon_auth_internal.config;
  made   neon_auth.invitation;
begin
  if wanted is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  elsif not is_address then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  end if;

  member := neon_auth_internal.lock_membership(wanted, own."userId");
  if member.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif not neon_auth_internal.has_permission(member, 'invitation', 'create') then
    perform neon_auth_internal.fail('INVITE_NOT_ALLOWED');
  end if;
  perform neon_auth_internal.check_roles_to_give(member, roles);

  if neon_auth_internal.is_member_address(member."organizationId", email) then
    perform neon_auth_internal.fail('ALREADY_A_MEMBER');
  end if;
  select * into strict config from neon_auth_internal.config;
  made := neon_auth_internal.resend_invitation(member."organizationId", email, (input ->> 'resend')::boolean);

  if made.id is null then
    if neon_auth_internal.count_waiting(member."organizationId") >= config.invitation_limit then
      perform neon_auth_internal.fail('INVITATION_LIMIT_REACHED');
    end if;
    insert into neon_auth.invitation as i ("organizationId", email, role, status, "expiresAt", "createdAt", "inviterId")
    values (member."organizationId", email, roles, 'pending', now() + config.invitation_lifetime, now(), own."userId")
    returning i.* into made;
    perform neon_auth_internal.invite_to_teams(made, input -> 'teamId');
  end if;
  perform neon_auth_internal.mail_invitation(made, own."userId", app_origin);
  return neon_auth_internal.invitation_json(made);
end
$$;

ALTER FUNCTION neon_auth_api.invite_member(token_hash text, input json, is_address boolean, app_origin text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.invite_member(token_hash text, input json, is_address boolean, app_origin text) IS 'POST /organization/invite-member: {email, role, organizationId, resend, teamId}. is_address: whether the email is valid. app_origin: origin of the app; the mailed link leads to its page /auth/accept-invitation. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND, INVALID_EMAIL, MEMBER_NOT_FOUND, INVITE_NOT_ALLOWED, ROLE_NOT_FOUND, INVITE_ROLE_NOT_ALLOWED, ALREADY_A_MEMBER, ALREADY_INVITED, INVITATION_LIMIT_REACHED, TEAM_NOT_FOUND, TEAM_MEMBER_LIMIT_REACHED.';

CREATE FUNCTION neon_auth_api.is_outbox_open() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from neon_auth.outbox o
    where o.state = 'waiting' and o.branch = neon_auth.branch_identity()
      and neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound())))
$$;

ALTER FUNCTION neon_auth_api.is_outbox_open() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.is_outbox_open() IS 'Whether mail is queued in this branch, due or not, that the branch does not hold. If so, the sidecar polls once a second.';

CREATE FUNCTION neon_auth_api.leave_organization(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.lock_membership(input ->> 'organizationId', own."userId");
begin
  if member.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif neon_auth_internal.is_last_owner(member) then
    perform neon_auth_internal.fail('ONLY_OWNER');
  end if;

  perform neon_auth_internal.end_membership(member, own);
  return neon_auth_internal.member_with_user_json(member);
end
$$;

ALTER FUNCTION neon_auth_api.leave_organization(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.leave_organization(token_hash text, input json) IS 'POST /organization/leave: {organizationId}. Returns the former membership. Fails with UNAUTHORIZED, MEMBER_NOT_FOUND, ONLY_OWNER.';

CREATE FUNCTION neon_auth_api.list_accounts(token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(neon_auth_internal.account_json(a) order by a."createdAt", a.id), '[]')
    from neon_auth.account a
    where a."userId" = own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.list_accounts(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_accounts(token_hash text) IS 'GET /list-accounts: returns the accounts that the caller can sign in with, without secrets. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.list_clear_secrets() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select distinct s.secret from neon_auth_internal.config_secrets() s where s.secret not like 'v1.%'
$$;

ALTER FUNCTION neon_auth_api.list_clear_secrets() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_clear_secrets() IS 'For the sidecar of the previous release: secrets in project_config that are stored in clear.';

CREATE FUNCTION neon_auth_api.list_failures() RETURNS TABLE(name text, status integer, code text, message text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.name, f.status, f.code, f.message from neon_auth_internal.failure f
$$;

ALTER FUNCTION neon_auth_api.list_failures() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_failures() IS 'All failures by name, with status, code and message. The sidecar uses them for the failures it detects itself.';

CREATE FUNCTION neon_auth_api.list_invitations(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
begin
  if wanted is null then
    perform neon_auth_internal.fail('ORGANIZATION_ID_IS_REQUIRED');
  elsif member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  end if;
  return neon_auth_internal.invitations_json(member);
end
$$;

ALTER FUNCTION neon_auth_api.list_invitations(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_invitations(token_hash text, input json) IS 'GET /organization/list-invitations: {organizationId}, by default the active organization. Returns invitations in any state, and an empty list for members who may neither invite nor cancel. Fails with UNAUTHORIZED, ORGANIZATION_ID_IS_REQUIRED, NOT_A_MEMBER.';

CREATE FUNCTION neon_auth_api.list_keys() RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(json_agg(json_build_object(
      'kid', j.id,
      'createdAt', neon_auth_internal.timestamp_text(j."createdAt"),
      'state', case when j."expiresAt" is null then 'signs' when j."expiresAt" > now() then 'verifies' else 'expired' end,
      'expiresAt', neon_auth_internal.timestamp_text(j."expiresAt")
    ) order by j."createdAt"), '[]')
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity()
$$;

ALTER FUNCTION neon_auth_api.list_keys() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_keys() IS 'neonauth keys list: the keys of this branch, oldest first.';

CREATE FUNCTION neon_auth_api.list_members(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  fields constant text[] := array['id', 'organizationId', 'userId', 'role', 'createdAt'];
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.chosen_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
  most   bigint := neon_auth_internal.whole_number(input ->> 'limit');
  first  bigint := neon_auth_internal.whole_number(input ->> 'offset');
  field  text := nullif(input ->> 'filterField', '');
  sorted text := nullif(input ->> 'sortBy', '');
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  elsif exists (select from unnest(array[field, sorted]) f (name) where f.name <> all (fields)) then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  perform neon_auth_internal.check_pattern('filterValue', input ->> 'filterValue');
  most := coalesce(most, (select c.membership_limit from neon_auth_internal.config c));

  return (
    with found as materialized (
      select m.*, neon_auth_internal.member_field(m, sorted) as key
      from neon_auth.member m
      where m."organizationId" = member."organizationId"
        and (field is null or neon_auth_internal.fits(
          neon_auth_internal.member_field(m, field), input ->> 'filterOperator', input ->> 'filterValue'))
    ), page as (
      select f.*, row_number() over (
        order by
          case when input ->> 'sortDirection' = 'desc' then f.key end desc,
          case when input ->> 'sortDirection' is distinct from 'desc' then f.key end,
          f."createdAt", f.id) as place
      from found f
    )
    select json_build_object(
      'members', coalesce(json_agg(neon_auth_internal.member_with_user_json(m) order by p.place), '[]'),
      'total', (select count(*) from found))
    from page p
    join neon_auth.member m on m.id = p.id
    where p.place > coalesce(first, 0) and p.place <= coalesce(first, 0) + most);
end
$$;

ALTER FUNCTION neon_auth_api.list_members(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_members(token_hash text, input json) IS 'GET /organization/list-members: {organizationId, organizationSlug, limit, offset, sortBy, sortDirection, filterField, filterOperator, filterValue}, by default the active organization. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, INVALID_VALUE for a field that members do not have.';

CREATE FUNCTION neon_auth_api.list_old_factors(prefix text) RETURNS TABLE(user_id text, sealed text, context text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f."userId"::text, f.secret, neon_auth_internal.factor_context(f."userId")
  from (
    select t."userId", t.secret from neon_auth."twoFactor" t where not starts_with(t.secret, list_old_factors.prefix)
    union all
    select s."userId", s.secret from neon_auth.two_factor_state s where not starts_with(s.secret, list_old_factors.prefix)
  ) f
  limit 500
$$;

ALTER FUNCTION neon_auth_api.list_old_factors(prefix text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_old_factors(prefix text) IS 'Up to 500 secrets of authenticator apps that are not sealed with the current secret, whose seals begin with prefix. context: what each is sealed for. The sidecar seals them again once a minute, so that NEONAUTH_SECRET can be changed.';

CREATE FUNCTION neon_auth_api.list_organizations(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(neon_auth_internal.organization_json(o) order by m."createdAt", m.id), '[]')
    from neon_auth.member m
    join neon_auth.organization o on o.id = m."organizationId"
    where m."userId" = own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.list_organizations(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_organizations(token_hash text, input json) IS 'GET /organization/list: the caller''s organizations in the order they joined them. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.list_public_keys() RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object('keys', coalesce(
    json_agg((j."publicKey"::jsonb || jsonb_build_object('kid', j.id))::json order by j."createdAt", j.id), '[]'))
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity() and coalesce(j."expiresAt" > now(), true)
$$;

ALTER FUNCTION neon_auth_api.list_public_keys() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_public_keys() IS 'GET /.well-known/jwks.json: the keys of this branch that verify tokens, public halves only.';

CREATE FUNCTION neon_auth_api.list_roles(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.role_member(own, input, 'read', 'LIST_ROLES_NOT_ALLOWED');
begin
  return (
    select coalesce(json_agg(neon_auth_internal.role_json(r) order by r."createdAt", r.id), '[]')
    from neon_auth."organizationRole" r
    where r."organizationId" = member."organizationId");
end
$$;

ALTER FUNCTION neon_auth_api.list_roles(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_roles(token_hash text, input json) IS 'GET /organization/list-roles: {organizationId}, by default the active organization. Returns the roles that the organization defined. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, LIST_ROLES_NOT_ALLOWED.';

CREATE FUNCTION neon_auth_api.list_sessions(token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(neon_auth_internal.session_json(s) order by s."createdAt"), '[]')
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s."userId" = own."userId"
      and s."expiresAt" > now()
      and s."impersonatedBy" is null);
end
$$;

ALTER FUNCTION neon_auth_api.list_sessions(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_sessions(token_hash text) IS 'GET /list-sessions: the caller''s live sessions of this branch, without those of impersonators. Each token is the stored hash. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.list_team_members(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := coalesce(
    nullif(input ->> 'teamId', ''),
    (select o."activeTeamId"::text from neon_auth.session_origin o where o."sessionId" = own.id));
  answer json;
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_TEAM');
  end if;

  select json_agg(neon_auth_internal.team_member_json(m) order by m."createdAt", m.id) into answer
  from neon_auth."teamMember" m
  where m."teamId" = auth.as_uuid(wanted)
  having bool_or(m."userId" = own."userId");
  if not found then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return answer;
end
$$;

ALTER FUNCTION neon_auth_api.list_team_members(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_team_members(token_hash text, input json) IS 'GET /organization/list-team-members: {teamId}, by default the active team. Only for its members. Fails with UNAUTHORIZED, NO_ACTIVE_TEAM, NOT_IN_TEAM.';

CREATE FUNCTION neon_auth_api.list_teams(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('LIST_TEAMS_NOT_ALLOWED');
  end if;
  return neon_auth_internal.teams_json(member."organizationId");
end
$$;

ALTER FUNCTION neon_auth_api.list_teams(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_teams(token_hash text, input json) IS 'GET /organization/list-teams: {organizationId}, by default the active organization. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, LIST_TEAMS_NOT_ALLOWED if the caller is not a member.';

CREATE FUNCTION neon_auth_api.list_unsealed_secrets() RETURNS TABLE(secret text, context text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select distinct s.secret, s.context from neon_auth_internal.config_secrets() s where s.secret not like 'v1.%' or s.is_unbound
$$;

ALTER FUNCTION neon_auth_api.list_unsealed_secrets() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_unsealed_secrets() IS 'Secrets in project_config that are stored in clear, or that the previous release sealed without a context: the mail server''s password, providers'' client secrets and keys, secrets of webhooks to users_sync. context: what to seal each for. The sidecar seals them when it polls for mail, once a minute or when mail is queued.';

CREATE FUNCTION neon_auth_api.list_user_invitations(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session;
  who neon_auth."user";
begin
  if input ->> 'email' <> '' then
    perform neon_auth_internal.fail('EMAIL_NOT_FOR_CLIENTS');
  end if;

  own := neon_auth_internal.require_session(token_hash, 'INVITEE_UNKNOWN');
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if not neon_auth_internal.is_address_shown(who) then
    perform neon_auth_internal.fail('INVITEE_NOT_VERIFIED');
  end if;

  return (
    select coalesce(json_agg(
      neon_auth_internal.invitation_json(i) || jsonb_build_object('organizationName', o.name)
      order by i."createdAt", i.id), '[]')
    from neon_auth.invitation i
    join neon_auth.organization o on o.id = i."organizationId"
    where i.email = any (array[who.email, neon_auth_internal.normalize_email(who.email)]) and i.status = 'pending');
end
$$;

ALTER FUNCTION neon_auth_api.list_user_invitations(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_user_invitations(token_hash text, input json) IS 'GET /organization/list-user-invitations: pending invitations for the caller, including expired ones. Fails with EMAIL_NOT_FOR_CLIENTS, INVITEE_UNKNOWN without a session, INVITEE_NOT_VERIFIED.';

CREATE FUNCTION neon_auth_api.list_user_sessions(token_hash text, user_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'session', 'list', 'LIST_SESSIONS_NOT_ALLOWED');
  return json_build_object('sessions', (
    select coalesce(json_agg(neon_auth_internal.session_json(s) order by s."createdAt", s.id), '[]')
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s."userId" = neon_auth_internal.require_uuid(list_user_sessions.user_id) and s."expiresAt" > now()));
end
$$;

ALTER FUNCTION neon_auth_api.list_user_sessions(token_hash text, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_user_sessions(token_hash text, user_id text) IS 'POST /admin/list-user-sessions: returns a user''s live sessions of this branch. Each token is the stored hash. Fails with UNAUTHORIZED, LIST_SESSIONS_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.list_user_teams(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(neon_auth_internal.team_json(t) order by m."createdAt", m.id), '[]')
    from neon_auth."teamMember" m
    join neon_auth.team t on t.id = m."teamId"
    where m."userId" = own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.list_user_teams(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_user_teams(token_hash text, input json) IS 'GET /organization/list-user-teams: the caller''s teams in all their organizations. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.list_users(token_hash text, query jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  no_users constant json := json_build_object('users', '[]'::json, 'total', 0);
  narrow  boolean := neon_auth_internal.search_condition(query) <> 'true' or query ->> 'filterValue' <> '';
  ordered text := neon_auth_internal.sort_order(query);
  page    bigint := neon_auth_internal.page_number(query ->> 'limit');
  skipped bigint := neon_auth_internal.page_number(query ->> 'offset');
  listed  constant text :=
    'select coalesce(json_agg(neon_auth_internal.user_json(u)), ''[]'') from ('
    'select u.* from (%s) u order by %s limit $3 offset $4) u';
  users   json;
  total   bigint;
  few     bigint;
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'list', 'LIST_USERS_NOT_ALLOWED');
  perform neon_auth_internal.check_pattern('searchValue', query ->> 'searchValue');
  perform neon_auth_internal.check_pattern('filterValue', query ->> 'filterValue');
  if neon_auth_internal.filter_condition(query) is null or ordered is null or page < 0 or skipped < 0 then
    return no_users;
  end if;
  begin
    total := neon_auth_internal.counted_users(query);
    -- A few users are found first and sorted then. Reading in sort order could read all users to find a few.
    if narrow and coalesce(total, 0) <= 5000 then
      execute format(
        'with few as materialized (%s) select count(*), (' || listed || ') from few',
        neon_auth_internal.select_users('u.*', query - 'sortBy', 'limit 5001'), 'table few', ordered)
      into few, users
      using query ->> 'searchValue', query ->> 'filterValue', coalesce(page, 100), coalesce(skipped, 0);
    end if;
    if few <= 5000 then
      total := few;
    else
      execute format(
        listed,
        neon_auth_internal.select_users('u.*', query, format('order by %s limit $3 + $4', ordered)), ordered)
      into users
      using query ->> 'searchValue', query ->> 'filterValue', coalesce(page, 100), coalesce(skipped, 0);
      total := coalesce(total, neon_auth_internal.count_found(query));
    end if;
  exception when data_exception then
    return no_users; -- a value that the column cannot hold
  end;
  return concat(
    '{"users" : ', users, ', "total" : ', total, ', "limit" : ' || page, ', "offset" : ' || skipped, '}')::json;
end
$_$;

ALTER FUNCTION neon_auth_api.list_users(token_hash text, query jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.list_users(token_hash text, query jsonb) IS 'GET /admin/list-users: query contains the parameters as text. An unknown column, or a value that it cannot hold, matches no user. The total of all users, or by role, emailVerified or banned, comes from a counter. Sorting, filters and searches for a beginning or end use indexes. A search for another part reads all users unless neon_auth.index_search() was called. Fails with UNAUTHORIZED, LIST_USERS_NOT_ALLOWED, IMPERSONATING.';

CREATE FUNCTION neon_auth_api.manage_add_domain(key_hash bytea, body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config  jsonb;
  domain  constant text := case jsonb_typeof(body -> 'domain') when 'string' then body ->> 'domain' end;
  problem text;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.check_domain_fields(body, 'domain');
  problem := case
    when domain is null or length(domain) not between 1 and 2048 then 'must be text of 1 to 2048 characters'
    else neon_auth_internal.origin_problem(body -> 'domain') end;
  if problem is not null then
    perform neon_auth_internal.refuse_request('domain ' || problem);
  end if;

  config := neon_auth_internal.lock_config();
  if not exists (
    select from jsonb_array_elements(config -> 'trusted_origins') o where domain = coalesce(o ->> 'domain', o #>> '{}')
  ) then
    perform neon_auth_internal.store_config(jsonb_set(
      config, '{trusted_origins}', config -> 'trusted_origins' || jsonb_build_object('domain', domain)));
  end if;
end
$$;

ALTER FUNCTION neon_auth_api.manage_add_domain(key_hash bytea, body jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_add_domain(key_hash bytea, body jsonb) IS 'POST …/auth/domains of the management API: adds body.domain to trusted_origins, if it is not there. Fails with VALIDATION_ERROR, and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_add_organization(key_hash bytea, name text, slug text, owner_email text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who  neon_auth."user";
  made uuid;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if coalesce(manage_add_organization.name, '') = '' or coalesce(manage_add_organization.slug, '') = '' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  who := neon_auth_internal.find_user(owner_email);
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif not neon_auth_internal.claim_slug(manage_add_organization.slug, null) then
    perform neon_auth_internal.fail('ORGANIZATION_ALREADY_EXISTS');
  end if;
  insert into neon_auth.organization as o (name, slug, "createdAt")
  values (manage_add_organization.name, manage_add_organization.slug, now())
  returning o.id into made;
  insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
  select made, who.id, c.creator_role, now() from neon_auth_internal.config c;
  return jsonb_build_object('id', made);
end
$$;

ALTER FUNCTION neon_auth_api.manage_add_organization(key_hash bytea, name text, slug text, owner_email text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_add_organization(key_hash bytea, name text, slug text, owner_email text) IS 'POST /console/db/NAME/organizations: creates an organization whose first member, with the creatorRole of the settings, is the user with that address. Fails if the key with that hash may not write, with INVALID_VALUE, USER_NOT_FOUND, ORGANIZATION_ALREADY_EXISTS.';

CREATE VIEW neon_auth_api.sealing_row AS
 SELECT ''::text AS context,
    ''::text AS saved,
    '{}'::jsonb AS body;

ALTER TABLE neon_auth_api.sealing_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.manage_add_provider(key_hash bytea, fields jsonb, sealed text DEFAULT ''::text, context text DEFAULT ''::text, saved text DEFAULT ''::text) RETURNS SETOF neon_auth_api.sealing_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config jsonb;
  wanted constant text := case jsonb_typeof(fields -> 'id') when 'string' then fields ->> 'id' end;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if jsonb_typeof(fields) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  elsif wanted is null then
    perform neon_auth_internal.refuse_request('id must be google, github, microsoft or vercel');
  end if;
  config := neon_auth_internal.lock_config();
  if exists (
    select from jsonb_array_elements(config -> 'social_providers') p
    where p ->> 'id' = wanted and p ->> 'clientId' <> ''
  ) then
    perform neon_auth_internal.check_fields_of('OAuth provider', fields - 'id');
    perform neon_auth_internal.fail('OAUTH_PROVIDER_EXISTS');
  end if;
  return query select * from neon_auth_internal.put_provider(
    config, wanted, fields - 'id', sealed, manage_add_provider.context, manage_add_provider.saved);
end
$$;

ALTER FUNCTION neon_auth_api.manage_add_provider(key_hash bytea, fields jsonb, sealed text, context text, saved text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_add_provider(key_hash bytea, fields jsonb, sealed text, context text, saved text) IS 'POST …/auth/oauth_providers of the management API: adds a provider with its own credentials, or google with shared ones. fields contains the client secret with every character masked; sealed, context and saved are those of manage_change_mail_server. Fails with VALIDATION_ERROR, INVALID_SHARED_OAUTH_PROVIDER, OAUTH_PROVIDER_EXISTS, and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_add_team(key_hash bytea, organization_id text, name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
  made  uuid;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_add_team.organization_id);
  if coalesce(manage_add_team.name, '') = '' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  insert into neon_auth.team as t (name, "organizationId", "updatedAt")
  values (manage_add_team.name, meant.id, now())
  returning t.id into made;
  return jsonb_build_object('id', made);
end
$$;

ALTER FUNCTION neon_auth_api.manage_add_team(key_hash bytea, organization_id text, name text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_add_team(key_hash bytea, organization_id text, name text) IS 'POST /console/db/NAME/organizations/ID/teams: creates a team. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, INVALID_VALUE, TOO_MANY_TEAMS.';

CREATE FUNCTION neon_auth_api.manage_add_user(key_hash bytea, email text, name text, role text, is_verified boolean, send_link boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('id', neon_auth.create_user(
    manage_add_user.email, coalesce(nullif(manage_add_user.name, ''), manage_add_user.email), null, is_verified,
    coalesce(nullif(manage_add_user.role, ''), 'user'), null, send_link));
end
$$;

ALTER FUNCTION neon_auth_api.manage_add_user(key_hash bytea, email text, name text, role text, is_verified boolean, send_link boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_add_user(key_hash bytea, email text, name text, role text, is_verified boolean, send_link boolean) IS 'POST /console/db/NAME/users: creates a user without a password, and with send_link mails a link to set one. Fails if the key with that hash may not write, with INVALID_EMAIL, USER_ALREADY_EXISTS, and 22023 when there is no page for the link.';

CREATE FUNCTION neon_auth_api.manage_ban_user(key_hash bytea, user_id text, reason text, seconds double precision) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.lock_administrators();
  who := neon_auth_internal.find_managed_user(manage_ban_user.user_id);
  perform neon_auth.ban_user(who.id, coalesce(nullif(reason, ''), 'No reason'),
    case when seconds > 0 then now() + make_interval(secs => least(seconds, 3e9)) end);
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_ban_user(key_hash bytea, user_id text, reason text, seconds double precision) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_ban_user(key_hash bytea, user_id text, reason text, seconds double precision) IS 'POST /console/db/NAME/users/ID/ban: bans the user for a number of seconds (0: until the ban is lifted) and ends all their sessions. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_cancel_invitation(key_hash bytea, organization_id text, invitation_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_cancel_invitation.organization_id);
  update neon_auth.invitation i
  set status = 'canceled'
  where i."organizationId" = meant.id and i.id = auth.as_uuid(manage_cancel_invitation.invitation_id) and i.status = 'pending';
  if not found then
    perform neon_auth_internal.fail('INVITATION_NOT_FOUND');
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_cancel_invitation(key_hash bytea, organization_id text, invitation_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_cancel_invitation(key_hash bytea, organization_id text, invitation_id text) IS 'POST /console/db/NAME/organizations/ID/invitations/cancel: cancels a pending invitation. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, INVITATION_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_change_mail_server(key_hash bytea, fields jsonb, sealed text DEFAULT ''::text, context text DEFAULT ''::text, saved text DEFAULT ''::text) RETURNS SETOF neon_auth_api.sealing_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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
    if password <> '' and lower(server ->> 'host') <> lower(config #>> '{email_provider,host}') then
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

ALTER FUNCTION neon_auth_api.manage_change_mail_server(key_hash bytea, fields jsonb, sealed text, context text, saved text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_change_mail_server(key_hash bytea, fields jsonb, sealed text, context text, saved text) IS 'PATCH …/auth/email_provider and …/auth/email_server of the management API: merges the fields of a standard server into the saved one, or replaces it by the shared one. fields contains the password with every character masked. sealed: the password sealed for context, empty in the first call. saved: what the first call returned. Fails with VALIDATION_ERROR, with the problem that project_config''s check finds (23514), and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_change_provider(key_hash bytea, id text, fields jsonb, sealed text DEFAULT ''::text, context text DEFAULT ''::text, saved text DEFAULT ''::text) RETURNS SETOF neon_auth_api.sealing_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  config := neon_auth_internal.lock_config();
  perform neon_auth_internal.require_provider(config, manage_change_provider.id);
  return query select * from neon_auth_internal.put_provider(
    config, manage_change_provider.id, fields, sealed, manage_change_provider.context, manage_change_provider.saved);
end
$$;

ALTER FUNCTION neon_auth_api.manage_change_provider(key_hash bytea, id text, fields jsonb, sealed text, context text, saved text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_change_provider(key_hash bytea, id text, fields jsonb, sealed text, context text, saved text) IS 'PATCH …/auth/oauth_providers/{id} of the management API: changes the credentials of a provider. Fields that are left out keep their values. Arguments as for manage_add_provider. Fails with OAUTH_PROVIDER_NOT_FOUND, VALIDATION_ERROR, INVALID_SHARED_OAUTH_PROVIDER, and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_change_settings(key_hash bytea, group_name text, fields jsonb, is_whole boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return neon_auth_internal.change_settings(group_name, fields, is_whole);
end
$$;

ALTER FUNCTION neon_auth_api.manage_change_settings(key_hash bytea, group_name text, fields jsonb, is_whole boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_change_settings(key_hash bytea, group_name text, fields jsonb, is_whole boolean) IS 'PATCH …/auth/allow_localhost, email_and_password, plugins/organization, plugins/magic-link, plugins/phone-number, config and PUT …/auth/webhooks of the management API: changes a group of settings and returns it. Fields that are left out keep their values, or get the default if is_whole. Fails with VALIDATION_ERROR, with the problem that project_config''s check finds (23514), and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_create_user(key_hash bytea, email text, name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('id', (neon_auth_internal.insert_user(
    coalesce(nullif(name, ''), email), email, null, false, 'user', null)).id);
end
$$;

ALTER FUNCTION neon_auth_api.manage_create_user(key_hash bytea, email text, name text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_create_user(key_hash bytea, email text, name text) IS 'POST …/auth/users: creates a user without a password. An empty name becomes the address. No webhook is asked for approval. Fails if the key with that hash may not write, and with INVALID_EMAIL, USER_ALREADY_EXISTS.';

CREATE FUNCTION neon_auth_api.manage_created(key_hash bytea, base_url text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object(
    'auth_provider', 'better_auth',
    'auth_provider_project_id', neon_auth.branch_identity(),
    'pub_client_key', '',
    'secret_server_key', '',
    'jwks_url', base_url || '/.well-known/jwks.json',
    'schema_name', 'neon_auth',
    'table_name', 'users_sync',
    'base_url', base_url);
end
$$;

ALTER FUNCTION neon_auth_api.manage_created(key_hash bytea, base_url text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_created(key_hash bytea, base_url text) IS 'POST /projects/{project_id}/branches/{branch_id}/auth, after enabling auth: what was created. base_url is its address. Fails if the key with that hash may not write.';

CREATE FUNCTION neon_auth_api.manage_delete_user(key_hash bytea, user_id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  target uuid := neon_auth_internal.to_uuid(user_id);
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.keep_owned(target);
  if target is null or not neon_auth_internal.remove_user(target) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

ALTER FUNCTION neon_auth_api.manage_delete_user(key_hash bytea, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_delete_user(key_hash bytea, user_id text) IS 'DELETE …/auth/users/{auth_user_id}: deletes a user with all their data. Fails if the key with that hash may not write, and with USER_NOT_FOUND, SOLE_OWNER.';

CREATE FUNCTION neon_auth_api.manage_end_sessions(key_hash bytea, user_id text, session_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  who := neon_auth_internal.find_managed_user(manage_end_sessions.user_id);
  return jsonb_build_object('ended', case
    when session_id = '' then neon_auth.revoke_sessions(who.id)
    else neon_auth_internal.remove('session', array(
      select s.id from neon_auth.session s where s."userId" = who.id and s.id = auth.as_uuid(session_id)))
  end);
end
$$;

ALTER FUNCTION neon_auth_api.manage_end_sessions(key_hash bytea, user_id text, session_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_end_sessions(key_hash bytea, user_id text, session_id text) IS 'POST /console/db/NAME/users/ID/sessions/end: ends one session of the user, or all of them when session_id is empty. Returns how many. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_export_user(key_hash bytea, user_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(manage_export_user.user_id);
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return neon_auth.export_user(who.id)::jsonb;
end
$$;

ALTER FUNCTION neon_auth_api.manage_export_user(key_hash bytea, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_export_user(key_hash bytea, user_id text) IS 'GET /console/db/NAME/users/ID/export: all data about the user, without passwords and tokens. Fails if the key with that hash may not read, and with USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_get_auth(key_hash bytea, base_url text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.integration_json(base_url);
end
$$;

ALTER FUNCTION neon_auth_api.manage_get_auth(key_hash bytea, base_url text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_get_auth(key_hash bytea, base_url text) IS 'GET /projects/{project_id}/branches/{branch_id}/auth: this branch''s auth. base_url is its address. Fails if the key with that hash may not read.';

CREATE FUNCTION neon_auth_api.manage_get_mail_server(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.managed_mail_server();
end
$$;

ALTER FUNCTION neon_auth_api.manage_get_mail_server(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_get_mail_server(key_hash bytea) IS 'GET …/auth/email_provider and …/auth/email_server of the management API: the mail server, with an empty password. Fails as require_key does.';

CREATE FUNCTION neon_auth_api.manage_get_organization(key_hash bytea, organization_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select * into meant from neon_auth.organization o where o.id = auth.as_uuid(manage_get_organization.organization_id);
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return jsonb_build_object(
    'organization', to_jsonb(meant),
    'memberCount', (select count(*) from neon_auth.member m where m."organizationId" = meant.id),
    'members', (
      select coalesce(jsonb_agg(to_jsonb(m) order by m."createdAt", m.id), '[]')
      from (
        select m.id, m.role, m."createdAt", u.id as "userId", u.email, u.name
        from neon_auth.member m join neon_auth."user" u on u.id = m."userId"
        where m."organizationId" = meant.id order by m."createdAt", m.id limit 200) m),
    'invitations', (
      select coalesce(jsonb_agg(to_jsonb(i) order by i."createdAt" desc), '[]')
      from (
        select i.id, i.email, i.role, i."createdAt", i."expiresAt", u.email as inviter,
          case when i.status = 'pending' and i."expiresAt" <= now() then 'expired' else i.status end as state
        from neon_auth.invitation i join neon_auth."user" u on u.id = i."inviterId"
        where i."organizationId" = meant.id order by i."createdAt" desc limit 100) i),
    'teams', (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'createdAt', t."createdAt", 'members', (
        select coalesce(jsonb_agg(jsonb_build_object('userId', u.id, 'email', u.email) order by u.email), '[]')
        from neon_auth."teamMember" m join neon_auth."user" u on u.id = m."userId" where m."teamId" = t.id)) order by t.name, t.id), '[]')
      from neon_auth.team t where t."organizationId" = meant.id),
    'hasTeams', (select o.teams from neon_auth_internal.organization_option o),
    'roles', (
      select coalesce(jsonb_agg(distinct p.role order by p.role), '[]')
      from neon_auth_internal.organization_permission p where p."organizationId" = meant.id));
end
$$;

ALTER FUNCTION neon_auth_api.manage_get_organization(key_hash bytea, organization_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_get_organization(key_hash bytea, organization_id text) IS 'GET /console/db/NAME/organizations/ID: an organization with its first 200 members, latest invitations, teams and roles. Fails if the key with that hash may not read, and with ORGANIZATION_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_get_plugins(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'organization', neon_auth_internal.managed_settings('organization'),
    'magic_link', neon_auth_internal.managed_settings('magic_link'),
    'phone_number', neon_auth_internal.managed_settings('phone_number'),
    'email_provider', neon_auth_internal.managed_mail_server(),
    'email_and_password', neon_auth_internal.managed_settings('email_and_password'),
    'oauth_providers', neon_auth_internal.managed_providers(),
    'allow_localhost', neon_auth_internal.managed_settings('allow_localhost') -> 'allow_localhost');
end
$$;

ALTER FUNCTION neon_auth_api.manage_get_plugins(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_get_plugins(key_hash bytea) IS 'GET …/auth/plugins of the management API: all groups of settings. Contains no secret. Fails as require_key does.';

CREATE FUNCTION neon_auth_api.manage_get_settings(key_hash bytea, group_name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.managed_settings(group_name);
end
$$;

ALTER FUNCTION neon_auth_api.manage_get_settings(key_hash bytea, group_name text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_get_settings(key_hash bytea, group_name text) IS 'GET …/auth/allow_localhost, email_and_password, plugins/phone-number, webhooks of the management API: returns a group of settings (allow_localhost, email_and_password, phone_number, webhooks, config, organization, magic_link). Fails as require_key does.';

CREATE FUNCTION neon_auth_api.manage_get_user(key_hash bytea, user_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(manage_get_user.user_id);
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return jsonb_build_object(
    'user', neon_auth_internal.managed_user_json(who),
    'accounts', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', a.id, 'provider', a."providerId", 'account', a."accountId", 'createdAt', a."createdAt") order by a."createdAt"), '[]')
      from neon_auth.account a where a."userId" = who.id),
    'sessions', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s."updatedAt" desc), '[]')
      from (
        select o.id, o."createdAt", o."updatedAt", o."expiresAt", o."ipAddress", o."userAgent", o."impersonatedBy", o.state
        from neon_auth.session_overview o where o."userId" = who.id order by o."updatedAt" desc limit 50) s),
    'organizations', (
      select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug, 'role', m.role) order by o.name), '[]')
      from neon_auth.member m join neon_auth.organization o on o.id = m."organizationId" where m."userId" = who.id),
    'audit', (
      select coalesce(jsonb_agg(to_jsonb(l) order by l.at desc, l.id desc), '[]')
      from (
        select l.id, l.at, l.entity, l.action, l."databaseRole", l."managementKey", l."ipAddress", l.before, l.after,
          coalesce((select u.email from neon_auth."user" u where u.id = l."actorId"), l."actorId"::text) as actor
        from neon_auth.audit_log l where l."userId" = who.id order by l.at desc, l.id desc limit 30) l));
end
$$;

ALTER FUNCTION neon_auth_api.manage_get_user(key_hash bytea, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_get_user(key_hash bytea, user_id text) IS 'GET /console/db/NAME/users/ID: a user with accounts, the latest sessions, organizations, and the latest changes. Fails if the key with that hash may not read, and with USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_invite_member(key_hash bytea, organization_id text, email text, role text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  address constant text := neon_auth_internal.normalize_email(manage_invite_member.email);
  meant   neon_auth.organization;
  roles   text;
  inviter uuid;
  config  neon_auth_internal.config;
  made    neon_auth.invitation;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_invite_member.organization_id);
  select * into strict config from neon_auth_internal.config;
  roles := neon_auth_internal.managed_roles(meant.id, manage_invite_member.role);
  -- An invitation is valid as long as its inviter may invite.
  select m."userId" into inviter
  from neon_auth.member m
  where m."organizationId" = meant.id and neon_auth_internal.has_role(m.role, config.creator_role)
  order by m."createdAt", m.id limit 1;
  if not neon_auth_internal.is_email(address) then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  elsif neon_auth_internal.is_member_address(meant.id, address) then
    perform neon_auth_internal.fail('ALREADY_A_MEMBER');
  elsif inviter is null then
    perform neon_auth_internal.fail('OWNER_NEEDED');
  elsif neon_auth_internal.count_waiting(meant.id) >= config.invitation_limit then
    perform neon_auth_internal.fail('INVITATION_LIMIT_REACHED');
  end if;
  perform neon_auth_internal.resend_invitation(meant.id, address, false);
  insert into neon_auth.invitation as i ("organizationId", email, role, status, "expiresAt", "createdAt", "inviterId")
  values (meant.id, address, roles, 'pending', now() + config.invitation_lifetime, now(), inviter)
  returning i.* into made;
  perform neon_auth_internal.mail_invitation(made, inviter, rtrim((
    select coalesce(o.entry ->> 'domain', o.entry #>> '{}')
    from jsonb_array_elements(config.trusted_origins) with ordinality as o (entry, place)
    where coalesce(o.entry ->> 'domain', o.entry #>> '{}') ~ '^https?://[^*?]+$'
    order by o.place limit 1), '/'));
  return jsonb_build_object('id', made.id);
end
$_$;

ALTER FUNCTION neon_auth_api.manage_invite_member(key_hash bytea, organization_id text, email text, role text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_invite_member(key_hash bytea, organization_id text, email text, role text) IS 'POST /console/db/NAME/organizations/ID/invitations: invites an address, in the name of the first owner. The mail, if the settings send one, leads to the first trusted origin. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, INVALID_EMAIL, ALREADY_A_MEMBER, ALREADY_INVITED, OWNER_NEEDED, ROLE_MISSING, ROLE_NOT_FOUND, INVITATION_LIMIT_REACHED.';

CREATE FUNCTION neon_auth_api.manage_list_domains(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('domains', coalesce((
    select jsonb_agg(jsonb_build_object(
      'domain', coalesce(o.entry ->> 'domain', o.entry #>> '{}'), 'auth_provider', 'better_auth') order by o.place)
    from neon_auth_internal.config c, jsonb_array_elements(c.trusted_origins) with ordinality as o (entry, place)
  ), '[]'));
end
$$;

ALTER FUNCTION neon_auth_api.manage_list_domains(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_list_domains(key_hash bytea) IS 'GET …/auth/domains of the management API: trusted_origins, letter by letter as they were added. Fails as require_key does.';

CREATE FUNCTION neon_auth_api.manage_list_organizations(key_hash bytea, query jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  size     constant integer := 50;
  search   constant text := nullif(trim(query ->> 'search'), '');
  pattern  constant text := neon_auth_internal.like_text(lower(left(search, 100))) || '%';
  backward constant boolean := query ? 'before';
  cursor   constant jsonb := coalesce(query -> 'before', query -> 'after');
  listed   jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  -- Built as text, so that the plan fits the search and the direction.
  execute format(
    'select coalesce(jsonb_agg(jsonb_build_object(''id'', o.id, ''name'', o.name, ''slug'', o.slug, ''createdAt'', o."createdAt", '
    '  ''members'', (select count(*) from neon_auth.member m where m."organizationId" = o.id), '
    '  ''invitations'', (select count(*) from neon_auth.invitation i '
    '    where i."organizationId" = o.id and i.status = ''pending'' and i."expiresAt" > now())) '
    '  order by o."createdAt" %1$s, o.id %1$s), ''[]'') '
    'from (select o.* from neon_auth.organization o where %2$s and %3$s order by o."createdAt" %1$s, o.id %1$s limit %4$s) o',
    case when backward then 'asc' else 'desc' end,
    case
      when search is null then 'true'
      when auth.as_uuid(search) is not null then 'o.id = $1::uuid'
      else 'o.id in (select l.id from neon_auth.organization l where lower(left(l.name, 100)) like $4 '
        'union all select s.id from neon_auth.organization s where left(s.slug, 100) like $4)'
    end,
    case when cursor is null then 'true' else format(
      '(o."createdAt", o.id) %s ($2::timestamptz, $3::uuid)', case when backward then '>' else '<' end) end,
    size + 1)
  into listed
  using search, cursor ->> 0, auth.as_uuid(cursor ->> 1), pattern;
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null);
end
$_$;

ALTER FUNCTION neon_auth_api.manage_list_organizations(key_hash bytea, query jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_list_organizations(key_hash bytea, query jsonb) IS 'GET /console/db/NAME/organizations/: 50 organizations, newest first. query: search (the beginning of a name or slug, or an id), after or before ([createdAt, id] of the last or first row of another page). Fails if the key with that hash may not read.';

CREATE FUNCTION neon_auth_api.manage_list_providers(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('providers', neon_auth_internal.managed_providers());
end
$$;

ALTER FUNCTION neon_auth_api.manage_list_providers(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_list_providers(key_hash bytea) IS 'GET …/auth/oauth_providers of the management API: the entries of social_providers, without secrets. Fails as require_key does.';

CREATE FUNCTION neon_auth_api.manage_list_users(key_hash bytea, query jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  size     constant integer := 50;
  few      constant integer := 5000;
  search   constant text := trim(query ->> 'search');
  matching constant text := neon_auth_internal.user_search(search);
  filter   record;
  by_email constant boolean := coalesce(query ->> 'sort' = 'email', false);
  backward constant boolean := query ? 'before';
  falling  constant boolean := not by_email;
  cursor   constant jsonb := coalesce(query -> 'before', query -> 'after');
  total    bigint;
  listed   jsonb;
  source   text;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select * into strict filter from neon_auth_internal.user_filter(query ->> 'filter');
  if matching = 'true' then
    execute 'select coalesce(sum(c.users), 0) from neon_auth.user_count c where ' || filter.counts into total;
  end if;
  -- A few users are found first and sorted then. Reading in sort order could read all users to find a few.
  source := format('select u.* from neon_auth."user" u where %s and %s', matching, filter.users);
  if coalesce(total, 0) <= few and (matching <> 'true' or filter.users <> 'true') then
    execute format('select count(*) from (%s limit %s) u', source, few + 1) using search into total;
    if total <= few then
      source := format('select * from (%s offset 0) u where true', source);
    else
      total := null;
    end if;
  end if;

  execute format(
    'select coalesce(jsonb_agg(neon_auth_internal.managed_user_json(f) order by %1$s), ''[]'') '
    'from (%2$s and %3$s order by %1$s limit %4$s) u, lateral (select u.*) f',
    case when by_email then 'u.email ' else 'u."createdAt" ' end || case when falling <> backward then 'desc' else 'asc' end
      || ', u.id ' || case when falling <> backward then 'desc' else 'asc' end,
    source,
    case when cursor is null then 'true' else format(
      '(%s, u.id) %s ($2::%s, $3::uuid)', case when by_email then 'u.email' else 'u."createdAt"' end,
      case when falling <> backward then '<' else '>' end, case when by_email then 'text' else 'timestamptz' end) end,
    size + 1)
  into listed
  using search, cursor ->> 0, auth.as_uuid(cursor ->> 1);
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null) || jsonb_build_object('total', total);
end
$_$;

ALTER FUNCTION neon_auth_api.manage_list_users(key_hash bytea, query jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_list_users(key_hash bytea, query jsonb) IS 'GET /console/db/NAME/users/: 50 users. query: search (the beginning of an address or name, an id, or an end such as @example.com), filter (verified, unverified, banned, admins), sort (createdAt: newest first, or email), after or before ([value, id] of the last or first row of another page). total is null when a search finds more than 5000. Fails if the key with that hash may not read.';

CREATE FUNCTION neon_auth_api.manage_overview(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  first_day constant timestamptz := date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '29 days';
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'users', (select jsonb_build_object(
      'total', coalesce(sum(c.users), 0),
      'verified', coalesce(sum(c.users) filter (where c."emailVerified"), 0),
      'banned', coalesce(sum(c.users) filter (where c.banned), 0)) from neon_auth.user_count c),
    'active', neon_auth_internal.count_active_users(first_day),
    'organizations', (select count(*) from neon_auth.organization),
    'days', neon_auth_internal.sign_ins_by_day(first_day),
    'mail', (select jsonb_build_object(
      'waiting', count(*) filter (where o.state = 'waiting'),
      'failed', count(*) filter (where o.state = 'dead')) from neon_auth.outbox o where o.state in ('waiting', 'dead')),
    'key', (select jsonb_build_object('id', j.id, 'createdAt', j."createdAt")
      from neon_auth.jwks j where j.branch = neon_auth.branch_identity() and j."expiresAt" is null),
    'advice', (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from neon_auth.settings_advice a),
    'recent', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', u.id, 'name', u.name, 'email', u.email, 'createdAt', u."createdAt") order by u."createdAt" desc, u.id desc), '[]')
      from (select * from neon_auth."user" r order by r."createdAt" desc, r.id desc limit 5) u));
end
$$;

ALTER FUNCTION neon_auth_api.manage_overview(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_overview(key_hash bytea) IS 'GET /console/db/NAME/: users, active users of 30 days, sign-ins and refused ones by day (UTC), mail, the signing key, and settings that need attention. Fails if the key with that hash may not read.';

CREATE FUNCTION neon_auth_api.manage_remove_domains(key_hash bytea, body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.check_domain_fields(body, 'domains');
  if jsonb_typeof(body -> 'domains') <> 'array' or exists (
    select from jsonb_array_elements(case jsonb_typeof(body -> 'domains') when 'array' then body -> 'domains' else '[]' end) d
    where jsonb_typeof(d) <> 'object' or jsonb_typeof(d -> 'domain') is distinct from 'string' or d - 'domain' <> '{}'
  ) then
    perform neon_auth_internal.refuse_request('domains must be an array of {"domain": "…"}');
  end if;

  config := neon_auth_internal.lock_config();
  perform neon_auth_internal.store_config(jsonb_set(config, '{trusted_origins}', (
    select coalesce(jsonb_agg(o.entry order by o.place), '[]')
    from jsonb_array_elements(config -> 'trusted_origins') with ordinality as o (entry, place)
    where not exists (
      select from jsonb_array_elements(body -> 'domains') d
      where d ->> 'domain' = coalesce(o.entry ->> 'domain', o.entry #>> '{}')))));
end
$$;

ALTER FUNCTION neon_auth_api.manage_remove_domains(key_hash bytea, body jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_remove_domains(key_hash bytea, body jsonb) IS 'DELETE …/auth/domains of the management API: removes body.domains from trusted_origins, letter by letter. Those that are not there are ignored. Fails with VALIDATION_ERROR, and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_remove_member(key_hash bytea, organization_id text, member_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_remove_member.organization_id);
  if neon_auth_internal.remove('member', array(
    select m.id from neon_auth.member m
    where m."organizationId" = meant.id and m.id = auth.as_uuid(manage_remove_member.member_id))) = 0
  then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_remove_member(key_hash bytea, organization_id text, member_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_remove_member(key_hash bytea, organization_id text, member_id text) IS 'POST /console/db/NAME/organizations/ID/members/remove: removes a member. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, MEMBER_NOT_FOUND, OWNER_NEEDED.';

CREATE FUNCTION neon_auth_api.manage_remove_organization(key_hash bytea, organization_id text, slug text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_remove_organization.organization_id);
  if manage_remove_organization.slug is distinct from meant.slug then
    perform neon_auth_internal.fail('CONFIRMATION_DIFFERS');
  end if;
  perform neon_auth_internal.remove('organization', array[meant.id]);
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_remove_organization(key_hash bytea, organization_id text, slug text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_remove_organization(key_hash bytea, organization_id text, slug text) IS 'POST /console/db/NAME/organizations/ID/delete: deletes the organization with its members, invitations and teams. slug is typed to confirm. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, CONFIRMATION_DIFFERS.';

CREATE FUNCTION neon_auth_api.manage_remove_provider(key_hash bytea, id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  config := neon_auth_internal.lock_config();
  perform neon_auth_internal.require_provider(config, manage_remove_provider.id);
  perform neon_auth_internal.store_config(jsonb_set(config, '{social_providers}', (
    select coalesce(jsonb_agg(p.entry order by p.place), '[]')
    from jsonb_array_elements(config -> 'social_providers') with ordinality as p (entry, place)
    where p.entry ->> 'id' is distinct from manage_remove_provider.id)));
end
$$;

ALTER FUNCTION neon_auth_api.manage_remove_provider(key_hash bytea, id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_remove_provider(key_hash bytea, id text) IS 'DELETE …/auth/oauth_providers/{id} of the management API: removes a provider and its secrets from social_providers. Fails with OAUTH_PROVIDER_NOT_FOUND, and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_remove_team(key_hash bytea, organization_id text, team_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_remove_team.organization_id);
  if neon_auth_internal.remove('team', array(
    select t.id from neon_auth.team t
    where t."organizationId" = meant.id and t.id = auth.as_uuid(manage_remove_team.team_id))) = 0
  then
    perform neon_auth_internal.fail('TEAM_NOT_FOUND');
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_remove_team(key_hash bytea, organization_id text, team_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_remove_team(key_hash bytea, organization_id text, team_id text) IS 'POST /console/db/NAME/organizations/ID/teams/remove: deletes a team. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, TEAM_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_remove_user(key_hash bytea, user_id text, email text, erase boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.lock_administrators();
  who := neon_auth_internal.find_managed_user(manage_remove_user.user_id);
  if neon_auth_internal.normalize_email(manage_remove_user.email) is distinct from neon_auth_internal.normalize_email(who.email) then
    perform neon_auth_internal.fail('CONFIRMATION_DIFFERS');
  end if;
  perform neon_auth_internal.keep_owned(who.id);
  if erase then
    perform neon_auth.erase_user(who.id);
  else
    perform neon_auth.delete_user(who.id);
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_remove_user(key_hash bytea, user_id text, email text, erase boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_remove_user(key_hash bytea, user_id text, email text, erase boolean) IS 'POST /console/db/NAME/users/ID/delete and /erase: deletes the user, and with erase the personal data about them in the audit log. email must be the user''s address, typed to confirm. Fails if the key with that hash may not write, with USER_NOT_FOUND, CONFIRMATION_DIFFERS, SOLE_OWNER.';

CREATE FUNCTION neon_auth_api.manage_send_password_link(key_hash bytea, user_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  who := neon_auth_internal.find_managed_user(manage_send_password_link.user_id);
  perform neon_auth.send_password_link(who.id);
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_send_password_link(key_hash bytea, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_send_password_link(key_hash bytea, user_id text) IS 'POST /console/db/NAME/users/ID/password: mails the user a link to set a password. Fails if the key with that hash may not write, with USER_NOT_FOUND, and 22023 when there is no page for the link.';

CREATE FUNCTION neon_auth_api.manage_set_member(key_hash bytea, organization_id text, email text, role text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
  who   neon_auth."user";
  roles text;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_set_member.organization_id);
  roles := neon_auth_internal.managed_roles(meant.id, manage_set_member.role);
  who := neon_auth_internal.find_user(manage_set_member.email);
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  update neon_auth.member m set role = roles where m."organizationId" = meant.id and m."userId" = who.id;
  if not found then
    insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values (meant.id, who.id, roles, now());
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_set_member(key_hash bytea, organization_id text, email text, role text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_set_member(key_hash bytea, organization_id text, email text, role text) IS 'POST /console/db/NAME/organizations/ID/members: makes the user with that address a member with these roles, separated by commas, or changes a member''s roles. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, USER_NOT_FOUND, ROLE_MISSING, ROLE_NOT_FOUND, OWNER_NEEDED, MEMBERSHIP_LIMIT_REACHED.';

CREATE FUNCTION neon_auth_api.manage_set_name(key_hash bytea, name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('name', neon_auth.set('name', name));
end
$$;

ALTER FUNCTION neon_auth_api.manage_set_name(key_hash bytea, name text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_set_name(key_hash bytea, name text) IS 'PATCH …/auth/config: sets the app''s name, as neon_auth.set(''name'', …) does. Fails if the key with that hash may not write.';

CREATE FUNCTION neon_auth_api.manage_set_role(key_hash bytea, user_id text, roles jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  target uuid := neon_auth_internal.to_uuid(user_id);
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if exists (select from jsonb_array_elements_text(roles) r (name) where r.name !~ E'^[^,\\s](?:[^,]*[^,\\s])?$') then
    perform neon_auth_management.refuse('roles must be names without commas, and without blanks at their ends');
  end if;
  update neon_auth."user" u set role = neon_auth_internal.role_text(roles) where u.id = target;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return jsonb_build_object('id', target);
end
$_$;

ALTER FUNCTION neon_auth_api.manage_set_role(key_hash bytea, user_id text, roles jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_set_role(key_hash bytea, user_id text, roles jsonb) IS 'PUT …/auth/users/{auth_user_id}/role: replaces the user''s roles by a list of names. Fails if the key with that hash may not write, and with VALIDATION_ERROR, USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_set_team_member(key_hash bytea, organization_id text, team_id text, email text, is_member boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
  team  neon_auth.team;
  who   neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_set_team_member.organization_id);
  team := neon_auth_internal.find_team(manage_set_team_member.team_id, meant.id);
  who := neon_auth_internal.find_user(manage_set_team_member.email);
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif is_member then
    perform neon_auth_internal.join_team(team.id, who.id);
  elsif neon_auth_internal.remove('teamMember', array(
    select m.id from neon_auth."teamMember" m where m."teamId" = team.id and m."userId" = who.id)) = 0
  then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_set_team_member(key_hash bytea, organization_id text, team_id text, email text, is_member boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_set_team_member(key_hash bytea, organization_id text, team_id text, email text, is_member boolean) IS 'POST /console/db/NAME/organizations/ID/teams/members: adds a member of the organization to a team, or removes them from it. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, TEAM_NOT_FOUND, USER_NOT_FOUND, ORGANIZATION_NOT_YOURS, TEAM_MEMBER_LIMIT_REACHED, NOT_IN_TEAM.';

CREATE VIEW neon_auth_api.test_mail_row AS
 SELECT ''::text AS app_name,
    ''::text AS sender_email,
    ''::text AS sender_name,
    ''::text AS host,
    0 AS port,
    ''::text AS username,
    ''::text AS password,
    ''::text AS recipient;

ALTER TABLE neon_auth_api.test_mail_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.manage_test_mail(key_hash bytea, body jsonb, is_saved boolean) RETURNS SETOF neon_auth_api.test_mail_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  server    jsonb := body - 'recipient_email';
  recipient constant text := case jsonb_typeof(body -> 'recipient_email') when 'string' then body ->> 'recipient_email' end;
  state     constant text := neon_auth_internal.outbound();
  wait      integer;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if jsonb_typeof(body) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  elsif recipient is null or length(recipient) not between 1 and 256 or not neon_auth_internal.is_email(recipient) then
    perform neon_auth_internal.refuse_request('recipient_email must be an email address of at most 256 characters');
  elsif not is_saved then
    perform neon_auth_internal.check_fields_of('standard mail server', server);
    server := neon_auth_internal.merged_mail_server('{}', server || '{"type": "standard"}');
  elsif server <> '{}' then
    perform neon_auth_internal.refuse_request('recipient_email must be the only field: the saved mail server is used');
  else
    select coalesce(c.email_provider, '{}') into server from neon_auth_internal.config c;
    if neon_auth_internal.setting(server, '{type}', 'shared'::text) <> 'standard' then
      perform neon_auth_internal.fail('NO_OWN_MAIL_SERVER');
    end if;
  end if;
  wait := neon_auth_internal.count_mail('test', recipient);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  return query select
    c.app_name,
    neon_auth_internal.setting(server, '{sender_email}', ''::text),
    neon_auth_internal.setting(server, '{sender_name}', ''::text),
    neon_auth_internal.setting(server, '{host}', ''::text),
    neon_auth_internal.setting(server, '{port}', 587),
    neon_auth_internal.setting(server, '{username}', ''::text),
    neon_auth_internal.setting(server, '{password}', ''::text),
    case when state = 'send' then recipient when state like 'redirect:%' then substr(state, 10) else '' end
  from neon_auth_internal.config c;
end
$$;

ALTER FUNCTION neon_auth_api.manage_test_mail(key_hash bytea, body jsonb, is_saved boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_test_mail(key_hash bytea, body jsonb, is_saved boolean) IS 'POST …/auth/email_provider/test (is_saved) and …/auth/send_test_email of the management API: returns the mail server that is to send a test mail to body.recipient_email: the saved one, or the one in the body without its password. recipient is another address on a copy that redirects its mail, and empty on a copy that holds it. Counts the mail. Fails with VALIDATION_ERROR, NO_OWN_MAIL_SERVER, TOO_MANY_REQUESTS, and as require_key does.';

CREATE FUNCTION neon_auth_api.manage_transfer_ownership(key_hash bytea, url text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('url', url);
end
$$;

ALTER FUNCTION neon_auth_api.manage_transfer_ownership(key_hash bytea, url text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_transfer_ownership(key_hash bytea, url text) IS 'POST /projects/auth/transfer_ownership: changes nothing, because the database belongs to its owner already. Fails if the key with that hash may not write.';

CREATE FUNCTION neon_auth_api.manage_unban_user(key_hash bytea, user_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  who := neon_auth_internal.find_managed_user(manage_unban_user.user_id);
  perform neon_auth.unban_user(who.id);
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_unban_user(key_hash bytea, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_unban_user(key_hash bytea, user_id text) IS 'POST /console/db/NAME/users/ID/unban: lifts the user''s ban. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.manage_update_organization(key_hash bytea, organization_id text, name text, slug text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_update_organization.organization_id);
  if coalesce(manage_update_organization.name, '') = '' or coalesce(manage_update_organization.slug, '') = '' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  elsif not neon_auth_internal.claim_slug(manage_update_organization.slug, meant.id) then
    perform neon_auth_internal.fail('ORGANIZATION_SLUG_ALREADY_TAKEN');
  end if;
  update neon_auth.organization o set name = manage_update_organization.name where o.id = meant.id;
  if manage_update_organization.slug <> meant.slug then
    perform neon_auth_internal.rename('organization', meant.id, manage_update_organization.slug);
  end if;
  return '{}';
end
$$;

ALTER FUNCTION neon_auth_api.manage_update_organization(key_hash bytea, organization_id text, name text, slug text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_update_organization(key_hash bytea, organization_id text, name text, slug text) IS 'POST /console/db/NAME/organizations/ID: sets name and slug. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, INVALID_VALUE, ORGANIZATION_SLUG_ALREADY_TAKEN.';

CREATE FUNCTION neon_auth_api.manage_update_user(key_hash bytea, user_id text, fields jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  wanted constant jsonb := (
    select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(fields) f
    where f.key in ('name', 'email', 'emailVerified', 'image', 'role'));
  who    neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if wanted ? 'role' then
    perform neon_auth_internal.lock_administrators();
  end if;
  who := neon_auth_internal.find_managed_user(manage_update_user.user_id);
  perform neon_auth_internal.check_fields(wanted, neon_auth_internal.is_email(coalesce(wanted ->> 'email', '')));
  if wanted ? 'email' and exists (
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(wanted ->> 'email') and u.id <> who.id)
  then
    perform neon_auth_internal.fail('EMAIL_IS_TAKEN');
  end if;
  who := neon_auth_internal.change_user(null, who.id, wanted
    - case when wanted ? 'email' and neon_auth_internal.normalize_email(wanted ->> 'email') = who.email then 'email' else '' end);
  return neon_auth_internal.managed_user_json(who);
end
$$;

ALTER FUNCTION neon_auth_api.manage_update_user(key_hash bytea, user_id text, fields jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.manage_update_user(key_hash bytea, user_id text, fields jsonb) IS 'POST /console/db/NAME/users/ID: sets those of name, email, emailVerified, image and role that fields contains. Returns the user. Fails if the key with that hash may not write, with USER_NOT_FOUND, INVALID_EMAIL, EMAIL_IS_TAKEN, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.open_console_session(key_hash bytea, session_hash bytea) RETURNS TABLE(status integer, message text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  bound text := (select k.branch from neon_auth_management.key k where k.hash = key_hash);
  used  record;
begin
  select * into used
  from neon_auth_management.use_key(key_hash, current_setting('neon_auth.ip_address', true), 'read', '', coalesce(bound, ''));
  -- A key for a branch that is gone opens nothing.
  if used.status = 0 then
    perform neon_auth_internal.put_console_session(session_hash, k.id) from neon_auth_management.key k where k.hash = key_hash;
  end if;
  return query select used.status, used.message;
end
$$;

ALTER FUNCTION neon_auth_api.open_console_session(key_hash bytea, session_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.open_console_session(key_hash bytea, session_hash bytea) IS 'POST /console/sign-in, in the home database: opens a session of the console for 12 hours, with the rights of the key with that SHA-256 hash. Returns the failure (status 0: none). It is returned because the attempt is counted.';

CREATE FUNCTION neon_auth_api.open_question(question jsonb) RETURNS SETOF neon_auth_api.event_row
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.event_row(neon_auth_internal.put_event(
    'user.before_create', question -> 'user', question -> 'data', null, '1 minute', true))
$$;

ALTER FUNCTION neon_auth_api.open_question(question jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.open_question(question jsonb) IS 'Stores the question that the webhook must approve before this request continues. question: the detail of WEBHOOK_NOT_ASKED.';

CREATE FUNCTION neon_auth_api.own_oauth_flow(caller_hash text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('link', jsonb_build_object('session', (neon_auth_internal.require_own_session(caller_hash)).id));
end
$$;

ALTER FUNCTION neon_auth_api.own_oauth_flow(caller_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.own_oauth_flow(caller_hash text) IS 'POST /link-social with an id token: returns the flow for finish_oauth, for the caller''s own session. Fails with UNAUTHORIZED, IMPERSONATING.';

CREATE FUNCTION neon_auth_api.pass_password(token_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
begin
  perform neon_auth_internal.pass_attempt('password', u.email) from neon_auth."user" u where u.id = own."userId";
end
$$;

ALTER FUNCTION neon_auth_api.pass_password(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.pass_password(token_hash text) IS 'POST /verify-password, /change-password, /delete-user, after the sidecar has verified the caller''s current password: removes the attempt that was recorded when the stored hash was read.';

CREATE FUNCTION neon_auth_api.pass_sign_in(email text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.pass_attempt('password', email)
$$;

ALTER FUNCTION neon_auth_api.pass_sign_in(email text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.pass_sign_in(email text) IS 'POST /sign-in/email, when it failed although the password was right or not verified, as for a banned user: removes the attempt that find_credential recorded.';

CREATE FUNCTION neon_auth_api.peek_outbox() RETURNS TABLE(is_open boolean, sealed text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select count(*) > 0, coalesce(max(w.sealed), '')
  from (
    select o.sealed
    from neon_auth.outbox o
    where o.state = 'waiting' and o.branch = neon_auth.branch_identity()
      and neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound()))
    order by o.sealed is null
    limit 1) w
$$;

ALTER FUNCTION neon_auth_api.peek_outbox() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.peek_outbox() IS 'Whether mail is queued in this branch that it does not hold, and the sealed code or link of one such mail (empty: none has one). A sidecar that found the database by itself uses it to check that the mail is its own.';

CREATE VIEW neon_auth_api.changer_row AS
 SELECT ''::text AS email,
    false AS is_verified;

ALTER TABLE neon_auth_api.changer_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.prepare_change_email(token_hash text, new_email text, verified_hash text DEFAULT NULL::text) RETURNS SETOF neon_auth_api.changer_row
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select who.email, who."emailVerified" from neon_auth_internal.find_changer(token_hash, new_email, verified_hash) who
$$;

ALTER FUNCTION neon_auth_api.prepare_change_email(token_hash text, new_email text, verified_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_change_email(token_hash text, new_email text, verified_hash text) IS 'POST /change-email, first step: returns the caller''s address, and whether it is verified, so that the link can be bound to it. verified_hash: the password hash that the sidecar has verified. Null: none, so the session must be fresh. Fails with UNAUTHORIZED, IMPERSONATING, CHANGE_EMAIL_DISABLED, SESSION_NOT_FRESH, INVALID_PASSWORD, EMAIL_IS_THE_SAME.';

CREATE FUNCTION neon_auth_api.prepare_create_user(token_hash text, email text, is_address boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'create', 'CREATE_USER_NOT_ALLOWED');
  if not is_address then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  elsif exists (
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(prepare_create_user.email)
  ) then
    perform neon_auth_internal.fail('EMAIL_IS_TAKEN');
  end if;
end
$$;

ALTER FUNCTION neon_auth_api.prepare_create_user(token_hash text, email text, is_address boolean) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_create_user(token_hash text, email text, is_address boolean) IS 'POST /admin/create-user, before the password is hashed. is_address: whether the sidecar accepts the text as an address. Fails with UNAUTHORIZED, CREATE_USER_NOT_ALLOWED, IMPERSONATING, INVALID_EMAIL, EMAIL_IS_TAKEN.';

CREATE FUNCTION neon_auth_api.prepare_delete_user(token_hash text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.delete_user_enabled then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  return neon_auth_internal.require_password(own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.prepare_delete_user(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_delete_user(token_hash text) IS 'POST /delete-user with a password, first step: returns the hash to verify it against. Fails with UNAUTHORIZED, IMPERSONATING, NOT_FOUND when deletion is disabled, CREDENTIAL_ACCOUNT_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.prepare_password_change(token_hash text, new_password_length integer) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
begin
  perform neon_auth_internal.check_password_length(new_password_length);
  return neon_auth_internal.require_password(own."userId");
end
$$;

ALTER FUNCTION neon_auth_api.prepare_password_change(token_hash text, new_password_length integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_password_change(token_hash text, new_password_length integer) IS 'POST /change-password, before the new password is hashed: returns the caller''s stored password hash. new_password_length: in UTF-16 units. Fails with UNAUTHORIZED, IMPERSONATING, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, CREDENTIAL_ACCOUNT_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.prepare_password_reset(reset_hash text, password_length integer) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if reset_hash = '' then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
  perform neon_auth_internal.check_password_length(password_length);
  if not neon_auth_api.find_password_reset(reset_hash) then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
end
$$;

ALTER FUNCTION neon_auth_api.prepare_password_reset(reset_hash text, password_length integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_password_reset(reset_hash text, password_length integer) IS 'POST /reset-password, before the password is hashed. password_length: in UTF-16 units. reset_hash: empty when there is no token. Fails with INVALID_TOKEN, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG.';

CREATE FUNCTION neon_auth_api.prepare_set_password(token_hash text, password_length integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'set-password', 'SET_PASSWORD_NOT_ALLOWED');
  perform neon_auth_internal.check_password_length(password_length);
end
$$;

ALTER FUNCTION neon_auth_api.prepare_set_password(token_hash text, password_length integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_set_password(token_hash text, password_length integer) IS 'POST /admin/set-user-password, before the password is hashed. password_length: in UTF-16 units. Fails with UNAUTHORIZED, SET_PASSWORD_NOT_ALLOWED, IMPERSONATING, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG.';

CREATE FUNCTION neon_auth_api.prepare_sign_up(email text, password_length integer, fields jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.check_sign_up(email, password_length, fields);
  select neon_auth_internal.require_answer(fields ->> 'name', email, fields ->> 'image', false, 'credential')
$$;

ALTER FUNCTION neon_auth_api.prepare_sign_up(email text, password_length integer, fields jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_sign_up(email text, password_length integer, fields jsonb) IS 'POST /sign-up/email, before the password is hashed. password_length: in UTF-16 units. fields: the body. Fails with SIGN_UP_DISABLED, INVALID_PASSWORD, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, USER_ALREADY_EXISTS, FIELD_NOT_ALLOWED, WEBHOOK_NOT_ASKED.';

CREATE VIEW neon_auth_api.two_factor_row AS
 SELECT ''::text AS user_id,
    ''::text AS email,
    ''::text AS password_hash,
    ''::text AS context,
    ''::text AS sealed,
    ''::text AS issuer,
    6 AS digits,
    30 AS period,
    10 AS backup_amount,
    10 AS backup_length;

ALTER TABLE neon_auth_api.two_factor_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.prepare_two_factor(token_hash text, need text) RETURNS SETOF neon_auth_api.two_factor_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own   neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who   neon_auth."user";
  known neon_auth."twoFactor";
  wait  integer;
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  select * into known from neon_auth."twoFactor" t where t."userId" = own."userId";
  if need = 'secret' and known.id is null then
    perform neon_auth_internal.fail('TOTP_NOT_ENABLED');
  elsif need = 'enabled' and (known.id is null or who."twoFactorEnabled" is not true) then
    perform neon_auth_internal.fail('TWO_FACTOR_NOT_ENABLED');
  end if;
  wait := neon_auth_internal.count_attempt('password', who.email);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  return query
  select
    who.id::text,
    who.email,
    coalesce((
      select a.password from neon_auth.account a where a."userId" = who.id and a."providerId" = 'credential'), ''),
    neon_auth_internal.factor_context(who.id),
    coalesce(known.secret, ''),
    o.issuer, o.digits, o.period, o.backup_amount, o.backup_length
  from neon_auth_internal.two_factor_option o;
end
$$;

ALTER FUNCTION neon_auth_api.prepare_two_factor(token_hash text, need text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.prepare_two_factor(token_hash text, need text) IS 'POST /two-factor/enable, disable, get-totp-uri, generate-backup-codes, first step: the caller''s password hash, their secret, both or either empty if there is none, and the settings. context: what to seal a secret for. need: secret, enabled or empty. Records an attempt at the password, which pass_password removes. Fails with UNAUTHORIZED, IMPERSONATING, TOTP_NOT_ENABLED, TWO_FACTOR_NOT_ENABLED, TOO_MANY_REQUESTS.';

CREATE FUNCTION neon_auth_api.receive_user_event(provider text, event_id text, sent_millis bigint, event jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  present constant timestamptz := clock_timestamp();
  sent    constant timestamptz := to_timestamp(sent_millis::double precision / 1000);
  data    constant jsonb := case jsonb_typeof(event -> 'data') when 'object' then event -> 'data' else '{}' end;
  kind    constant text := coalesce(event ->> 'type', event ->> 'event');
  user_id constant text := case when jsonb_typeof(data -> 'id') = 'string' then data ->> 'id' end;
  happened timestamptz;
begin
  if neon_auth_internal.users_sync_secret(provider) is null then
    perform neon_auth_internal.fail('NOT_FOUND');
  elsif sent between present - interval '5 minutes' and present + interval '5 minutes' is not true then
    perform neon_auth_internal.fail('MESSAGE_TOO_OLD');
  elsif coalesce(octet_length(event_id), 0) not between 1 and 255 then
    perform neon_auth_internal.fail('VALIDATION_ERROR', 'The message has no id');
  end if;
  insert into neon_auth.users_sync_event (provider, "eventId") values (provider, event_id) on conflict do nothing;
  if not found then
    return json_build_object('status', 'repeated');
  elsif kind in ('user.created', 'user.updated', 'user.deleted') is not true then
    return json_build_object('status', 'ignored');
  elsif octet_length(user_id) between 1 and 255 is not true then
    perform neon_auth_internal.fail('VALIDATION_ERROR', 'data.id must be a text of 1 to 255 bytes');
  end if;
  delete from neon_auth.users_sync_event e
  where (e.provider, e."eventId") in (
    select o.provider, o."eventId" from neon_auth.users_sync_event o
    where o."receivedAt" < now() - interval '3 days' order by o."receivedAt" limit 100 for update skip locked);
  -- The attempt's time comes last: a repeated attempt of an old event is younger than a newer event.
  happened := least(present, coalesce(
    neon_auth_internal.event_moment(event -> 'timestamp'), neon_auth_internal.event_moment(event -> 'created_at'),
    neon_auth_internal.event_moment(data -> 'updated_at'), neon_auth_internal.message_moment(event_id), sent));
  return json_build_object('status', neon_auth_internal.apply_user_event(
    provider, user_id, kind = 'user.deleted',
    case when kind <> 'user.deleted' then neon_auth_internal.read_synced_user(data) end, happened));
end
$$;

ALTER FUNCTION neon_auth_api.receive_user_event(provider text, event_id text, sent_millis bigint, event jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.receive_user_event(provider text, event_id text, sent_millis bigint, event jsonb) IS 'POST /users-sync/:provider: writes the event of an outside provider to neon_auth.users_sync. The sidecar has verified its signature. sent_millis: when the message was sent, at most 5 minutes ago by the database''s clock. Returns {"status"}: applied, ignored (another type of event, or older than what is known), or repeated (the id was received before). Fails with NOT_FOUND if the provider has no secret in the settings, MESSAGE_TOO_OLD, VALIDATION_ERROR.';

CREATE FUNCTION neon_auth_api.refresh_session(branch text, token_hash text) RETURNS SETOF neon_auth_api.session_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A read-only server keeps an expired session and reports it in is_expired.
  if not current_setting('transaction_read_only')::boolean then
    perform neon_auth_internal.remove('session', array(
      select expired.id
      from neon_auth.session expired
      where expired.token = refresh_session.token_hash and expired."expiresAt" <= now()
      for update skip locked));
  end if;

  perform neon_auth_internal.prolong_session(s.id)
  from neon_auth.session s
  where s.token = refresh_session.token_hash;

  return query select * from neon_auth_api.get_sessions(branch, array[token_hash]);
end
$$;

ALTER FUNCTION neon_auth_api.refresh_session(branch text, token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.refresh_session(branch text, token_hash text) IS 'GET /get-session, second step: deletes the session if it has expired, and prolongs it if it is older than a day. Returns its new state, or no row. Never waits: a session that another connection has locked stays as it is.';

CREATE FUNCTION neon_auth_api.refresh_token(token_hash text, provider_id text, account_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  provider text := provider_id;
begin
  if provider is null then -- the row's id alone identifies the account
    provider := (neon_auth_internal.find_own_account(own."userId", null, account_id))."providerId";
  end if;
  if not neon_auth_internal.is_provider_configured(provider) then
    perform neon_auth_internal.fail('PROVIDER_UNKNOWN', provider);
  end if;
  perform neon_auth_internal.find_own_account(own."userId", provider, account_id);
  perform neon_auth_internal.fail('REFRESH_TOKEN_NOT_FOUND');
  return null;
end
$$;

ALTER FUNCTION neon_auth_api.refresh_token(token_hash text, provider_id text, account_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.refresh_token(token_hash text, provider_id text, account_id text) IS 'POST /refresh-token, for the sidecar of the previous release: the account is selected as in unlink_account. It never returns a token and fails with UNAUTHORIZED, IMPERSONATING, PROVIDER_UNKNOWN, ACCOUNT_NOT_FOUND, or REFRESH_TOKEN_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.rehash_password(user_id uuid, verified_hash text, new_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.password_fact('rehashed');
  -- Compared in the statement that writes: the password may have been replaced since it was verified.
  update neon_auth.account a
  set password = new_hash
  where a."userId" = rehash_password.user_id and a."providerId" = 'credential' and a.password = verified_hash;
  perform neon_auth_internal.password_fact('');
end
$$;

ALTER FUNCTION neon_auth_api.rehash_password(user_id uuid, verified_hash text, new_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.rehash_password(user_id uuid, verified_hash text, new_hash text) IS 'POST /sign-in/email with a password in another hash format: stores it in neonauth''s own format if verified_hash is still the stored hash.';

CREATE FUNCTION neon_auth_api.reject_invitation(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  rejected neon_auth.invitation := neon_auth_internal.find_own_invitation(
    input ->> 'invitationId', own."userId", true, 'INVITATION_GONE');
begin
  update neon_auth.invitation i
  set status = 'rejected'
  where i.id = rejected.id and i.status = 'pending'
  returning i.* into rejected;
  if not found then
    perform neon_auth_internal.fail('INVITATION_GONE');
  end if;
  return json_build_object('invitation', neon_auth_internal.invitation_json(rejected), 'member', null);
end
$$;

ALTER FUNCTION neon_auth_api.reject_invitation(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.reject_invitation(token_hash text, input json) IS 'POST /organization/reject-invitation: {invitationId}, even if it has expired. Fails with UNAUTHORIZED, INVITATION_GONE, NOT_THE_RECIPIENT, INVITEE_NOT_VERIFIED.';

CREATE FUNCTION neon_auth_api.remove_member(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted   text := neon_auth_internal.meant_organization(own, input);
  member   neon_auth.member := neon_auth_internal.lock_membership(wanted, own."userId");
  named    text := input ->> 'memberIdOrEmail';
  by_email boolean := named like '%@%';
  target   neon_auth.member;
  config   neon_auth_internal.config;
begin
  if wanted is null then
    return json 'null';
  end if;

  select m.* into target
  from neon_auth.member m
  join neon_auth."user" u on u.id = m."userId"
  where m."organizationId" = member."organizationId"
    and case
      when by_email then neon_auth_internal.normalize_email(u.email) = neon_auth_internal.normalize_email(named)
      else m.id = auth.as_uuid(named)
    end;
  if target.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  end if;

  select * into strict config from neon_auth_internal.config;
  if neon_auth_internal.has_role(target.role, config.creator_role)
    and (member.role <> config.creator_role or neon_auth_internal.is_last_owner(target))
  then
    perform neon_auth_internal.fail('ONLY_OWNER');
  elsif not neon_auth_internal.has_permission(member, 'member', 'delete')
    or not neon_auth_internal.may_give_roles(member, target.role)
  then
    perform neon_auth_internal.fail('DELETE_MEMBER_NOT_ALLOWED');
  end if;

  perform neon_auth_internal.end_membership(target, own);
  return json_build_object('member', case
    when by_email then neon_auth_internal.member_with_user_json(target)
    else neon_auth_internal.member_json(target)
  end);
end
$$;

ALTER FUNCTION neon_auth_api.remove_member(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.remove_member(token_hash text, input json) IS 'POST /organization/remove-member: {memberIdOrEmail, organizationId}, by default the active organization. Returns null without an organization. Fails with UNAUTHORIZED, MEMBER_NOT_FOUND, ONLY_OWNER, DELETE_MEMBER_NOT_ALLOWED.';

CREATE FUNCTION neon_auth_api.remove_team(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  member neon_auth.member := neon_auth_internal.lock_membership(wanted, own."userId");
  gone   neon_auth.team;
begin
  if wanted is null then
    return json 'null';
  elsif member.id is null or exists (
    select from neon_auth.session_origin o
    where o."sessionId" = own.id and o."activeTeamId" = auth.as_uuid(input ->> 'teamId'))
  then
    perform neon_auth_internal.fail('DELETE_TEAM_NOT_ALLOWED');
  elsif not neon_auth_internal.has_permission(member, 'team', 'delete') then
    perform neon_auth_internal.fail('DELETE_TEAMS_NOT_ALLOWED');
  end if;

  gone := neon_auth_internal.find_team(input ->> 'teamId', member."organizationId");
  if not (select o.may_remove_all_teams from neon_auth_internal.organization_option o) and not exists (
    select from neon_auth.team t where t."organizationId" = member."organizationId" and t.id <> gone.id)
  then
    perform neon_auth_internal.fail('LAST_TEAM');
  end if;

  perform neon_auth_internal.remove('team', array[gone.id]);
  return json_build_object('message', 'Team removed successfully.');
end
$$;

ALTER FUNCTION neon_auth_api.remove_team(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.remove_team(token_hash text, input json) IS 'POST /organization/remove-team: {teamId, organizationId}, by default the active organization. Returns null without an organization. Does not remove the caller''s active team. Fails with UNAUTHORIZED, DELETE_TEAM_NOT_ALLOWED, DELETE_TEAMS_NOT_ALLOWED, TEAM_NOT_FOUND, LAST_TEAM.';

CREATE FUNCTION neon_auth_api.remove_team_member(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own   neon_auth.session := neon_auth_internal.require_session(token_hash);
  named neon_auth."teamMember" := neon_auth_internal.named_team_member(own, input, 'delete', 'REMOVE_TEAM_MEMBER_NOT_ALLOWED');
begin
  if neon_auth_internal.remove('teamMember', array(
    select m.id from neon_auth."teamMember" m where m."teamId" = named."teamId" and m."userId" = named."userId")) = 0
  then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return json_build_object('message', 'Team member removed successfully.');
end
$$;

ALTER FUNCTION neon_auth_api.remove_team_member(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.remove_team_member(token_hash text, input json) IS 'POST /organization/remove-team-member: {teamId, userId}. Removes the user from a team of the active organization. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, REMOVE_TEAM_MEMBER_NOT_ALLOWED, TEAM_NOT_FOUND, NOT_IN_TEAM.';

CREATE FUNCTION neon_auth_api.replace_backup_codes(token_hash text, verified_hash text, sealed text, backup_hashes text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_verified(token_hash, verified_hash);
begin
  -- The hashes are keyed with the secret: one that was replaced since makes them useless.
  update neon_auth."twoFactor" t
  set "backupCodes" = to_json(backup_hashes)::text
  where t."userId" = own."userId" and t.secret = sealed;
  if not found then
    perform neon_auth_internal.fail('CONFLICT');
  end if;
end
$$;

ALTER FUNCTION neon_auth_api.replace_backup_codes(token_hash text, verified_hash text, sealed text, backup_hashes text[]) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.replace_backup_codes(token_hash text, verified_hash text, sealed text, backup_hashes text[]) IS 'POST /two-factor/generate-backup-codes: replaces the caller''s backup codes. sealed: the secret that the hashes were made with. Fails with UNAUTHORIZED, IMPERSONATING, INVALID_PASSWORD, CONFLICT.';

CREATE FUNCTION neon_auth_api.request_magic_link(email text, name text, link_hash text, proof jsonb, challenge_hash text DEFAULT ''::text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config neon_auth_internal.config;
  -- Built as text, to keep the reference's order of keys.
  value  text := json_build_object('email', email);
begin
  select * into strict config from neon_auth_internal.config;
  if name is not null then
    value := json_build_object('email', email, 'name', name);
  end if;
  perform neon_auth_internal.put_verification(link_hash, value, config.magic_link_lifetime);
  if challenge_hash <> '' then
    perform neon_auth_internal.put_verification('magic-link-challenge:' || link_hash, challenge_hash, config.magic_link_lifetime);
  end if;
  perform neon_auth_internal.queue_mail(
    'magic-link', neon_auth_internal.normalize_email(email), proof ->> 'sealedLink', config.magic_link_lifetime);
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.request_magic_link(email text, name text, link_hash text, proof jsonb, challenge_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.request_magic_link(email text, name text, link_hash text, proof jsonb, challenge_hash text) IS 'POST /sign-in/magic-link: mails a link that signs in. If the user does not exist, the link signs up with the given name, which may be null. link_hash: sha256 of the link''s token. proof: sealedLink. challenge_hash: sha256 of the challenge cookie of the browser that requests the link, for the session verifier.';

CREATE FUNCTION neon_auth_api.request_password_reset(email text, reset_hash text, proof jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who      neon_auth."user" := neon_auth_internal.find_user(email);
  lifetime constant interval := (select c.code_lifetime from neon_auth_internal.config c);
begin
  -- Of concurrent requests only the last one's link is valid. An unknown address costs the same.
  perform neon_auth_internal.claim_name('reset-password ' || neon_auth_internal.normalize_email(email));
  if who.id is null then
    perform neon_auth_internal.mail_nobody('forget-password-link', email);
  else
    perform neon_auth_internal.end_reset_links(who.id);
    perform neon_auth_internal.put_verification('reset-password:' || reset_hash, who.id::text, lifetime);
    perform neon_auth_internal.queue_mail('forget-password-link', who.email, proof ->> 'sealedLink', lifetime);
  end if;
  return json_build_object(
    'status', true, 'message', 'If this email exists in our system, check your email for the reset link');
end
$$;

ALTER FUNCTION neon_auth_api.request_password_reset(email text, reset_hash text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.request_password_reset(email text, reset_hash text, proof jsonb) IS 'POST /request-password-reset: mails a link to the address if it belongs to a user. The response is the same if not. Ends links that were mailed before. reset_hash: sha256 of the link''s token. proof: sealedLink.';

CREATE FUNCTION neon_auth_api.reseal_factor(user_id uuid, sealed text, resealed text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update neon_auth."twoFactor" t set secret = resealed where t."userId" = reseal_factor.user_id and t.secret = sealed;
  update neon_auth.two_factor_state s set secret = resealed where s."userId" = reseal_factor.user_id and s.secret = sealed
$$;

ALTER FUNCTION neon_auth_api.reseal_factor(user_id uuid, sealed text, resealed text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.reseal_factor(user_id uuid, sealed text, resealed text) IS 'Replaces a sealed secret of a user''s authenticator app by the same one, sealed with the current secret.';

CREATE FUNCTION neon_auth_api.reset_password(token_hash text, reset_hash text, password_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  used neon_auth.verification := neon_auth_internal.take_verification('reset-password:' || reset_hash);
  own  neon_auth.session := neon_auth_internal.find_session(token_hash);
  who  neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id::text = used.value;
  if who.id is null then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
  perform neon_auth_internal.end_planted_accounts(who.id);
  perform neon_auth_internal.replace_password(who.id, password_hash, own.id);
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.reset_password(token_hash text, reset_hash text, password_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.reset_password(token_hash text, reset_hash text, password_hash text) IS 'POST /reset-password, after the password is hashed: consumes the link, replaces the password and ends the user''s sessions except the caller''s own, token_hash. Of concurrent calls only one succeeds; the others fail with INVALID_TOKEN.';

CREATE FUNCTION neon_auth_api.retire_key() RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth.retire_key()
$$;

ALTER FUNCTION neon_auth_api.retire_key() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.retire_key() IS 'neonauth keys rotate, first half: see neon_auth.retire_key.';

CREATE FUNCTION neon_auth_api.revoke_other_sessions(token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  perform neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s."userId" = own."userId" and s.id <> own.id));
  perform neon_auth_internal.end_artefacts(u, 'revoked') from neon_auth."user" u where u.id = own."userId";
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.revoke_other_sessions(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.revoke_other_sessions(token_hash text) IS 'POST /revoke-other-sessions: ends all sessions of the caller except the current one. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.revoke_session(token_hash text, target_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  perform neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s.token = target_hash and s."userId" = own."userId"));
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.revoke_session(token_hash text, target_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.revoke_session(token_hash text, target_hash text) IS 'POST /revoke-session: ends the caller''s session with the given token hash. For an unknown session or one of another user it does nothing, and the response is the same. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.revoke_sessions(token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s."userId" = own."userId"));
  perform neon_auth_internal.end_artefacts(u, 'revoked') from neon_auth."user" u where u.id = own."userId";
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.revoke_sessions(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.revoke_sessions(token_hash text) IS 'POST /revoke-sessions: ends all sessions of the caller, including the current one. Fails with UNAUTHORIZED.';

CREATE FUNCTION neon_auth_api.revoke_user_session(token_hash text, target_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'session', 'revoke', 'REVOKE_SESSIONS_NOT_ALLOWED');
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s.token = target_hash));
  return json_build_object('success', true);
end
$$;

ALTER FUNCTION neon_auth_api.revoke_user_session(token_hash text, target_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.revoke_user_session(token_hash text, target_hash text) IS 'POST /admin/revoke-user-session: ends the session with the given token hash, if it exists. Fails with UNAUTHORIZED, REVOKE_SESSIONS_NOT_ALLOWED, IMPERSONATING.';

CREATE FUNCTION neon_auth_api.revoke_user_sessions(token_hash text, user_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'session', 'revoke', 'REVOKE_SESSIONS_NOT_ALLOWED');
  perform neon_auth_internal.remove('session', array(
    select s.id
    from neon_auth.session s
    where s."userId" = neon_auth_internal.require_uuid(revoke_user_sessions.user_id)));
  perform neon_auth_internal.end_artefacts(u, 'revoked')
  from neon_auth."user" u
  where u.id = neon_auth_internal.require_uuid(revoke_user_sessions.user_id);
  return json_build_object('success', true);
end
$$;

ALTER FUNCTION neon_auth_api.revoke_user_sessions(token_hash text, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.revoke_user_sessions(token_hash text, user_id text) IS 'POST /admin/revoke-user-sessions: ends all sessions of a user. Fails with UNAUTHORIZED, REVOKE_SESSIONS_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.seal_audit() RETURNS text
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(neon_auth.seal_audit(), '')
$$;

ALTER FUNCTION neon_auth_api.seal_audit() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.seal_audit() IS 'neon_auth.seal_audit for the sidecar, which calls it once a minute: number and hash of the last seal, empty when nothing was sealed.';

CREATE FUNCTION neon_auth_api.seal_secret(plain_hash text, sealed text, context text DEFAULT ''::text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if seal_secret.context = '' then -- a sidecar of the previous release seals without a context; this release adds one
    insert into neon_auth.unbound_seal (hash) values (encode(sha256(convert_to(seal_secret.sealed, 'UTF8')), 'hex'))
    on conflict do nothing;
  else
    delete from neon_auth.unbound_seal u where u.hash = plain_hash;
  end if;
  update neon_auth.project_config c
  set
    email_provider = neon_auth_internal.seal_setting('mail', c.email_provider, '{password}', plain_hash, sealed, seal_secret.context),
    social_providers = (
      select coalesce(jsonb_agg(neon_auth_internal.seal_setting(
        'provider', p, '{clientSecret,privateKey}', plain_hash, sealed, seal_secret.context) order by place), '[]')
      from jsonb_array_elements(c.social_providers) with ordinality as s (p, place)),
    options = case when neon_auth_internal.users_sync_settings(c.options) = '{}' then c.options else c.options
      || jsonb_build_object('usersSync', (
        select jsonb_object_agg(o.key, case
          when seal_secret.context in ('', neon_auth_internal.secret_context('users-sync', jsonb_build_object('id', o.key)))
            and neon_auth_internal.is_hash_of(plain_hash, o.value ->> 'secret')
          then o.value || jsonb_build_object('secret', sealed) else o.value end)
        from jsonb_each(neon_auth_internal.users_sync_settings(c.options)) o)) end
  where exists (
    select from neon_auth_internal.config_secrets() s
    where neon_auth_internal.is_hash_of(plain_hash, s.secret) and seal_secret.context in ('', s.context));
  return found;
end
$$;

ALTER FUNCTION neon_auth_api.seal_secret(plain_hash text, sealed text, context text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.seal_secret(plain_hash text, sealed text, context text) IS 'Replaces a secret in project_config by its sealed form, wherever a value has the hex sha256 plain_hash; if context is not empty, in that context only. Returns false when there is none.';

CREATE FUNCTION neon_auth_api.send_code(kind text, email text, proof jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who    neon_auth."user" := neon_auth_internal.find_user(email);
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if who.id is not null or kind = 'sign-in' and not config.sign_up_disabled then
    perform neon_auth_internal.mail_code(kind, coalesce(who.email, neon_auth_internal.normalize_email(email)), proof);
  else
    perform neon_auth_internal.mail_no_code(kind, email);
  end if;
  return json_build_object('success', true);
end
$$;

ALTER FUNCTION neon_auth_api.send_code(kind text, email text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.send_code(kind text, email text, proof jsonb) IS 'POST /email-otp/send-verification-otp, /email-otp/request-password-reset: mails a code for the purpose kind (sign-in, email-verification, forget-password). The response is the same for an unknown address, which only gets a code to sign in, if sign-up is open. email must be a valid address. proof: codeHash, sealedCode.';

CREATE FUNCTION neon_auth_api.send_second_code(token_hash text, challenge_hash text, key text, proof jsonb) RETURNS TABLE(failure text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  step     neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  lifetime constant interval := (select o.code_lifetime from neon_auth_internal.two_factor_option o);
begin
  body := json_build_object('status', true);
  failure := case
    when (step.who).id is null or step.key <> send_second_code.key then 'INVALID_TWO_FACTOR_COOKIE'
    when not neon_auth_internal.may_mail_code(step) then 'SECOND_CODE_NOT_POSSIBLE'
    else ''
  end;
  if failure = ''
    and neon_auth_internal.queue_mail('two-factor-otp', (step.who).email, proof ->> 'sealedCode', lifetime)
  then
    perform neon_auth_internal.put_verification('2fa-otp-' || step.key, (proof ->> 'codeHash') || ':0', lifetime);
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.send_second_code(token_hash text, challenge_hash text, key text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.send_second_code(token_hash text, challenge_hash text, key text, proof jsonb) IS 'POST /two-factor/send-otp: mails a code for the caller''s session or challenge. key: from begin_second_step. proof: codeHash, sealedCode. failure is INVALID_TWO_FACTOR_COOKIE, SECOND_CODE_NOT_POSSIBLE (the sign-in was by mail, and the user has an authenticator app), or empty. Fails as begin_second_step does, and with TOO_MANY_REQUESTS.';

CREATE FUNCTION neon_auth_api.send_verification_email(token_hash text, email text, proof jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
  who neon_auth."user";
begin
  if own.id is null then
    who := neon_auth_internal.find_user(email);
  else
    select * into strict who from neon_auth."user" u where u.id = own."userId";
    if who.email <> email then
      perform neon_auth_internal.fail('EMAIL_MISMATCH');
    elsif who."emailVerified" then
      perform neon_auth_internal.fail('EMAIL_ALREADY_VERIFIED');
    end if;
  end if;

  if who.id is null and (select c.verification_by_link from neon_auth_internal.config c) then
    perform neon_auth_internal.mail_nobody('email-verification-link', email);
  elsif who.id is null then
    perform neon_auth_internal.mail_no_code('email-verification', email);
  else
    perform neon_auth_internal.mail_verification(who, proof);
  end if;
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.send_verification_email(token_hash text, email text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.send_verification_email(token_hash text, email text, proof jsonb) IS 'POST /send-verification-email: mails a code or link to the address if it belongs to a user. Signed-in callers may only use their own: EMAIL_MISMATCH, EMAIL_ALREADY_VERIFIED. proof: codeHash, sealedCode, sealedLink.';

CREATE FUNCTION neon_auth_api.set_active_organization(token_hash text, input json) RETURNS SETOF neon_auth_api.organization_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  -- Here the id takes precedence over the slug.
  wanted text := nullif(input ->> 'organizationId', '');
  chosen neon_auth.organization;
begin
  if json_typeof(input -> 'organizationId') = 'null' then
    perform neon_auth_internal.activate_organization(own.id, null) where own."activeOrganizationId" <> '';
    return query select '', coalesce(own."activeOrganizationId", '') <> '', 'null'::json;
    return;
  end if;

  wanted := coalesce(wanted, neon_auth_internal.chosen_organization(own, input));
  if wanted is null then
    return query select '', false, 'null'::json;
    return;
  end if;

  select o.* into chosen
  from neon_auth.organization o
  where o.id = (neon_auth_internal.find_member(wanted, own."userId"))."organizationId";
  if not found then
    perform neon_auth_internal.activate_organization(own.id, null);
    return query select 'ORGANIZATION_CLOSED', false, 'null'::json;
    return;
  end if;

  perform neon_auth_internal.activate_organization(own.id, chosen.id);
  return query select '', true, neon_auth_internal.organization_json(chosen)::json;
end
$$;

ALTER FUNCTION neon_auth_api.set_active_organization(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.set_active_organization(token_hash text, input json) IS 'POST /organization/set-active: {organizationId, organizationSlug}. Null unsets it. Without either, the active organization stays. activated: the response must set the session cookie. If the caller is not a member, returns the failure ORGANIZATION_CLOSED and unsets the active organization. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.set_active_team(token_hash text, input json) RETURNS SETOF neon_auth_api.organization_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  active uuid := (select o."activeTeamId" from neon_auth.session_origin o where o."sessionId" = own.id);
  wanted text := coalesce(nullif(input ->> 'teamId', ''), active::text);
  chosen neon_auth.team;
begin
  if json_typeof(input -> 'teamId') = 'null' or wanted is null then
    perform neon_auth_internal.activate_team(own.id, null) where active is not null;
    return query select '', active is not null, 'null'::json;
    return;
  end if;

  select * into chosen from neon_auth.team t where t.id = auth.as_uuid(wanted);
  if not found then
    perform neon_auth_internal.fail('TEAM_NOT_FOUND');
  elsif not exists (
    select from neon_auth."teamMember" m where m."teamId" = chosen.id and m."userId" = own."userId")
  then
    perform neon_auth_internal.fail('TEAM_CLOSED');
  end if;

  perform neon_auth_internal.activate_team(own.id, chosen.id);
  return query select '', true, neon_auth_internal.team_json(chosen)::json;
end
$$;

ALTER FUNCTION neon_auth_api.set_active_team(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.set_active_team(token_hash text, input json) IS 'POST /organization/set-active-team: {teamId}. Null unsets it. Without teamId, the active team stays. activated: the response must set the session cookie. Fails with UNAUTHORIZED, TEAM_NOT_FOUND, TEAM_CLOSED.';

CREATE FUNCTION neon_auth_api.set_role(token_hash text, user_id text, role jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session;
  who neon_auth."user";
begin
  own := neon_auth_internal.require_administrator(token_hash, 'set-role', 'SET_ROLE_NOT_ALLOWED');
  who := neon_auth_internal.change_user(
    own,
    neon_auth_internal.require_uuid(set_role.user_id),
    jsonb_build_object('role', neon_auth_internal.role_text(set_role.role)));
  return json_build_object(
    'user', case when who.id is null then '{}'::json else neon_auth_internal.user_json(who) end);
end
$$;

ALTER FUNCTION neon_auth_api.set_role(token_hash text, user_id text, role jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.set_role(token_hash text, user_id text, role jsonb) IS 'POST /admin/set-role: role is a text or a list. For an unknown user the response is an empty user. Fails with UNAUTHORIZED, SET_ROLE_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, INVALID_ROLE_TYPE, CANNOT_DEMOTE_YOURSELF.';

CREATE FUNCTION neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session;
  target uuid;
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'set-password', 'SET_PASSWORD_NOT_ALLOWED');
  target := neon_auth_internal.require_uuid(set_user_password.user_id);
  if exists (select from neon_auth.account a where a."userId" = target and a."providerId" = 'credential') then
    perform neon_auth_internal.replace_password(target, password_hash, own.id);
  end if;
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text) IS 'POST /admin/set-user-password: replaces a user''s password, ends their sessions (not the caller''s own), codes and reset links, and informs them by mail. If the user does not exist or has no password, it does nothing, and the response is the same. Fails with UNAUTHORIZED, SET_PASSWORD_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.sign_in_code(email text, code_hashes text[], token_hash text) RETURNS TABLE(failure text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  failure := coalesce(neon_auth_internal.try_code('sign-in', email, code_hashes, true), '');
  body := 'null';
  if failure = '' then
    who := neon_auth_internal.find_user(email);
    failure := case
      when who.id is null and (select c.sign_up_disabled from neon_auth_internal.config c) then 'SIGN_UP_DISABLED'
      when who.id is not null and neon_auth_internal.lock_banned(who.id) then 'BANNED_USER'
      else ''
    end;
    if failure <> '' then
      return next; -- returned, not raised: the code stays used
      return;
    end if;
    if who.id is null then
      who := neon_auth_internal.sign_up_proved(email, '');
    end if;
    -- The response shows the user in their previous state, as the reference does.
    body := json_build_object('token', token_hash, 'user', neon_auth_internal.user_json(who));
    perform neon_auth_internal.prove_by_sign_in(who.id);
    if not neon_auth_internal.admit(who.id, token_hash, true, 'email') then
      body := neon_auth_internal.challenge_json();
    end if;
  else
    perform neon_auth_api.count_refusal(email);
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.sign_in_code(email text, code_hashes text[], token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.sign_in_code(email text, code_hashes text[], token_hash text) IS 'POST /sign-in/email-otp: signs in with a mailed code; opens a session with token_hash. Creates the user if the address is unknown. With strict settings, a user whose address was not verified loses their password. failure is INVALID_OTP, OTP_EXPIRED, TOO_MANY_ATTEMPTS, BANNED_USER, SIGN_UP_DISABLED, or empty.';

CREATE FUNCTION neon_auth_api.sign_in_email(user_id uuid, verified_hash text, token_hash text, remember boolean, callback_url text, proof jsonb DEFAULT '{}'::jsonb) RETURNS TABLE(failure text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config neon_auth_internal.config;
  who    neon_auth."user";
begin
  -- Locked and compared again: since the verification a reset may have replaced the password and ended all sessions,
  -- and the old password must not open a new one.
  perform from neon_auth.account a
  where a."userId" = sign_in_email.user_id and a."providerId" = 'credential' and a.password = verified_hash
  for share;
  if not found then
    perform neon_auth_internal.fail('INVALID_EMAIL_OR_PASSWORD');
  end if;

  select * into strict config from neon_auth_internal.config;
  perform neon_auth_internal.pass_attempt('password', u.email) from neon_auth."user" u where u.id = sign_in_email.user_id;
  select * into strict who from neon_auth."user" u where u.id = sign_in_email.user_id;
  if config.email_verification_required and not who."emailVerified" then
    if config.verify_on_sign_in then
      perform neon_auth_internal.mail_verification(who, proof, quiet => true);
    end if;
    return query select 'EMAIL_NOT_VERIFIED', 'null'::json;
    return;
  end if;

  if not neon_auth_internal.admit(who.id, token_hash, remember, 'pwd') then
    return query select '', neon_auth_internal.challenge_json();
    return;
  end if;
  return query select '', case
    when callback_url is null then json_build_object(
      'redirect', false, 'token', token_hash, 'user', neon_auth_internal.user_json(who))
    else json_build_object(
      'redirect', callback_url <> '', 'token', token_hash, 'url', callback_url,
      'user', neon_auth_internal.user_json(who))
  end;
end
$$;

ALTER FUNCTION neon_auth_api.sign_in_email(user_id uuid, verified_hash text, token_hash text, remember boolean, callback_url text, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.sign_in_email(user_id uuid, verified_hash text, token_hash text, remember boolean, callback_url text, proof jsonb) IS 'POST /sign-in/email, second step: opens a session with token_hash if verified_hash is still the stored hash. Otherwise fails with INVALID_EMAIL_OR_PASSWORD. callback_url may be null. failure is EMAIL_NOT_VERIFIED, with a mail if the settings enable it (proof: codeHash, sealedCode, sealedLink), or empty. If the user has a second factor, opens no session, and token_hash names a challenge. Fails with BANNED_USER.';

CREATE FUNCTION neon_auth_api.sign_out(token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s.token = token_hash));
  return json_build_object('success', true);
end
$$;

ALTER FUNCTION neon_auth_api.sign_out(token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.sign_out(token_hash text) IS 'POST /sign-out: ends the session with the given token hash, if it exists. The hash may be null.';

CREATE FUNCTION neon_auth_api.sign_up_email(name text, email text, image text, password_hash text, password_length integer, fields jsonb, token_hash text, remember boolean, proof jsonb DEFAULT '{}'::jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config neon_auth_internal.config;
  who    neon_auth."user";
  opened neon_auth.session;
begin
  perform neon_auth_internal.check_sign_up(email, password_length, fields);
  select * into strict config from neon_auth_internal.config;
  if config.strict_sign_up and config.email_verification_required and (neon_auth_internal.find_user(email)).id is not null then
    return neon_auth_internal.pretend_sign_up(name, email, image);
  end if;
  who := neon_auth_internal.insert_user(name, email, image, false, 'user');
  perform neon_auth_internal.insert_credential(who.id, password_hash);

  if config.verify_on_sign_up or config.email_verification_required then
    perform neon_auth_internal.mail_verification(who, proof);
  end if;
  if config.auto_sign_in and not config.email_verification_required then
    opened := neon_auth_internal.open_session(who.id, token_hash, remember, amr => '{pwd}');
  end if;
  return json_build_object('token', opened.token, 'user', neon_auth_internal.user_json(who));
end
$$;

ALTER FUNCTION neon_auth_api.sign_up_email(name text, email text, image text, password_hash text, password_length integer, fields jsonb, token_hash text, remember boolean, proof jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.sign_up_email(name text, email text, image text, password_hash text, password_length integer, fields jsonb, token_hash text, remember boolean, proof jsonb) IS 'POST /sign-up/email: creates a user with a password. Depending on the settings, opens a session with token_hash (otherwise the token in the response is null) and mails a code or link to verify the address (proof: codeHash, sealedCode, sealedLink). Fails as prepare_sign_up does, which checked the same arguments before. With strictSignUp and verification, a taken address gets the same response as a free one, and its owner is informed by mail.';

CREATE FUNCTION neon_auth_api.start_oauth(provider_id text, init_hash text, caller_hash text, is_link boolean, request jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own  neon_auth.session;
  flow jsonb := request || jsonb_build_object('provider', provider_id);
begin
  if is_link then
    own := neon_auth_internal.require_own_session(caller_hash);
    flow := flow || jsonb_build_object('link', jsonb_build_object('session', own.id));
  end if;
  if neon_auth_internal.oauth_provider(provider_id) is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_FOUND');
  end if;
  perform neon_auth_internal.put_verification('oauth-init:' || init_hash, flow::text, interval '10 minutes');
end
$$;

ALTER FUNCTION neon_auth_api.start_oauth(provider_id text, init_hash text, caller_hash text, is_link boolean, request jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.start_oauth(provider_id text, init_hash text, caller_hash text, is_link boolean, request jsonb) IS 'POST /sign-in/social, /sign-in/oauth2, /link-social, /oauth2/link: stores what the redirect to the provider and the callback need. init_hash: sha256 of the init token. caller_hash: hash of the session token. is_link: add the account to the caller. request: callbackURL, errorURL, newUserURL, requestSignUp, scopes, loginHint, challenge (sha256 of the challenge cookie). Fails with UNAUTHORIZED, IMPERSONATING, PROVIDER_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.start_password_link(delivery uuid, attempt integer, reset_hash text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  who := neon_auth_internal.find_user((
    select o.recipient
    from neon_auth.outbox o
    where o.id = delivery and o.attempts = attempt and o.kind = 'set-password-link' and o.state = 'waiting'
      and o.branch = neon_auth.branch_identity()
    for update));
  if who.id is null then
    return false;
  end if;
  perform neon_auth_internal.end_reset_links(who.id);
  perform neon_auth_internal.put_verification('reset-password:' || reset_hash, who.id::text, interval '1 day');
  return true;
end
$$;

ALTER FUNCTION neon_auth_api.start_password_link(delivery uuid, attempt integer, reset_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.start_password_link(delivery uuid, attempt integer, reset_hash text) IS 'Called before a mail of send_password_link is sent: stores the sha256 of the token that the sidecar has generated for it, replacing an earlier one. Returns false when another attempt sends the mail now, or the user does not exist.';

CREATE FUNCTION neon_auth_api.stop_impersonating(token_hash text, admin_token_hash text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  returned neon_auth.session;
  who      neon_auth."user";
begin
  if own."impersonatedBy" is null then
    perform neon_auth_internal.fail('NOT_IMPERSONATING');
  end if;
  returned := neon_auth_internal.find_session(admin_token_hash);
  if returned."userId"::text is distinct from own."impersonatedBy" then
    perform neon_auth_internal.fail('ADMIN_SESSION_NOT_FOUND');
  end if;

  perform neon_auth_internal.remove('session', array[own.id]);
  select * into strict who from neon_auth."user" u where u.id = returned."userId";
  return json_build_object(
    'session', neon_auth_internal.session_json(returned), 'user', neon_auth_internal.user_json(who));
end
$$;

ALTER FUNCTION neon_auth_api.stop_impersonating(token_hash text, admin_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.stop_impersonating(token_hash text, admin_token_hash text) IS 'POST /admin/stop-impersonating: ends the impersonation and returns the administrator''s own session, whose token hash is given. Fails with UNAUTHORIZED, NOT_IMPERSONATING, ADMIN_SESSION_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Only replaces the token that was refreshed: a concurrent sign-in or refresh may have stored newer ones.
  update neon_auth.account a
  set
    "accessToken" = coalesce(tokens ->> 'accessToken', a."accessToken"),
    "refreshToken" = coalesce(tokens ->> 'refreshToken', a."refreshToken"),
    "idToken" = coalesce(tokens ->> 'idToken', a."idToken"),
    "accessTokenExpiresAt" = (tokens ->> 'accessTokenExpiresAt')::timestamptz,
    "refreshTokenExpiresAt" = coalesce((tokens ->> 'refreshTokenExpiresAt')::timestamptz, a."refreshTokenExpiresAt"),
    scope = coalesce(tokens ->> 'scope', a.scope),
    "updatedAt" = now()
  where a.id = account and a."refreshToken" = previous;
  return found;
end
$$;

ALTER FUNCTION neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb) IS 'Stores the tokens that a provider returned for a refresh. previous: the sealed refresh token that was used. Returns false when it is no longer the stored one. tokens: as in put_account.';

CREATE TABLE neon_auth.outbox (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    sealed text,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    "lastError" text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "nextAttemptAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "expiresAt" timestamp with time zone,
    "finishedAt" timestamp with time zone,
    branch text DEFAULT neon_auth.branch_identity() NOT NULL,
    language text,
    CONSTRAINT facts_is_short CHECK ((octet_length((facts)::text) <= 65536)),
    CONSTRAINT language_is_short CHECK ((octet_length(language) <= 255)),
    CONSTRAINT "lastError_is_short" CHECK ((octet_length("lastError") <= 4096)),
    CONSTRAINT outbox_keeps_no_sent_secret CHECK (((state <> 'sent'::text) OR (sealed IS NULL))),
    CONSTRAINT outbox_state_is_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dead'::text]))),
    CONSTRAINT recipient_is_short CHECK ((octet_length(recipient) <= 1024)),
    CONSTRAINT sealed_is_short CHECK ((octet_length(sealed) <= 262144))
);

ALTER TABLE neon_auth.outbox OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.outbox IS 'Internal: mail queue. Read it with list_deliveries(); retry_delivery(id), drop_delivery(id).';

COMMENT ON COLUMN neon_auth.outbox.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.outbox.kind IS 'Name of the mail''s template, such as sign-in-otp, or webhook.';

COMMENT ON COLUMN neon_auth.outbox.recipient IS 'Address, or the event''s type.';

COMMENT ON COLUMN neon_auth.outbox.facts IS 'What the template may show; no secret.';

COMMENT ON COLUMN neon_auth.outbox.sealed IS 'Code or link, sealed with a key that is not in the database. Cleared once sent.';

COMMENT ON COLUMN neon_auth.outbox.state IS 'waiting, sent or dead.';

COMMENT ON COLUMN neon_auth.outbox.attempts IS 'How often delivery was tried.';

COMMENT ON COLUMN neon_auth.outbox."lastError" IS 'Why the last attempt failed.';

COMMENT ON COLUMN neon_auth.outbox."createdAt" IS 'When it was queued.';

COMMENT ON COLUMN neon_auth.outbox."nextAttemptAt" IS 'When it is tried next. During a delivery: when another worker may take over.';

COMMENT ON COLUMN neon_auth.outbox."expiresAt" IS 'When the code or link expires; it is not sent after that.';

COMMENT ON COLUMN neon_auth.outbox."finishedAt" IS 'When it was sent or given up.';

COMMENT ON COLUMN neon_auth.outbox.branch IS 'branch_identity() it was queued under; a copy sends nothing of its parent''s.';

COMMENT ON COLUMN neon_auth.outbox.language IS 'Languages of the reader, best first, separated by commas. Null: the project''s.';

CREATE VIEW neon_auth_api.delivery_row AS
 SELECT o.id,
    o.kind,
    o.recipient,
    o.facts,
    o.sealed,
    o.attempts,
    COALESCE(o.language, ''::text) AS language,
    0 AS expires_in
   FROM neon_auth.outbox o;

ALTER TABLE neon_auth_api.delivery_row OWNER TO neon_auth;

CREATE FUNCTION neon_auth_api.take_deliveries(batch integer, lease_seconds integer) RETURNS SETOF neon_auth_api.delivery_row
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own      constant text := neon_auth.branch_identity();
  outbound constant text := neon_auth_internal.outbound();
begin
  update neon_auth.outbox o
  set state = 'dead', sealed = null, "finishedAt" = now(), "lastError" = concat_ws('; ', 'expired', o."lastError")
  where o.id in (
    select late.id
    from neon_auth.outbox late
    where late.state = 'waiting' and late."expiresAt" <= now() and late."nextAttemptAt" <= now()
    for update skip locked);

  return query
  update neon_auth.outbox o
  set attempts = o.attempts + 1, "nextAttemptAt" = now() + make_interval(secs => lease_seconds)
  where o.id in (
    select due.id
    from neon_auth.outbox due
    where due.state = 'waiting' and due."nextAttemptAt" <= now() and due.branch = own
      and neon_auth_internal.is_sent(due.kind, outbound)
    order by due.kind = 'webhook', due."nextAttemptAt" -- a slow webhook must not delay mails
    limit batch
    for update skip locked)
  returning
    o.id,
    o.kind,
    case when outbound like 'redirect:%' then substr(outbound, 10) else o.recipient end,
    case when outbound like 'redirect:%' then o.facts || jsonb_build_object('redirectedFrom', o.recipient) else o.facts end,
    o.sealed,
    o.attempts,
    coalesce(o.language, ''),
    greatest(ceil(extract(epoch from o."expiresAt" - statement_timestamp()))::integer, 0); -- what is left of it
end
$$;

ALTER FUNCTION neon_auth_api.take_deliveries(batch integer, lease_seconds integer) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.take_deliveries(batch integer, lease_seconds integer) IS 'Leases up to `batch` due mails and events of this branch, mails first. They belong to the caller for lease_seconds. If finish_delivery is not called by then, another worker takes them. Expired ones are given up. Returns none that the branch holds. On a branch that redirects, recipient is the address that gets all mail, and facts name the original one as redirectedFrom.';

CREATE FUNCTION neon_auth_api.take_events(request_id text) RETURNS SETOF neon_auth_api.event_row
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select r
  from neon_auth.webhook_event e, neon_auth_internal.event_row(e) r
  where e."requestId" = take_events.request_id and e.state = 'waiting' and e.branch = neon_auth.branch_identity()
    and neon_auth_internal.outbound() = 'send'
$$;

ALTER FUNCTION neon_auth_api.take_events(request_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.take_events(request_id text) IS 'Returns the events that a request must deliver to the webhook before it responds: codes and links that replace mails.';

CREATE FUNCTION neon_auth_api.take_oauth_state(state_hash text, cookie_hash text, provider_id text) RETURNS TABLE(failure text, flow jsonb, provider jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  kept neon_auth.verification;
begin
  provider := neon_auth_internal.oauth_provider(provider_id);
  select v.* into kept
  from neon_auth.verification v
  where v.identifier = 'oauth-state:' || state_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now();
  failure := case
    when kept.id is null then 'please_restart_the_process'
    when state_hash is distinct from cookie_hash then 'state_mismatch' -- another browser: the state stays valid for its own
  end;
  if failure is null then
    kept := neon_auth_internal.take_verification('oauth-state:' || state_hash);
    flow := kept.value::jsonb;
    perform neon_auth_internal.take_verification('oauth-init:' || (flow ->> 'init'));
    failure := case
      when kept.id is null then 'please_restart_the_process' -- the same callback twice
      when provider is null then 'oauth_provider_not_found'
      when flow ->> 'provider' <> provider_id then 'state_mismatch' -- started at another provider
      else ''
    end;
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.take_oauth_state(state_hash text, cookie_hash text, provider_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.take_oauth_state(state_hash text, cookie_hash text, provider_id text) IS 'GET /callback/:id, /oauth2/callback/:id: consumes a state that was created in this browser (cookie_hash: sha256 of the state cookie) and returns flow and provider. failure: please_restart_the_process, state_mismatch, oauth_provider_not_found, or empty. flow is null when the state belongs to another browser, provider is null when it is not enabled.';

CREATE FUNCTION neon_auth_api.take_session_verifier(verifier_hash text, challenge_hash text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  kept neon_auth.verification;
begin
  -- With another challenge the verifier stays: a client that only has the URL cannot consume it.
  delete from neon_auth.verification v
  where v.identifier = 'session-verifier:' || verifier_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
    and v.value::jsonb ->> 'challenge' = challenge_hash
  returning v.* into kept;
  if kept.id is null then
    perform neon_auth_internal.fail('VERIFICATION_NOT_FOUND');
  end if;
  return kept.value::jsonb ->> 'sealed';
end
$$;

ALTER FUNCTION neon_auth_api.take_session_verifier(verifier_hash text, challenge_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.take_session_verifier(verifier_hash text, challenge_hash text) IS 'GET /get-session?neon_auth_session_verifier=: consumes the verifier and returns the sealed session token. challenge_hash: sha256 of the challenge cookie. Fails with VERIFICATION_NOT_FOUND when it is unknown, used, older than ten minutes, or bound to another challenge.';

CREATE FUNCTION neon_auth_api.tidy_audit() RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth.prepare_audit() + neon_auth.expire_audit()
$$;

ALTER FUNCTION neon_auth_api.tidy_audit() OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.tidy_audit() IS 'Creates audit_log''s next partitions and drops old ones. Returns how many it created and dropped. The sidecar calls it once a minute.';

CREATE FUNCTION neon_auth_api.unban_user(token_hash text, user_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session;
  who neon_auth."user";
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'ban', 'BAN_USER_NOT_ALLOWED');
  who := neon_auth_internal.change_user(
    own, neon_auth_internal.require_uuid(unban_user.user_id), '{"banned": false, "banReason": null, "banExpires": null}');
  return json_build_object(
    'user', case when who.id is null then '{}'::json else neon_auth_internal.user_json(who) end);
end
$$;

ALTER FUNCTION neon_auth_api.unban_user(token_hash text, user_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.unban_user(token_hash text, user_id text) IS 'POST /admin/unban-user: lifts a ban. For an unknown user the response is an empty user. Fails with UNAUTHORIZED, BAN_USER_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.unlink_account(token_hash text, provider_id text, account_id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  linked bigint;
  target neon_auth.account;
begin
  if not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_NOT_FRESH');
  end if;

  -- When two requests unlink the last two accounts at once, the second waits here, and then finds only one.
  perform from neon_auth."user" u where u.id = own."userId" for no key update;
  select count(*) into linked from neon_auth.account a where a."userId" = own."userId";
  if linked = 1 then
    perform neon_auth_internal.fail('LAST_ACCOUNT');
  end if;

  target := neon_auth_internal.find_own_account(own."userId", provider_id, account_id);
  perform neon_auth_internal.password_fact('changed'); -- if it is the password: by the user
  perform neon_auth_internal.remove('account', array[target.id]);
  perform neon_auth_internal.password_fact('');
  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.unlink_account(token_hash text, provider_id text, account_id text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.unlink_account(token_hash text, provider_id text, account_id text) IS 'POST /unlink-account: removes one of the caller''s accounts, never the last. account_id: the row''s id, or the provider''s id for the user together with provider_id. Without account_id: the oldest account at provider_id. Fails with UNAUTHORIZED, IMPERSONATING, SESSION_NOT_FRESH, LAST_ACCOUNT, ACCOUNT_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.update_member_role(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.meant_organization(own, input);
  roles  text := neon_auth_internal.roles_text(input -> 'role');
  member neon_auth.member;
  target neon_auth.member;
  leader text := (select c.creator_role from neon_auth_internal.config c);
begin
  if roles = '' then
    perform neon_auth_internal.fail('ROLE_MISSING');
  elsif wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  end if;

  member := neon_auth_internal.lock_membership(wanted, own."userId");
  select m.* into target from neon_auth.member m where m.id = auth.as_uuid(input ->> 'memberId');
  if member.id is null or target.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif target."organizationId" <> member."organizationId" then
    perform neon_auth_internal.fail('UPDATE_MEMBER_NOT_ALLOWED');
  end if;

  if not neon_auth_internal.has_role(member.role, leader) and (
    neon_auth_internal.has_role(target.role, leader)
    or leader in (select trim(r) from unnest(string_to_array(roles, ',')) r)
    or not neon_auth_internal.has_permission(member, 'member', 'update'))
  then
    perform neon_auth_internal.fail('UPDATE_MEMBER_NOT_ALLOWED');
  elsif not neon_auth_internal.may_give_roles(member, roles || ',' || target.role) then
    perform neon_auth_internal.fail('UPDATE_MEMBER_NOT_ALLOWED');
  elsif not neon_auth_internal.has_role(roles, leader) and neon_auth_internal.is_last_owner(target) then
    perform neon_auth_internal.fail('OWNER_NEEDED');
  elsif (select o.dynamic_roles from neon_auth_internal.organization_option o) then
    -- Assigning a name before the role exists would grant whatever that role is later defined to allow.
    perform neon_auth_internal.fail('ROLE_NOT_FOUND', u.roles)
    from neon_auth_internal.unknown_roles(member."organizationId", roles) u (roles)
    where u.roles is not null;
  end if;

  update neon_auth.member m set role = roles where m.id = target.id returning m.* into target;
  return neon_auth_internal.member_json(target);
end
$$;

ALTER FUNCTION neon_auth_api.update_member_role(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.update_member_role(token_hash text, input json) IS 'POST /organization/update-member-role: {role, memberId, organizationId}. role is a text or a list of texts; where organizations define roles, it must exist. Callers can only grant or remove permissions they have. Fails with UNAUTHORIZED, ROLE_MISSING, NO_ACTIVE_ORGANIZATION, MEMBER_NOT_FOUND, UPDATE_MEMBER_NOT_ALLOWED, OWNER_NEEDED, ROLE_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.update_organization(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash, 'CALLER_NOT_FOUND');
  wanted  text := neon_auth_internal.meant_organization(own, input);
  member  neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
  data    json := input -> 'data';
  changed neon_auth.organization;
begin
  if wanted is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'organization', 'update') then
    perform neon_auth_internal.fail('UPDATE_ORGANIZATION_NOT_ALLOWED');
  elsif not (data::jsonb ?| array['name', 'slug', 'logo', 'metadata']) then
    perform neon_auth_internal.fail('NO_FIELDS_TO_UPDATE');
  elsif data ->> 'slug' <> '' and not neon_auth_internal.claim_slug(data ->> 'slug', member."organizationId") then
    perform neon_auth_internal.fail('ORGANIZATION_SLUG_ALREADY_TAKEN');
  end if;

  update neon_auth.organization o
  set name = coalesce(data ->> 'name', o.name),
      logo = coalesce(data ->> 'logo', o.logo),
      metadata = coalesce(data ->> 'metadata', o.metadata)
  where o.id = member."organizationId"
  returning o.* into changed;
  if data ->> 'slug' <> changed.slug then
    perform neon_auth_internal.rename('organization', changed.id, data ->> 'slug');
    changed.slug := data ->> 'slug';
  end if;
  return neon_auth_internal.organization_json(changed, parsed => true);
end
$$;

ALTER FUNCTION neon_auth_api.update_organization(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.update_organization(token_hash text, input json) IS 'POST /organization/update: {data: {name, slug, logo, metadata}, organizationId}, by default the active organization. Fails with CALLER_NOT_FOUND, ORGANIZATION_NOT_FOUND, ORGANIZATION_NOT_YOURS, UPDATE_ORGANIZATION_NOT_ALLOWED, NO_FIELDS_TO_UPDATE, ORGANIZATION_SLUG_ALREADY_TAKEN.';

CREATE FUNCTION neon_auth_api.update_role(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  member  neon_auth.member := neon_auth_internal.role_member(own, input, 'update', 'UPDATE_ROLE_NOT_ALLOWED');
  changed neon_auth."organizationRole" := neon_auth_internal.find_role(member."organizationId", input);
  wanted  json := input #> '{data,permission}';
begin
  -- The caller must also have the permissions that the role loses, and those it has under its old name.
  perform neon_auth_internal.fail('UPDATE_ROLE_NOT_ALLOWED')
  where not neon_auth_internal.may_give_roles(member, changed.role);
  if wanted is not null then
    perform neon_auth_internal.check_role_permission(member, wanted::jsonb, 'UPDATE_ROLE_NOT_ALLOWED');
    changed.permission := wanted;
  end if;
  if input #>> '{data,roleName}' <> '' then
    changed.role := neon_auth_internal.role_name(input #>> '{data,roleName}');
    if exists (
      select from neon_auth."organizationRole" r
      where r."organizationId" = changed."organizationId" and r.role = changed.role)
    then
      perform neon_auth_internal.fail('ROLE_NAME_TAKEN');
    end if;
  end if;

  update neon_auth."organizationRole" r set permission = changed.permission where r.id = changed.id;
  if input #>> '{data,roleName}' <> '' then
    perform neon_auth_internal.rename('organizationRole', changed.id, changed.role);
  end if;
  return json_build_object('success', true, 'roleData', neon_auth_internal.role_json(changed));
end
$$;

ALTER FUNCTION neon_auth_api.update_role(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.update_role(token_hash text, input json) IS 'POST /organization/update-role: {roleName or roleId, data: {permission, roleName}, organizationId}, by default the active organization. Returns the role with its previous updatedAt. Members keep the old name. Callers cannot change a role with permissions they do not have. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, UPDATE_ROLE_NOT_ALLOWED, ROLE_UNKNOWN, INVALID_RESOURCE, INVALID_VALUE, ROLE_NAME_TAKEN.';

CREATE FUNCTION neon_auth_api.update_team(token_hash text, input json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted  text := coalesce(nullif(input #>> '{data,organizationId}', ''), nullif(own."activeOrganizationId", ''));
  member  neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
  changed neon_auth.team;
begin
  if wanted is null then
    return json 'null';
  elsif member.id is null or not neon_auth_internal.has_permission(member, 'team', 'update') then
    perform neon_auth_internal.fail('UPDATE_TEAM_NOT_ALLOWED');
  end if;

  changed := neon_auth_internal.find_team(input ->> 'teamId', member."organizationId");
  update neon_auth.team t
  set name = coalesce(input #>> '{data,name}', t.name)
  where t.id = changed.id
  returning t.* into changed;
  return neon_auth_internal.team_json(changed);
end
$$;

ALTER FUNCTION neon_auth_api.update_team(token_hash text, input json) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.update_team(token_hash text, input json) IS 'POST /organization/update-team: {teamId, data: {name, organizationId}}, by default the active organization. Returns null without an organization. Fails with UNAUTHORIZED, UPDATE_TEAM_NOT_ALLOWED, TEAM_NOT_FOUND.';

CREATE FUNCTION neon_auth_api.update_user(token_hash text, fields jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own       neon_auth.session := neon_auth_internal.require_session(token_hash);
  forbidden text;
  -- A field beyond the reference's, which ignores it. So do we if it is not a language.
  set_locale constant boolean := coalesce(jsonb_typeof(fields -> 'locale') in ('string', 'null')
    and neon_auth_internal.set_locale(own."userId", fields ->> 'locale'), false);
begin
  if neon_auth_internal.is_truthy(fields -> 'email') then
    perform neon_auth_internal.fail('EMAIL_CAN_NOT_BE_UPDATED');
  end if;

  select f.name into forbidden
  from unnest(array['role', 'banned', 'banReason', 'banExpires']) with ordinality as f (name, position)
  where neon_auth_internal.is_truthy(fields -> f.name)
  order by f.position
  limit 1;

  if forbidden is not null then
    perform neon_auth_internal.fail('FIELD_NOT_ALLOWED', forbidden);
  elsif not fields ?| array['name', 'image'] and not set_locale then
    perform neon_auth_internal.fail('NO_FIELDS_TO_UPDATE');
  elsif jsonb_typeof(fields -> 'name') = 'null' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;

  update neon_auth."user" u
  set
    name = case when fields ? 'name' then fields ->> 'name' else u.name end,
    image = case when fields ? 'image' then fields ->> 'image' else u.image end
  where u.id = own."userId";

  return json_build_object('status', true);
end
$$;

ALTER FUNCTION neon_auth_api.update_user(token_hash text, fields jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.update_user(token_hash text, fields jsonb) IS 'POST /update-user: sets the caller''s name, image and locale, a language tag. Other values are stored as their text, and unknown fields are ignored. Fails with UNAUTHORIZED, EMAIL_CAN_NOT_BE_UPDATED, FIELD_NOT_ALLOWED, NO_FIELDS_TO_UPDATE, INVALID_VALUE.';

CREATE FUNCTION neon_auth_api.use_magic_link(link_hash text, new_token_hash text, verifier jsonb DEFAULT '{}'::jsonb) RETURNS TABLE(failure text, is_new boolean, body json, has_verifier boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  kept      neon_auth.verification;
  challenge neon_auth.verification;
  who       neon_auth."user";
begin
  -- A social sign-in stores its state under a name of the same form: only rows that identify a user are valid here.
  delete from neon_auth.verification v
  where v.identifier = link_hash
    and v.branch = neon_auth.branch_identity()
    and v.value like '{"email" : "%'
  returning v.* into kept;

  failure := case when kept.id is null then 'INVALID_TOKEN' when kept."expiresAt" <= now() then 'EXPIRED_TOKEN' else '' end;
  is_new := false;
  has_verifier := false;
  body := 'null';
  if failure = '' then
    who := neon_auth_internal.find_user(kept.value::json ->> 'email');
    if who.id is null and (select c.magic_link_sign_up_disabled or c.sign_up_disabled from neon_auth_internal.config c) then
      failure := 'new_user_signup_disabled';
    elsif who.id is not null and neon_auth_internal.lock_banned(who.id) then
      failure := 'BANNED_USER'; -- returned, not raised: the link stays used
    else
      if who.id is null then
        is_new := true;
        who := neon_auth_internal.sign_up_proved(kept.value::json ->> 'email', coalesce(kept.value::json ->> 'name', ''));
      end if;
      who := neon_auth_internal.prove_by_sign_in(who.id);
      body := case
        when neon_auth_internal.admit(who.id, new_token_hash, true, 'email')
          then json_build_object('token', new_token_hash, 'user', neon_auth_internal.user_json(who))
        else neon_auth_internal.challenge_json() end;
      challenge := neon_auth_internal.take_verification('magic-link-challenge:' || link_hash);
      has_verifier := challenge.id is not null;
      perform neon_auth_internal.put_session_verifier(verifier || jsonb_build_object('challenge', challenge.value));
    end if;
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.use_magic_link(link_hash text, new_token_hash text, verifier jsonb) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.use_magic_link(link_hash text, new_token_hash text, verifier jsonb) IS 'GET /magic-link/verify: consumes the link and opens a session with new_token_hash. is_new: whether the user was created. failure is INVALID_TOKEN, EXPIRED_TOKEN, new_user_signup_disabled, BANNED_USER, or empty. verifier: hash and sealed, as in put_session_verifier. has_verifier: whether the browser that requested the link may fetch the session with it.';

CREATE FUNCTION neon_auth_api.verify_backup_code(token_hash text, challenge_hash text, sealed text, code_hash text, disable_session boolean, new_token_hash text, remember boolean, trusted_hash text) RETURNS TABLE(failure text, session text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  step  neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  known neon_auth."twoFactor";
begin
  failure := '';
  session := '';
  body := 'null';
  select * into known from neon_auth."twoFactor" t where t."userId" = (step.who).id;
  if (step.who).id is null then
    failure := 'INVALID_TWO_FACTOR_COOKIE';
  elsif known.id is null then
    failure := 'BACKUP_CODES_NOT_ENABLED';
  elsif known.secret <> sealed or not known."backupCodes"::jsonb ? code_hash then
    failure := neon_auth_internal.refuse_second_factor(step, 'INVALID_BACKUP_CODE');
  else
    update neon_auth."twoFactor" t set "backupCodes" = (known."backupCodes"::jsonb - code_hash)::text where t.id = known.id;
    if disable_session then
      -- The code is used up, and nothing is opened.
      body := json_build_object('user', neon_auth_internal.user_json(step.who));
      if (step.own).id is not null then
        body := json_build_object('token', (step.own).token, 'user', neon_auth_internal.user_json(step.who));
      end if;
    else
      select p.session, p.body into session, body
      from neon_auth_internal.pass_second_factor(step, 'backup', new_token_hash, remember, trusted_hash) p;
    end if;
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.verify_backup_code(token_hash text, challenge_hash text, sealed text, code_hash text, disable_session boolean, new_token_hash text, remember boolean, trusted_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.verify_backup_code(token_hash text, challenge_hash text, sealed text, code_hash text, disable_session boolean, new_token_hash text, remember boolean, trusted_hash text) IS 'POST /two-factor/verify-backup-code, second step: uses up a backup code. sealed: the secret that code_hash was made with. disable_session: opens no session. Otherwise as verify_totp. failure is INVALID_TWO_FACTOR_COOKIE, BACKUP_CODES_NOT_ENABLED, INVALID_BACKUP_CODE, or empty. Fails as begin_second_step does, and with BANNED_USER.';

CREATE FUNCTION neon_auth_api.verify_email_code(email text, code_hashes text[], new_token_hash text) RETURNS TABLE(failure text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who    neon_auth."user";
  opened neon_auth.session;
begin
  failure := coalesce(neon_auth_internal.try_code('email-verification', email, code_hashes, true), '');
  body := 'null';
  if failure = '' then
    who := neon_auth_internal.find_user(email);
    failure := case
      when who.id is null then 'NO_SUCH_USER'
      when neon_auth_internal.lock_banned(who.id) then 'BANNED_USER'
      else ''
    end;
    if failure <> '' then
      return next; -- returned, not raised: the code stays used
      return;
    end if;
    who := neon_auth_internal.verify_address(who.id);
    if (select c.sign_in_after_verification from neon_auth_internal.config c)
      and not neon_auth_internal.needs_second_factor(who, 'email')
    then
      opened := neon_auth_internal.open_session(who.id, new_token_hash, true, amr => '{email}');
    end if;
    body := json_build_object('status', true, 'token', opened.token, 'user', neon_auth_internal.user_json(who));
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.verify_email_code(email text, code_hashes text[], new_token_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.verify_email_code(email text, code_hashes text[], new_token_hash text) IS 'POST /email-otp/verify-email: verifies the address with a code. If the settings enable it, opens a session with new_token_hash; otherwise the token in the response is null. failure is INVALID_OTP, OTP_EXPIRED, TOO_MANY_ATTEMPTS, BANNED_USER, NO_SUCH_USER, or empty.';

CREATE FUNCTION neon_auth_api.verify_email_link(token_hash text, email text, new_token_hash text, link_hash text DEFAULT NULL::text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
  who neon_auth."user" := neon_auth_internal.find_user(email);
begin
  if who.id is null then
    return 'user_not_found';
  end if;

  if who."emailVerified" then
    return 'verified';
  end if;
  -- Null: a sidecar of the previous release does not report which link it has verified.
  if link_hash is not null then
    delete from neon_auth.verification v
    where v.identifier = 'verify-email-' || link_hash
      and v.value = who.id::text
      and v."expiresAt" > now()
      and v.branch = neon_auth.branch_identity();
    if not found then
      return 'superseded';
    end if;
    if neon_auth_internal.lock_banned(who.id) then
      return 'banned'; -- returned, not raised: the link stays used
    end if;
  end if;

  -- Using a link twice neither fails nor signs in. Of concurrent calls, only the one that writes signs in.
  update neon_auth."user" u set "emailVerified" = true where u.id = who.id and not u."emailVerified";
  if not found or not (select c.sign_in_after_verification from neon_auth_internal.config c) then
    return 'verified';
  elsif own."userId" = who.id then
    return 'signed in';
  elsif neon_auth_internal.needs_second_factor(who, 'email') then
    return 'verified';
  end if;
  perform neon_auth_internal.open_session(who.id, new_token_hash, true, amr => '{email}');
  return 'session opened';
end
$$;

ALTER FUNCTION neon_auth_api.verify_email_link(token_hash text, email text, new_token_hash text, link_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.verify_email_link(token_hash text, email text, new_token_hash text, link_hash text) IS 'GET /verify-email, after the sidecar has verified the link: verifies the address. link_hash: sha256 of its token. Returns user_not_found, superseded (a recovery has ended the link), verified, banned, signed in (the caller is that user) or session opened (with new_token_hash).';

CREATE FUNCTION neon_auth_api.verify_second_code(token_hash text, challenge_hash text, key text, code_hashes text[], new_token_hash text, remember boolean, trusted_hash text) RETURNS TABLE(failure text, session text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  step    neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  allowed constant integer := (select o.code_attempts from neon_auth_internal.two_factor_option o);
  kept    neon_auth.verification;
begin
  failure := '';
  session := '';
  body := 'null';
  select * into kept from neon_auth.verification v
  where v.identifier = '2fa-otp-' || step.key and v.branch = neon_auth.branch_identity()
  for update;
  if (step.who).id is null or step.key <> verify_second_code.key then
    failure := 'INVALID_TWO_FACTOR_COOKIE';
  elsif kept.id is null or kept."expiresAt" <= now() or not neon_auth_internal.may_mail_code(step) then
    failure := 'SECOND_CODE_EXPIRED';
    delete from neon_auth.verification v where v.id = kept.id;
  elsif split_part(kept.value, ':', 2)::integer >= allowed then
    failure := 'TOO_MANY_SECOND_CODES';
    delete from neon_auth.verification v where v.id = kept.id;
  elsif split_part(kept.value, ':', 1) <> all (code_hashes) then
    update neon_auth.verification v
    set value = split_part(v.value, ':', 1) || ':' || split_part(v.value, ':', 2)::integer + 1
    where v.id = kept.id;
    failure := neon_auth_internal.refuse_second_factor(step, 'INVALID_CODE', is_mailed => true);
  else
    -- The row stays until it expires, as in the reference, and matches no code any more.
    update neon_auth.verification v set value = 'used:' || split_part(v.value, ':', 2) where v.id = kept.id;
    select p.session, p.body into session, body
    from neon_auth_internal.pass_second_factor(step, 'email', new_token_hash, remember, trusted_hash) p;
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.verify_second_code(token_hash text, challenge_hash text, key text, code_hashes text[], new_token_hash text, remember boolean, trusted_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.verify_second_code(token_hash text, challenge_hash text, key text, code_hashes text[], new_token_hash text, remember boolean, trusted_hash text) IS 'POST /two-factor/verify-otp, second step: uses up a mailed code. key: from begin_second_step. Otherwise as verify_totp. failure is INVALID_TWO_FACTOR_COOKIE, SECOND_CODE_EXPIRED (also if there is none), TOO_MANY_SECOND_CODES, INVALID_CODE, or empty. Fails as begin_second_step does, and with BANNED_USER.';

CREATE FUNCTION neon_auth_api.verify_totp(token_hash text, challenge_hash text, sealed text, step_number bigint, pending text, pending_number bigint, new_token_hash text, remember boolean, trusted_hash text) RETURNS TABLE(failure text, session text, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  step  neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  known neon_auth."twoFactor";
  state neon_auth.two_factor_state;
begin
  failure := '';
  session := '';
  body := 'null';
  select * into known from neon_auth."twoFactor" t where t."userId" = (step.who).id;
  select * into state from neon_auth.two_factor_state s where s."userId" = (step.who).id;
  if (step.who).id is null then
    failure := 'INVALID_TWO_FACTOR_COOKIE';
  elsif known.id is null and state.secret is null then
    failure := 'TOTP_NOT_ENABLED';
  elsif step.challenge is null and state.secret = pending and neon_auth_internal.is_near_step(pending_number) then
    perform neon_auth_internal.replace_factor(step.who, state.secret, state."backupCodes");
    perform neon_auth_internal.use_totp_step((step.who).id, pending_number);
  elsif known.secret is distinct from sealed
    or not neon_auth_internal.use_totp_step((step.who).id, step_number)
  then
    failure := neon_auth_internal.refuse_second_factor(step, 'INVALID_CODE');
  end if;
  if failure = '' then
    select p.session, p.body into session, body
    from neon_auth_internal.pass_second_factor(step, 'otp', new_token_hash, remember, trusted_hash) p;
  end if;
  return next;
end
$$;

ALTER FUNCTION neon_auth_api.verify_totp(token_hash text, challenge_hash text, sealed text, step_number bigint, pending text, pending_number bigint, new_token_hash text, remember boolean, trusted_hash text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_api.verify_totp(token_hash text, challenge_hash text, sealed text, step_number bigint, pending text, pending_number bigint, new_token_hash text, remember boolean, trusted_hash text) IS 'POST /two-factor/verify-totp, second step. step_number, pending_number: the time step whose code the user entered, of the secret sealed or pending, else null. A step is accepted once. A code of a pending enrolment puts it in force. Opens a session with new_token_hash, or replaces the caller''s when two-factor is switched on. trusted_hash: trusts the browser with this token, if not empty. session is opened, replaced or kept. failure is INVALID_TWO_FACTOR_COOKIE, TOTP_NOT_ENABLED, INVALID_CODE, or empty. Fails as begin_second_step does, and with BANNED_USER.';

CREATE FUNCTION neon_auth_internal.accepted_code(on_table oid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select string_agg(concat_ws(':', t.oid, p.oid, p.xmin, p.ctid), ',' order by t.oid)
  from pg_trigger t
  join pg_proc p on p.oid = t.tgfoid
  where t.tgrelid = accepted_code.on_table and not t.tgisinternal
    and p.pronamespace not in ('neon_auth'::regnamespace, 'neon_auth_internal'::regnamespace)
$$;

ALTER FUNCTION neon_auth_internal.accepted_code(on_table oid) OWNER TO neon_auth;

CREATE TABLE neon_auth.account (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "accountId" text NOT NULL,
    "providerId" text NOT NULL,
    "userId" uuid NOT NULL,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamp with time zone,
    "refreshTokenExpiresAt" timestamp with time zone,
    scope text,
    password text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone NOT NULL,
    CONSTRAINT "accessToken_is_short" CHECK ((octet_length("accessToken") <= 65536)),
    CONSTRAINT "accountId_is_short" CHECK ((octet_length("accountId") <= 1024)),
    CONSTRAINT "idToken_is_short" CHECK ((octet_length("idToken") <= 65536)),
    CONSTRAINT password_is_short CHECK ((octet_length(password) <= 1024)),
    CONSTRAINT "providerId_is_short" CHECK ((octet_length("providerId") <= 255)),
    CONSTRAINT "refreshToken_is_short" CHECK ((octet_length("refreshToken") <= 65536)),
    CONSTRAINT scope_is_short CHECK ((octet_length(scope) <= 8192))
);

ALTER TABLE neon_auth.account OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.account IS 'Ways to sign in: one row for a password (credential) or a provider.';

COMMENT ON COLUMN neon_auth.account.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.account."accountId" IS 'The user''s id at the provider; for a password the user''s own id.';

COMMENT ON COLUMN neon_auth.account."providerId" IS 'credential, google, github and so on.';

COMMENT ON COLUMN neon_auth.account."userId" IS 'The user.';

COMMENT ON COLUMN neon_auth.account."accessToken" IS 'The provider''s access token.';

COMMENT ON COLUMN neon_auth.account."refreshToken" IS 'The provider''s refresh token.';

COMMENT ON COLUMN neon_auth.account."idToken" IS 'The provider''s id token.';

COMMENT ON COLUMN neon_auth.account."accessTokenExpiresAt" IS 'When accessToken expires.';

COMMENT ON COLUMN neon_auth.account."refreshTokenExpiresAt" IS 'When refreshToken expires.';

COMMENT ON COLUMN neon_auth.account.scope IS 'Scopes the provider granted.';

COMMENT ON COLUMN neon_auth.account.password IS 'Password hash. Set it with neon_auth.set_password().';

COMMENT ON COLUMN neon_auth.account."createdAt" IS 'When the account was created.';

COMMENT ON COLUMN neon_auth.account."updatedAt" IS 'When the row was last changed.';

CREATE FUNCTION neon_auth_internal.account_json(a neon_auth.account) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'accountId', a."accountId",
    'providerId', a."providerId",
    'userId', a."userId",
    'createdAt', neon_auth_internal.timestamp_text(a."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(a."updatedAt"),
    'id', a.id,
    'scopes', coalesce(to_json(string_to_array(nullif(a.scope, ''), ',')), '[]'))
$$;

ALTER FUNCTION neon_auth_internal.account_json(a neon_auth.account) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.act_as(user_id uuid, impersonator text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform
    set_config('neon_auth.acting_user', coalesce(user_id::text, ''), true),
    set_config('neon_auth.impersonator', coalesce(impersonator, ''), true);
end
$$;

ALTER FUNCTION neon_auth_internal.act_as(user_id uuid, impersonator text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.activate_organization(session_id uuid, organization_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update neon_auth.session s
  set "activeOrganizationId" = (
    select m."organizationId"
    from neon_auth.member m
    where m."organizationId" = activate_organization.organization_id and m."userId" = s."userId"
    for key share)
  where s.id = activate_organization.session_id
$$;

ALTER FUNCTION neon_auth_internal.activate_organization(session_id uuid, organization_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.activate_team(session_id uuid, team_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update neon_auth.session_origin o
  set "activeTeamId" = (
    select m."teamId"
    from neon_auth."teamMember" m
    where m."teamId" = team_id
      and m."userId" = (select s."userId" from neon_auth.session s where s.id = activate_team.session_id)
    for key share)
  where o."sessionId" = activate_team.session_id
$$;

ALTER FUNCTION neon_auth_internal.activate_team(session_id uuid, team_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.add_seal(kind text, month date, ids bigint[], hashes bytea[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  horizon neon_auth.audit_horizon;
  made    neon_auth.audit_seal;
begin
  select * into strict horizon from neon_auth.audit_horizon;
  made.id := horizon.seal + 1;
  made.at := clock_timestamp();
  made.kind := add_seal.kind;
  made.month := add_seal.month;
  made."databaseRole" := session_user;
  made.ids := add_seal.ids;
  made.hashes := add_seal.hashes;
  made.digest := neon_auth_internal.seal_digest(add_seal.ids, add_seal.hashes);
  made.hash := neon_auth_internal.seal_hash(made, horizon.hash);
  insert into neon_auth.audit_seal values (made.*);
  update neon_auth.audit_horizon set seal = made.id, hash = made.hash;
end
$$;

ALTER FUNCTION neon_auth_internal.add_seal(kind text, month date, ids bigint[], hashes bytea[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.admit(user_id uuid, token_hash text, remember boolean, method text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  lifetime constant interval := (select o.challenge_lifetime from neon_auth_internal.two_factor_option o);
  who      neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = admit.user_id for share;
  if neon_auth_internal.needs_second_factor(who, method) and not neon_auth_internal.use_trusted_device(who.id) then
    if neon_auth_internal.is_banned(who) then
      perform neon_auth_internal.fail('BANNED_USER');
    end if;
    perform neon_auth_internal.put_verification('2fa-' || token_hash, who.id::text, lifetime);
    perform neon_auth_internal.put_verification('2fa-attempts-' || token_hash, method || ':0', lifetime);
    return false;
  end if;
  perform neon_auth_internal.open_session(who.id, token_hash, remember, amr => array[method], is_cleared => true);
  return true;
end
$$;

ALTER FUNCTION neon_auth_internal.admit(user_id uuid, token_hash text, remember boolean, method text) OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.known_setting AS
 SELECT s."position",
    s.name,
        CASE
            WHEN (s.home IS NULL) THEN (ARRAY['options'::text] || s.keys)
            ELSE s.keys
        END AS path,
    s.type,
    (s.fallback)::jsonb AS fallback,
    s."least",
    s.most,
    s.allowed,
    s.description
   FROM ( SELECT v."position",
            v.name,
            v.type,
            v.fallback,
            v."least",
            v.most,
            v.allowed,
            v.description,
            string_to_array(replace(v.name, '[]'::text, '.[]'::text), '.'::text) AS keys,
            "substring"(v.name, '^(name|allow_localhost|(?:trusted_origins|social_providers|email_provider|email_and_password|plugin_configs|webhook_config)(?=[.[]|$))'::text) AS home
           FROM ( VALUES (1,'name'::text,'text'::text,NULL::text,1,256,NULL::text[],'The app''s name in mails. Missing: the database''s name.'::text), (2,'trusted_origins'::text,'origins'::text,'[]'::text,NULL::integer,NULL::integer,NULL::text[],'Origins of the app: "https://app.example.com", "https://*.example.com", "myapp://".'::text), (3,'allow_localhost'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Trust http://localhost with any port.'::text), (10,'email_and_password.enabled'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Sign-up and sign-in with a password.'::text), (11,'email_and_password.disableSignUp'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Refuse new users.'::text), (12,'email_and_password.autoSignIn'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'A sign-up opens a session, unless verification is required.'::text), (13,'email_and_password.requireEmailVerification'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Only a verified address signs in with a password.'::text), (14,'email_and_password.emailVerificationMethod'::text,'choice'::text,'"otp"'::text,NULL::integer,NULL::integer,'{otp,link}'::text[],'Verify an address with a mailed code or a mailed link.'::text), (15,'email_and_password.sendVerificationEmailOnSignUp'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Mail the code or link at sign-up.'::text), (16,'email_and_password.sendVerificationEmailOnSignIn'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Mail it again when an unverified user tries to sign in.'::text), (17,'email_and_password.autoSignInAfterVerification'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Verifying the address opens a session.'::text), (18,'email_and_password.minPasswordLength'::text,'integer'::text,'8'::text,1,1024,NULL::text[],'Fewest characters of a new password.'::text), (19,'email_and_password.maxPasswordLength'::text,'integer'::text,'128'::text,1,1024,NULL::text[],'Most characters of a new password.'::text), (20,'email_provider.type'::text,'choice'::text,'"shared"'::text,NULL::integer,NULL::integer,'{shared,standard}'::text[],'standard: the mail server named here. shared: the one of NEONAUTH_SMTP_URL.'::text), (21,'email_provider.host'::text,'text'::text,'""'::text,0,253,NULL::text[],'Host name of the mail server.'::text), (22,'email_provider.port'::text,'integer'::text,'587'::text,1,65535,NULL::text[],'Port of the mail server. 465 uses TLS from the start, others STARTTLS.'::text), (23,'email_provider.username'::text,'text'::text,'""'::text,0,320,NULL::text[],'Login at the mail server.'::text), (24,'email_provider.password'::text,'secret'::text,'""'::text,0,4096,NULL::text[],'Password at the mail server. The sidecar seals it within a minute.'::text), (25,'email_provider.sender_email'::text,'text'::text,'""'::text,0,320,NULL::text[],'Sender of mails. Empty: NEONAUTH_MAIL_FROM.'::text), (26,'email_provider.sender_name'::text,'text'::text,'""'::text,0,256,NULL::text[],'Name of the sender.'::text), (30,'social_providers'::text,'object'::text,'[]'::text,NULL::integer,NULL::integer,NULL::text[],'Providers for social sign-in, an array of objects.'::text), (31.01,'social_providers[].id'::text,'text'::text,NULL::text,1,64,NULL::text[],'The provider: an id of neon_auth.oauth_preset, or one of your own. Required.'::text), (31.02,'social_providers[].enabled'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'False: the provider is off.'::text), (31.03,'social_providers[].isShared'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Use credentials shared by the operator.'::text), (31.04,'social_providers[].clientId'::text,'text'::text,NULL::text,0,1024,NULL::text[],'Client id of the app at the provider.'::text), (31.05,'social_providers[].clientSecret'::text,'secret'::text,NULL::text,0,4096,NULL::text[],'Client secret. The sidecar seals it within a minute.'::text), (31.06,'social_providers[].teamId'::text,'text'::text,NULL::text,0,64,NULL::text[],'Team, for apple.'::text), (31.07,'social_providers[].keyId'::text,'text'::text,NULL::text,0,64,NULL::text[],'Name of privateKey, for apple.'::text), (31.08,'social_providers[].privateKey'::text,'secret'::text,NULL::text,0,4096,NULL::text[],'Key that signs client secrets, PEM, for apple. The sidecar seals it within a minute.'::text), (31.09,'social_providers[].appBundleIdentifier'::text,'text'::text,NULL::text,0,256,NULL::text[],'Client id of the native app, whose id tokens are accepted too, for apple.'::text), (31.10,'social_providers[].audience'::text,'words'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Further client ids whose id tokens are accepted.'::text), (31.11,'social_providers[].microsoftTenantId'::text,'text'::text,NULL::text,0,256,NULL::text[],'Tenant, for microsoft.'::text), (31.12,'social_providers[].tenantId'::text,'text'::text,NULL::text,0,256,NULL::text[],'The same under Better Auth''s name.'::text), (31.13,'social_providers[].issuer'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'OpenID Connect issuer, whose discovery document lists endpoints and keys.'::text), (31.14,'social_providers[].discoveryUrl'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'The issuer''s address with /.well-known/openid-configuration.'::text), (31.15,'social_providers[].hosts'::text,'words'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Further hosts that the issuer''s discovery document may use.'::text), (31.16,'social_providers[].authorizationUrl'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Address to which users are redirected.'::text), (31.17,'social_providers[].tokenUrl'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Address that exchanges codes for tokens.'::text), (31.18,'social_providers[].userInfoUrl'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Address that returns the user''s profile.'::text), (31.19,'social_providers[].userInfoMethod'::text,'choice'::text,NULL::text,NULL::integer,NULL::integer,'{GET,POST}'::text[],'Method of that request.'::text), (31.20,'social_providers[].userInfoHeaders'::text,'map'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Further headers of that request.'::text), (31.21,'social_providers[].emailsUrl'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Address that returns a list of {email, primary, verified}.'::text), (31.22,'social_providers[].jwksUrl'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Address that returns the keys of id tokens.'::text), (31.23,'social_providers[].algorithms'::text,'words'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Algorithms of id tokens. Missing: RS256, or those of the discovery document.'::text), (31.24,'social_providers[].scopes'::text,'words'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Scopes instead of the preset''s.'::text), (31.25,'social_providers[].authentication'::text,'choice'::text,NULL::text,NULL::integer,NULL::integer,'{post,basic,apple}'::text[],'How the client authenticates at tokenUrl.'::text), (31.26,'social_providers[].responseMode'::text,'choice'::text,NULL::text,NULL::integer,NULL::integer,'{query,form_post}'::text[],'How the response is sent.'::text), (31.27,'social_providers[].prompt'::text,'text'::text,NULL::text,0,256,NULL::text[],'Parameter prompt of the redirect.'::text), (31.28,'social_providers[].accessType'::text,'text'::text,NULL::text,0,256,NULL::text[],'Parameter access_type of the redirect.'::text), (31.29,'social_providers[].authorizationUrlParams'::text,'map'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Further parameters of the redirect.'::text), (31.30,'social_providers[].nonce'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'False: the provider does not repeat a nonce.'::text), (31.31,'social_providers[].pkce'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,'{true}'::text[],'Always on.'::text), (31.32,'social_providers[].must'::text,'map'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Values that a response must contain.'::text), (31.33,'social_providers[].mapping.id'::text,'text'::text,NULL::text,0,1024,NULL::text[],'Path of the user''s id in the response. See neon_auth.oauth_preset.'::text), (31.34,'social_providers[].mapping.email'::text,'text'::text,NULL::text,0,1024,NULL::text[],'Path of the address.'::text), (31.35,'social_providers[].mapping.emailVerified'::text,'text'::text,NULL::text,0,1024,NULL::text[],'Path of the flag that the address is verified.'::text), (31.36,'social_providers[].mapping.name'::text,'text'::text,NULL::text,0,1024,NULL::text[],'Path of the name.'::text), (31.37,'social_providers[].mapping.image'::text,'text'::text,NULL::text,0,1024,NULL::text[],'Path of the picture.'::text), (31.38,'social_providers[].disableSignUp'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Only existing users may sign in.'::text), (31.39,'social_providers[].disableImplicitSignUp'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'New users only if the app sends requestSignUp.'::text), (31.40,'social_providers[].overrideUserInfo'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Each sign-in updates name and picture.'::text), (31.41,'social_providers[].overrideUserInfoOnSignIn'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'The same under Better Auth''s name for presets.'::text), (40,'plugin_configs.organization.enabled'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Organizations.'::text), (41,'plugin_configs.organization.config.allowUserToCreateOrganization'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Every user may create organizations.'::text), (42,'plugin_configs.organization.config.organizationLimit'::text,'integer'::text,'10'::text,0,2147483647,NULL::text[],'Organizations one user may be in when creating another.'::text), (43,'plugin_configs.organization.config.membershipLimit'::text,'integer'::text,'100'::text,1,2147483647,NULL::text[],'Members of an organization.'::text), (44,'plugin_configs.organization.config.creatorRole'::text,'choice'::text,'"owner"'::text,NULL::integer,NULL::integer,'{owner,admin}'::text[],'Role of the user who creates an organization.'::text), (45,'plugin_configs.organization.config.sendInvitationEmail'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Mail invitations.'::text), (46,'plugin_configs.organization.config.teams.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Teams.'::text), (47,'plugin_configs.organization.config.teams.defaultTeam.enabled'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'A new organization gets a team of its name.'::text), (48,'plugin_configs.organization.config.teams.maximumTeams'::text,'integer'::text,NULL::text,0,2147483647,NULL::text[],'Teams of an organization. 0 or null: no limit.'::text), (49,'plugin_configs.organization.config.teams.maximumMembersPerTeam'::text,'integer'::text,NULL::text,0,2147483647,NULL::text[],'Members of a team. Null: no limit.'::text), (50,'plugin_configs.organization.config.teams.allowRemovingAllTeams'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'The last team may be removed.'::text), (51,'plugin_configs.organization.config.dynamicAccessControl.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Organizations may define roles.'::text), (52,'plugin_configs.organization.config.dynamicAccessControl.maximumRolesPerOrganization'::text,'integer'::text,NULL::text,0,2147483647,NULL::text[],'Roles that an organization may define. Null: no limit.'::text), (60,'plugin_configs.magicLink.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Sign-in with a mailed link.'::text), (61,'plugin_configs.magicLink.config.expiresIn'::text,'integer'::text,'5'::text,1,1440,NULL::text[],'Minutes a link is valid.'::text), (62,'plugin_configs.magicLink.config.disableSignUp'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'A link creates no users.'::text), (64,'plugin_configs.twoFactor.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Users may protect their account with a second factor.'::text), (64.1,'plugin_configs.twoFactor.config.issuer'::text,'text'::text,NULL::text,0,256,NULL::text[],'Name of the app in authenticator apps. Missing: the setting name.'::text), (64.2,'plugin_configs.twoFactor.config.skipVerificationOnEnable'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Switch it on before the user has entered a first code.'::text), (64.3,'plugin_configs.twoFactor.config.twoFactorCookieMaxAge'::text,'integer'::text,'600'::text,30,3600,NULL::text[],'Seconds to enter the second factor after the first.'::text), (64.4,'plugin_configs.twoFactor.config.trustDeviceMaxAge'::text,'integer'::text,'2592000'::text,60,31536000,NULL::text[],'Seconds a trusted browser is not asked, after its last sign-in.'::text), (64.51,'plugin_configs.twoFactor.config.totpOptions.digits'::text,'integer'::text,'6'::text,6,8,NULL::text[],'Digits of a code of the authenticator app.'::text), (64.52,'plugin_configs.twoFactor.config.totpOptions.period'::text,'integer'::text,'30'::text,15,120,NULL::text[],'Seconds a code of the authenticator app is shown.'::text), (64.61,'plugin_configs.twoFactor.config.otpOptions.digits'::text,'integer'::text,'6'::text,6,8,NULL::text[],'Digits of a mailed code.'::text), (64.62,'plugin_configs.twoFactor.config.otpOptions.period'::text,'integer'::text,'3'::text,1,60,NULL::text[],'Minutes a mailed code is valid.'::text), (64.63,'plugin_configs.twoFactor.config.otpOptions.allowedAttempts'::text,'integer'::text,'5'::text,1,10,NULL::text[],'Attempts at a mailed code.'::text), (64.64,'plugin_configs.twoFactor.config.otpOptions.storeOTP'::text,'choice'::text,'"hashed"'::text,NULL::integer,NULL::integer,'{hashed,plain,encrypted}'::text[],'Kept for Better Auth''s tools: codes are always hashed.'::text), (64.71,'plugin_configs.twoFactor.config.backupCodeOptions.amount'::text,'integer'::text,'10'::text,1,50,NULL::text[],'Number of backup codes.'::text), (64.72,'plugin_configs.twoFactor.config.backupCodeOptions.length'::text,'integer'::text,'10'::text,8,32,NULL::text[],'Characters of a backup code.'::text), (64.73,'plugin_configs.twoFactor.config.backupCodeOptions.storeBackupCodes'::text,'choice'::text,'"encrypted"'::text,NULL::integer,NULL::integer,'{encrypted,plain}'::text[],'Kept for Better Auth''s tools: backup codes are always hashed.'::text), (70,'plugin_configs.phoneNumber.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,'{false}'::text[],'Not supported: only false.'::text), (71,'plugin_configs.phoneNumber.config.otp_expires_in'::text,'integer'::text,'300'::text,60,600,NULL::text[],'Not supported, kept for Neon''s tools.'::text), (72,'plugin_configs.phoneNumber.config.allowed_attempts'::text,'integer'::text,'3'::text,1,100,NULL::text[],'Not supported, kept for Neon''s tools.'::text), (80,'webhook_config.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Send events to webhookUrl.'::text), (81,'webhook_config.webhookUrl'::text,'text'::text,NULL::text,0,2048,NULL::text[],'Public https address that receives events.'::text), (82,'webhook_config.enabledEvents'::text,'list'::text,'[]'::text,NULL::integer,NULL::integer,'{user.before_create,user.created,send.otp,send.magic_link,organization.invitation.created,organization.invitation.accepted,phone_number.verified}'::text[],'Events that are sent.'::text), (83,'webhook_config.timeoutSeconds'::text,'integer'::text,'5'::text,1,10,NULL::text[],'Seconds one attempt may take.'::text), (90,'session.cookieCache.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Cache the session in a signed cookie: faster, but a revoked session stays valid for up to maxAge.'::text), (91,'session.cookieCache.maxAge'::text,'integer'::text,'300'::text,1,86400,NULL::text[],'Seconds that cookie is valid.'::text), (92,'user.changeEmail.enabled'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Users may change their address.'::text), (93,'user.deleteUser.enabled'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Users may delete their account.'::text), (94,'user.deleteUser.sendVerification'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Deleting an account needs a mailed link.'::text), (95,'rateLimit.enabled'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Limit requests by client address and by user.'::text), (96,'jwt.claimsHook'::text,'text'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Function that adds claims to tokens. Set it with neon_auth.token_claims_hook().'::text), (97,'audit.retentionMonths'::text,'integer'::text,'12'::text,0,1200,NULL::text[],'Months that neon_auth.audit_log keeps. 0: all.'::text), (97.5,'twoFactor.scope'::text,'choice'::text,'"all"'::text,NULL::integer,NULL::integer,'{all,password}'::text[],'Which ways to sign in ask for the second factor: all, or only those with a password, as Better Auth does.'::text), (98,'branch.outbound'::text,'outbound'::text,'"hold"'::text,NULL::integer,NULL::integer,NULL::text[],'What copies of this database do with mail and events until neon_auth.confirm_branch(). redirect sends all mail to that address, and no events.'::text), (98.1,'usersSync.clerk.secret'::text,'secret'::text,NULL::text,16,512,NULL::text[],'Signing secret of Clerk''s webhook to /users-sync/clerk. The sidecar seals it within a minute.'::text), (98.2,'usersSync.stackAuth.secret'::text,'secret'::text,NULL::text,16,512,NULL::text[],'Signing secret of Stack Auth''s webhook to /users-sync/stack-auth. The same.'::text), (98.3,'usersSync.workos.secret'::text,'secret'::text,NULL::text,16,512,NULL::text[],'Signing secret of WorkOS''s webhook to /users-sync/workos. The same.'::text), (98.4,'usersSync.standard.secret'::text,'secret'::text,NULL::text,16,512,NULL::text[],'Signing secret of another provider''s webhook (Standard Webhooks) to /users-sync/standard. The same.'::text), (99.01,'language'::text,'choice'::text,'"en"'::text,NULL::integer,NULL::integer,'{en,de,fr,es,pt,it,nl,pl,tr,ja,ko,zh,ar}'::text[],'Language of mails and pages, if neither the user nor the browser has one of these.'::text), (99.02,'translateErrors'::text,'boolean'::text,'false'::text,NULL::integer,NULL::integer,NULL::text[],'Error messages are in the browser''s language. Codes never change.'::text), (99.03,'links'::text,'choice'::text,'"auto"'::text,NULL::integer,NULL::integer,'{confirm,auto,direct}'::text[],'A mailed link opened in a browser. auto: a page continues by itself. confirm: a page has a button. direct: the link acts at once, even for a mail scanner.'::text), (99.04,'branding.logo'::text,'url'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Logo in mails and on pages, as PNG or JPEG: a public https address.'::text), (99.05,'branding.color'::text,'text'::text,NULL::text,7,7,NULL::text[],'Color of buttons, such as #0f62fe. White text on it must be readable.'::text), (100,'strict'::text,'boolean'::text,NULL::text,NULL::integer,NULL::integer,NULL::text[],'Default of the settings whose names begin with strict, from older releases.'::text), (101,'strictProof'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Signing in by mail with an unverified address ends its earlier password, accounts and sessions.'::text), (102,'strictSignUp'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Where addresses are verified, neither signing up with a taken address nor trying a code reveals an account.'::text), (103,'strictOrigin'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'Pages of untrusted sites cannot post, even without cookies.'::text), (104,'strictOwner'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'The only owner of an organization cannot be deleted: 409 SOLE_OWNER.'::text), (105,'strictTwoFactor'::text,'boolean'::text,'true'::text,NULL::integer,NULL::integer,NULL::text[],'A code of an authenticator app is accepted once.'::text)) v("position", name, type, fallback, "least", most, allowed, description)) s;

ALTER TABLE neon_auth_internal.known_setting OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.allowed_values(s neon_auth_internal.known_setting) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case s.type
    when 'boolean' then coalesce(array_to_string(s.allowed, ' or '), 'true or false')
    when 'integer' then case
      when s.most = 2147483647 then 'a whole number from ' || s.least
      else format('a whole number from %s to %s', s.least, s.most) end
    when 'choice' then array_to_string(s.allowed, ' or ')
    when 'list' then 'an array of ' || array_to_string(s.allowed, ', ')
    when 'url' then 'a public https address'
    when 'outbound' then 'hold, send or redirect:qa@example.com'
    when 'map' then 'an object'
    when 'words' then 'an array of texts'
    when 'origins' then 'an array of origins'
    when 'object' then 'an array of objects'
    else 'text' || coalesce(' of ' || s.least || ' to ' || s.most || ' characters', '')
  end || case when s.fallback is null and s.name <> 'social_providers[].id' then ', or null' else '' end;
end
$$;

ALTER FUNCTION neon_auth_internal.allowed_values(s neon_auth_internal.known_setting) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.allows(roles text, wanted jsonb) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select wanted <> '{}' and exists (
    select
    from unnest(string_to_array(coalesce(nullif(roles, ''), 'user'), ',')) as r (role)
    where not exists (
      select
      from jsonb_each(wanted) as w (resource, actions)
      left join neon_auth_internal.permission p on p.role = r.role and p.resource = w.resource
      where p.role is null or not w.actions <@ p.actions))
$$;

ALTER FUNCTION neon_auth_internal.allows(roles text, wanted jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.announce() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if current_setting('neonauth.direct', true) = 'on' then
    raise notice 'code of others runs in this session' using errcode = '01NA1';
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.announce() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.apply_user_event(provider text, user_id text, is_gone boolean, copied jsonb, at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  known   neon_auth.users_sync_source;
  changed boolean;
begin
  insert into neon_auth.users_sync_source (id, provider, "changedAt") values (user_id, provider, '-infinity')
  on conflict do nothing;
  select * into known from neon_auth.users_sync_source s where s.id = user_id for update;
  if known."changedAt" = '-infinity' then
    insert into neon_auth.users_sync (raw_json, updated_at, deleted_at)
    values (coalesce(copied, jsonb_build_object('id', user_id)), at, case when is_gone then at end)
    on conflict do nothing;
    changed := found;
    if not changed then -- a user of this database
      delete from neon_auth.users_sync_source s where s.id = user_id;
    end if;
  else
    update neon_auth.users_sync s
    set raw_json = coalesce(copied, s.raw_json), updated_at = at, deleted_at = case when is_gone then at end
    where s.id = user_id and known.provider = apply_user_event.provider
      -- Of two events of the same moment, the deletion is the later one.
      and (known."changedAt" < at or known."changedAt" = at and (is_gone or s.deleted_at is null));
    changed := found;
  end if;
  if changed then
    update neon_auth.users_sync_source s set "changedAt" = at where s.id = user_id;
  end if;
  return case when changed then 'applied' else 'ignored' end;
end
$$;

ALTER FUNCTION neon_auth_internal.apply_user_event(provider text, user_id text, is_gone boolean, copied jsonb, at timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.are_claims_valid(claims jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  at     bigint := extract(epoch from clock_timestamp());
  exp    bigint := neon_auth_internal.seconds_claim(claims, 'exp');
  iat    bigint := neon_auth_internal.seconds_claim(claims, 'iat');
  nbf    bigint := neon_auth_internal.seconds_claim(claims, 'nbf');
  has_id boolean := jsonb_typeof(claims -> 'sub') = 'string'
    and auth.as_uuid(claims ->> 'sub') is not null;
begin
  return coalesce(
    exp > at and exp <= at + 86400 and iat <= at + 60 and iat < exp
    and (not claims ? 'nbf' or nbf <= at + 60)
    and jsonb_typeof(claims -> 'iss') = 'string' and claims -> 'aud' = claims -> 'iss'
    and case claims ->> 'role'
      when 'authenticated' then has_id
      when 'anonymous' then has_id or not claims ? 'sub'
    end, false);
end
$$;

ALTER FUNCTION neon_auth_internal.are_claims_valid(claims jsonb) OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.attempt_rule AS
 SELECT r.purpose,
    r.free,
    r.clients,
    r.first,
    r.longest
   FROM ( VALUES ('password'::text,5,10,2,900), ('code to sign-in'::text,3,3,900,900), ('code to email-verification'::text,3,3,900,900), ('code to forget-password'::text,3,3,900,900)) r(purpose, free, clients, first, longest);

ALTER TABLE neon_auth_internal.attempt_rule OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.attempt_wait(rule neon_auth_internal.attempt_rule, free integer, counted integer, since timestamp with time zone, present timestamp with time zone) RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when counted is null or counted < free then 0
    else greatest(0, ceil(
      extract(epoch from since - present)
      + least(rule.longest, rule.first * power(2, least(counted - free, 20)))))::integer
  end
$$;

ALTER FUNCTION neon_auth_internal.attempt_wait(rule neon_auth_internal.attempt_rule, free integer, counted integer, since timestamp with time zone, present timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.audit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  id_form  constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
  secrets  text[] := coalesce(tg_argv[1:], '{}');
  -- Any role can change a setting, so the acting user is only trusted from the sidecar's login, and from roles with
  -- access to neon_auth. served: by a sidecar, a login that can only call the API.
  owns     boolean := pg_has_role(session_user, 'neon_auth', 'member');
  believed boolean := owns or pg_has_role(session_user, 'neon_auth_sidecar', 'member');
  served   boolean := believed and not owns;
  old_row  jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row  jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  one_row  jsonb := coalesce(new_row, old_row);
  secret   text;
  previous jsonb := old_row - secrets;
  present  jsonb := new_row - secrets;
  actor    uuid;
  acting   uuid;
  most     integer := case when served then 256 else 8192 end; -- bytes of a value
begin
  if served and tg_argv[0] = 'sql' then
    return null;
  elsif tg_table_name = 'session_origin' and tg_op = 'DELETE'
    and not exists (select from neon_auth.session s where s.id = (old_row ->> 'sessionId')::uuid)
  then
    return null; -- it was deleted with the session
  elsif tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
    into previous, present
    from jsonb_each(old_row - secrets) o
    where o.key not in ('updatedAt', 'updated_at') and o.value <> new_row -> o.key;

    foreach secret in array secrets loop
      if old_row -> secret <> new_row -> secret then
        present := coalesce(present, '{}') || jsonb_build_object(secret, 'changed');
      end if;
    end loop;
    -- Prolonging a session through the API is not a change made by a user.
    if present is null or served and tg_table_name = 'session' and present - 'expiresAt' = '{}' then
      return null;
    end if;
  end if;

  if believed then
    actor := substring(current_setting('neon_auth.acting_user', true), id_form)::uuid;
    acting := substring(current_setting('neon_auth.impersonator', true), id_form)::uuid;
  end if;
  if served then
    perform neon_auth_internal.count_write(coalesce(acting, actor), current_setting('neon_auth.ip_address', true));
  end if;
  if tg_table_name = 'verification' and one_row is not null then
    present := coalesce(present, '{}') || jsonb_build_object(
      'purpose', substring(one_row ->> 'identifier' from '^(?:[a-z]+-)*(?:otp|account|password|email)'));
  end if;

  insert into neon_auth.audit_log
    (entity, action, target, "userId", "actorId", "impersonatorId", "managementKey", "ipAddress", "userAgent", before, after)
  values (
    tg_table_name,
    lower(tg_op),
    left(coalesce(
      one_row ->> 'id', one_row ->> 'sessionId', one_row ->> 'invitationId', one_row ->> 'fingerprint',
      one_row ->> 'sourceId', one_row ->> 'branch'), 128),
    substring(one_row ->> case tg_table_name
      when 'user' then 'id' when 'invitation' then 'inviterId' when 'verification' then 'value' else 'userId' end
      from id_form)::uuid,
    actor,
    acting,
    case when believed then left(nullif(current_setting('neon_auth.management_key', true), ''), 128) end,
    case when believed then left(nullif(current_setting('neon_auth.ip_address', true), ''), 64) end,
    case when believed then left(nullif(current_setting('neon_auth.user_agent', true), ''), 256) end,
    case when octet_length(previous::text) > most then neon_auth_internal.shorten_values(previous, most) else previous end,
    case when octet_length(present::text) > most then neon_auth_internal.shorten_values(present, most) else present end);
  return null;
end
$_$;

ALTER FUNCTION neon_auth_internal.audit() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.audit_differences(last_id bigint, expired date) RETURNS TABLE(problem text, seal bigint, id bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with sealed as (
    select distinct on (e.id) e.id, s.id as seal, e.hash
    from neon_auth.audit_seal s
    cross join lateral unnest(s.ids, s.hashes) e (id, hash)
    where s.month < expired is not true
    order by e.id, s.id desc
  ), present as (
    select l.id, neon_auth_internal.audit_hash(l) as hash, count(*) over (partition by l.id) as copies
    from neon_auth.audit_log l
    where l.id <= last_id and l.at < expired at time zone 'UTC' is not true
  )
  select
    case when p.id is null then 'deleted' when s.id is null or p.copies > 1 then 'inserted' else 'changed' end,
    s.seal,
    coalesce(s.id, p.id)
  from sealed s
  full join present p on p.id = s.id
  where p.id is null or s.id is null or p.copies > 1 or p.hash <> s.hash
$$;

ALTER FUNCTION neon_auth_internal.audit_differences(last_id bigint, expired date) OWNER TO neon_auth;

CREATE TABLE neon_auth.audit_log (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    entity text NOT NULL,
    action text NOT NULL,
    target text,
    "userId" uuid,
    "actorId" uuid,
    "impersonatorId" uuid,
    "databaseRole" text DEFAULT SESSION_USER NOT NULL,
    "ipAddress" text,
    "userAgent" text,
    before jsonb,
    after jsonb,
    "managementKey" text
)
PARTITION BY RANGE (at);

ALTER TABLE neon_auth.audit_log OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.audit_log IS 'Who changed what, without secrets. It can be read, not changed.';

COMMENT ON COLUMN neon_auth.audit_log.id IS 'Ascending in the order of the changes.';

COMMENT ON COLUMN neon_auth.audit_log.at IS 'When the transaction began.';

COMMENT ON COLUMN neon_auth.audit_log.entity IS 'Table that was changed.';

COMMENT ON COLUMN neon_auth.audit_log.action IS 'insert, update, delete or truncate.';

COMMENT ON COLUMN neon_auth.audit_log.target IS 'Id of the row that was changed.';

COMMENT ON COLUMN neon_auth.audit_log."userId" IS 'User the change is about.';

COMMENT ON COLUMN neon_auth.audit_log."actorId" IS 'User who made it. Null: it was made in SQL, see databaseRole.';

COMMENT ON COLUMN neon_auth.audit_log."impersonatorId" IS 'Administrator who made it as that user.';

COMMENT ON COLUMN neon_auth.audit_log."databaseRole" IS 'Login of the connection.';

COMMENT ON COLUMN neon_auth.audit_log."ipAddress" IS 'Client address.';

COMMENT ON COLUMN neon_auth.audit_log."userAgent" IS 'Client program.';

COMMENT ON COLUMN neon_auth.audit_log.before IS 'What an update changed. Secrets are shown as "changed".';

COMMENT ON COLUMN neon_auth.audit_log.after IS 'What it is since.';

COMMENT ON COLUMN neon_auth.audit_log."managementKey" IS 'The management key that made the change: its name and first characters.';

CREATE FUNCTION neon_auth_internal.audit_hash(l neon_auth.audit_log) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select sha256(convert_to((jsonb_build_array(
    l.id, extract(epoch from l.at)::text, l.entity, l.action, l.target, l."userId", l."actorId", l."impersonatorId",
    l."databaseRole", l."ipAddress", l."userAgent", l.before, l.after)
    || case when l."managementKey" is null then '[]' else jsonb_build_array(l."managementKey") end)::text, 'UTF8'))
$$;

ALTER FUNCTION neon_auth_internal.audit_hash(l neon_auth.audit_log) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.build_comb(key bytea) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  p  constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  d2 constant numeric := 16295367250680780974490674513165176452449235426866156013048779062215315747161;
  point numeric[];
  px numeric; py numeric;                               -- 256^position * P
  plus numeric; minus numeric; xy numeric;           -- the same, in the form that an addition takes
  x numeric; y numeric; z numeric; t numeric;           -- digit * 256^position * P
  a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
  xs numeric[]; ys numeric[]; zs numeric[]; products numeric[];
  sums numeric[]; differences numeric[]; crosses numeric[];
  inverse numeric;
begin
  if key = '' then
    px := 15112221349535400772501151409588531511454012693041857206046113283949847762202;
    py := 46316835694926478169428394003475163141307993866256225615783033603165251855960;
  else
    point := neon_auth_internal.decode_point(key);
    px := p - point[1];
    py := point[2];
  end if;

  for position in 0 .. 31 loop
    plus := (py + px) % p;
    minus := (py - px + p) % p;
    xy := px * py % p * d2 % p;
    x := px; y := py; z := 1; t := px * py % p;
    inverse := 1;
    for digit in 1 .. 256 loop
      xs[digit] := x;
      ys[digit] := y;
      zs[digit] := z;
      inverse := inverse * z % p;
      products[digit] := inverse;
      a := (y - x) * minus % p;
      b := (y + x) * plus % p;
      c := t * xy % p;
      e := b - a; f := z + z - c; g := z + z + c; h := b + a;
      x := e * f % p; y := g * h % p; t := e * h % p; z := f * g % p;
    end loop;

    -- One division for all points: going backwards, the inverse of a product yields the inverse of each factor.
    inverse := neon_auth_internal.field_inverse(products[256]);
    for digit in reverse 256 .. 1 loop
      c := case when digit > 1 then inverse * products[digit - 1] % p else inverse end;
      inverse := inverse * zs[digit] % p;
      x := (xs[digit] * c % p + p) % p;
      y := (ys[digit] * c % p + p) % p;
      if digit = 256 then
        px := x; py := y;
      else
        sums[digit] := (y + x) % p;
        differences[digit] := (y - x + p) % p;
        crosses[digit] := x * y % p * d2 % p;
      end if;
    end loop;
    insert into neon_auth.ed25519_comb (key, slot, y_plus_x, y_minus_x, xy_2d)
    select build_comb.key, position * 256 + m.digit, m.sum, m.difference, m.crossed
    from unnest(sums, differences, crosses) with ordinality m (sum, difference, crossed, digit)
    on conflict do nothing;
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.build_comb(key bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.bump_config_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update neon_auth.config_version set version = version + 1;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.bump_config_version() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.bytes_to_number(bytes bytea) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  total numeric := 0;
  limb  bigint;
begin
  for nr in reverse (length(bytes) - 1) / 6 .. 0 loop -- six bytes at a time fit a bigint
    limb := 0;
    for i in reverse least(nr * 6 + 5, length(bytes) - 1) .. nr * 6 loop
      limb := (limb << 8) | get_byte(bytes, i);
    end loop;
    total := total * 281474976710656 + limb;
  end loop;
  return total;
end
$$;

ALTER FUNCTION neon_auth_internal.bytes_to_number(bytes bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.call_claims_hook(claims jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  named text := (select c.claims_hook from neon_auth_internal.config c);
  hook  regprocedure := neon_auth_internal.find_claims_hook(named);
  more  jsonb;
begin
  if named is null then
    return jsonb '{}';
  elsif hook is null then
    raise exception 'The token claims hook % does not exist, or may not be called', named;
  end if;

  perform neon_auth_internal.announce();
  more := neon_auth_internal.run_hook(hook, claims);
  perform neon_auth_internal.settle();
  if jsonb_typeof(more) is distinct from 'object' then
    raise exception 'The token claims hook % does not return an object', named;
  elsif octet_length(more::text) > 4096 then
    raise exception 'The token claims hook % returns more than 4096 bytes', named;
  end if;
  return more
    - array(select jsonb_object_keys(claims))
    - array['sub', 'role', 'o', 'iat', 'exp', 'nbf', 'iss', 'aud', 'jti'];
end
$$;

ALTER FUNCTION neon_auth_internal.call_claims_hook(claims jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.challenge_json() RETURNS json
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select '{"twoFactorRedirect":true}'::json
$$;

ALTER FUNCTION neon_auth_internal.challenge_json() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.change_settings(group_name text, fields jsonb, is_whole boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config jsonb := neon_auth_internal.lock_config();
  change record;
begin
  perform neon_auth_internal.check_fields_of(group_name, fields);
  for change in
    select s.path, case s.type
      when 'integer' then to_jsonb(trunc((v.value #>> '{}')::numeric)) -- 5.0 is 5
      else v.value end as value
    from neon_auth_internal.managed_setting m
    join neon_auth_internal.known_setting s on s.name = m.setting
    cross join lateral (select coalesce(fields -> m.field, case when is_whole then s.fallback end)) as v (value)
    where m.group_name = change_settings.group_name
      and (is_whole or fields ? m.field)
  loop
    if change.value is null then
      config := config #- change.path;
    else
      config := neon_auth_internal.put_setting(config, change.path, change.value);
    end if;
  end loop;
  perform neon_auth_internal.store_config(config);
  return neon_auth_internal.managed_settings(group_name);
end
$$;

ALTER FUNCTION neon_auth_internal.change_settings(group_name text, fields jsonb, is_whole boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.change_user(own neon_auth.session, user_id uuid, fields jsonb) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  changed neon_auth."user";
begin
  if user_id = own."userId" then
    if fields ? 'role' and not neon_auth_internal.is_admin(fields ->> 'role') then
      perform neon_auth_internal.fail('CANNOT_DEMOTE_YOURSELF');
    elsif neon_auth_internal.is_truthy(fields -> 'banned') then
      perform neon_auth_internal.fail('CANNOT_BAN_YOURSELF');
    end if;
  end if;

  update neon_auth."user" u
  set
    name = case when fields ? 'name' then fields ->> 'name' else u.name end,
    "emailVerified" = case when fields ? 'emailVerified' then (fields ->> 'emailVerified')::boolean
      else u."emailVerified" end,
    image = case when fields ? 'image' then fields ->> 'image' else u.image end,
    role = case when fields ? 'role' then fields ->> 'role' else u.role end,
    banned = case when fields ? 'banned' then (fields ->> 'banned')::boolean else u.banned end,
    "banReason" = case when fields ? 'banReason' then fields ->> 'banReason' else u."banReason" end,
    "banExpires" = case when fields ? 'banExpires' then (fields ->> 'banExpires')::timestamptz
      else u."banExpires" end
  where u.id = change_user.user_id
  returning u.* into changed;
  if fields ? 'email' and changed.id is not null then
    perform neon_auth_internal.rename('user', changed.id, neon_auth_internal.normalize_email(fields ->> 'email'));
    select u.* into strict changed from neon_auth."user" u where u.id = changed.id;
  end if;

  if changed.banned and neon_auth_internal.is_truthy(fields -> 'banned') then
    perform neon_auth_internal.remove(
      'session', array(select s.id from neon_auth.session s where s."userId" = changed.id));
  end if;
  return changed;
end
$$;

ALTER FUNCTION neon_auth_internal.change_user(own neon_auth.session, user_id uuid, fields jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_domain_fields(body jsonb, field text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  unknown constant text := case jsonb_typeof(body) when 'object' then (
    select o.key from jsonb_each(body) o where o.key not in (field, 'auth_provider') order by o.key limit 1) end;
  problem constant text := case
    when jsonb_typeof(body) is distinct from 'object' then 'The body must be a JSON object'
    when unknown is not null then format('%s is not a field here. There are: auth_provider, %s', left(unknown, 100), field)
    when not body ? field then field || ' is missing'
    when not body ? 'auth_provider' then 'auth_provider is missing'
    when body -> 'auth_provider' <> '"better_auth"'
      then 'auth_provider must be better_auth, not ' || left((body -> 'auth_provider')::text, 100)
  end;
begin
  if problem is not null then
    perform neon_auth_internal.refuse_request(problem);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_domain_fields(body jsonb, field text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_fields(fields jsonb, is_address boolean) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if fields ? 'email' and (jsonb_typeof(fields -> 'email') <> 'string' or not is_address) then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  elsif exists (
    select
    from jsonb_each(fields) as f (name, value)
    where f.name = 'name' and jsonb_typeof(f.value) = 'null'
      or f.name = 'emailVerified' and jsonb_typeof(f.value) <> 'boolean'
      or f.name = 'banned' and jsonb_typeof(f.value) not in ('boolean', 'null')
      or f.name = 'banExpires' and f.value <> 'null'
        and (f.value #>> '{}') !~ E'^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:?\\d\\d)?)?$'
  ) then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
end
$_$;

ALTER FUNCTION neon_auth_internal.check_fields(fields jsonb, is_address boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_fields_of(group_name text, fields jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  given   record;
  fact    neon_auth_internal.known_setting;
  problem text;
begin
  if jsonb_typeof(fields) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  end if;
  for given in
    select coalesce(o.key, m.field) as field, o.value, m.setting, m.least
    from jsonb_each(fields) o
    full join (
      select * from neon_auth_internal.managed_setting m where m.group_name = check_fields_of.group_name
    ) as m on m.field = o.key
    where o.key is not null or m.is_required
    order by m.setting is null desc, 1
  loop
    select * into fact from neon_auth_internal.known_setting s where s.name = given.setting;
    fact.least := coalesce(given.least, fact.least);
    fact.fallback := coalesce(fact.fallback, '""'); -- the API takes no null
    problem := case
      when given.setting is null then format('%s is not a field here. There are: %s', left(given.field, 100), (
        select string_agg(m.field, ', ' order by m.setting)
        from neon_auth_internal.managed_setting m where m.group_name = check_fields_of.group_name))
      when given.value is null then given.field || ' is missing'
      when not neon_auth_internal.is_allowed(fact, given.value) then format('%s must be %s, not %s', given.field,
        neon_auth_internal.allowed_values(fact),
        case fact.type when 'secret' then 'something else' else left(given.value::text, 100) end)
    end;
    if problem is not null then
      perform neon_auth_internal.refuse_request(problem);
    end if;
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.check_fields_of(group_name text, fields jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_followers(entity text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  accepted text;
  refused  text;
begin
  with recursive followers (id) as (
    select format('neon_auth.%I', entity)::regclass::oid
    union
    select below.id
    from followers f
    cross join lateral (
      select k.conrelid from pg_constraint k
      where k.confrelid = f.id and k.contype = 'f' and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
      union all
      select i.inhrelid from pg_inherits i where i.inhparent = f.id) below (id)
  ), code as (
    -- The trigger's function. Before Postgres 18, an after trigger runs as the role that runs the statement.
    select t.oid, t.tgname, c.oid::regclass as on_table, c.relowner, p.proowner as author, p.prosecdef as is_definer,
      p.oid as code, concat(p.xmin, p.ctid) as version
    from followers f
    join pg_class c on c.oid = f.id and c.relnamespace <> 'neon_auth'::regnamespace
    join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D'
    join pg_proc p on p.oid = t.tgfoid and p.oid >= 16384
    where t.tgtype & 2 = 2 or current_setting('server_version_num')::integer >= 180000
    union all
    -- The functions that its condition calls.
    select t.oid, t.tgname, c.oid::regclass, c.relowner, coalesce(p.proowner, o.oprowner, y.typowner),
      coalesce(p.prosecdef, false), d.refobjid, concat(p.xmin, p.ctid, o.xmin, o.ctid, y.xmin, y.ctid)
    from followers f
    join pg_class c on c.oid = f.id and c.relnamespace <> 'neon_auth'::regnamespace
    join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgqual is not null
    join pg_depend d on d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refobjid >= 16384
    left join pg_proc p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid and p.oid <> t.tgfoid
    left join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
    left join pg_type y on d.refclassid = 'pg_type'::regclass and y.oid = d.refobjid
    where coalesce(p.oid, o.oid, y.oid) is not null
  )
  select string_agg(concat_ws(':', c.oid, c.code, c.version), ',' order by c.oid, c.code),
    min(format('trigger %I on %s', c.tgname, c.on_table))
      filter (where not c.is_definer and not pg_has_role(c.author, c.relowner, 'usage'))
  into accepted, refused
  from code c;
  if refused is not null then
    raise exception using errcode = 'insufficient_privilege',
      message = format('%s would run with the rights of the table''s owner, which its author does not have', refused),
      hint = 'Let the owner of the table own the function of the trigger, or make it security definer.';
  end if;
  return coalesce(accepted, '');
end
$$;

ALTER FUNCTION neon_auth_internal.check_followers(entity text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_mail_template() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION neon_auth_internal.check_mail_template() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_masked(kept_ids text[], kept_addresses text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  masked record;
  remain boolean;
begin
  for masked in select * from neon_auth_internal.mask_column c where c.treatment <> 'keep' loop
    execute format(
      'select exists (select from %s t where %s and %s)',
      masked.on_table,
      neon_auth_internal.mask_condition(masked.owner),
      case masked.treatment
        when 'empty' then 'true'
        when 'account' then
          'case t."providerId" when ''credential'' then t."accountId" <> t."userId"::text '
          'else not neon_auth_internal.is_masked(''account'', t."accountId") end'
        else format('not neon_auth_internal.is_masked(%L, t.%I::text)', masked.treatment, masked.name)
      end)
    into remain using null::bytea, kept_ids, kept_addresses;
    if remain then
      raise exception '% still has values of a real user: a trigger of the app has written them',
        format('%s.%I', masked.on_table, masked.name)
        using errcode = 'data_exception', hint = 'Disable the trigger in this copy, and mask it again.';
    end if;
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.check_masked(kept_ids text[], kept_addresses text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_password_length(password_length integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if password_length < config.min_password_length then
    perform neon_auth_internal.fail('PASSWORD_TOO_SHORT');
  elsif password_length > config.max_password_length then
    perform neon_auth_internal.fail('PASSWORD_TOO_LONG');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_password_length(password_length integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_pattern(field text, pattern text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if length(pattern) > 320 then
    perform neon_auth_internal.fail('VALIDATION_ERROR', format('[query.%s] Too big: expected string to have <=320 characters', field));
  elsif length(pattern) - length(replace(pattern, '%', '')) > 4 then
    perform neon_auth_internal.fail('VALIDATION_ERROR', format('[query.%s] Too many wildcards', field));
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_pattern(field text, pattern text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_project_config() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  before constant jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
  found  record;
begin
  if tg_op = 'INSERT' and exists (select from neon_auth.project_config) then
    raise exception 'project_config already has its row: a second one would have no effect' using
      errcode = 'check_violation', schema = 'neon_auth', table = 'project_config',
      hint = 'Update the existing row, or use neon_auth.set(name, value).';
  end if;

  select * into found
  from (
    select * from neon_auth_internal.setting_problems(to_jsonb(new))
    except
    select * from neon_auth_internal.setting_problems(before)
  ) as p
  order by p.setting, p.problem
  limit 1;
  if found.setting is not null then
    raise exception '%', found.setting || ' ' || found.problem using
      errcode = 'check_violation', schema = 'neon_auth', table = 'project_config',
      hint = 'All settings with their allowed values: select * from neon_auth.settings.';
  end if;

  for found in
    select * from neon_auth_internal.setting_warnings(to_jsonb(new))
    except
    select * from neon_auth_internal.setting_warnings(before)
  loop
    raise warning '%', found.setting || ': ' || found.advice;
  end loop;
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.check_project_config() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_role() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform from neon_auth.organization o where o.id = new."organizationId" for no key update;
  if (select count(*) from neon_auth."organizationRole" r where r."organizationId" = new."organizationId")
    >= (select o.maximum_roles from neon_auth_internal.organization_option o)
  then
    perform neon_auth_internal.fail('TOO_MANY_ROLES');
  end if;
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.check_role() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_role_permission(giver neon_auth.member, permission jsonb, refused text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  missing text[] := neon_auth_internal.missing_permissions(giver, permission);
begin
  if exists (
    select from jsonb_object_keys(permission) k (resource)
    where not exists (
      select from neon_auth_internal.organization_permission p
      where p."organizationId" = giver."organizationId" and p.role = 'owner' and p.resource = k.resource))
  then
    perform neon_auth_internal.fail('INVALID_RESOURCE');
  elsif missing <> '{}' then
    perform neon_auth_internal.fail_missing(refused, missing);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_role_permission(giver neon_auth.member, permission jsonb, refused text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_roles_to_give(giver neon_auth.member, roles text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  leader  text := (select c.creator_role from neon_auth_internal.config c);
  unknown text := neon_auth_internal.unknown_roles(giver."organizationId", roles);
begin
  if unknown is not null then
    perform neon_auth_internal.fail('ROLE_NOT_FOUND', unknown);
  elsif giver.role <> leader and neon_auth_internal.has_role(roles, leader)
    or not neon_auth_internal.may_give_roles(giver, roles)
  then
    perform neon_auth_internal.fail('INVITE_ROLE_NOT_ALLOWED');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_roles_to_give(giver neon_auth.member, roles text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_sign_up(email text, password_length integer, fields jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config    neon_auth_internal.config;
  forbidden text;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.email_enabled or config.sign_up_disabled then
    perform neon_auth_internal.fail('SIGN_UP_DISABLED');
  elsif password_length = 0 then
    perform neon_auth_internal.fail('INVALID_PASSWORD');
  end if;
  perform neon_auth_internal.check_password_length(password_length);
  perform neon_auth_internal.check_sign_up_rules(email);

  if not (config.strict_sign_up and config.email_verification_required) and exists ( -- pretend_sign_up handles it
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(check_sign_up.email)
  ) then
    perform neon_auth_internal.fail('USER_ALREADY_EXISTS');
  end if;

  select f.name into forbidden
  from unnest(array['role', 'banReason', 'banExpires']) with ordinality as f (name, position)
  where neon_auth_internal.is_truthy(fields -> f.name)
  order by f.position
  limit 1;
  if forbidden is not null then
    perform neon_auth_internal.fail('FIELD_NOT_ALLOWED', forbidden);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_sign_up(email text, password_length integer, fields jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_sign_up_rules(email text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  normal  text := neon_auth_internal.normalize_email(email);
  is_open boolean;
  refusal neon_auth.sign_up_rule;
  rule    record;
begin
  for rule in
    select
      r,
      -- % and _ in the pattern are ordinary characters. Only * is a wildcard.
      (r.email is null or normal like replace(regexp_replace(
        neon_auth_internal.normalize_email(r.email), E'([\\\\%_])', E'\\\\\\1', 'g'), '*', '%'))
      and (not r.invited or exists (
        select from neon_auth.invitation i
        where neon_auth_internal.normalize_email(i.email) = normal and i.status = 'pending' and i."expiresAt" > now()
      )) as matches
    from neon_auth.sign_up_rule r
    order by r.action desc, r."createdAt", r.id
  loop
    if (rule.r).action = 'deny' and rule.matches then
      refusal := rule.r;
      exit;
    elsif (rule.r).action = 'allow' then
      is_open := coalesce(is_open, false) or rule.matches;
      refusal := case when is_open then null when refusal.id is null then rule.r else refusal end;
    end if;
  end loop;

  if refusal.id is not null then
    raise exception using errcode = 'NA403', message = refusal.message, detail = refusal.code;
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_sign_up_rules(email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_team() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op = 'UPDATE' then
    if new."organizationId" <> old."organizationId" then
      perform neon_auth_internal.fail('TEAM_NOT_FOUND');
    end if;
    return new;
  end if;

  perform from neon_auth.organization o where o.id = new."organizationId" for no key update;
  if (select count(*) from neon_auth.team t where t."organizationId" = new."organizationId")
    >= (select o.maximum_teams from neon_auth_internal.organization_option o)
  then
    perform neon_auth_internal.fail('TOO_MANY_TEAMS');
  end if;
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.check_team() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_team_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  joined neon_auth.team;
begin
  select * into joined from neon_auth.team t where t.id = new."teamId" for no key update;
  perform from neon_auth.member m
  where m."organizationId" = joined."organizationId" and m."userId" = new."userId"
  for key share;
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  end if;

  if (select count(*) from neon_auth."teamMember" m where m."teamId" = joined.id and m.id <> new.id)
    >= (select o.maximum_team_members from neon_auth_internal.organization_option o)
  then
    perform neon_auth_internal.fail('TEAM_MEMBER_LIMIT_REACHED');
  end if;
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.check_team_member() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_webhook_config() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config  constant jsonb := new.webhook_config;
  known   constant jsonb := '["user.before_create", "user.created", "send.otp", "send.magic_link",
    "organization.invitation.created", "organization.invitation.accepted", "phone_number.verified"]'::jsonb;
  url     constant text := neon_auth_internal.setting(config, '{webhookUrl}', null::text);
  problem text;
begin
  problem := case
    when config is null or tg_op = 'UPDATE' and config is not distinct from old.webhook_config then null
    when jsonb_typeof(config -> 'enabled') <> 'boolean' then 'enabled must be true or false'
    when jsonb_typeof(config -> 'enabledEvents') <> 'array' then 'enabledEvents must be an array'
    when not coalesce(config -> 'enabledEvents', '[]') <@ known then 'enabledEvents may only contain ' || known::text
    when config -> 'timeoutSeconds' not in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
      then 'timeoutSeconds must be from 1 to 10'
    when url is null and config @> '{"enabled": true}' then 'webhookUrl is missing'
    when url is null and config ? 'webhookUrl' and config -> 'webhookUrl' <> 'null' then 'webhookUrl must be text'
    when url is not null then 'webhookUrl ' || neon_auth_internal.webhook_problem(url)
  end;

  if problem is not null then
    raise exception using
      errcode = 'check_violation', schema = 'neon_auth', table = 'project_config', column = 'webhook_config',
      message = 'webhook_config: ' || problem,
      hint = 'For tests here: set neon_auth.webhook_allow_private = on, and NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1.';
  end if;
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.check_webhook_config() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.check_writer() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if 3 <> (
    select count(*) filter (where d.objid in (
      'neon_auth_internal.write_marked(uuid)'::regprocedure, 'neon_auth_internal.fire_deferred(text)'::regprocedure,
      'neon_auth_internal.run_hook(oid, jsonb)'::regprocedure))
      + 4 * count(*) filter (where d.objid not in (
      'neon_auth_internal.write_marked(uuid)'::regprocedure, 'neon_auth_internal.fire_deferred(text)'::regprocedure,
      'neon_auth_internal.run_hook(oid, jsonb)'::regprocedure))
    from pg_shdepend d
    join pg_database b on b.oid = d.dbid and b.datname = current_database()
    where d.refclassid = 'pg_authid'::regclass and d.refobjid = 'neon_auth_writer'::regrole and d.deptype = 'o')
  then
    raise exception 'code of the app changed objects as neon_auth_writer' using errcode = 'insufficient_privilege';
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.check_writer() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.chosen_organization(own neon_auth.session, input json) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  named text := nullif(input ->> 'organizationSlug', '');
  id    uuid;
begin
  if named is null then
    return neon_auth_internal.meant_organization(own, input);
  end if;

  select o.id into id from neon_auth.organization o where o.slug = named;
  if id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return id::text;
end
$$;

ALTER FUNCTION neon_auth_internal.chosen_organization(own neon_auth.session, input json) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.claim(answer jsonb, paths text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  path  text;
  value jsonb;
  whole text;
  part  text;
begin
  foreach path in array coalesce(string_to_array(paths, '|'), '{}') loop
    if path ~ E'\\{.+\\}' then
      whole := path;
      for part in select m[1] from regexp_matches(path, E'\\{([^{}]+)\\}', 'g') m loop
        whole := replace(whole, '{' || part || '}', neon_auth_internal.claim(answer, part));
      end loop;
      value := to_jsonb(nullif(trim(whole), ''));
    else
      value := coalesce(answer -> path, answer #> string_to_array(path, '.'));
    end if;
    if jsonb_typeof(value) in ('string', 'number') and value #>> '{}' <> '' then
      return value #>> '{}';
    end if;
  end loop;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.claim(answer jsonb, paths text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.claim_name(name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  digest constant text := encode(sha256(convert_to(coalesce(claim_name.name, ''), 'UTF8')), 'hex');
begin
  insert into neon_auth.claimed_name (name) values (digest) on conflict do nothing;
  delete from neon_auth.claimed_name c where c.name = digest;
end
$$;

ALTER FUNCTION neon_auth_internal.claim_name(name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.claim_slug(slug text, organization_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.claim_name('slug ' || slug);
  return not exists (
    select from neon_auth.organization o
    where o.slug = claim_slug.slug and o.id is distinct from claim_slug.organization_id);
end
$$;

ALTER FUNCTION neon_auth_internal.claim_slug(slug text, organization_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.clear_active() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op = 'UPDATE' and (new."organizationId", new."userId") = (old."organizationId", old."userId") then
    return null;
  end if;
  update neon_auth.session_origin o
  set "activeTeamId" = null
  from neon_auth.session s
  where s."userId" = old."userId" and o."sessionId" = s.id and o."activeTeamId" is not null
    and (s."activeOrganizationId" = old."organizationId"::text or exists (
      select from neon_auth.team t where t.id = o."activeTeamId" and t."organizationId" = old."organizationId"));
  update neon_auth.session s
  set "activeOrganizationId" = null
  where s."userId" = old."userId" and s."activeOrganizationId" = old."organizationId"::text;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.clear_active() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.clear_active_team() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op = 'UPDATE' and (new."teamId", new."userId") = (old."teamId", old."userId") then
    return null;
  end if;
  update neon_auth.session_origin o
  set "activeTeamId" = null
  from neon_auth.session s
  where s."userId" = old."userId" and o."sessionId" = s.id and o."activeTeamId" = old."teamId";
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.clear_active_team() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.clear_all_active() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update neon_auth.session_origin o set "activeTeamId" = null where o."activeTeamId" is not null;
  if tg_table_name = 'member' then
    update neon_auth.session s set "activeOrganizationId" = null where s."activeOrganizationId" is not null;
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.clear_all_active() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.code_identifier(kind text, email text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select kind || '-otp-' || neon_auth_internal.normalize_email(email)
$$;

ALTER FUNCTION neon_auth_internal.code_identifier(kind text, email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.comb_sum(key bytea, s bytea, k bytea) RETURNS numeric[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  -- A multiplication and a truncation are cheaper than numeric division. 1/p to 170 places.
  q constant numeric := 0.00000000000000000000000000000000000000000000000000000000000000000000000000001727233711018888925077270372560079914223200072887256277004740694033718360633052245489872716407;
  summand record;
  found_  integer := 0;
  x numeric := 0; y numeric := 1; z numeric := 1; t numeric := 0;
  a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
begin
  for summand in
    select m.y_plus_x, m.y_minus_x, m.xy_2d
    from neon_auth.ed25519_comb m
    where m.key = '' and m.slot = any (array(select i * 256 + get_byte(s, i) from generate_series(0, 31) i))
    union all
    select m.y_plus_x, m.y_minus_x, m.xy_2d
    from neon_auth.ed25519_comb m
    where m.key = comb_sum.key
      and m.slot = any (array(select i * 256 + get_byte(k, i) from generate_series(0, 31) i))
  loop
    found_ := found_ + 1;
    a := (y - x) * summand.y_minus_x; a := a - trunc(a * q) * p;
    b := (y + x) * summand.y_plus_x; b := b - trunc(b * q) * p;
    c := t * summand.xy_2d; c := c - trunc(c * q) * p;
    e := b - a; f := z + z - c; g := z + z + c; h := b + a;
    x := e * f; x := x - trunc(x * q) * p;
    y := g * h; y := y - trunc(y * q) * p;
    t := e * h; t := t - trunc(t * q) * p;
    z := f * g; z := z - trunc(z * q) * p;
  end loop;

  if found_ <> (
    select count(*) from (values (s), (k)) n (digits), generate_series(0, 31) i where get_byte(n.digits, i) <> 0
  ) then
    return null;
  end if;
  return array[x, y, z];
end
$$;

ALTER FUNCTION neon_auth_internal.comb_sum(key bytea, s bytea, k bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.config_secrets() RETURNS TABLE(secret text, context text, is_unbound boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    written.secret,
    written.context,
    -- Hashed once: row by row it is so expensive to the planner that the query is compiled.
    encode(sha256(convert_to(written.secret, 'UTF8')), 'hex') in (select u.hash from neon_auth.unbound_seal u) as is_unbound
  from neon_auth.project_config c, lateral (
    select c.email_provider ->> 'password', neon_auth_internal.secret_context('mail', c.email_provider)
    union all
    select p ->> k.name, neon_auth_internal.secret_context('provider', p)
    from jsonb_array_elements(c.social_providers) p, unnest('{clientSecret,privateKey}'::text[]) as k (name)
    union all
    select c.options #>> array['usersSync', o.name, 'secret'], neon_auth_internal.secret_context('users-sync', jsonb_build_object('id', o.name))
    from unnest('{clerk,stackAuth,workos,standard}'::text[]) as o (name)
  ) as written (secret, context)
  where written.secret <> ''
$$;

ALTER FUNCTION neon_auth_internal.config_secrets() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.config_version() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return neon_auth.branch_identity() || '/' || (select v.version from neon_auth.config_version v);
end
$$;

ALTER FUNCTION neon_auth_internal.config_version() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.context_marker() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  raise exception 'context_marker must not be called';
end
$$;

ALTER FUNCTION neon_auth_internal.context_marker() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.contrast_with_white(color text) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select round((1.05 / (0.05 + sum(c.weight * case
    when c.share <= 0.04045 then c.share / 12.92
    else power((c.share + 0.055) / 1.055, 2.4) end)))::numeric, 2)
  from (
    select p.weight, get_byte(decode(substr(color, p.place, 2), 'hex'), 0) / 255.0::float8 as share
    from (values (2, 0.2126::float8), (4, 0.7152), (6, 0.0722)) as p (place, weight)
  ) as c
$$;

ALTER FUNCTION neon_auth_internal.contrast_with_white(color text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_active_users(since timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select count(*)
  from (
    select l."userId"
    from neon_auth.audit_log l
    where l.entity = 'session' and l.action = 'insert' and l.after ->> 'impersonatedBy' is null and l.at >= since
    union
    select s."userId"
    from neon_auth.session s
    where s."updatedAt" >= since and s."impersonatedBy" is null
  ) as active
$$;

ALTER FUNCTION neon_auth_internal.count_active_users(since timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_attempt(purpose text, subject text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  rule    neon_auth_internal.attempt_rule;
  person  text := coalesce(left(neon_auth_internal.normalize_email(subject), 320), '');
  all_key text := purpose || ' for ' || person;
  own_key text := all_key || ' from ' || coalesce(current_setting('neon_auth.ip_address', true), '');
  all_of  neon_auth.request_count;
  own     neon_auth.request_count;
  present timestamptz;
  wait    integer;
begin
  if not (select c.rate_limit from neon_auth_internal.config c)
    or current_setting('transaction_read_only')::boolean -- no session can be opened there
  then
    return 0;
  end if;
  select * into strict rule from neon_auth_internal.attempt_rule r where r.purpose = count_attempt.purpose;

  -- It locks the row, so that concurrent attempts are counted one after the other.
  insert into neon_auth.request_count as c (key, count, since) values (all_key, 0, clock_timestamp())
  on conflict on constraint request_count_pkey do update
  set count = case when c.since + interval '1 hour' <= clock_timestamp() then 0 else c.count end
  returning c.* into all_of;
  present := clock_timestamp();
  select * into own from neon_auth.request_count c where c.key = own_key and c.since + interval '1 hour' > present;

  wait := neon_auth_internal.attempt_wait(rule, rule.free, own.count, own.since, present);
  if wait = 0 then
    wait := neon_auth_internal.attempt_wait(rule, rule.clients, all_of.count, all_of.since, present);
    if wait > 0 and neon_auth_internal.is_known_origin(person) then
      wait := 0;
    end if;
  end if;
  if wait > 0 then
    return wait;
  end if;

  insert into neon_auth.request_count as c (key, count, since) values (own_key, 1, present)
  on conflict on constraint request_count_pkey do update
  set count = coalesce(own.count, 0) + 1, since = present;
  update neon_auth.request_count c
  set count = c.count + case when own.key is null then 1 else 0 end, since = present
  where c.key = all_key;
  return 0;
end
$$;

ALTER FUNCTION neon_auth_internal.count_attempt(purpose text, subject text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_found(query jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  opposites constant json := '{"ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}'::json;
  opposite  constant text := opposites ->> (query ->> 'filterOperator');
  queries   jsonb[] := array[query - 'sortBy'];
  plan      json;
  expected  float[] := '{}'::float[];
  counts    bigint[] := '{}'::bigint[];
  n         bigint;
begin
  if neon_auth_internal.search_condition(query) = 'true' and opposite is not null then
    queries := queries || array[
      queries[1] || jsonb_build_object('filterOperator', opposite), queries[1] || '{"filterOperator": "null"}'];
    for i in 1..3 loop
      execute 'explain (format json) ' || neon_auth_internal.select_users('1', queries[i], '')
      into plan
      using query ->> 'searchValue', query ->> 'filterValue';
      expected := expected || (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float;
    end loop;
    queries := case when expected[2] + expected[3] < expected[1] then queries[2:3] else queries[1:1] end;
  end if;

  for i in 1..cardinality(queries) loop
    execute format('select sum(c.n) from (%s) c', neon_auth_internal.select_users('count(*) as n', queries[i], ''))
    into n
    using query ->> 'searchValue', query ->> 'filterValue';
    counts := counts || n;
  end loop;
  return case
    when cardinality(counts) = 1 then counts[1]
    else neon_auth_internal.counted_users('{}') - counts[1] - counts[2]
  end;
end
$$;

ALTER FUNCTION neon_auth_internal.count_found(query jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_mail(kind text, recipient text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  rule    neon_auth_internal.mail_rule;
  address text := coalesce(left(neon_auth_internal.normalize_email(recipient), 320), '');
  client  text := coalesce(current_setting('neon_auth.ip_address', true), '');
  wait    integer := 0;
begin
  select * into strict rule from neon_auth_internal.mail_rule r where r.kind = count_mail.kind;
  if not (select c.rate_limit from neon_auth_internal.config c) then
    return 0;
  end if;
  if client <> '' then
    wait := neon_auth_internal.count_within(
      format('mails of %s%s from %s', neon_auth_internal.person_key(address), rule.suffix, client), rule.of_client, 3600);
  end if;
  if wait = 0 and not neon_auth_internal.is_known_origin(address) then
    wait := neon_auth_internal.count_within('mail to ' || address || rule.suffix, rule.of_recipient, 3600);
  end if;
  return wait;
end
$$;

ALTER FUNCTION neon_auth_internal.count_mail(kind text, recipient text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_users() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
-- @plpgsql_check_options: oldtable = gone, newtable = written
begin
  if tg_op = 'TRUNCATE' then
    delete from neon_auth.user_count;
  elsif tg_op = 'INSERT' then
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select u.role, u."emailVerified", u.banned, count(*) from written u group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select u.role, u."emailVerified", u.banned, -count(*) from gone u group by 1, 2, 3;
  else
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select c.role, c."emailVerified", c.banned, sum(c.users)
    from (
      select u.role, u."emailVerified", u.banned, 1 as users from written u
      union all
      select u.role, u."emailVerified", u.banned, -1 from gone u
    ) as c
    group by 1, 2, 3
    having sum(c.users) <> 0;
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.count_users() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_waiting(organization_id uuid) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select count(*)
  from neon_auth.invitation i
  where i."organizationId" = count_waiting.organization_id and i.status = 'pending' and i."expiresAt" > now()
$$;

ALTER FUNCTION neon_auth_internal.count_waiting(organization_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_within(key text, attempts integer, seconds integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  counted neon_auth.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
begin
  insert into neon_auth.request_count as c (key, count, since) values (count_within.key, 1, present)
  on conflict on constraint request_count_pkey do update
  set
    count = case
      when c.since + make_interval(secs => seconds) <= present then 1 else least(c.count, attempts) + 1 end,
    since = case when c.since + make_interval(secs => seconds) <= present then present else c.since end
  returning c.* into counted;
  return case
    when counted.count > attempts
      then greatest(ceil(extract(epoch from counted.since - present) + seconds)::integer, 1)
    else 0
  end;
end
$$;

ALTER FUNCTION neon_auth_internal.count_within(key text, attempts integer, seconds integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.count_write(writer uuid, address text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  rule record;
  wait integer := 0;
  kind text := case when writer is null then 'address' else 'user' end;
begin
  if writer is null and coalesce(current_setting('neon_auth.request_id', true), '') = '' then
    return; -- no request: the sidecar is cleaning up
  end if;
  if current_setting('neon_auth.counted', true) = 'true' or not (select c.rate_limit from neon_auth_internal.config c) then
    return;
  end if;
  perform set_config('neon_auth.counted', 'true', true);
  if current_setting('neon_auth.management_key', true) <> ''
    or (select neon_auth_internal.is_admin(u.role) from neon_auth."user" u where u.id = writer)
  then
    kind := 'administrator';
  end if;
  for rule in
    select r.*, format('changes by %s in %s s', coalesce(count_write.writer::text, nullif(address, ''), 'unknown'), r.seconds) as key
    from neon_auth_internal.write_rule r
    where r.writer = kind
    order by r.seconds
  loop
    wait := greatest(wait, neon_auth_internal.count_within(rule.key, rule.requests, rule.seconds));
  end loop;
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.count_write(writer uuid, address text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.counted_users(query jsonb) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  filtered text := neon_auth_internal.filter_condition(query);
  total    bigint;
begin
  if neon_auth_internal.search_condition(query) = 'true' and (filtered = 'true' or exists (
    select from neon_auth_internal.user_column c where c.counted and c.name = query ->> 'filterField'))
  then
    execute 'select coalesce(sum(u.users), 0) from neon_auth.user_count u where ' || filtered
    into total
    using query ->> 'searchValue', query ->> 'filterValue';
  end if;
  return total;
end
$$;

ALTER FUNCTION neon_auth_internal.counted_users(query jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.decide_oauth(provider_id text, profile neon_auth_internal.oauth_profile, link_to uuid, is_same_browser boolean, may_sign_up boolean) RETURNS TABLE(action text, user_id uuid, code text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  owner  uuid; -- of the account: provider and subject are its key, never the address
  known  neon_auth."user";
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  select a."userId" into owner from neon_auth.account a
  where a."providerId" = provider_id and a."accountId" = profile.subject;
  if link_to is not null then
    select * into known from neon_auth."user" u where u.id = link_to;
  elsif owner is not null then
    select * into known from neon_auth."user" u where u.id = owner;
  else
    known := neon_auth_internal.find_user(profile.email);
  end if;

  code := case
    when profile.subject is null then 'id_is_missing'
    when link_to is not null then case
      when not profile.is_vouched then 'unable_to_link_account'
      when neon_auth_internal.normalize_email(profile.email) <> neon_auth_internal.normalize_email(known.email)
        then 'email_doesn''t_match'
      when owner <> link_to then 'account_already_linked_to_different_user'
      when not known."emailVerified" and not is_same_browser then 'email_not_verified'
    end
    when owner is not null then case
      when config.email_verification_required and not known."emailVerified" and not profile.is_vouched
        then 'email_not_verified'
    end
    when profile.email is null then 'email_not_found'
    when known.id is null and profile.name is null then 'name_is_missing'
    when known.id is not null and not profile.is_vouched then 'account_not_linked'
    when known.id is null and (not may_sign_up or config.sign_up_disabled) then 'signup_disabled'
    when known.id is null and config.email_verification_required and not profile.is_vouched then 'email_not_verified'
    when known."emailVerified" and exists (
      select from neon_auth.account a where a."userId" = known.id and a."providerId" = provider_id) then 'subject_changed'
  end;
  user_id := known.id;
  action := case
    when code is not null then 'refuse'
    when owner is not null and link_to is null then 'sign-in'
    when known.id is null then 'sign-up'
    when link_to is null and not known."emailVerified" then 'reclaim'
    else 'link'
  end;
  return next;
end
$$;

ALTER FUNCTION neon_auth_internal.decide_oauth(provider_id text, profile neon_auth_internal.oauth_profile, link_to uuid, is_same_browser boolean, may_sign_up boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.decode_base64url(value text) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if length(value) % 4 = 1 then
    return null;
  end if;
  return decode(rpad(translate(value, '-_', '+/'), (length(value) + 3) / 4 * 4, '='), 'base64');
end
$$;

ALTER FUNCTION neon_auth_internal.decode_base64url(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.decode_point(bytes bytea) RETURNS numeric[]
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  d constant numeric := 37095705934669439343138083508754565189542113879843219016388785533085940283555;
  root_of_minus_one constant numeric :=
    19681161376707505956807079304988542015446066515923890162744021073123829784752;
  sign  integer;
  x     numeric;
  y     numeric;
  above numeric; -- x² = above / below
  below numeric;
  cube  numeric;
  base  numeric;
begin
  if length(bytes) <> 32 then
    return null;
  end if;
  sign := get_byte(bytes, 31) >> 7;
  y := neon_auth_internal.bytes_to_number(set_byte(bytes, 31, get_byte(bytes, 31) & 127));
  if y >= p then
    return null;
  end if;

  above := (y * y + p - 1) % p;
  below := (d * (y * y % p) + 1) % p;
  cube := below * below % p * below % p;
  base := above * (cube * cube % p * below % p) % p;
  x := base; -- to the power (p - 5) / 8 = 2^252 - 3: in binary 250 ones, then 01
  for bit in 1 .. 251 loop
    x := x * x % p;
    if bit <> 250 then
      x := x * base % p;
    end if;
  end loop;
  x := above * cube % p * x % p;

  if below * (x * x % p) % p <> above then
    x := x * root_of_minus_one % p;
    if below * (x * x % p) % p <> above then
      return null;
    end if;
  end if;
  if x = 0 and sign = 1 then
    return null;
  end if;
  return array[case when x % 2 = sign then x else p - x end, y];
end
$$;

ALTER FUNCTION neon_auth_internal.decode_point(bytes bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.delete_own_user(user_id uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (select neon_auth_internal.is_admin(u.role) from neon_auth."user" u where u.id = user_id) then
    perform neon_auth_internal.lock_administrators();
    if not exists (
      select from neon_auth."user" u
      where 'admin' = any (string_to_array(u.role, ',')) and u.id <> user_id and not neon_auth_internal.is_banned(u)
    ) then
      perform neon_auth_internal.fail('LAST_ADMINISTRATOR');
    end if;
  end if;
  perform neon_auth_internal.keep_owned(user_id);
  perform neon_auth_internal.remove_user(user_id);
  return json_build_object('success', true, 'message', 'User deleted');
end
$$;

ALTER FUNCTION neon_auth_internal.delete_own_user(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.doubling_sum(key bytea, s bytea, k bytea) RETURNS numeric[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  p  constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  q  constant numeric := 0.00000000000000000000000000000000000000000000000000000000000000000000000000001727233711018888925077270372560079914223200072887256277004740694033718360633052245489872716407;
  d2 constant numeric := 16295367250680780974490674513165176452449235426866156013048779062215315747161;
  point numeric[] := neon_auth_internal.decode_point(key);
  px numeric[] := array[
    15112221349535400772501151409588531511454012693041857206046113283949847762202, p - point[1]];
  py numeric[] := array[
    46316835694926478169428394003475163141307993866256225615783033603165251855960, point[2]];
  -- Multiples 1 to 15 of B, then at 17 to 31 those of -A, each in the form that an addition takes.
  sums numeric[]; differences numeric[]; crosses numeric[]; doubles numeric[];
  x numeric; y numeric; z numeric; t numeric;
  a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
  digit integer;
begin
  if point is null then
    return null;
  end if;
  for which in 1 .. 2 loop
    x := px[which]; y := py[which]; z := 1; t := x * y % p;
    for multiple in which * 16 - 15 .. which * 16 - 1 loop
      sums[multiple] := y + x;
      differences[multiple] := y - x;
      crosses[multiple] := t * d2 % p;
      doubles[multiple] := z + z;
      a := (y - x) * (py[which] - px[which]) % p;
      b := (y + x) * (py[which] + px[which]) % p;
      c := crosses[multiple] * (px[which] * py[which] % p) % p;
      e := b - a; f := z + z - c; g := z + z + c; h := b + a;
      x := e * f % p; y := g * h % p; t := e * h % p; z := f * g % p;
    end loop;
  end loop;

  x := 0; y := 1; z := 1; t := 0;
  for nibble in reverse 63 .. 0 loop
    for doubling in 1 .. 4 loop
      a := x * x; a := a - trunc(a * q) * p;
      b := y * y; b := b - trunc(b * q) * p;
      h := a + b; e := (x + y) * (x + y); e := h - (e - trunc(e * q) * p);
      g := a - b; c := z * z; f := 2 * (c - trunc(c * q) * p) + g;
      x := e * f; x := x - trunc(x * q) * p;
      y := g * h; y := y - trunc(y * q) * p;
      z := f * g; z := z - trunc(z * q) * p;
    end loop;
    t := e * h; t := t - trunc(t * q) * p;
    for which in 0 .. 1 loop
      digit := (get_byte(case which when 0 then s else k end, nibble / 2) >> (nibble % 2 * 4)) & 15;
      continue when digit = 0;
      digit := digit + which * 16;
      a := (y - x) * differences[digit]; a := a - trunc(a * q) * p;
      b := (y + x) * sums[digit]; b := b - trunc(b * q) * p;
      c := t * crosses[digit]; c := c - trunc(c * q) * p;
      h := z * doubles[digit]; h := h - trunc(h * q) * p;
      e := b - a; f := h - c; g := h + c; h := b + a;
      x := e * f; x := x - trunc(x * q) * p;
      y := g * h; y := y - trunc(y * q) * p;
      t := e * h; t := t - trunc(t * q) * p;
      z := f * g; z := z - trunc(z * q) * p;
    end loop;
  end loop;
  return array[x, y, z];
end
$$;

ALTER FUNCTION neon_auth_internal.doubling_sum(key bytea, s bytea, k bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.drop_gone_users() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update neon_auth.users_sync s set updated_at = now(), deleted_at = now()
  where s.deleted_at is null
    and not exists (select from neon_auth.users_sync_source o where o.id = s.id)
    and not exists (select from neon_auth."user" u where u.id::text = s.id)
$$;

ALTER FUNCTION neon_auth_internal.drop_gone_users() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.drop_synced_user(user_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update neon_auth.users_sync s set updated_at = now(), deleted_at = now() where s.id = user_id::text and s.deleted_at is null
$$;

ALTER FUNCTION neon_auth_internal.drop_synced_user(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.edit_distance(a text, b text) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  columns constant text[] := string_to_array(b, null);
  above   integer[] := array(select n from generate_series(0, length(b)) n);
  here    integer[];
  row     integer := 0;
  letter  text;
begin
  foreach letter in array string_to_array(a, null) loop
    row := row + 1;
    here := array[row];
    for j in 1 .. length(b) loop
      here[j + 1] := least(above[j + 1] + 1, here[j] + 1, above[j] + (letter <> columns[j])::integer);
    end loop;
    above := here;
  end loop;
  return above[length(b) + 1];
end
$$;

ALTER FUNCTION neon_auth_internal.edit_distance(a text, b text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.empty_tables(kept_ids text[], kept_addresses text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  emptied    record;
  last_event bigint := (select max(l.id) from neon_auth.audit_log l);
begin
  for emptied in
    select i.inhrelid::regclass as partition from pg_inherits i
    where i.inhparent = 'neon_auth.audit_log'::regclass and i.inhrelid <> 'neon_auth.audit_log_default'::regclass
  loop
    execute format('drop table %s', emptied.partition);
  end loop;
  perform neon_auth.prepare_audit();
  -- Statistics of a table without rows stay, so the values go first.
  update neon_auth.session s set "ipAddress" = null, "userAgent" = null, "impersonatedBy" = null;
  analyze neon_auth.session;
  perform neon_auth_internal.remove('session', array(select s.id from neon_auth.session s));
  update neon_auth.audit_horizon h
  set
    "lastId" = greatest(h."lastId", last_event), "pendingId" = null, "pendingXid" = null, "pendingPlace" = null,
    seal = 0, hash = '';
  for emptied in
    select
      c.on_table,
      neon_auth_internal.mask_condition(max(c.owner)) as condition,
      max(c.owner) is null
        and not exists (select from neon_auth_internal.foreign_code f where f.on_table = c.on_table)
        and not exists (select from pg_constraint k where k.confrelid = c.on_table and k.contype = 'f' and k.conrelid <> c.on_table)
        as whole
    from neon_auth_internal.mask_column c
    where c.treatment = 'empty' and c.relation <> 'session'
    group by c.on_table
  loop
    if emptied.whole then
      execute format('truncate table %s', emptied.on_table); -- leaves nothing in the files either
    else
      execute format('delete from %s t where %s', emptied.on_table, emptied.condition)
      using null::bytea, kept_ids, kept_addresses;
    end if;
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.empty_tables(kept_ids text[], kept_addresses text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_artefacts(who neon_auth."user", fact text, kept uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  ended   text[] := array(
    select e.artefact from neon_auth_internal.ending e where to_jsonb(e) -> end_artefacts.fact = 'true');
  address text := neon_auth_internal.normalize_email(who.email);
begin
  -- Twice. The first pass waits for transactions that are consuming a code. The lock waits for those that are opening a
  -- session or mailing a link, whose rows the second pass finds.
  for round in 1..2 loop
    delete from neon_auth.verification v
    where v.identifier in (
      select e.name || case e.holder when 'id' then who.id::text else address end
      from neon_auth_internal.ending e
      where e.artefact = any (ended) and e.holder in ('id', 'address'));
    delete from neon_auth.verification v
    where v.value = who.id::text and octet_length(v.value) = 36
      and exists (
        select from neon_auth_internal.ending e
        where e.artefact = any (ended) and e.holder = 'value' and starts_with(v.identifier, e.name));
    delete from neon_auth.verification v
    where 'magic link' = any (ended)
      and v.value like '{"email" : "%'
      and lower(normalize(substring(v.value from E'^\\{"email" : "([^"\\\\]*)"'), NFKC) collate "C") = address;
    perform from neon_auth."user" u where u.id = who.id for no key update;
  end loop;

  perform neon_auth_internal.remove('session', array(
    select s.id
    from neon_auth.session s
    where 'session' = any (ended) and s."userId" = who.id and s.id is distinct from kept
      or 'impersonation' = any (ended) and s."impersonatedBy" = who.id::text));
  update neon_auth.invitation i
  set status = 'canceled'
  where 'invitation' = any (ended) and i."inviterId" = who.id and i.status = 'pending';
end
$$;

ALTER FUNCTION neon_auth_internal.end_artefacts(who neon_auth."user", fact text, kept uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_by_password() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  said text := coalesce(current_setting('neon_auth.password_fact', true), '');
  who  neon_auth."user";
begin
  if said = 'rehashed' then
    return null;
  end if;
  select * into who from neon_auth."user" u where u.id = case tg_op when 'DELETE' then old."userId" else new."userId" end;
  if found then -- otherwise the user is being deleted
    perform neon_auth_internal.end_artefacts(
      who,
      case when tg_op = 'INSERT' then 'added' when said = 'changed' then 'changed' else 'replaced' end,
      nullif(current_setting('neon_auth.kept_session', true), '')::uuid);
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.end_by_password() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_by_session() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.remove(
    'session', array(select o."sessionId" from neon_auth.session_origin o where o."openedBy" = old.id));
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.end_by_session() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_by_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_argv[0] = 'email' then
    perform neon_auth_internal.queue_mail('email-changed', old.email, null, null, reader => old.id);
  elsif tg_argv[0] = 'removed' then
    -- Pending invitations for the user end too: they were not meant for the next holder of the address.
    update neon_auth.invitation i set status = 'canceled' where i.email = old.email and i.status = 'pending';
  end if;
  perform neon_auth_internal.end_artefacts(old, tg_argv[0]);
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.end_by_user() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_challenge(step neon_auth_internal.second_step) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  delete from neon_auth.verification v
  where v.branch = neon_auth.branch_identity()
    and v.identifier in ('2fa-' || step.challenge, '2fa-attempts-' || step.challenge)
$$;

ALTER FUNCTION neon_auth_internal.end_challenge(step neon_auth_internal.second_step) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_impersonations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s."userId" = new.id and s."impersonatedBy" is not null));
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.end_impersonations() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_invitations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- This waits for invitations that are being sent, as far as keep_owner locks the organization anyway. Others are
  -- rejected when they are accepted, see find_own_invitation.
  if tg_table_name = 'member'
    and neon_auth_internal.has_role(to_jsonb(old) ->> 'role', (select c.creator_role from neon_auth_internal.config c))
  then
    perform from neon_auth.organization o where o.id = old."organizationId" for no key update;
  end if;
  update neon_auth.invitation i
  set status = 'canceled'
  where i."organizationId" = old."organizationId"
    and i.status = 'pending'
    and (tg_table_name <> 'member' or i."inviterId" = (to_jsonb(old) ->> 'userId')::uuid)
    and exists (select from neon_auth.organization o where o.id = i."organizationId") -- otherwise it is being deleted
    and exists (select from neon_auth."user" u where u.id = i."inviterId")
    and not neon_auth_internal.may_invite(
      neon_auth_internal.find_member(i."organizationId"::text, i."inviterId"), coalesce(nullif(i.role, ''), 'member'));
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.end_invitations() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_membership(m neon_auth.member, own neon_auth.session) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.remove('member', array[m.id]);
  if own."userId" = m."userId" and own."activeOrganizationId" = m."organizationId"::text then
    perform neon_auth_internal.activate_organization(own.id, null);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.end_membership(m neon_auth.member, own neon_auth.session) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_planted_accounts(user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (select c.strict_proof from neon_auth_internal.config c)
    and not (select u."emailVerified" from neon_auth."user" u where u.id = end_planted_accounts.user_id for no key update)
  then
    perform neon_auth_internal.remove('account', array(
      select a.id from neon_auth.account a
      where a."userId" = end_planted_accounts.user_id and a."providerId" <> 'credential'));
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.end_planted_accounts(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.end_reset_links(user_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  delete from neon_auth.verification v
  where v.identifier like 'reset-password:%' and v.value = end_reset_links.user_id::text
$$;

ALTER FUNCTION neon_auth_internal.end_reset_links(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.enter_call(mark uuid) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.run_call(mark);
  return true;
end
$$;

ALTER FUNCTION neon_auth_internal.enter_call(mark uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.event_moment(value jsonb) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  said constant text := case when jsonb_typeof(value) in ('number', 'string') then value #>> '{}' end;
begin
  if said ~ E'^[0-9]{1,14}([.][0-9]+)?$' then
    return to_timestamp(said::double precision / 1000);
  elsif said ~ E'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})$' then
    return said::timestamptz;
  end if;
  return null;
exception when datetime_field_overflow then -- 30 February
  return null;
end
$_$;

ALTER FUNCTION neon_auth_internal.event_moment(value jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.event_row(e neon_auth.webhook_event) RETURNS SETOF neon_auth_api.event_row
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    e.id,
    e.type,
    jsonb_build_object(
      'event_id', e.id,
      'event_type', e.type,
      'timestamp', neon_auth_internal.timestamp_text(e."createdAt"),
      'context', jsonb_build_object('endpoint_id', e.branch, 'project_name', c.app_name),
      'user', e."user",
      'event_data', e.data),
    e.sealed,
    case when (c.webhook_enabled or e.type = 'webhook.test') and neon_auth_internal.outbound() = 'send'
      then c.webhook_url else '' end,
    c.webhook_timeout
  from neon_auth_internal.config c
$$;

ALTER FUNCTION neon_auth_internal.event_row(e neon_auth.webhook_event) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.event_user(u neon_auth."user") RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return jsonb_build_object(
    'id', u.id,
    'email', u.email,
    'name', u.name,
    'image', u.image,
    'email_verified', u."emailVerified",
    'created_at', neon_auth_internal.timestamp_text(u."createdAt"));
end
$$;

ALTER FUNCTION neon_auth_internal.event_user(u neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.factor_context(user_id uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select encode(sha256(s.lineage || convert_to('two-factor ' || user_id, 'UTF8')), 'hex') from neon_auth.branch_seed s
$$;

ALTER FUNCTION neon_auth_internal.factor_context(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.fail(name text, VARIADIC details text[] DEFAULT '{}'::text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  failure neon_auth_internal.failure;
  message text;
begin
  select * into strict failure from neon_auth_internal.failure f where f.name = fail.name;
  message := format(failure.message, variadic details);

  raise exception using
    errcode = 'NA' || failure.status,
    message = message,
    detail = case when details = '{}' then failure.code else neon_auth_internal.failure_code(message) end;
end
$$;

ALTER FUNCTION neon_auth_internal.fail(name text, VARIADIC details text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.fail_later(seconds integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  failure neon_auth_internal.failure;
begin
  select * into strict failure from neon_auth_internal.failure f where f.name = 'TOO_MANY_REQUESTS';
  raise exception using
    errcode = 'NA' || failure.status,
    message = failure.message,
    detail = failure.code,
    hint = seconds::text;
end
$$;

ALTER FUNCTION neon_auth_internal.fail_later(seconds integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.fail_missing(name text, permissions text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  failure neon_auth_internal.failure;
begin
  select * into strict failure from neon_auth_internal.failure f where f.name = fail_missing.name;
  raise exception using
    errcode = 'NA' || failure.status,
    message = failure.message,
    detail = failure.code,
    hint = to_json(permissions)::text;
end
$$;

ALTER FUNCTION neon_auth_internal.fail_missing(name text, permissions text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.failure_code(message text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select regexp_replace(replace(upper(message collate "C"), ' ', '_'), '[^A-Z0-9_]', '', 'g')
$$;

ALTER FUNCTION neon_auth_internal.failure_code(message text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.field_inverse(a numeric) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  high     numeric := p;
  low      numeric := (a % p + p) % p;
  before   numeric := 0;
  now_     numeric := 1;
  quotient numeric;
  kept     numeric;
begin
  while low > 0 loop
    quotient := div(high, low);
    kept := low;
    low := high - quotient * low;
    high := kept;
    kept := now_;
    now_ := before - quotient * now_;
    before := kept;
  end loop;
  return (before % p + p) % p;
end
$$;

ALTER FUNCTION neon_auth_internal.field_inverse(a numeric) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.filter_condition(query jsonb) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when coalesce(query ->> 'filterValue', '') = '' then 'true'
    else (
      select case
        when o.operator = 'is null' then format('u.%I is null', c.name)
        when o.operator = '<>' then format('(u.%1$I < $2::%2$s or u.%1$I > $2::%2$s)', c.name, c.type) -- can use an index
        when o.operator <> 'like' then format('u.%I %s $2::%s', c.name, o.operator, c.type)
        when c.name = 'role' then format('u.role = any (%L)', array(
          select distinct r.role from neon_auth.user_count r where r.role like '%' || (query ->> 'filterValue') || '%'))
        when c.type = 'text' then format('u.%1$I is not null and u.%1$I like ''%%'' || $2 || ''%%''', c.name)
      end
      from neon_auth_internal.user_column c
      join (
        values ('eq', '='), ('ne', '<>'), ('lt', '<'), ('lte', '<='), ('gt', '>'), ('gte', '>='), ('contains', 'like'),
        ('null', 'is null') -- used by count_found
      ) as o (name, operator) on o.name = coalesce(query ->> 'filterOperator', 'eq')
      where c.name = coalesce(nullif(query ->> 'filterField', ''), 'email'))
  end
$_$;

ALTER FUNCTION neon_auth_internal.filter_condition(query jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_changer(token_hash text, new_email text, verified_hash text) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who neon_auth."user";
begin
  perform neon_auth_internal.hold_session(own);
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if not (select c.change_email_enabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('CHANGE_EMAIL_DISABLED');
  elsif verified_hash is null and not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_NOT_FRESH');
  elsif verified_hash is not null and not exists (
    select from neon_auth.account a
    where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash)
  then
    perform neon_auth_internal.fail('INVALID_PASSWORD'); -- replaced since the sidecar verified it
  elsif neon_auth_internal.normalize_email(who.email) = neon_auth_internal.normalize_email(new_email) then
    perform neon_auth_internal.fail('EMAIL_IS_THE_SAME');
  end if;
  return who;
end
$$;

ALTER FUNCTION neon_auth_internal.find_changer(token_hash text, new_email text, verified_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_claims_hook(named text) RETURNS regprocedure
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select p.oid::regprocedure
  from pg_proc p
  join pg_roles r on r.oid = p.proowner
  join pg_database d on d.datname = current_database()
  where p.oid = to_regprocedure(named)
    and p.prokind = 'f'
    and p.pronargs = 1
    and p.proargtypes[0] = 'jsonb'::regtype
    and p.prorettype = 'jsonb'::regtype
    and not p.proretset
    and p.prosecdef
    and (p.proowner = d.datdba or r.rolsuper)
$$;

ALTER FUNCTION neon_auth_internal.find_claims_hook(named text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_link(link jsonb) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  select u.* into who
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
  join neon_auth."user" u on u.id = s."userId"
  where s.id = (link ->> 'session')::uuid
    and s."expiresAt" > now()
    and s."impersonatedBy" is null
    and not neon_auth_internal.is_banned(u)
  for no key update of u;
  if who.id is not null then
    perform neon_auth_internal.act_as(who.id, null);
  end if;
  return who;
end
$$;

ALTER FUNCTION neon_auth_internal.find_link(link jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_managed_organization(organization_id text) RETURNS neon_auth.organization
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  meant neon_auth.organization;
begin
  select * into meant from neon_auth.organization o where o.id = auth.as_uuid(organization_id) for no key update;
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return meant;
end
$$;

ALTER FUNCTION neon_auth_internal.find_managed_organization(organization_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_managed_user(user_id text) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(user_id) for no key update;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return who;
end
$$;

ALTER FUNCTION neon_auth_internal.find_managed_user(user_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_member(organization_id text, user_id uuid) RETURNS neon_auth.member
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select m
  from neon_auth.member m
  where m."organizationId" = auth.as_uuid(find_member.organization_id)
    and m."userId" = find_member.user_id
$$;

ALTER FUNCTION neon_auth_internal.find_member(organization_id text, user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_named_account(user_id uuid, account_id text) RETURNS neon_auth.account
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.account;
begin
  select a.* into own
  from neon_auth.account a
  where a."userId" = user_id and account_id in (a.id::text, a."accountId")
  order by a.id::text = account_id desc, a."createdAt"
  limit 1;
  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  return own;
end
$$;

ALTER FUNCTION neon_auth_internal.find_named_account(user_id uuid, account_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_own_account(user_id uuid, provider_id text, account_id text) RETURNS neon_auth.account
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.account;
begin
  select a.* into own
  from neon_auth.account a
  where a."userId" = user_id
    and (provider_id is null or a."providerId" = provider_id)
    and case
      when coalesce(account_id, '') = '' then provider_id is not null
      else a.id::text = account_id or provider_id is not null and a."accountId" = account_id
    end
  order by a.id::text = account_id desc nulls last, a."createdAt"
  limit 1;
  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  return own;
end
$$;

ALTER FUNCTION neon_auth_internal.find_own_account(user_id uuid, provider_id text, account_id text) OWNER TO neon_auth;

CREATE TABLE neon_auth.invitation (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "organizationId" uuid NOT NULL,
    email text NOT NULL,
    role text,
    status text NOT NULL,
    "expiresAt" timestamp with time zone NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "inviterId" uuid NOT NULL,
    CONSTRAINT email_is_short CHECK ((octet_length(email) <= 1024)),
    CONSTRAINT role_is_short CHECK ((octet_length(role) <= 1024)),
    CONSTRAINT status_is_short CHECK ((octet_length(status) <= 255))
);

ALTER TABLE neon_auth.invitation OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.invitation IS 'Invitations to organizations.';

COMMENT ON COLUMN neon_auth.invitation.id IS 'Primary key; the link names it.';

COMMENT ON COLUMN neon_auth.invitation."organizationId" IS 'The organization.';

COMMENT ON COLUMN neon_auth.invitation.email IS 'Address of the invited person.';

COMMENT ON COLUMN neon_auth.invitation.role IS 'Role the invited person gets.';

COMMENT ON COLUMN neon_auth.invitation.status IS 'pending, accepted, rejected or canceled.';

COMMENT ON COLUMN neon_auth.invitation."expiresAt" IS 'It can be accepted until then.';

COMMENT ON COLUMN neon_auth.invitation."createdAt" IS 'When it was made.';

COMMENT ON COLUMN neon_auth.invitation."inviterId" IS 'The member who invited.';

CREATE FUNCTION neon_auth_internal.find_own_invitation(id text, user_id uuid, may_be_late boolean, missing text) RETURNS neon_auth.invitation
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_one neon_auth.invitation;
  who       neon_auth."user";
begin
  select * into found_one
  from neon_auth.invitation i
  where i.id = auth.as_uuid(find_own_invitation.id)
    and i.status = 'pending'
    and (may_be_late or i."expiresAt" > now());
  if not found or not may_be_late and not neon_auth_internal.may_invite(
    neon_auth_internal.find_member(found_one."organizationId"::text, found_one."inviterId"),
    coalesce(nullif(found_one.role, ''), 'member'))
  then
    perform neon_auth_internal.fail(missing);
  end if;

  select * into strict who from neon_auth."user" u where u.id = find_own_invitation.user_id;
  if neon_auth_internal.normalize_email(found_one.email) <> neon_auth_internal.normalize_email(who.email) then
    perform neon_auth_internal.fail('NOT_THE_RECIPIENT');
  elsif not neon_auth_internal.is_address_shown(who) then
    perform neon_auth_internal.fail('INVITEE_NOT_VERIFIED');
  end if;
  return found_one;
end
$$;

ALTER FUNCTION neon_auth_internal.find_own_invitation(id text, user_id uuid, may_be_late boolean, missing text) OWNER TO neon_auth;

CREATE TABLE neon_auth."organizationRole" (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "organizationId" uuid NOT NULL,
    role text NOT NULL,
    permission text NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone,
    CONSTRAINT permission_is_short CHECK ((octet_length(permission) <= 65536)),
    CONSTRAINT permission_lists_actions CHECK (((jsonb_typeof((permission)::jsonb) = 'object'::text) AND (NOT jsonb_path_exists((permission)::jsonb, 'strict $.*?(@.type() != "array")'::jsonpath)) AND (NOT jsonb_path_exists((permission)::jsonb, 'strict $.*[*]?(@.type() != "string")'::jsonpath, '{}'::jsonb, true)))),
    CONSTRAINT role_is_not_predefined CHECK ((lower(role) <> ALL (ARRAY['owner'::text, 'admin'::text, 'member'::text]))),
    CONSTRAINT role_is_one_name CHECK ((role ~ '^[^\s,]([^,]*[^\s,])?$'::text)),
    CONSTRAINT role_is_short CHECK ((octet_length(role) <= 255))
);

ALTER TABLE neon_auth."organizationRole" OWNER TO neon_auth;

COMMENT ON TABLE neon_auth."organizationRole" IS 'Roles that organizations defined themselves.';

COMMENT ON COLUMN neon_auth."organizationRole".id IS 'Primary key.';

COMMENT ON COLUMN neon_auth."organizationRole"."organizationId" IS 'The organization.';

COMMENT ON COLUMN neon_auth."organizationRole".role IS 'Name of the role.';

COMMENT ON COLUMN neon_auth."organizationRole".permission IS 'What it may do: {"resource": ["action"]} as text.';

COMMENT ON COLUMN neon_auth."organizationRole"."createdAt" IS 'When it was created.';

COMMENT ON COLUMN neon_auth."organizationRole"."updatedAt" IS 'When it was last changed.';

CREATE FUNCTION neon_auth_internal.find_role(organization_id uuid, input json) RETURNS neon_auth."organizationRole"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_one neon_auth."organizationRole";
begin
  select * into found_one
  from neon_auth."organizationRole" r
  where r."organizationId" = find_role.organization_id
    and case
      when input ->> 'roleName' <> '' then r.role = input ->> 'roleName'
      else r.id = auth.as_uuid(input ->> 'roleId')
    end;
  if not found then
    perform neon_auth_internal.fail('ROLE_UNKNOWN');
  end if;
  return found_one;
end
$$;

ALTER FUNCTION neon_auth_internal.find_role(organization_id uuid, input json) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_second_step(token_hash text, challenge_hash text) RETURNS neon_auth_internal.second_step
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  step   neon_auth_internal.second_step;
  who    neon_auth."user";
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  locked timestamptz;
begin
  if own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  -- The challenge is read again after the lock: another request may have used it.
  for round in 1..2 loop
    if own.id is not null then
      select u.* into who from neon_auth."user" u where u.id = own."userId" for no key update;
      exit;
    end if;
    select u.* into who
    from neon_auth.verification v
    join neon_auth."user" u on u.id = auth.as_uuid(v.value)
    where v.identifier = '2fa-' || challenge_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now();
    perform from neon_auth."user" u where u.id = who.id for no key update;
  end loop;
  if who.id is null or own.id is not null and not exists (select from neon_auth.session s where s.id = own.id) then
    return null;
  end if;

  select s."lockedUntil" into locked from neon_auth.two_factor_state s where s."userId" = who.id;
  if locked > now() then
    perform neon_auth_internal.fail_later(ceil(extract(epoch from locked - now()))::integer);
  end if;
  step.who := who;
  if own.id is null then
    perform neon_auth_internal.act_as(who.id, null);
    step.challenge := challenge_hash;
    step.method := split_part((
      select v.value from neon_auth.verification v
      where v.identifier = '2fa-attempts-' || challenge_hash and v.branch = neon_auth.branch_identity()), ':', 1);
    step.key := '2fa-' || challenge_hash;
  else
    step.own := own;
    step.key := own."userId" || '!' || own.id;
  end if;
  return step;
end
$$;

ALTER FUNCTION neon_auth_internal.find_second_step(token_hash text, challenge_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_session(token_hash text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_session neon_auth.session;
  prolonged     neon_auth.session;
begin
  select s.* into found_session
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
  join neon_auth."user" u on u.id = s."userId"
  where s.token = find_session.token_hash
    and s."expiresAt" > now()
    and not neon_auth_internal.is_banned(u);

  if not found then
    return null;
  end if;
  perform neon_auth_internal.act_as(found_session."userId", found_session."impersonatedBy");
  prolonged := neon_auth_internal.prolong_session(found_session.id);
  return case when prolonged.id is null then found_session else prolonged end;
end
$$;

ALTER FUNCTION neon_auth_internal.find_session(token_hash text) OWNER TO neon_auth;

CREATE TABLE neon_auth.team (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    "organizationId" uuid NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone,
    CONSTRAINT name_is_short CHECK ((octet_length(name) <= 1024))
);

ALTER TABLE neon_auth.team OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.team IS 'Teams of organizations.';

COMMENT ON COLUMN neon_auth.team.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.team.name IS 'Display name.';

COMMENT ON COLUMN neon_auth.team."organizationId" IS 'The organization.';

COMMENT ON COLUMN neon_auth.team."createdAt" IS 'When it was created.';

COMMENT ON COLUMN neon_auth.team."updatedAt" IS 'When it was last changed.';

CREATE FUNCTION neon_auth_internal.find_team(id text, organization_id uuid) RETURNS neon_auth.team
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_one neon_auth.team;
begin
  select * into found_one
  from neon_auth.team t
  where t.id = auth.as_uuid(find_team.id) and t."organizationId" = find_team.organization_id;
  if not found then
    perform neon_auth_internal.fail('TEAM_NOT_FOUND');
  end if;
  return found_one;
end
$$;

ALTER FUNCTION neon_auth_internal.find_team(id text, organization_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.find_user(email text) RETURNS neon_auth."user"
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u
  from neon_auth."user" u
  where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(find_user.email)
$$;

ALTER FUNCTION neon_auth_internal.find_user(email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.fire_deferred(names text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'fire_deferred must run as neon_auth_writer';
  end if;
  execute 'set constraints ' || names || ' immediate';
end
$$;

ALTER FUNCTION neon_auth_internal.fire_deferred(names text) OWNER TO neon_auth_writer;

CREATE FUNCTION neon_auth_internal.fits(field text, operator text, value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case coalesce(operator, 'eq')
    when 'eq' then field = value
    when 'ne' then field <> value
    when 'lt' then field < value
    when 'lte' then field <= value
    when 'gt' then field > value
    when 'gte' then field >= value
    when 'contains' then field like '%' || value || '%'
  end
$$;

ALTER FUNCTION neon_auth_internal.fits(field text, operator text, value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.forget_statistics() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  masked regclass;
begin
  insert into neon_auth.verification (identifier, value, "expiresAt") values ('', '', now());
  insert into neon_auth.outbox (kind, recipient) values ('', '');
  insert into neon_auth.webhook_event (type) values ('');
  insert into neon_auth.request_count (key, count, since) values ('', 0, now());
  insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") values (now(), '', gen_random_uuid());
  insert into neon_auth.imported_user (source, "sourceId", "userId") values ('', '', gen_random_uuid());
  insert into neon_auth.import_skipped (source, "sourceId", part, reason) values ('', '', '', '');
  insert into neon_auth.audit_log (at, entity, action) values (now(), '', ''), ('1970-01-01', '', '');
  for masked in
    select distinct c.on_table from neon_auth_internal.mask_column c where c.treatment <> 'keep'
  loop
    execute format('analyze %s', masked);
  end loop;
  delete from neon_auth.verification;
  delete from neon_auth.outbox;
  delete from neon_auth.webhook_event;
  delete from neon_auth.request_count;
  delete from neon_auth.refused_sign_in;
  delete from neon_auth.imported_user;
  delete from neon_auth.import_skipped;
  delete from neon_auth.audit_log;
end
$$;

ALTER FUNCTION neon_auth_internal.forget_statistics() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.forgive_attempts(purpose text, subject text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  all_key text := purpose || ' for ' || coalesce(left(neon_auth_internal.normalize_email(subject), 320), '');
begin
  delete from neon_auth.request_count c where c.key = all_key;
  -- Keys that begin with "… from ", using the index for prefixes.
  delete from neon_auth.request_count c where c.key ~>=~ (all_key || ' from ') and c.key ~<~ (all_key || ' from!');
end
$$;

ALTER FUNCTION neon_auth_internal.forgive_attempts(purpose text, subject text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.has_permission(m neon_auth.member, resource text, action text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return exists (
    select from neon_auth_internal.organization_permission p
    where p."organizationId" = m."organizationId"
      and p.role = any (string_to_array(m.role, ','))
      and p.resource = has_permission.resource
      and p.actions ? has_permission.action);
end
$$;

ALTER FUNCTION neon_auth_internal.has_permission(m neon_auth.member, resource text, action text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.has_permissions(m neon_auth.member, wanted jsonb) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select wanted <> '{}' and exists (
    select from unnest(string_to_array(m.role, ',')) r (role)
    where not exists (
      select from jsonb_each(wanted) w (resource, actions)
      where not exists (
        select from neon_auth_internal.organization_permission p
        where p."organizationId" = m."organizationId"
          and p.role = r.role
          and p.resource = w.resource
          and p.actions @> w.actions)))
$$;

ALTER FUNCTION neon_auth_internal.has_permissions(m neon_auth.member, wanted jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.has_role(roles text, role text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select role = any (string_to_array(roles, ','))
$$;

ALTER FUNCTION neon_auth_internal.has_role(roles text, role text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.hold_session(own neon_auth.session) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform from neon_auth."user" u where u.id = own."userId" for share;
  if not exists (select from neon_auth.session s where s.id = own.id) then
    perform neon_auth_internal.fail('UNAUTHORIZED');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.hold_session(own neon_auth.session) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.insert_credential(user_id uuid, password_hash text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
  values (user_id::text, 'credential', user_id, password_hash, now())
$$;

ALTER FUNCTION neon_auth_internal.insert_credential(user_id uuid, password_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.insert_user(name text, email text, image text, email_verified boolean, role text, provider text DEFAULT 'credential'::text) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made neon_auth."user";
begin
  if not neon_auth_internal.is_email(insert_user.email) then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  end if;
  perform neon_auth_internal.check_sign_up_rules(insert_user.email);
  perform neon_auth_internal.require_answer(
    insert_user.name, insert_user.email, insert_user.image, insert_user.email_verified, provider);
  perform set_config('neon_auth.provider', coalesce(provider, ''), true); -- read by tell_created
  insert into neon_auth."user" as u (name, email, image, "emailVerified", role, banned, "twoFactorEnabled")
  values (
    insert_user.name,
    neon_auth_internal.normalize_email(insert_user.email),
    insert_user.image,
    insert_user.email_verified,
    insert_user.role,
    false,
    case when (select c.two_factor from neon_auth_internal.config c) then false end)
  on conflict do nothing
  returning u.* into made;

  if made.id is null then
    perform neon_auth_internal.fail('USER_ALREADY_EXISTS');
  end if;
  perform set_config('neon_auth.provider', '', true);
  return made;
end
$$;

ALTER FUNCTION neon_auth_internal.insert_user(name text, email text, image text, email_verified boolean, role text, provider text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.insert_users(people neon_auth_internal.import_row[]) RETURNS SETOF neon_auth_internal.import_row
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with made as (
    insert into neon_auth."user" as u
      (id, name, email, "emailVerified", image, "createdAt", role, banned, "banReason", "banExpires")
    select
      p.id,
      left(coalesce((p.person).name, ''), 2000),
      p.address,
      -- The address was verified in its original spelling, not in a normal form that only looks equal.
      (p.person).verified and p.address = lower((p.person).email collate "C"),
      case when octet_length((p.person).image) <= 131072 then (p.person).image end,
      neon_auth_internal.past_time((p.person)."createdAt"),
      'user',
      (p.person).banned,
      case when (p.person).banned then left((p.person)."banReason", 2000) end,
      case when (p.person).banned and (p.person)."banExpires" < '10000-01-01' then (p.person)."banExpires" end
    from unnest(people) p
    where p.verdict = ''
    on conflict do nothing
    returning u.id
  )
  select p.person, p.id, p.address, case when p.verdict = '' and m.id is null then 'address is taken' else p.verdict end
  from unnest(people) p
  left join made m on m.id = p.id
$$;

ALTER FUNCTION neon_auth_internal.insert_users(people neon_auth_internal.import_row[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.integration_json(base_url text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'auth_provider', 'better_auth',
    'auth_provider_project_id', neon_auth.branch_identity(),
    'branch_id', neon_auth_management.branch_id(),
    'db_name', current_database(),
    'created_at', neon_auth_internal.timestamp_text(coalesce(c.created_at, i."installedAt")),
    'owned_by', 'user',
    'jwks_url', base_url || '/.well-known/jwks.json',
    'base_url', base_url,
    'name', coalesce(c.name, current_database()))
  from neon_auth.installation i
  left join (select p.name, p.created_at from neon_auth.project_config p order by p.created_at, p.id limit 1) c on true
$$;

ALTER FUNCTION neon_auth_internal.integration_json(base_url text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.invitation_json(i neon_auth.invitation) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', i.id,
    'organizationId', i."organizationId",
    'email', i.email,
    'role', i.role,
    'status', i.status,
    'expiresAt', neon_auth_internal.timestamp_text(i."expiresAt"),
    'createdAt', neon_auth_internal.timestamp_text(i."createdAt"),
    'inviterId', i."inviterId")
    || case when o.teams then jsonb_build_object('teamId', (
      select string_agg(t."teamId"::text, ',' order by t.position)
      from neon_auth.invitation_team t
      where t."invitationId" = i.id)) else '{}' end
  from neon_auth_internal.organization_option o
$$;

ALTER FUNCTION neon_auth_internal.invitation_json(i neon_auth.invitation) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.invitations_json(m neon_auth.member) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(neon_auth_internal.invitation_json(i) order by i."createdAt", i.id), '[]')
  from neon_auth.invitation i
  where i."organizationId" = m."organizationId" and neon_auth_internal.may_see_invitations(m)
$$;

ALTER FUNCTION neon_auth_internal.invitations_json(m neon_auth.member) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.invite_to_teams(made neon_auth.invitation, team_ids json) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  option neon_auth_internal.organization_option;
  named  record;
  team   neon_auth.team;
begin
  select * into strict option from neon_auth_internal.organization_option;
  if not option.teams then
    return;
  end if;

  for named in
    select t.id, t.position
    from unnest(string_to_array(nullif(neon_auth_internal.roles_text(team_ids), ''), ',')) with ordinality t (id, position)
  loop
    team := neon_auth_internal.find_team(named.id, made."organizationId");
    if (select count(*) from neon_auth."teamMember" m where m."teamId" = team.id) >= option.maximum_team_members then
      perform neon_auth_internal.fail('TEAM_MEMBER_LIMIT_REACHED');
    end if;
    insert into neon_auth.invitation_team values (made.id, team.id, named.position) on conflict do nothing;
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.invite_to_teams(made neon_auth.invitation, team_ids json) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_address_shown(who neon_auth."user") RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select who."emailVerified" or not (c.email_verification_required or c.send_invitation_email)
  from neon_auth_internal.config c
$$;

ALTER FUNCTION neon_auth_internal.is_address_shown(who neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_admin(role text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce('admin' = any (string_to_array(role, ',')), false)
$$;

ALTER FUNCTION neon_auth_internal.is_admin(role text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_allowed(s neon_auth_internal.known_setting, value jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  kind constant text := jsonb_typeof(value);
  said constant text := value #>> '{}';
begin
  return coalesce(case
    when kind = 'null' then s.fallback is null and s.name <> 'social_providers[].id'
    when s.type = 'boolean' then kind = 'boolean' and said = any (coalesce(s.allowed, '{true,false}'))
    when s.type = 'integer' then kind = 'number' and said::numeric = trunc(said::numeric)
      and said::numeric between s.least and s.most
    when s.type = 'choice' then kind = 'string' and said = any (s.allowed)
    when s.type = 'url' then kind = 'string' and length(said) <= 2048 and neon_auth_internal.webhook_problem(said) is null
    when s.type = 'outbound' then kind = 'string' and neon_auth_internal.is_outbound(said)
    when s.type = 'map' then kind = 'object'
    when s.type = 'words' then kind = 'string' or kind = 'array' and not jsonb_path_exists(value, '$[*] ? (@.type() != "string")')
    when s.type in ('text', 'secret') then kind = 'string' and length(said) between coalesce(s.least, 0) and coalesce(s.most, 1024)
    when s.type = 'list' then kind = 'array' and value <@ to_jsonb(s.allowed)
    when s.type in ('origins', 'object') then kind = 'array'
  end, false);
end
$_$;

ALTER FUNCTION neon_auth_internal.is_allowed(s neon_auth_internal.known_setting, value jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_banned(u neon_auth."user") RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(u.banned, false) and coalesce(u."banExpires" > now(), true);
end
$$;

ALTER FUNCTION neon_auth_internal.is_banned(u neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_copy() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return not exists (
    select from neon_auth.branch_confirmation c where c.branch = neon_auth.branch_identity());
end
$$;

ALTER FUNCTION neon_auth_internal.is_copy() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_email(email text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return coalesce(
    length(email) <= 320 and neon_auth_internal.normalize_email(email) collate "C"
      ~ '^(?![.])(?!.*[.][.])[a-z0-9_''+.-]*[a-z0-9_+-]@([a-z0-9][a-z0-9-]*[.])+[a-z]{2,}$',
    false);
end
$_$;

ALTER FUNCTION neon_auth_internal.is_email(email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_fresh(own neon_auth.session) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select own."createdAt" > now() - c.session_fresh_age from neon_auth_internal.config c
$$;

ALTER FUNCTION neon_auth_internal.is_fresh(own neon_auth.session) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_hash_of(hash text, plain text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(encode(sha256(convert_to(plain, 'UTF8')), 'hex') = hash, false);
end
$$;

ALTER FUNCTION neon_auth_internal.is_hash_of(hash text, plain text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_known_origin(email text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select
    from (select nullif(current_setting('neon_auth.ip_address', true), '')) as here (address),
      (select (neon_auth_internal.find_user(email)).id) as who (id)
    where exists (
        select from neon_auth.session s
        where s."userId" = who.id and s."ipAddress" = here.address and s."impersonatedBy" is null)
      or exists (
        select from neon_auth.audit_log a
        where a."userId" = who.id and a.at > now() - interval '3 months' and a."ipAddress" = here.address
          and a.entity = 'session' and a.action = 'insert' and a."actorId" = who.id and a."impersonatorId" is null))
$$;

ALTER FUNCTION neon_auth_internal.is_known_origin(email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_last_owner(m neon_auth.member) RETURNS boolean
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.has_role(m.role, c.creator_role) and not exists (
    select from neon_auth.member other
    where other."organizationId" = m."organizationId"
      and other.id <> m.id
      and neon_auth_internal.has_role(other.role, c.creator_role))
  from neon_auth_internal.config c
$$;

ALTER FUNCTION neon_auth_internal.is_last_owner(m neon_auth.member) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_masked(kind text, value text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if kind = 'profile' then
    return value::jsonb - '{id,display_name,primary_email,primary_email_verified,profile_image_url,signed_up_at_millis}'::text[] = '{}'
      and neon_auth_internal.is_masked('name', value::jsonb ->> 'display_name')
      and neon_auth_internal.is_masked('email', value::jsonb ->> 'primary_email')
      and neon_auth_internal.is_masked('image', value::jsonb ->> 'profile_image_url');
  end if;
  return coalesce(value = '' or value ~ case kind
    when 'email' then '^user-[0-9a-f]{20}@masked[.]invalid$'
    when 'pattern' then '^(user-[0-9a-f]{20}@masked[.]invalid|[*]@[^@]*)$'
    when 'name' then '^Name [0-9a-f]{8}$'
    when 'image' then '^https://masked[.]invalid/[0-9a-f]{20}[.]png$'
    when 'account' then '^masked-[0-9a-f]{32}$'
    when 'slug' then '^masked-[0-9a-f]{20}$'
    when 'address' then '^2001:db8::[0-9a-f:]+$'
    when 'agent' then '^Agent [0-9a-f]{8}$'
    when 'phone' then '^[+]999[0-9]{11}$'
    else '^$' -- clear
  end, true);
end
$_$;

ALTER FUNCTION neon_auth_internal.is_masked(kind text, value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_member_address(organization_id uuid, email text) RETURNS boolean
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from neon_auth."user" u
    join neon_auth.member m on m."userId" = u.id and m."organizationId" = is_member_address.organization_id
    where lower(normalize(u.email, NFKC) collate "C") = is_member_address.email)
$$;

ALTER FUNCTION neon_auth_internal.is_member_address(organization_id uuid, email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_near_step(step_number bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(abs(floor(extract(epoch from clock_timestamp()) / o.period) - step_number) <= 2, false)
  from neon_auth_internal.two_factor_option o
$$;

ALTER FUNCTION neon_auth_internal.is_near_step(step_number bigint) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_outbound(value text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(value in ('hold', 'send')
    or value like 'redirect:%' and neon_auth_internal.is_email(substr(value, 10)), false);
end
$$;

ALTER FUNCTION neon_auth_internal.is_outbound(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_password_hash_acceptable(hash text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  parts text[];
  cost  bigint[];
begin
  if coalesce(octet_length(hash) > 512, true) then
    return false;
  elsif hash ~ '^[0-9a-fA-F]{32}:[0-9a-fA-F]{128}$' then
    return true;
  elsif hash ~ E'^\\$2[aby]\\$[0-9]{2}\\$[A-Za-z0-9./]{53}$' then
    return substr(hash, 5, 2)::integer between 4 and 14;
  end if;

  -- PBKDF2 in Django's format: another order, padded base64, the salt as plain text.
  parts := regexp_match(hash, E'^pbkdf2_sha256\\$([0-9]{1,7})\\$[A-Za-z0-9+/.=_-]{8,}'
    || E'\\$((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$');
  if parts is not null then
    return parts[1]::integer between 1 and 2000000
      and length(rtrim(parts[2], '=')) * 3 / 4 between 16 and 64;
  end if;

  parts := regexp_match(
    hash, E'^\\$(argon2id?\\$v=19|scrypt|pbkdf2-sha256)\\$([a-z0-9=,]+)\\$([A-Za-z0-9+/.]+)\\$([A-Za-z0-9+/.]+)$');
  if parts is null
    or length(parts[3]) % 4 = 1 or length(parts[3]) * 3 / 4 < 8
    or length(parts[4]) % 4 = 1 or length(parts[4]) * 3 / 4 not between 16 and 64 then
    return false;
  end if;

  if parts[1] = 'pbkdf2-sha256' then
    cost := regexp_match(parts[2], '^(?:i=)?([0-9]{1,7})(?:,l=[0-9]+)?$');
    return coalesce(cost[1] between 1 and 2000000, false);
  elsif parts[1] = 'scrypt' then
    cost := regexp_match(parts[2], '^ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})$');
    return coalesce(
      cost[1] between 1 and 20 and cost[2] between 1 and 64 and cost[3] between 1 and 16
      and cost[2] << cost[1]::integer <= 1048576 and cost[2] * cost[3] << cost[1]::integer <= 524288, false);
  end if;
  cost := regexp_match(parts[2], '^m=([0-9]{1,7}),t=([0-9]{1,7}),p=([0-9]{1,2})$');
  return coalesce(
    cost[2] >= 1 and cost[3] between 1 and 16 and cost[1] between 8 * cost[3] and 131072
    and cost[1] * cost[2] <= 1048576, false);
end
$_$;

ALTER FUNCTION neon_auth_internal.is_password_hash_acceptable(hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_predefined(role text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select role in ('owner', 'admin', 'member')
$$;

ALTER FUNCTION neon_auth_internal.is_predefined(role text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_provider_configured(provider_id text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from jsonb_array_elements(c.social_providers) p where p ->> 'id' = provider_id)
  from neon_auth_internal.config c
$$;

ALTER FUNCTION neon_auth_internal.is_provider_configured(provider_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_restricted() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  execute 'close "no such cursor"';
  return false;
exception
  when insufficient_privilege then
    return true;
  when invalid_cursor_name then
    return false;
end
$$;

ALTER FUNCTION neon_auth_internal.is_restricted() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_sent(kind text, outbound text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select is_sent.outbound = 'send' or is_sent.outbound like 'redirect:%' and is_sent.kind <> 'webhook'
$$;

ALTER FUNCTION neon_auth_internal.is_sent(kind text, outbound text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_subscribed(type text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (select c.webhook_enabled and c.webhook_events ? is_subscribed.type from neon_auth_internal.config c);
end
$$;

ALTER FUNCTION neon_auth_internal.is_subscribed(type text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_truthy(value jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(value not in ('null', 'false', '0', '""'), false);
end
$$;

ALTER FUNCTION neon_auth_internal.is_truthy(value jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_vouched(answer jsonb, paths text, email text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(bool_or(alternative.holds), false)
  from (
    select bool_and(coalesce(
      found.value in ('true', '"true"', '1')
      or jsonb_typeof(found.value) = 'string' and lower(found.value #>> '{}') = lower(email)
      or jsonb_typeof(found.value) = 'array' and found.value @> to_jsonb(email), false)) as holds
    from unnest(string_to_array(paths, '|')) with ordinality as a (path, place),
      unnest(string_to_array(a.path, '&')) as p (path),
      lateral (select coalesce(answer -> p.path, answer #> string_to_array(p.path, '.')) as value) as found
    group by a.place
  ) as alternative
$$;

ALTER FUNCTION neon_auth_internal.is_vouched(answer jsonb, paths text, email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.is_watched(entity text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  is_old boolean := current_setting('transaction_isolation') in ('repeatable read', 'serializable');
begin
  if entity in ('session', 'account', 'teamMember', 'organizationRole') then
    execute format('lock table neon_auth.%I in row exclusive mode', entity);
    return is_old or exists (
      select from neon_auth_internal.foreign_code f where f.on_table = format('neon_auth.%I', entity)::regclass);
  end if;
  lock table neon_auth."user", neon_auth.session, neon_auth.account, neon_auth.organization, neon_auth.member,
    neon_auth.invitation, neon_auth.team, neon_auth."teamMember", neon_auth."organizationRole",
    neon_auth.invitation_team in row exclusive mode;
  return is_old or exists (select from neon_auth_internal.foreign_code);
end
$$;

ALTER FUNCTION neon_auth_internal.is_watched(entity text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.join_invited_teams(invitation_id uuid, user_id uuid) RETURNS uuid[]
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Ordered by id, so that concurrent calls lock in the same order.
  select array_agg((neon_auth_internal.join_team(t."teamId", join_invited_teams.user_id))."teamId")
  from (
    select * from neon_auth.invitation_team t where t."invitationId" = join_invited_teams.invitation_id order by t."teamId"
  ) t
  cross join neon_auth_internal.organization_option o
  where o.teams
$$;

ALTER FUNCTION neon_auth_internal.join_invited_teams(invitation_id uuid, user_id uuid) OWNER TO neon_auth;

CREATE TABLE neon_auth."teamMember" (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "teamId" uuid NOT NULL,
    "userId" uuid NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP
);

ALTER TABLE neon_auth."teamMember" OWNER TO neon_auth;

COMMENT ON TABLE neon_auth."teamMember" IS 'Who belongs to which team.';

COMMENT ON COLUMN neon_auth."teamMember".id IS 'Primary key.';

COMMENT ON COLUMN neon_auth."teamMember"."teamId" IS 'The team.';

COMMENT ON COLUMN neon_auth."teamMember"."userId" IS 'The user, a member of the team''s organization.';

COMMENT ON COLUMN neon_auth."teamMember"."createdAt" IS 'When the user joined.';

CREATE FUNCTION neon_auth_internal.join_team(team_id uuid, user_id uuid) RETURNS neon_auth."teamMember"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  joined neon_auth."teamMember";
begin
  -- The lock keeps concurrent calls from creating it twice. The lookup comes first, because an existing member needs no
  -- free place.
  perform from neon_auth.team t where t.id = join_team.team_id for no key update;
  select * into joined
  from neon_auth."teamMember" m
  where m."teamId" = join_team.team_id and m."userId" = join_team.user_id;
  if not found then
    insert into neon_auth."teamMember" as m ("teamId", "userId")
    values (join_team.team_id, join_team.user_id)
    returning m.* into joined;
  end if;
  return joined;
end
$$;

ALTER FUNCTION neon_auth_internal.join_team(team_id uuid, user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.judge_answer(type text, status integer, answer text) RETURNS neon_auth_api.event_outcome_row
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  said    jsonb;
  outcome neon_auth_api.event_outcome_row;
begin
  select 'failed', f.status, f.code, f.message into outcome
  from neon_auth_internal.failure f
  where f.name = 'WEBHOOK_FAILED';
  if status is null or status not between 200 and 299 then
    return outcome;
  elsif type <> 'user.before_create' then
    return row('delivered', 0, '', '')::neon_auth_api.event_outcome_row;
  end if;

  begin
    said := answer::jsonb;
  exception when data_exception or program_limit_exceeded then
    return outcome; -- invalid JSON, or nested too deeply
  end;
  if said -> 'allowed' = 'true' then
    return row('delivered', 0, '', '')::neon_auth_api.event_outcome_row;
  elsif said -> 'allowed' = 'false' then
    select 'refused', f.status, f.code, f.message into outcome
    from neon_auth_internal.failure f
    where f.name = 'SIGN_UP_REFUSED';
    outcome.code := coalesce(nullif(left(regexp_replace(
      neon_auth_internal.setting(said, '{error_code}', ''::text), '[^A-Za-z0-9_.-]', '', 'g'), 100), ''), outcome.code);
    outcome.message := coalesce(nullif(left(
      neon_auth_internal.setting(said, '{error_message}', ''::text), 500), ''), outcome.message);
  end if;
  return outcome;
end
$$;

ALTER FUNCTION neon_auth_internal.judge_answer(type text, status integer, answer text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.judge_users(source text, batch jsonb) RETURNS SETOF neon_auth_internal.import_row
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with people as materialized (
    select
      r.p,
      -- The all-zeros id is reserved for unknown users: a user with this id could not sign in.
      coalesce(
        nullif(neon_auth_internal.to_uuid((r.p).id), '00000000-0000-0000-0000-000000000000'), gen_random_uuid()) as id,
      neon_auth_internal.normalize_email((r.p).email) as address
    from (
      select s as p from neon_auth_internal.read_supabase(batch) s where source = 'supabase'
      union all
      select b from neon_auth_internal.read_better_auth(batch) b where source = 'better-auth'
      union all
      select a from neon_auth_internal.read_stack_auth(batch) a where source = 'stack-auth'
    ) r
  )
  select
    i.p,
    i.id,
    i.address,
    case
      when m."userId" is not null and u.id is null then 'removed here'
      when u.id is not null and lower(normalize(u.email, NFKC) collate "C") is distinct from i.address
        then 'has another address here'
      when u.id is not null then 'known'
      when (i.p).obstacle is not null then (i.p).obstacle
      when coalesce(i.address, '') = '' then 'no address'
      when not neon_auth_internal.is_email(i.address) then case
        when i.address ~ '[^ -~]' then 'internationalised address, which cannot sign in'
        else 'malformed address'
      end
      when row_number() over (partition by i.id order by (i.p).id) > 1
        or (select true from neon_auth."user" t where t.id = i.id) then 'id is taken'
      else ''
    end
  from people i
  -- One index lookup per row, which the limit enforces: a join would read the whole table for every batch.
  left join lateral (
    select n."userId" from neon_auth.imported_user n where n.source = judge_users.source and n."sourceId" = (i.p).id limit 1
  ) m on true
  left join neon_auth."user" u on u.id = m."userId"
$$;

ALTER FUNCTION neon_auth_internal.judge_users(source text, batch jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.keep_email() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op = 'INSERT' or new.email is distinct from old.email then
    if not neon_auth_internal.is_email(new.email) then
      raise exception 'email is not a valid address' using
        errcode = 'check_violation', schema = 'neon_auth', table = 'user', column = 'email', constraint = 'email_is_address',
        hint = 'It needs the form ada@example.com, in ASCII letters.';
    end if;
  end if;
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.keep_email() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.keep_limit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- The lock lets concurrent joins see each other.
  perform from neon_auth.organization o where o.id = new."organizationId" for no key update;
  if (select count(*) from neon_auth.member m where m."organizationId" = new."organizationId")
    > (select c.membership_limit from neon_auth_internal.config c)
  then
    perform neon_auth_internal.fail('MEMBERSHIP_LIMIT_REACHED');
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.keep_limit() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.keep_owned(user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not (select c.strict_owner from neon_auth_internal.config c) then
    return;
  end if;
  perform from neon_auth.organization o
  where o.id in (select m."organizationId" from neon_auth.member m where m."userId" = keep_owned.user_id)
  order by o.id
  for no key update;
  perform from neon_auth.member m where m."userId" = keep_owned.user_id and neon_auth_internal.is_last_owner(m);
  if found then
    perform neon_auth_internal.fail('SOLE_OWNER');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.keep_owned(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.keep_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  leader text := (select c.creator_role from neon_auth_internal.config c);
begin
  -- Members who are not owners need no lock: the API locks before it changes a member's row, while SQL already holds
  -- the row here.
  if not neon_auth_internal.has_role(old.role, leader)
    or tg_op = 'DELETE' and not exists (select from neon_auth."user" u where u.id = old."userId")
  then
    return null;
  end if;
  -- The lock keeps two owners who leave at the same time from relying on each other.
  perform from neon_auth.organization o where o.id = old."organizationId" for no key update;
  if not found then
    return null;
  end if;
  -- An older snapshot still contains an owner who left concurrently. Locking their row then fails.
  perform from neon_auth.member m
  where m."organizationId" = old."organizationId" and neon_auth_internal.has_role(m.role, leader)
    and current_setting('transaction_isolation') <> 'read committed'
  for share;
  if neon_auth_internal.is_last_owner(old)
    and not exists (
      select from neon_auth.member m
      where m.id = old.id and m."organizationId" = old."organizationId" and neon_auth_internal.has_role(m.role, leader))
  then
    perform neon_auth_internal.fail('OWNER_NEEDED');
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.keep_owner() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.keyset_page(listed jsonb, size integer, backward boolean, continued boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'rows', coalesce((
      select jsonb_agg(r.row order by case when backward then -r.place else r.place end)
      from jsonb_array_elements(listed) with ordinality as r (row, place)
      where r.place <= size), '[]'),
    'hasNext', backward or jsonb_array_length(listed) > size,
    'hasPrevious', case when backward then jsonb_array_length(listed) > size else continued end)
$$;

ALTER FUNCTION neon_auth_internal.keyset_page(listed jsonb, size integer, backward boolean, continued boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.leave_teams() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op = 'UPDATE' and (new."organizationId", new."userId") = (old."organizationId", old."userId") then
    return null;
  end if;
  perform neon_auth_internal.remove('teamMember', array(
    select m.id
    from neon_auth."teamMember" m
    join neon_auth.team t on t.id = m."teamId"
    where m."userId" = old."userId" and t."organizationId" = old."organizationId"));
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.leave_teams() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.like_text(given text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select regexp_replace(given, E'([\\\\%_])', E'\\\\\\1', 'g')
$$;

ALTER FUNCTION neon_auth_internal.like_text(given text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.link_users(people neon_auth_internal.import_row[]) RETURNS TABLE("sourceId" text, part text, reason text)
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with arrived as materialized (
    select p.id, p.person from unnest(people) p where p.verdict = ''
  ), wanted as materialized (
    select a.person, a.id, 'credential' as provider, a.id::text as account, (a.person).password_hash, (a.person)."createdAt"
    from arrived a
    where neon_auth_internal.is_password_hash_acceptable((a.person).password_hash)
    union all
    select a.person, a.id, i ->> 'provider', i ->> 'account', null, (i ->> 'createdAt')::timestamptz
    from arrived a
    cross join lateral jsonb_array_elements((a.person).accounts) i
    where i ->> 'provider' <> '' and octet_length(i ->> 'account') between 1 and 1000 -- the index cannot hold longer ones
  ), linked as (
    insert into neon_auth.account as l ("userId", "providerId", "accountId", password, "createdAt", "updatedAt")
    select w.id, w.provider, w.account, w.password_hash, neon_auth_internal.past_time(w."createdAt"), now()
    from wanted w
    on conflict do nothing
    returning l."userId", l."providerId", l."accountId"
  )
  select (a.person).id, unnest((a.person).lost), 'not taken over' from arrived a
  union all
  select (a.person).id, 'password', 'malformed or too costly'
  from arrived a
  where not neon_auth_internal.is_password_hash_acceptable((a.person).password_hash)
    and (a.person).password_hash is not null
  union all
  select (a.person).id, 'account of ' || (i ->> 'provider'), 'malformed'
  from arrived a
  cross join lateral jsonb_array_elements((a.person).accounts) i
  where octet_length(i ->> 'account') between 1 and 1000 is not true
  union all
  select (w.person).id, 'account of ' || w.provider, 'is another user''s'
  from wanted w
  where (w.id, w.provider, w.account) not in (select l."userId", l."providerId", l."accountId" from linked l)
$$;

ALTER FUNCTION neon_auth_internal.link_users(people neon_auth_internal.import_row[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.lock_administrators() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform from neon_auth."user" u
  where 'admin' = any (string_to_array(u.role, ','))
  order by u.id
  for no key update;
end
$$;

ALTER FUNCTION neon_auth_internal.lock_administrators() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.lock_banned(user_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = lock_banned.user_id for no key update;
  return neon_auth_internal.is_banned(who);
end
$$;

ALTER FUNCTION neon_auth_internal.lock_banned(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.lock_config() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  stored jsonb;
begin
  select to_jsonb(c) into stored
  from neon_auth.project_config c order by c.created_at, c.id limit 1 for no key update;
  if not found then
    insert into neon_auth.project_config as c (name, endpoint_id, trusted_origins, social_providers, allow_localhost)
    values (current_database(), neon_auth.branch_identity(), '[]', '[]', true)
    returning to_jsonb(c) into stored;
  end if;
  return stored;
end
$$;

ALTER FUNCTION neon_auth_internal.lock_config() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.lock_membership(organization_id text, user_id uuid) RETURNS neon_auth.member
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  known neon_auth.member := neon_auth_internal.find_member(organization_id, user_id);
begin
  perform from neon_auth.organization o where o.id = known."organizationId" for no key update;
  return neon_auth_internal.find_member(organization_id, user_id);
end
$$;

ALTER FUNCTION neon_auth_internal.lock_membership(organization_id text, user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.lock_task(task text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform from neon_auth.task_lock t where t.name = lock_task.task for update;
  if not found then
    raise exception 'neon_auth.task_lock has no row %', lock_task.task;
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.lock_task(task text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_code(kind text, email text, proof jsonb, quiet boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  lifetime constant interval := (select c.code_lifetime from neon_auth_internal.config c);
begin
  if neon_auth_internal.queue_mail(kind || '-otp', email, proof ->> 'sealedCode', lifetime, quiet => quiet) then
    perform neon_auth_internal.put_verification(
      neon_auth_internal.code_identifier(kind, email), (proof ->> 'codeHash') || ':0', lifetime);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.mail_code(kind text, email text, proof jsonb, quiet boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_deletion(user_id uuid, mailed_token_hash text, proof jsonb) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  lifetime constant interval := interval '1 day';
begin
  if mailed_token_hash is null then
    perform neon_auth_internal.fail('MAIL_NOT_AVAILABLE'); -- a sidecar of the previous release generates no link
  end if;
  perform neon_auth_internal.put_verification('delete-account-' || mailed_token_hash, user_id::text, lifetime);
  perform neon_auth_internal.queue_mail('delete-account-link', u.email, proof ->> 'sealedLink', lifetime)
  from neon_auth."user" u
  where u.id = user_id;
  return json_build_object('success', true, 'message', 'Verification email sent');
end
$$;

ALTER FUNCTION neon_auth_internal.mail_deletion(user_id uuid, mailed_token_hash text, proof jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_invitation(sent neon_auth.invitation, inviter uuid, app_origin text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if config.send_invitation_email then
    perform neon_auth_internal.queue_mail(
      'invitation', sent.email, null, config.invitation_lifetime, jsonb_build_object(
        'organization', neon_auth_internal.one_line(o.name),
        'inviter', neon_auth_internal.one_line(u.name),
        'link', app_origin || '/auth/accept-invitation?invitationId=' || sent.id))
    from neon_auth.organization o, neon_auth."user" u
    where o.id = sent."organizationId" and u.id = mail_invitation.inviter;
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.mail_invitation(sent neon_auth.invitation, inviter uuid, app_origin text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_language(recipient text, reader uuid DEFAULT NULL::uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own constant text := (
    select l.locale
    from neon_auth.user_locale l
    where l."userId" = coalesce(reader, (neon_auth_internal.find_user(recipient)).id));
begin
  return nullif(concat_ws(',', own, nullif(left(current_setting('neon_auth.language', true), 200), '')), '');
end
$$;

ALTER FUNCTION neon_auth_internal.mail_language(recipient text, reader uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_new_address(new_email text, proof jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (neon_auth_internal.find_user(new_email)).id is null then
    perform neon_auth_internal.queue_mail(
      'email-verification-link', neon_auth_internal.normalize_email(new_email), proof ->> 'sealedLink',
      (select c.code_lifetime from neon_auth_internal.config c));
  else
    perform neon_auth_internal.mail_nobody('email-verification-link', new_email, kept => false);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.mail_new_address(new_email text, proof jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_no_code(kind text, email text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  strict_sign_up boolean;
  lifetime       interval;
begin
  select c.strict_sign_up, c.code_lifetime into strict strict_sign_up, lifetime from neon_auth_internal.config c;
  if strict_sign_up then
    perform neon_auth_internal.put_verification(
      neon_auth_internal.code_identifier(kind, email), gen_random_uuid() || ':0', lifetime);
  end if;
  perform neon_auth_internal.mail_nobody(kind || '-otp', email, kept => not strict_sign_up);
end
$$;

ALTER FUNCTION neon_auth_internal.mail_no_code(kind text, email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_nobody(kind text, recipient text, kept boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  nobody constant text := gen_random_uuid();
  queued uuid;
  wait   integer := neon_auth_internal.count_mail(kind, recipient);
begin
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  if kept then
    perform neon_auth_internal.put_verification(nobody, nobody, '0');
    delete from neon_auth.verification v where v.identifier = nobody;
  end if;
  insert into neon_auth.outbox (kind, recipient, language)
  values ('nobody', nobody, neon_auth_internal.mail_language(recipient))
  returning id into queued;
  delete from neon_auth.outbox o where o.id = queued;
end
$$;

ALTER FUNCTION neon_auth_internal.mail_nobody(kind text, recipient text, kept boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mail_verification(who neon_auth."user", proof jsonb, quiet boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  by_link  boolean;
  lifetime interval;
begin
  -- Not the whole row, because its defaults cost as much as a mail. An unknown address costs the same (mail_nobody).
  select c.verification_by_link, c.code_lifetime into strict by_link, lifetime from neon_auth_internal.config c;
  if proof = '{}' then
    return; -- a sidecar of the previous release generates and sends nothing
  elsif by_link then
    if neon_auth_internal.queue_mail(
        'email-verification-link', who.email, proof ->> 'sealedLink', lifetime, quiet => quiet)
      and proof ? 'linkHash'
    then
      perform neon_auth_internal.put_verification('verify-email-' || (proof ->> 'linkHash'), who.id::text, lifetime);
    end if;
  else
    perform neon_auth_internal.mail_code('email-verification', who.email, proof, quiet);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.mail_verification(who neon_auth."user", proof jsonb, quiet boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.managed_mail_server() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case neon_auth_internal.setting(p.stored, '{type}', 'shared'::text)
    when 'standard' then jsonb_build_object(
      'type', 'standard',
      'host', neon_auth_internal.setting(p.stored, '{host}', ''::text),
      'port', neon_auth_internal.setting(p.stored, '{port}', 587),
      'username', neon_auth_internal.setting(p.stored, '{username}', ''::text),
      'password', '',
      'sender_email', neon_auth_internal.setting(p.stored, '{sender_email}', ''::text),
      'sender_name', neon_auth_internal.setting(p.stored, '{sender_name}', ''::text))
    else jsonb_strip_nulls(jsonb_build_object(
      'type', 'shared',
      'sender_email', nullif(neon_auth_internal.setting(p.stored, '{sender_email}', ''::text), ''),
      'sender_name', nullif(neon_auth_internal.setting(p.stored, '{sender_name}', ''::text), '')))
  end
  from (select (select c.email_provider from neon_auth_internal.config c)) as p (stored)
$$;

ALTER FUNCTION neon_auth_internal.managed_mail_server() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.managed_provider(entry jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_strip_nulls(jsonb_build_object(
    'id', entry ->> 'id',
    'type', case when coalesce(entry ->> 'clientId', '') = '' then 'shared' else 'standard' end,
    'client_id', nullif(entry ->> 'clientId', '')))
$$;

ALTER FUNCTION neon_auth_internal.managed_provider(entry jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.managed_providers() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(neon_auth_internal.managed_provider(p.entry) order by p.place), '[]')
  from neon_auth_internal.config c, jsonb_array_elements(c.social_providers) with ordinality as p (entry, place)
$$;

ALTER FUNCTION neon_auth_internal.managed_providers() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.managed_roles(organization_id uuid, roles text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  given   constant text := (
    select string_agg(trim(r.role), ',' order by r.position)
    from unnest(string_to_array(roles, ',')) with ordinality as r (role, position)
    where trim(r.role) <> '');
  unknown constant text := neon_auth_internal.unknown_roles(organization_id, given);
begin
  if given is null then
    perform neon_auth_internal.fail('ROLE_MISSING');
  elsif unknown is not null then
    perform neon_auth_internal.fail('ROLE_NOT_FOUND', unknown);
  end if;
  return given;
end
$$;

ALTER FUNCTION neon_auth_internal.managed_roles(organization_id uuid, roles text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.managed_settings(group_name text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_strip_nulls(jsonb_object_agg(
    m.field,
    case when s.value <> 'null' and neon_auth_internal.is_allowed(s.fact, s.value) then s.value
      else coalesce((s.fact).fallback, case s.name when 'name' then to_jsonb(current_database()::text) end) end))
  from neon_auth_internal.managed_setting m
  cross join lateral (
    select k as fact, k.name, (
      select to_jsonb(c) #> k.path from neon_auth.project_config c order by c.created_at, c.id limit 1) as value
    from neon_auth_internal.known_setting k
    where k.name = m.setting
  ) as s
  where m.group_name = managed_settings.group_name
$$;

ALTER FUNCTION neon_auth_internal.managed_settings(group_name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.managed_user_json(u neon_auth."user") RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return jsonb_build_object(
    'id', u.id, 'name', u.name, 'email', u.email, 'emailVerified', u."emailVerified", 'image', u.image, 'role', u.role,
    'banned', neon_auth_internal.is_banned(u), 'banReason', u."banReason", 'banExpires', u."banExpires",
    'createdAt', u."createdAt", 'updatedAt', u."updatedAt");
end
$$;

ALTER FUNCTION neon_auth_internal.managed_user_json(u neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mark_transaction() RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- The same statement as in auth.verified_claims.
  marker refcursor := (
    select c.name::refcursor from pg_cursor() c where c.statement = 'select neon_auth_internal.context_marker()' limit 1);
begin
  if marker is null then
    open marker for select neon_auth_internal.context_marker();
  end if;
  return marker::text;
end
$$;

ALTER FUNCTION neon_auth_internal.mark_transaction() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mask_columns(secret bytea, kept_ids text[], kept_addresses text[], with_keys boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  change record;
begin
  for change in
    select
      c.on_table,
      neon_auth_internal.mask_condition(c.owner) as condition,
      string_agg(
        format(
          case c.treatment
            when 'account' then -- a password's has the user's id
              '%1$I = case t."providerId" when ''credential'' then t."userId"::text '
              'else neon_auth_internal.mask_value(%2$L, t.%1$I, $1) end'
            else '%1$I = neon_auth_internal.mask_value(%2$L, t.%1$I::text, $1)::%3$s'
          end,
          c.name, c.treatment, c.type),
        ', ') as changes
    from neon_auth_internal.mask_column c
    where c.treatment not in ('keep', 'empty') and (mask_columns.with_keys or not c.is_key)
    group by c.on_table, c.relation, c.owner
    order by c.relation = 'user' -- last, because a trigger copies users to users_sync
  loop
    execute format('update %s t set %s where %s', change.on_table, change.changes, change.condition)
    using secret, kept_ids, kept_addresses;
  end loop;
end
$_$;

ALTER FUNCTION neon_auth_internal.mask_columns(secret bytea, kept_ids text[], kept_addresses text[], with_keys boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mask_condition(owner text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when mask_condition.owner is null then 'true'
    when mask_condition.owner = 'email' then '(neon_auth_internal.normalize_email(t.email) = any ($3)) is not true'
    else format('(t.%I::text = any ($2)) is not true', mask_condition.owner)
  end
$_$;

ALTER FUNCTION neon_auth_internal.mask_condition(owner text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mask_keys(secret bytea, kept_ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  entities text[];
  ids      uuid[];
  keys     text[];
begin
  -- Collected first: no query may be open while code of the app runs.
  select array_agg(k.entity), array_agg(k.id), array_agg(k.key)
  into entities, ids, keys
  from (
    select 'user', u.id, neon_auth_internal.mask_value('email', u.email, secret)
    from neon_auth."user" u
    where (u.id::text = any (kept_ids)) is not true
    union all
    select 'organization', o.id, neon_auth_internal.mask_value('slug', o.slug, secret) from neon_auth.organization o
    union all
    select 'account', a.id, neon_auth_internal.mask_value('account', a."accountId", secret)
    from neon_auth.account a
    where a."providerId" <> 'credential' and (a."userId"::text = any (kept_ids)) is not true
  ) as k (entity, id, key);
  for i in 1 .. coalesce(cardinality(ids), 0) loop
    perform neon_auth_internal.rename(entities[i], ids[i], keys[i]);
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.mask_keys(secret bytea, kept_ids text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mask_value(kind text, value text, secret bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  same text := case when kind in ('email', 'pattern') then neon_auth_internal.normalize_email(value) else value end;
  hash text := encode(sha256(secret || convert_to(case kind when 'pattern' then 'email' else kind end || ' ' || same, 'UTF8')), 'hex');
begin
  if kind = 'profile' then -- as in users_sync
    return jsonb_build_object(
      'id', value::jsonb -> 'id',
      'display_name', neon_auth_internal.mask_value('name', value::jsonb ->> 'display_name', secret),
      'primary_email', neon_auth_internal.mask_value('email', value::jsonb ->> 'primary_email', secret),
      'primary_email_verified', value::jsonb -> 'primary_email_verified',
      'profile_image_url', neon_auth_internal.mask_value('image', value::jsonb ->> 'profile_image_url', secret),
      'signed_up_at_millis', value::jsonb -> 'signed_up_at_millis');
  end if;
  return case
    when value = '' then ''
    when kind = 'clear' then null
    when kind = 'pattern' and value ~ '^[*]@[^@]*$' then value -- a domain, no address
    when kind in ('email', 'pattern') then 'user-' || left(hash, 20) || '@masked.invalid'
    when kind = 'name' then 'Name ' || left(hash, 8)
    when kind = 'image' then 'https://masked.invalid/' || left(hash, 20) || '.png'
    when kind = 'account' then 'masked-' || left(hash, 32)
    when kind = 'slug' then 'masked-' || left(hash, 20)
    when kind = 'address' then '2001:db8::' || substr(hash, 1, 4) || ':' || substr(hash, 5, 4) -- of no network
    when kind = 'agent' then 'Agent ' || left(hash, 8)
    when kind = 'phone' then '+999' || translate(left(hash, 11), 'abcdef', '012345') -- of no country
  end;
end
$_$;

ALTER FUNCTION neon_auth_internal.mask_value(kind text, value text, secret bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.may_give_roles(giver neon_auth.member, given text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select not exists (
    select from neon_auth_internal.organization_permission p
    where p."organizationId" = giver."organizationId"
      and p.role in (select trim(r) from unnest(string_to_array(given, ',')) r)
      and neon_auth_internal.missing_permissions(giver, jsonb_build_object(p.resource, p.actions)) <> '{}')
$$;

ALTER FUNCTION neon_auth_internal.may_give_roles(giver neon_auth.member, given text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.may_invite(inviter neon_auth.member, roles text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  leader text := (select c.creator_role from neon_auth_internal.config c);
begin
  return inviter.id is not null
    and neon_auth_internal.has_permission(inviter, 'invitation', 'create')
    and (inviter.role = leader or not neon_auth_internal.has_role(roles, leader))
    and neon_auth_internal.may_give_roles(inviter, roles);
end
$$;

ALTER FUNCTION neon_auth_internal.may_invite(inviter neon_auth.member, roles text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.may_mail_code(step neon_auth_internal.second_step) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select step.method is distinct from 'email'
    or not exists (select from neon_auth."twoFactor" t where t."userId" = (step.who).id)
$$;

ALTER FUNCTION neon_auth_internal.may_mail_code(step neon_auth_internal.second_step) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.may_prepare() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select current_setting('transaction_read_only') = 'off'
    and current_setting('transaction_isolation') = 'read committed'
    and (current_setting('statement_timeout') = '0'
      or current_setting('statement_timeout')::interval >= '10 s')
$$;

ALTER FUNCTION neon_auth_internal.may_prepare() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.may_see_invitations(m neon_auth.member) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.has_permission(m, 'invitation', 'create')
    or neon_auth_internal.has_permission(m, 'invitation', 'cancel')
$$;

ALTER FUNCTION neon_auth_internal.may_see_invitations(m neon_auth.member) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.meant_organization(own neon_auth.session, input json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(nullif(input ->> 'organizationId', ''), nullif(own."activeOrganizationId", ''));
end
$$;

ALTER FUNCTION neon_auth_internal.meant_organization(own neon_auth.session, input json) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.member_field(m neon_auth.member, name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case name
    when 'id' then m.id::text
    when 'organizationId' then m."organizationId"::text
    when 'userId' then m."userId"::text
    when 'role' then m.role
    when 'createdAt' then neon_auth_internal.timestamp_text(m."createdAt")
  end
$$;

ALTER FUNCTION neon_auth_internal.member_field(m neon_auth.member, name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.member_json(m neon_auth.member) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', m.id,
    'organizationId', m."organizationId",
    'userId', m."userId",
    'role', m.role,
    'createdAt', neon_auth_internal.timestamp_text(m."createdAt"))
$$;

ALTER FUNCTION neon_auth_internal.member_json(m neon_auth.member) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.member_with_user_json(m neon_auth.member) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.member_json(m) || jsonb_build_object('user', jsonb_build_object(
    'id', u.id,
    'name', u.name,
    'email', u.email,
    'image', u.image))
  from neon_auth."user" u
  where u.id = m."userId"
$$;

ALTER FUNCTION neon_auth_internal.member_with_user_json(m neon_auth.member) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.mentions(said text, addresses text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(bool_or(
    neon_auth_internal.normalize_email(said) ~ concat(
      '(?:(?<![[:alnum:]._%+-])|-otp-)',
      regexp_replace(neon_auth_internal.normalize_email(a), '([^[:alnum:]])', E'\\\\\\1', 'g'),
      '(?![[:alnum:]_]|[.-][[:alnum:]])')), false)
  from unnest(addresses) a
$$;

ALTER FUNCTION neon_auth_internal.mentions(said text, addresses text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.merged_mail_server(stored jsonb, fields jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION neon_auth_internal.merged_mail_server(stored jsonb, fields jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.merged_provider(id text, entry jsonb, fields jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  merged jsonb;
begin
  perform neon_auth_internal.check_fields_of('OAuth provider', fields);
  if id not in ('google', 'github', 'microsoft', 'vercel') then
    perform neon_auth_internal.refuse_request(format('id must be google, github, microsoft or vercel, not %s. '
      'Other providers are set by SQL, in project_config.social_providers', left(to_json(id)::text, 100)));
  end if;
  merged := coalesce(entry, jsonb_build_object('id', id)) || jsonb_strip_nulls(jsonb_build_object(
    'clientId', fields -> 'client_id',
    'clientSecret', fields -> 'client_secret',
    'microsoftTenantId', case when id = 'microsoft' then fields -> 'microsoft_tenant_id' end));
  if coalesce(merged ->> 'clientId', '') <> '' and coalesce(merged ->> 'clientSecret', '') = '' then
    perform neon_auth_internal.refuse_request('client_secret is missing');
  elsif coalesce(merged ->> 'clientId', '') = '' and coalesce(merged ->> 'clientSecret', '') <> '' then
    perform neon_auth_internal.refuse_request('client_id is missing');
  elsif coalesce(merged ->> 'clientId', '') <> '' then
    merged := merged - 'isShared';
  elsif id = 'google' then -- the only provider with shared credentials
    merged := merged || '{"isShared": true}';
  else
    perform neon_auth_internal.fail('INVALID_SHARED_OAUTH_PROVIDER');
  end if;
  return merged - 'clientSecret';
end
$$;

ALTER FUNCTION neon_auth_internal.merged_provider(id text, entry jsonb, fields jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.message_moment(message_id text) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  digits constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  number numeric := 0;
begin
  if message_id !~ '^msg_[0-9A-Za-z]{27}$' then
    return null;
  end if;
  for place in 5 .. 31 loop
    number := number * 62 + strpos(digits, substr(message_id, place, 1)) - 1;
  end loop;
  number := div(number, 340282366920938463463374607431768211456); -- 2 to the 128th
  return case when number < 4294967296 then to_timestamp(number::double precision + 1400000000) end;
end
$_$;

ALTER FUNCTION neon_auth_internal.message_moment(message_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.missing_permissions(m neon_auth.member, wanted jsonb) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(array_agg(w.resource || ':' || a.action order by w.resource, a.position), '{}')
  from jsonb_each(wanted) w (resource, actions)
  cross join lateral jsonb_array_elements_text(w.actions) with ordinality a (action, position)
  where not neon_auth_internal.has_permission(m, w.resource, a.action)
$$;

ALTER FUNCTION neon_auth_internal.missing_permissions(m neon_auth.member, wanted jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.must_restrict() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return neon_auth_internal.is_watched('user') and not neon_auth_internal.is_restricted();
end
$$;

ALTER FUNCTION neon_auth_internal.must_restrict() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.named_team_member(own neon_auth.session, input json, action text, refused text) RETURNS neon_auth."teamMember"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  wanted text := nullif(own."activeOrganizationId", '');
  member neon_auth.member := neon_auth_internal.lock_membership(wanted, own."userId");
  target neon_auth.member := neon_auth_internal.find_member(wanted, auth.as_uuid(input ->> 'userId'));
  named  neon_auth."teamMember";
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'member', action) then
    perform neon_auth_internal.fail(refused);
  elsif target.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  end if;

  named."teamId" := (neon_auth_internal.find_team(input ->> 'teamId', member."organizationId")).id;
  named."userId" := target."userId";
  return named;
end
$$;

ALTER FUNCTION neon_auth_internal.named_team_member(own neon_auth.session, input json, action text, refused text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.nearest_setting(unknown text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  meant constant text := left(lower(replace(regexp_replace(coalesce(unknown, ''), E'^options\\.', ''), '_', '')), 120);
  last  constant text := substring(meant, '[^.]*$');
begin
  return (
    with candidate as ( -- the settings, and the objects that contain them
      select
        array_to_string((string_to_array(s.name, '.'))[1 : depth], '.') as name,
        min(s.position * 100 + cardinality(s.path) - depth) as position
      from neon_auth_internal.known_setting s, generate_series(1, cardinality(s.path)) depth
      group by 1
    )
    select near.name
    from (
      select k.name, k.position, k.plain, k.distance, rank() over (order by k.distance) as place
      from (
        select
          c.name,
          c.position,
          lower(replace(c.name, '_', '')) as plain,
          neon_auth_internal.edit_distance(last, lower(replace(substring(c.name, '[^.]*$'), '_', ''))) as distance
        from candidate c
      ) as k
    ) as near
    where near.place = 1 and near.distance * 3 <= length(last) + 1
    order by neon_auth_internal.edit_distance(meant, near.plain), near.position
    limit 1);
end
$_$;

ALTER FUNCTION neon_auth_internal.nearest_setting(unknown text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.needs_second_factor(who neon_auth."user", method text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(who."twoFactorEnabled", false)
    and (select o.enabled and (o.everywhere or method = 'pwd') from neon_auth_internal.two_factor_option o);
end
$$;

ALTER FUNCTION neon_auth_internal.needs_second_factor(who neon_auth."user", method text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.normalize_email(email text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return lower(normalize(email, NFKC) collate "C");
end
$$;

ALTER FUNCTION neon_auth_internal.normalize_email(email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.number_to_bytes(number numeric, size integer) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  bytes bytea := decode(repeat('00', size), 'hex');
  rest  numeric := number;
  limb  bigint;
begin
  for i in 0 .. size - 1 loop
    if i % 6 = 0 then
      limb := rest % 281474976710656;
      rest := div(rest, 281474976710656);
    end if;
    bytes := set_byte(bytes, i, (limb & 255)::integer);
    limb := limb >> 8;
  end loop;
  return bytes;
end
$$;

ALTER FUNCTION neon_auth_internal.number_to_bytes(number numeric, size integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.oauth_profile(provider jsonb, answer jsonb) RETURNS neon_auth_internal.oauth_profile
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  mapping constant jsonb := provider -> 'mapping';
  profile neon_auth_internal.oauth_profile;
  listed  jsonb;
begin
  if not coalesce(answer @> (provider -> 'must'), true) then
    return null;
  end if;
  profile.subject := neon_auth_internal.claim(answer, mapping ->> 'id');
  if profile.subject in ('0', 'null', 'undefined', 'NaN', '[object Object]') or length(profile.subject) > 255 then
    profile.subject := null; -- programs write this when they know no id
  end if;
  profile.email := trim(neon_auth_internal.claim(answer, mapping ->> 'email'));
  profile.is_vouched := neon_auth_internal.is_vouched(answer, mapping ->> 'emailVerified', profile.email);

  -- In a list of addresses each has its own verified flag. Without an address in the profile, the primary one is used.
  if provider ? 'emailsUrl' and jsonb_typeof(answer -> 'emails') = 'array' then
    select e.entry into listed
    from jsonb_array_elements(answer -> 'emails') with ordinality as e (entry, place)
    where profile.email is null or lower(e.entry ->> 'email') = lower(profile.email)
    order by e.entry -> 'primary' is distinct from 'true', e.place
    limit 1;
    profile.email := coalesce(profile.email, listed ->> 'email');
    profile.is_vouched := coalesce(listed -> 'verified' = 'true', false);
  end if;
  if profile.email !~ E'^[^@\\s[:cntrl:]]+@[^@\\s[:cntrl:]]+$' or length(profile.email) > 320 then
    profile.email := null;
  elsif lower(profile.email collate "C") <> neon_auth_internal.normalize_email(profile.email) then
    profile.is_vouched := false; -- not in normal form: it may be another mailbox
  end if;
  profile.is_vouched := profile.is_vouched and profile.email is not null;
  -- Users of the presets may lack a name. If a project's own provider leaves it out, it is configured incorrectly.
  profile.name := left(coalesce(
    neon_auth_internal.claim(answer, mapping ->> 'name'), case when provider @> '{"isPreset": true}' then profile.email end), 255);
  profile.image := neon_auth_internal.claim(answer, mapping ->> 'image');
  if profile.image !~ E'^https?://\\S+$' or length(profile.image) > 2000 then
    profile.image := null;
  end if;
  return profile;
end
$_$;

ALTER FUNCTION neon_auth_internal.oauth_profile(provider jsonb, answer jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.oauth_provider(provider_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  preset neon_auth.oauth_preset;
  own    jsonb;
  facts  jsonb;
begin
  select jsonb_strip_nulls(p.entry) into own
  from neon_auth_internal.config c, jsonb_array_elements(c.social_providers) with ordinality as p (entry, place)
  where p.entry ->> 'id' = oauth_provider.provider_id and p.entry -> 'enabled' is distinct from 'false'
  order by p.place
  limit 1;
  if coalesce(own ->> 'clientId', '') = '' then
    return null;
  end if;

  select * into preset from neon_auth.oauth_preset p where p.id = oauth_provider.provider_id;
  facts := jsonb_strip_nulls(jsonb_build_object(
    'issuer', preset.issuer, 'authorizationUrl', preset.authorization_url, 'tokenUrl', preset.token_url,
    'userInfoUrl', preset.user_info_url, 'userInfoMethod', preset.user_info_method, 'userInfoHeaders', preset.user_info_headers,
    'emailsUrl', preset.emails_url, 'jwksUrl', preset.jwks_url, 'algorithms', string_to_array(preset.algorithms, ' '),
    'scopes', string_to_array(preset.scopes, ' '), 'authentication', preset.authentication,
    'responseMode', preset.response_mode, 'authorizationUrlParams', preset.parameters, 'must', preset.must));
  facts := facts || own || jsonb_build_object(
    'isPreset', preset.id is not null,
    'mapping', jsonb_strip_nulls(jsonb_build_object(
      'id', coalesce(preset.id_claim, case when preset.id is null then 'sub|id' else 'sub' end),
      'email', coalesce(preset.email_claim, 'email'),
      'emailVerified', case when preset.id is null then 'email_verified' else preset.verified_claim end,
      'name', coalesce(preset.name_claim, case when preset.id is null then 'name|preferred_username|nickname' else 'name' end),
      'image', coalesce(preset.image_claim, 'picture'))) || coalesce(own -> 'mapping', '{}'));
  return (
    select jsonb_object_agg(f.key, case jsonb_typeof(f.value)
      when 'string' then to_jsonb(replace(replace(
        f.value #>> '{}',
        '{issuer}', rtrim(coalesce(facts ->> 'issuer', ''), '/')),
        '{tenant}', coalesce(own ->> 'tenantId', own ->> 'microsoftTenantId', preset.tenant, '')))
      else f.value
    end)
    from jsonb_each(facts) f);
end
$$;

ALTER FUNCTION neon_auth_internal.oauth_provider(provider_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.one_line(name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case when length(line.text) > 120 then left(line.text, 119) || '…' else line.text end
  from (select btrim(regexp_replace(left(one_line.name, 1000), '[[:space:][:cntrl:]]+', ' ', 'g'))) as line (text)
$$;

ALTER FUNCTION neon_auth_internal.one_line(name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.open_context(branch text, claims jsonb, until timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  ends bigint := trunc(extract(epoch from least(until, timestamptz '9999-01-01')));
  body text := lpad(ends::text, 12, '0') || claims::text;
begin
  perform set_config(
    'neon_auth.context',
    auth.context_seal(neon_auth_internal.secret_of(branch), neon_auth_internal.mark_transaction() || body) || body,
    true);
end
$$;

ALTER FUNCTION neon_auth_internal.open_context(branch text, claims jsonb, until timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.open_session(user_id uuid, token_hash text, remember boolean, impersonator uuid DEFAULT NULL::uuid, amr text[] DEFAULT '{}'::text[], is_cleared boolean DEFAULT false) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who    neon_auth."user";
  config neon_auth_internal.config;
  opened neon_auth.session;
begin
  select * into strict config from neon_auth_internal.config;
  select * into who from neon_auth."user" u where u.id = open_session.user_id for share;

  if impersonator is null then
    perform neon_auth_internal.act_as(who.id, null);
  end if;
  if neon_auth_internal.is_banned(who) then
    perform neon_auth_internal.fail('BANNED_USER');
  elsif who.banned then
    update neon_auth."user" u set banned = false, "banReason" = null, "banExpires" = null where u.id = who.id;
  end if;

  if impersonator is null and not is_cleared and neon_auth_internal.needs_second_factor(who, amr[1]) then
    perform neon_auth_internal.fail('SECOND_FACTOR_REQUIRED');
  end if;

  insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress", "userAgent", "impersonatedBy")
  values (
    open_session.user_id,
    token_hash,
    now() + case
      when impersonator is not null then config.impersonation_lifetime
      when remember then config.session_lifetime
      else config.short_session_lifetime
    end,
    now(),
    coalesce(current_setting('neon_auth.ip_address', true), ''),
    coalesce(current_setting('neon_auth.user_agent', true), ''),
    impersonator)
  returning * into opened;

  update neon_auth.session_origin o
  set
    remembered = remember,
    amr = open_session.amr,
    "authenticatedAt" = case when impersonator is null then now() end,
    "secondFactorAt" = case when 'mfa' = any (open_session.amr) then now() end
  where o."sessionId" = opened.id;
  return opened;
end
$$;

ALTER FUNCTION neon_auth_internal.open_session(user_id uuid, token_hash text, remember boolean, impersonator uuid, amr text[], is_cleared boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.organization_claim(active text, user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if active is null then
    return jsonb_build_object();
  end if;
  return coalesce((
    select jsonb_build_object('o', jsonb_build_object('id', g.id, 'slug', g.slug, 'role', m.role))
    from neon_auth.member m
    join neon_auth.organization g on g.id = m."organizationId"
    where m."organizationId" = auth.as_uuid(active) and m."userId" = organization_claim.user_id), '{}');
end
$$;

ALTER FUNCTION neon_auth_internal.organization_claim(active text, user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.organization_json(o neon_auth.organization, parsed boolean DEFAULT false) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
      'id', o.id,
      'name', o.name,
      'slug', o.slug,
      'logo', o.logo,
      'createdAt', neon_auth_internal.timestamp_text(o."createdAt"))
    || case
      when not parsed then jsonb_build_object('metadata', o.metadata)
      when o.metadata <> '' then jsonb_build_object('metadata', neon_auth_internal.parse_json(o.metadata))
      else '{}'
    end
$$;

ALTER FUNCTION neon_auth_internal.organization_json(o neon_auth.organization, parsed boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.origin_problem(entry jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  kind    constant text := jsonb_typeof(entry);
  origin  constant text := case kind when 'object' then entry ->> 'domain' else entry #>> '{}' end;
  parts   constant text[] := regexp_match(origin, '^([^:/]*)://([^/]*)(.*)$');
  scheme  constant text := lower(parts[1]);
  place   constant text := lower(parts[2]);
  pattern constant boolean := origin ~ '[*?]';
  host    constant text := coalesce(place, lower(origin));
begin
  return case
    when kind not in ('string', 'object') or kind = 'object' and (entry - 'domain' <> '{}' or jsonb_typeof(entry -> 'domain') is distinct from 'string')
      then 'is neither text nor {"domain": "…"}'
    when origin !~ '^[!-~]+$' or strpos(origin, chr(92)) > 0 then 'is empty, or has characters that are invalid in an origin. Write a host name in its ASCII form'
    when parts is null and not pattern then 'has no scheme. Write https://' || left(origin, 200)
    when strpos(host, '@') > 0 then 'has a user name, which is invalid in an origin'
    when scheme in ('javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'filesystem') then 'has a scheme that is never trusted'
    when scheme !~ '^(https?|[a-z*?]*[*?][a-z*?]*)$' then case
      when scheme !~ '^[a-z][a-z0-9+.-]*$' then 'has no valid scheme'
      when pattern then 'has a wildcard, which works for http and https only. Write the app''s scheme alone, as in ' || scheme || '://'
    end
    when scheme ~ '[*?]' and not ('http' like translate(scheme, '*?', '%_') or 'https' like translate(scheme, '*?', '%_'))
      then 'matches neither http nor https'
    when pattern and (parts[3] <> '' or parts is null and strpos(origin, '/') > 0) then 'has a path after a pattern: origins have none, so it never matches'
    when pattern and (scheme = 'https' and host ~ ':443$' or scheme = 'http' and host ~ ':80$')
      then 'has the default port, which origins leave out, so it never matches'
    when pattern and host !~ E'^([a-z0-9_.*?-]+|\\[[0-9a-f:.*?]+\\])(:[0-9*?]{1,5})?$' then 'has no valid host'
    when not pattern and host !~ E'^([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\\.?|\\[[0-9a-f:.]+\\])(:[0-9]{0,5})?$' then 'has no valid host'
    when not pattern and scheme ~ '^https?$' and (host ~ E'\\.\\.' or host ~ E'(^|\\.)([0-9]+|0x[0-9a-f]*)\\.?(:|$)'
      and host !~ E'^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?=[0-9])|(?=:|$))){4}(:|$)') then 'has no valid host'
    when coalesce(substring(host, ':([0-9]{1,5})$')::integer not between 1 and 65535, false) then 'has a port outside 1 to 65535'
  end;
end
$_$;

ALTER FUNCTION neon_auth_internal.origin_problem(entry jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.outbound() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  wanted text;
begin
  if not neon_auth_internal.is_copy() then
    return 'send';
  end if;
  select c.outbound into wanted from neon_auth_internal.config c;
  return case when neon_auth_internal.is_outbound(wanted) then wanted else 'hold' end;
end
$$;

ALTER FUNCTION neon_auth_internal.outbound() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.own_organization_ids() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select m."organizationId" from neon_auth.member m where m."userId" = (select auth.uid())
$$;

ALTER FUNCTION neon_auth_internal.own_organization_ids() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.own_team_ids() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select m."teamId" from neon_auth."teamMember" m where m."userId" = (select auth.uid())
$$;

ALTER FUNCTION neon_auth_internal.own_team_ids() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.own_triggers(enabled boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own record;
begin
  for own in
    select t.tgrelid::regclass as on_table, t.tgname
    from pg_trigger t
    where t.tgrelid in (select c.on_table from neon_auth_internal.mask_column c where c.treatment <> 'keep')
      and t.tgfoid in (select p.oid from pg_proc p where p.pronamespace = 'neon_auth_internal'::regnamespace)
      and not t.tgisinternal
      and t.tgname in ('audit', 'audit_truncate', 'end_by_email', 'end_by_lost_password', 'touch_updated_at', 'tell_sidecars')
  loop
    execute format('alter table %s %s trigger %I', own.on_table, case when enabled then 'enable' else 'disable' end, own.tgname);
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.own_triggers(enabled boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.page_number(value text) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when trim(value) ~ E'^\\+?\\d{1,9}(\\.0*)?$' then nullif(trim(value)::numeric::bigint, 0)
    when trim(value) ~ E'^-0*(\\.0*)?$' then null
    when trim(value) ~ E'^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?$' then -1
    when trim(value) ~ '^[+-]?Infinity$' then -1
  end
$_$;

ALTER FUNCTION neon_auth_internal.page_number(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.parse_json(value text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return value::jsonb;
exception when data_exception then
  return to_jsonb(value);
end
$$;

ALTER FUNCTION neon_auth_internal.parse_json(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.parse_object(bytes bytea) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  value json;
begin
  value := convert_from(bytes, 'UTF8')::json; -- here, so that the handler catches its error
  if json_typeof(value) = 'object'
    and (select count(*) = count(distinct o.key) from json_object_keys(value) o (key))
  then
    return value;
  end if;
  return null;
exception when data_exception or program_limit_exceeded then
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.parse_object(bytes bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.pass_attempt(purpose text, subject text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  all_key text := purpose || ' for ' || coalesce(left(neon_auth_internal.normalize_email(subject), 320), '');
begin
  -- In count_attempt's order, so that the two cannot deadlock.
  update neon_auth.request_count c set count = greatest(c.count - 1, 0) where c.key = all_key;
  delete from neon_auth.request_count c
  where c.key = all_key || ' from ' || coalesce(current_setting('neon_auth.ip_address', true), '');
  delete from neon_auth.request_count c where c.key = all_key and c.count = 0;
end
$$;

ALTER FUNCTION neon_auth_internal.pass_attempt(purpose text, subject text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.pass_second_factor(step neon_auth_internal.second_step, kind text, new_token_hash text, remember boolean, trusted_hash text) RETURNS neon_auth_internal.second_factor_pass
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  passed neon_auth_internal.second_factor_pass;
  who    neon_auth."user" := step.who;
  token  text := (step.own).token;
begin
  insert into neon_auth.two_factor_state as s ("userId") values (who.id)
  on conflict on constraint two_factor_state_pkey do update set failures = 0, "lockedUntil" = null;

  if step.challenge is not null then
    perform neon_auth_internal.end_challenge(step);
    perform neon_auth_internal.open_session(
      who.id, new_token_hash, remember, amr => array[coalesce(nullif(step.method, ''), 'pwd'), kind, 'mfa'], is_cleared => true);
    if trusted_hash <> '' then
      perform neon_auth_internal.trust_device(who.id, trusted_hash);
    end if;
    token := new_token_hash;
    passed.session := 'opened';
  else
    perform neon_auth_internal.raise_assurance((step.own).id, array[kind, 'mfa']);
    passed.session := 'kept';
    if who."twoFactorEnabled" is not true then
      update neon_auth."user" u set "twoFactorEnabled" = true where u.id = who.id;
      perform neon_auth_internal.renew_session(step.own, new_token_hash);
      passed.session := 'replaced';
    end if;
    -- As in the reference: only after a mailed code, the response shows the new session and the changed user.
    if passed.session = 'replaced' and kind = 'email' then
      select * into strict who from neon_auth."user" u where u.id = who.id;
      token := new_token_hash;
    end if;
  end if;
  passed.body := json_build_object('token', token, 'user', neon_auth_internal.user_json(who));
  return passed;
end
$$;

ALTER FUNCTION neon_auth_internal.pass_second_factor(step neon_auth_internal.second_step, kind text, new_token_hash text, remember boolean, trusted_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.password_fact(fact text, kept uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform
    set_config('neon_auth.password_fact', fact, true),
    set_config('neon_auth.kept_session', coalesce(kept::text, ''), true);
end
$$;

ALTER FUNCTION neon_auth_internal.password_fact(fact text, kept uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.past_time(at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case when at between '1970-01-01 00:00:00Z' and now() then at else now() end
$$;

ALTER FUNCTION neon_auth_internal.past_time(at timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.person_key(email text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select left(md5(left(neon_auth_internal.normalize_email(email), 320)), 16)
$$;

ALTER FUNCTION neon_auth_internal.person_key(email text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.prepare_key(key bytea) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  missing bytea;
begin
  if exists (select from neon_auth.ed25519_comb m where m.key = prepare_key.key and m.slot = 1)
    or not neon_auth_internal.may_prepare()
    or not neon_auth_internal.try_lock_task('key')
  then
    return;
  end if;

  -- Keys that no longer verify tokens need no comb: a dozen rotations would leave 25 MB.
  delete from neon_auth.ed25519_comb m
  where m.key <> '' and m.key <> all (
    select k.key
    from neon_auth.jwks j, neon_auth_internal.signing_key(j.id::text) k (key)
    where k.key is not null);

  for missing in
    select n.key from (values (''::bytea), (prepare_key.key)) n (key)
    where not exists (select from neon_auth.ed25519_comb m where m.key = n.key and m.slot = 1)
  loop
    perform neon_auth_internal.build_comb(missing);
  end loop;
end
$$;

ALTER FUNCTION neon_auth_internal.prepare_key(key bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.pretend_sign_up(name text, email text, image text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  unsaved neon_auth."user" := jsonb_populate_record(null::neon_auth."user", jsonb_build_object(
    'id', gen_random_uuid(), 'name', name, 'email', neon_auth_internal.normalize_email(email), 'emailVerified', false,
    'image', image, 'createdAt', now(), 'updatedAt', now(), 'role', 'user', 'banned', false));
begin
  if not (select c.verification_by_link from neon_auth_internal.config c) then
    perform neon_auth_internal.put_verification( -- a code is stored, as for a free address
      neon_auth_internal.code_identifier('email-verification', email), gen_random_uuid() || ':0',
      (select c.code_lifetime from neon_auth_internal.config c));
  end if;
  perform neon_auth_internal.queue_mail('already-registered', (neon_auth_internal.find_user(email)).email, null, null);
  return json_build_object('token', null, 'user', neon_auth_internal.user_json(unsaved));
end
$$;

ALTER FUNCTION neon_auth_internal.pretend_sign_up(name text, email text, image text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.prolong_session(session_id uuid) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  config    neon_auth_internal.config;
  prolonged neon_auth.session;
begin
  select * into strict config from neon_auth_internal.config;
  if current_setting('transaction_read_only')::boolean
    or not exists (
      select from neon_auth.session due
      where due.id = prolong_session.session_id
        and due."expiresAt" <= now() + config.session_lifetime - config.session_update_age)
  then
    return null;
  end if;

  update neon_auth.session s
  set "expiresAt" = now() + config.session_lifetime
  where s.id = (
    select due.id
    from neon_auth.session due
    join neon_auth.session_origin o on o."sessionId" = due.id and o.remembered
    where due.id = prolong_session.session_id
      and due."expiresAt" > now()
      and due."expiresAt" <= now() + config.session_lifetime - config.session_update_age
    for update of due skip locked)
  returning * into prolonged;
  return prolonged;
end
$$;

ALTER FUNCTION neon_auth_internal.prolong_session(session_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.prove_by_sign_in(user_id uuid) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (select c.strict_proof from neon_auth_internal.config c)
    and not (select u."emailVerified" from neon_auth."user" u where u.id = prove_by_sign_in.user_id for no key update)
  then
    perform neon_auth_internal.remove(
      'account', array(select a.id from neon_auth.account a where a."userId" = prove_by_sign_in.user_id));
    perform neon_auth_internal.remove(
      'session', array(select s.id from neon_auth.session s where s."userId" = prove_by_sign_in.user_id));
    perform neon_auth_internal.end_reset_links(prove_by_sign_in.user_id);
  end if;
  perform neon_auth_internal.forgive_attempts('password', u.email)
  from neon_auth."user" u
  where u.id = prove_by_sign_in.user_id;
  return neon_auth_internal.verify_address(prove_by_sign_in.user_id);
end
$$;

ALTER FUNCTION neon_auth_internal.prove_by_sign_in(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_account(user_id uuid, provider_id text, account_id text, tokens jsonb) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- unlink_account locks the user too, and counts the remaining accounts.
  perform from neon_auth."user" u where u.id = put_account.user_id for no key update;
  insert into neon_auth.account as a (
    "accountId", "providerId", "userId", "accessToken", "refreshToken", "idToken",
    "accessTokenExpiresAt", "refreshTokenExpiresAt", scope, "updatedAt")
  values (
    account_id, provider_id, put_account.user_id, tokens ->> 'accessToken', tokens ->> 'refreshToken', tokens ->> 'idToken',
    (tokens ->> 'accessTokenExpiresAt')::timestamptz, (tokens ->> 'refreshTokenExpiresAt')::timestamptz,
    tokens ->> 'scope', now())
  on conflict ("providerId", "accountId") do update set
    "accessToken" = coalesce(excluded."accessToken", a."accessToken"),
    "refreshToken" = coalesce(excluded."refreshToken", a."refreshToken"),
    "idToken" = coalesce(excluded."idToken", a."idToken"),
    "accessTokenExpiresAt" = coalesce(excluded."accessTokenExpiresAt", a."accessTokenExpiresAt"),
    "refreshTokenExpiresAt" = coalesce(excluded."refreshTokenExpiresAt", a."refreshTokenExpiresAt"),
    scope = coalesce(excluded.scope, a.scope),
    "updatedAt" = now()
  where a."userId" = put_account.user_id;
  return found;
end
$$;

ALTER FUNCTION neon_auth_internal.put_account(user_id uuid, provider_id text, account_id text, tokens jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_console_session(session_hash bytea, key_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth_management.console_session s where s.expires_at <= clock_timestamp();
  insert into neon_auth_management.console_session (hash, key_id, expires_at)
  select put_console_session.session_hash, k.id, least(clock_timestamp() + interval '12 hours', k.expires_at)
  from neon_auth_management.key k
  where k.id = put_console_session.key_id;
end
$$;

ALTER FUNCTION neon_auth_internal.put_console_session(session_hash bytea, key_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_event(type text, who jsonb, data jsonb, sealed text, lifetime interval, waits boolean) RETURNS neon_auth.webhook_event
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  request constant text := case when waits and neon_auth_internal.outbound() = 'send'
    then nullif(current_setting('neon_auth.request_id', true), '') end;
  made    neon_auth.webhook_event;
begin
  insert into neon_auth.webhook_event as e (type, "user", data, sealed, "expiresAt", "requestId")
  values (
    put_event.type,
    jsonb_strip_nulls(who),
    put_event.data || jsonb_build_object(
      'ip_address', coalesce(current_setting('neon_auth.ip_address', true), ''),
      'user_agent', coalesce(current_setting('neon_auth.user_agent', true), '')),
    put_event.sealed,
    now() + lifetime,
    request)
  returning e.* into made;

  if request is null then
    perform neon_auth_internal.queue_event(made);
  end if;
  return made;
end
$$;

ALTER FUNCTION neon_auth_internal.put_event(type text, who jsonb, data jsonb, sealed text, lifetime interval, waits boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_provider(config jsonb, id text, fields jsonb, sealed text, context text, saved text) RETURNS SETOF neon_auth_api.sealing_row
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  entry   constant jsonb := (select p from jsonb_array_elements(config -> 'social_providers') p where p ->> 'id' = put_provider.id limit 1);
  merged  constant jsonb := neon_auth_internal.merged_provider(put_provider.id, entry, fields);
  is_new  constant boolean := fields ? 'client_secret';
  secret  text := case when not is_new then entry ->> 'clientSecret' end;
  new_entry jsonb;
  present constant text := neon_auth_internal.secret_context('provider', merged);
begin
  if is_new or secret <> '' and present <> neon_auth_internal.secret_context('provider', entry) then
    if present is distinct from put_provider.context or coalesce(secret, '') <> put_provider.saved then
      return query select present, coalesce(secret, ''), null::jsonb;
      return;
    end if;
    secret := sealed;
  end if;
  new_entry := merged || jsonb_strip_nulls(jsonb_build_object('clientSecret', secret));
  perform neon_auth_internal.store_config(jsonb_set(config, '{social_providers}', (
    select jsonb_agg(p.entry order by p.place)
    from (
      select case when p.entry ->> 'id' = put_provider.id then new_entry else p.entry end, p.place
      from jsonb_array_elements(config -> 'social_providers') with ordinality as p (entry, place)
      union all
      select new_entry, 1 + jsonb_array_length(config -> 'social_providers')
      where not config -> 'social_providers' @> jsonb_build_array(jsonb_build_object('id', put_provider.id))
    ) as p (entry, place))));
  return query select '', '', neon_auth_internal.managed_provider(new_entry);
end
$$;

ALTER FUNCTION neon_auth_internal.put_provider(config jsonb, id text, fields jsonb, sealed text, context text, saved text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_session_verifier(verifier jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if coalesce(verifier ->> 'hash', '') <> '' and coalesce(verifier ->> 'challenge', '') <> '' then
    perform neon_auth_internal.put_verification(
      'session-verifier:' || (verifier ->> 'hash'), (verifier - 'hash')::text, interval '10 minutes');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.put_session_verifier(verifier jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_setting(config jsonb, path text[], value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  for depth in 1 .. cardinality(path) - 1 loop
    if jsonb_typeof(config #> path[1 : depth]) is distinct from 'object' then
      config := jsonb_set(config, path[1 : depth], '{}');
    end if;
  end loop;
  return jsonb_set(config, path, value);
end
$$;

ALTER FUNCTION neon_auth_internal.put_setting(config jsonb, path text[], value jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_synced_user(u neon_auth."user", is_new boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  copied constant jsonb := neon_auth_internal.users_sync_json(u);
begin
  if is_new then
    insert into neon_auth.users_sync (raw_json, updated_at) values (copied, now()) on conflict do nothing;
    if found then
      return;
    end if;
    -- The user was deleted before, or an outside provider knows them: from now on the row is this database's.
    delete from neon_auth.users_sync_source s where s.id = u.id::text;
  end if;
  update neon_auth.users_sync s set raw_json = copied, updated_at = now(), deleted_at = null where s.id = u.id::text;
  if not found then
    insert into neon_auth.users_sync (raw_json, updated_at) values (copied, now()) on conflict do nothing;
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.put_synced_user(u neon_auth."user", is_new boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.put_verification(identifier text, value text, lifetime interval) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth.verification v
  where v.identifier = put_verification.identifier and v.branch = neon_auth.branch_identity();

  insert into neon_auth.verification (identifier, value, "expiresAt")
  values (put_verification.identifier, put_verification.value, now() + lifetime)
  -- Another transaction has inserted one since the delete. Concurrent calls leave one row, with three attempts for a
  -- code.
  on conflict on constraint verification_identifier_branch_key do update
  set value = excluded.value, "expiresAt" = excluded."expiresAt", "createdAt" = excluded."createdAt";
end
$$;

ALTER FUNCTION neon_auth_internal.put_verification(identifier text, value text, lifetime interval) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.queue_event(event neon_auth.webhook_event) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into neon_auth.outbox (kind, recipient, "expiresAt", facts)
  values ('webhook', event.type, event."expiresAt", jsonb_build_object('event', event.id))
$$;

ALTER FUNCTION neon_auth_internal.queue_event(event neon_auth.webhook_event) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.queue_mail(kind text, recipient text, sealed text, lifetime interval, facts jsonb DEFAULT '{}'::jsonb, quiet boolean DEFAULT false, reader uuid DEFAULT NULL::uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who     neon_auth."user";
  webhook record;
  wait    integer := neon_auth_internal.count_mail(kind, recipient);
begin
  if wait > 0 then
    if not quiet and not (select r.quiet from neon_auth_internal.mail_rule r where r.kind = queue_mail.kind) then
      perform neon_auth_internal.fail_later(wait);
    end if;
    return false;
  end if;

  select * into webhook
  from (
    values
      ('sign-in-otp', 'send.otp', '{"otp_type": "sign-in", "delivery_preference": "email"}'::jsonb),
      ('email-verification-otp', 'send.otp', '{"otp_type": "email-verification", "delivery_preference": "email"}'),
      ('forget-password-otp', 'send.otp', '{"otp_type": "forget-password", "delivery_preference": "email"}'),
      ('two-factor-otp', 'send.otp', '{"otp_type": "two-factor", "delivery_preference": "email"}'),
      ('email-verification-link', 'send.magic_link', '{"link_type": "email-verification"}'),
      ('forget-password-link', 'send.magic_link', '{"link_type": "forget-password"}'),
      ('magic-link', 'send.magic_link', '{"link_type": "sign-in"}')
  ) as e (mail, event, data)
  where e.mail = kind and neon_auth_internal.is_subscribed(e.event)
    and neon_auth_internal.outbound() not like 'redirect:%'; -- whoever gets the mails needs the codes

  if not found then
    insert into neon_auth.outbox (kind, recipient, sealed, "expiresAt", facts, language)
    values (kind, recipient, sealed, now() + lifetime, facts, neon_auth_internal.mail_language(recipient, reader));
    return true;
  end if;
  who := neon_auth_internal.find_user(recipient);
  perform neon_auth_internal.put_event(
    webhook.event,
    neon_auth_internal.event_user(who) || jsonb_build_object('email', recipient),
    webhook.data || jsonb_build_object('expires_at', neon_auth_internal.timestamp_text(now() + lifetime)),
    sealed,
    lifetime,
    true);
  return true;
end
$$;

ALTER FUNCTION neon_auth_internal.queue_mail(kind text, recipient text, sealed text, lifetime interval, facts jsonb, quiet boolean, reader uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.raise_assurance(session_id uuid, methods text[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update neon_auth.session_origin o
  set
    amr = array(select distinct m from unnest(o.amr || methods) m order by m),
    "authenticatedAt" = now(),
    "secondFactorAt" = case when 'mfa' = any (methods) then now() else o."secondFactorAt" end
  where o."sessionId" = raise_assurance.session_id
$$;

ALTER FUNCTION neon_auth_internal.raise_assurance(session_id uuid, methods text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.read_better_auth(batch jsonb) RETURNS SETOF neon_auth_internal.foreign_user
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    r ->> 'id',
    r ->> 'email',
    coalesce(r -> 'emailVerified' = 'true', false),
    r ->> 'name',
    r ->> 'image',
    (r ->> 'createdAt')::timestamptz,
    coalesce(r -> 'banned' = 'true' and coalesce((r ->> 'banExpires')::timestamptz > now(), true), false),
    r ->> 'banReason',
    (r ->> 'banExpires')::timestamptz,
    accounts.password_hash,
    accounts.kept,
    case when r -> 'isAnonymous' = 'true' then 'anonymous' end,
    array_remove(array[
      case when r -> 'twoFactorEnabled' = 'true' then 'second factor' end,
      case when coalesce(r ->> 'role', '') not in ('', 'user') then 'role' end], null)
  from jsonb_array_elements(batch) r
  cross join lateral (
    select
      (array_agg(a ->> 'password' order by a ->> 'createdAt')
        filter (where a ->> 'providerId' = 'credential' and a ->> 'password' <> ''))[1] as password_hash,
      jsonb_agg(jsonb_build_object(
        'provider', a ->> 'providerId', 'account', a ->> 'accountId', 'createdAt', a -> 'createdAt'))
        filter (where a ->> 'providerId' <> 'credential') as kept
    from jsonb_array_elements(r -> 'accounts') a
  ) accounts
$$;

ALTER FUNCTION neon_auth_internal.read_better_auth(batch jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.read_stack_auth(batch jsonb) RETURNS SETOF neon_auth_internal.foreign_user
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    s.id,
    r ->> 'primary_email',
    coalesce(r -> 'primary_email_verified' = 'true', false),
    r ->> 'display_name',
    r ->> 'profile_image_url',
    neon_auth_internal.event_moment(r -> 'signed_up_at_millis'),
    coalesce(r -> 'restricted_by_admin' = 'true', false),
    r ->> 'restricted_by_admin_reason',
    null::timestamptz,
    nullif(r ->> 'password_hash', ''),
    providers.kept,
    case
      when r -> 'is_anonymous' = 'true' then 'anonymous'
      when coalesce(r ->> 'id', '') = '' then 'no id'
      when octet_length(r ->> 'id') > 255 then 'id is too long'
      when row_number() over (partition by s.id order by position) > 1 then 'listed twice'
    end,
    array_remove(array[
      case when r -> 'has_password' = 'true' and coalesce(r ->> 'password_hash', '') = '' then 'password' end,
      case when r -> 'requires_totp_mfa' = 'true' then 'second factor' end,
      case when r -> 'passkey_auth_enabled' = 'true' then 'passkey' end,
      case when r -> 'has_metadata' = 'true' then 'metadata' end], null)
  from jsonb_array_elements(batch) with ordinality as b (r, position)
  cross join lateral (
    -- Users without a usable id are reported under a digest of what is known about them.
    select case when octet_length(r ->> 'id') between 1 and 255 then r ->> 'id'
      else 'without id: ' || left(encode(sha256(convert_to(r::text, 'UTF8')), 'hex'), 16) end as id
  ) s
  cross join lateral (
    select jsonb_agg(jsonb_build_object(
      'provider', case p ->> 'id' when 'x' then 'twitter' else left(p ->> 'id', 255) end,
      'account', p ->> 'account_id',
      'createdAt', to_jsonb(neon_auth_internal.event_moment(r -> 'signed_up_at_millis'))))
      filter (where p ->> 'id' not in ('credential', '')) as kept
    from jsonb_array_elements(case jsonb_typeof(r -> 'oauth_providers') when 'array' then r -> 'oauth_providers' else '[]' end) p
  ) providers
$$;

ALTER FUNCTION neon_auth_internal.read_stack_auth(batch jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.read_supabase(batch jsonb) RETURNS SETOF neon_auth_internal.foreign_user
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select
    r ->> 'id',
    r ->> 'email',
    r ->> 'email_confirmed_at' is not null,
    coalesce(r -> 'raw_user_meta_data' ->> 'full_name', r -> 'raw_user_meta_data' ->> 'name'),
    coalesce(r -> 'raw_user_meta_data' ->> 'avatar_url', r -> 'raw_user_meta_data' ->> 'picture'),
    (r ->> 'created_at')::timestamptz,
    coalesce((r ->> 'banned_until')::timestamptz > now(), false),
    null,
    (r ->> 'banned_until')::timestamptz,
    nullif(r ->> 'encrypted_password', ''),
    identities.kept,
    case
      when r ->> 'deleted_at' is not null then 'deleted there'
      when (r ->> 'is_sso_user')::boolean then 'single sign-on'
      when (r ->> 'is_anonymous')::boolean then 'anonymous'
    end,
    array_remove(identities.left_behind || array[
      case when (r ->> 'factors')::integer > 0 then 'second factor' end,
      case when (r ->> 'is_super_admin')::boolean or coalesce(r ->> 'role', '') not in ('', 'authenticated') then 'role' end], null)
  from jsonb_array_elements(batch) r
  cross join lateral (
    select
      jsonb_agg(jsonb_build_object(
        'provider', case i ->> 'provider'
          when 'azure' then 'microsoft' when 'linkedin_oidc' then 'linkedin' when 'slack_oidc' then 'slack'
          else i ->> 'provider' end,
        'account', coalesce(i ->> 'provider_id', i ->> 'id'), -- it was called id until 2023
        'createdAt', i -> 'created_at'))
        filter (where i ->> 'provider' !~ '^(email$|phone$|web3$|sso:)') as kept,
      coalesce(array_agg(distinct 'account of ' || (i ->> 'provider'))
        filter (where i ->> 'provider' ~ '^(phone$|web3$|sso:)'), '{}') as left_behind
    from jsonb_array_elements(r -> 'identities') i
  ) identities
$_$;

ALTER FUNCTION neon_auth_internal.read_supabase(batch jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.read_synced_user(data jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case when octet_length((data || facts.own)::text) <= 262144 then data || facts.own else facts.own end
  from (
    select coalesce(jsonb_object_agg(e.key, e.value), '{}') as said from jsonb_each(data) e where jsonb_typeof(e.value) = 'string'
  ) as texts
  cross join lateral (
    select coalesce((
      select m from jsonb_array_elements(case jsonb_typeof(data -> 'email_addresses') when 'array' then data -> 'email_addresses' else '[]' end) m
      where jsonb_typeof(m -> 'email_address') = 'string' and m -> 'id' = texts.said -> 'primary_email_address_id'
      limit 1), '{}') as clerk
  ) as address
  cross join lateral (
    select jsonb_build_object(
      'id', data -> 'id',
      'display_name', left(coalesce(
        said ->> 'display_name', nullif(btrim(concat_ws(' ', said ->> 'first_name', said ->> 'last_name')), ''),
        said ->> 'name', said ->> 'username'), 2000),
      'primary_email', left(coalesce(said ->> 'primary_email', address.clerk ->> 'email_address', said ->> 'email'), 255),
      'primary_email_verified', coalesce(
        coalesce(data -> 'primary_email_verified', data -> 'email_verified') = 'true'
          or address.clerk #>> '{verification,status}' = 'verified', false),
      'profile_image_url', left(coalesce(
        said ->> 'profile_image_url', said ->> 'profile_picture_url', said ->> 'image_url', said ->> 'image'), 2048),
      'signed_up_at_millis', trunc(extract(epoch from coalesce(
        neon_auth_internal.event_moment(data -> 'signed_up_at_millis'),
        neon_auth_internal.event_moment(data -> 'created_at'))) * 1000)::bigint) as own
  ) as facts
$$;

ALTER FUNCTION neon_auth_internal.read_synced_user(data jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.reclaim_user(user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.remove(
    'account', array(select a.id from neon_auth.account a where a."userId" = reclaim_user.user_id));
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s."userId" = reclaim_user.user_id));
  perform neon_auth_internal.end_reset_links(reclaim_user.user_id);
  delete from neon_auth.verification v
  where v.identifier = 'change-email-' || reclaim_user.user_id
    or v.identifier like 'delete-account-%' and v.value = reclaim_user.user_id::text;
end
$$;

ALTER FUNCTION neon_auth_internal.reclaim_user(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.record_grant(entity text, target text, roles text[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into neon_auth.audit_log (entity, action, target, after)
  values (record_grant.entity, 'grant', left(record_grant.target, 128), jsonb_build_object('roles', to_jsonb(roles)))
$$;

ALTER FUNCTION neon_auth_internal.record_grant(entity text, target text, roles text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.record_origin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into neon_auth.session_origin ("sessionId") values (new.id);
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.record_origin() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.redact_synced_users(ids text[]) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  redacted integer;
begin
  update neon_auth.users_sync s
  set raw_json = jsonb_build_object('id', s.id), updated_at = now(), deleted_at = coalesce(s.deleted_at, now())
  where s.id = any (ids);
  get diagnostics redacted = row_count;
  return redacted;
end
$$;

ALTER FUNCTION neon_auth_internal.redact_synced_users(ids text[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.refuse_exchanged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  accepted  text := neon_auth_internal.accepted_code(tg_relid);
  exchanged boolean;
begin
  if accepted is null then
    return null;
  end if;
  with noted as (
    delete from neon_auth.write_mark m
    where m.entity = format('accepted %s at %s', tg_relid, pg_trigger_depth())
    returning m.value
  )
  select coalesce(bool_or(n.value <> accepted), true) into exchanged from noted n;
  if exchanged then
    raise exception using errcode = 'insufficient_privilege',
      message = format('the function of a trigger on neon_auth.%I was exchanged while it was in use', tg_table_name);
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.refuse_exchanged() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.refuse_request(problem text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  raise exception using errcode = 'NA400', message = problem, detail = 'VALIDATION_ERROR';
end
$$;

ALTER FUNCTION neon_auth_internal.refuse_request(problem text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.refuse_second_factor(step neon_auth_internal.second_step, failure text, is_mailed boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  counted integer;
begin
  insert into neon_auth.two_factor_state as s ("userId", failures) values ((step.who).id, 1)
  on conflict on constraint two_factor_state_pkey do update
  set
    failures = s.failures + 1,
    "lockedUntil" = case when s.failures >= 9
      then now() + least(interval '15 minutes' * power(2, least(s.failures - 9, 10)), interval '1 day') end;

  if not is_mailed and step.challenge is not null then
    update neon_auth.verification v
    set value = split_part(v.value, ':', 1) || ':' || split_part(v.value, ':', 2)::integer + 1
    where v.identifier = '2fa-attempts-' || step.challenge and v.branch = neon_auth.branch_identity()
    returning split_part(v.value, ':', 2)::integer into counted;
    if coalesce(counted >= 5, true) then
      perform neon_auth_internal.end_challenge(step);
    end if;
  end if;
  return failure;
end
$$;

ALTER FUNCTION neon_auth_internal.refuse_second_factor(step neon_auth_internal.second_step, failure text, is_mailed boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.refuse_triggers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  refused  text;
  accepted text;
begin
  if not exists (select from neon_auth_internal.foreign_code f where f.on_table = tg_relid) then
    return null;
  end if;
  select
    case
      when t.tgisinternal then format('constraint %I of %s must not refer to neon_auth.%I', k.conname, k.conrelid::regclass, tg_table_name)
      when t.tgtype & 3 = 0 and t.tgname > '~exchanged' then
        format('trigger %I on neon_auth.%I must have a name that sorts before "~"', t.tgname, tg_table_name)
      else format(
        'trigger %I on neon_auth.%I would run with the rights of neon_auth: make function %s security definer, with '
        '"set search_path", and call no function in the trigger''s condition', t.tgname, tg_table_name, p.oid::regprocedure)
    end
  into refused
  from pg_trigger t
  join pg_proc p on p.oid = t.tgfoid
  left join pg_constraint k on k.oid = t.tgconstraint
  where t.tgrelid = tg_relid and t.tgenabled <> 'D' and p.pronamespace <> 'neon_auth_internal'::regnamespace
    and p.oid <> 'neon_auth.sync_users()'::regprocedure
    and case when t.tgisinternal then
      k.conrelid::oid <> tg_relid and k.connamespace <> 'neon_auth'::regnamespace
      and not has_table_privilege('pg_database_owner', tg_relid, 'references')
    else
      not p.prosecdef and p.oid >= 16384 and not (select r.rolsuper from pg_roles r where r.oid = p.proowner)
      or p.prosecdef and p.proowner in ('neon_auth'::regrole, 'neon_auth_writer'::regrole)
      or t.tgqual is not null and exists (
        select from pg_depend d
        where d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refclassid <> 'pg_class'::regclass
          and (d.refclassid, d.refobjid) <> ('pg_proc'::regclass, t.tgfoid))
      or t.tgtype & 3 = 0 and t.tgname > '~exchanged'
    end
  limit 1;
  if refused is not null then
    raise exception using errcode = 'insufficient_privilege', message = refused;
  end if;
  perform neon_auth_internal.announce();
  accepted := neon_auth_internal.accepted_code(tg_relid);
  if accepted is not null then
    insert into neon_auth.write_mark (entity, value) values (format('accepted %s at %s', tg_relid, pg_trigger_depth()), accepted);
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.refuse_triggers() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.remember_token(digest bytea, kid text, claims jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if current_setting('transaction_read_only') = 'on' then
    return;
  end if;

  insert into neon_auth.verified_token (digest, key_id, claims, "expiresAt")
  values (
    remember_token.digest, kid::uuid, remember_token.claims,
    to_timestamp((remember_token.claims -> 'exp')::float8));

  delete from neon_auth.verified_token v
  where v.ctid = any (array(
    select o.ctid from neon_auth.verified_token o
    where o."expiresAt" < now()
    order by o."expiresAt"
    limit 50
    for update skip locked));

  -- Transactions on a copy may depend on the parent's secret until the copy has its own. An hour later none does.
  delete from neon_auth.context_secret s
  where s.branch = any (array(
    select o.branch
    from neon_auth.context_secret own, neon_auth.context_secret o
    where own.branch = neon_auth.branch_identity() and own."createdAt" < now() - interval '1 hour'
      and o.branch <> own.branch
    for update of o skip locked));
end
$$;

ALTER FUNCTION neon_auth_internal.remember_token(digest bytea, kid text, claims jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.remove(entity text, ids uuid[]) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  mark    uuid;
  removed integer;
begin
  if coalesce(cardinality(ids), 0) = 0 then
    return 0;
  end if;
  insert into neon_auth.write_mark (entity, ids) values (entity, ids) returning id into mark;
  removed := neon_auth_internal.write(entity, mark);
  delete from neon_auth.write_mark m where m.id = mark;
  return removed;
end
$$;

ALTER FUNCTION neon_auth_internal.remove(entity text, ids uuid[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.remove_factors(user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update neon_auth."user" u set "twoFactorEnabled" = false
  where u.id = remove_factors.user_id and u."twoFactorEnabled" is distinct from false;
  delete from neon_auth."twoFactor" t where t."userId" = remove_factors.user_id;
  delete from neon_auth.two_factor_state s where s."userId" = remove_factors.user_id;
  delete from neon_auth.verification v
  where v.value = remove_factors.user_id::text and (starts_with(v.identifier, '2fa-') or starts_with(v.identifier, 'trust-device-'));
end
$$;

ALTER FUNCTION neon_auth_internal.remove_factors(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.remove_user(user_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return neon_auth_internal.remove('user', array[user_id]) = 1;
end
$$;

ALTER FUNCTION neon_auth_internal.remove_user(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.rename(entity text, id uuid, value text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  mark uuid;
begin
  if value is null then -- null would mean a delete
    raise exception 'A key cannot be null' using errcode = 'not_null_violation';
  end if;
  insert into neon_auth.write_mark (entity, ids, value) values (entity, array[rename.id], rename.value)
  returning write_mark.id into mark;
  perform neon_auth_internal.write(entity, mark);
  delete from neon_auth.write_mark m where m.id = mark;
end
$$;

ALTER FUNCTION neon_auth_internal.rename(entity text, id uuid, value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.renew_session(own neon_auth.session, new_token_hash text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  kept   neon_auth.session_origin;
  opened neon_auth.session;
  -- The reference gives the new row the full lifetime, even if its cookie ends with the browser.
  ends   constant timestamptz := now() + (select c.session_lifetime from neon_auth_internal.config c);
begin
  select * into strict kept from neon_auth.session_origin o where o."sessionId" = own.id;
  perform neon_auth_internal.remove('session', array[own.id]);
  opened := neon_auth_internal.open_session(own."userId", new_token_hash, kept.remembered, amr => kept.amr, is_cleared => true);
  update neon_auth.session s
  set "expiresAt" = ends, "activeOrganizationId" = own."activeOrganizationId"
  where s.id = opened.id
  returning * into opened;
  update neon_auth.session_origin o
  set "authenticatedAt" = kept."authenticatedAt", "secondFactorAt" = kept."secondFactorAt", "activeTeamId" = kept."activeTeamId"
  where o."sessionId" = opened.id;
  return opened;
end
$$;

ALTER FUNCTION neon_auth_internal.renew_session(own neon_auth.session, new_token_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.replace_factor(who neon_auth."user", secret text, backup_codes text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth."twoFactor" t where t."userId" = who.id;
  insert into neon_auth."twoFactor" (secret, "backupCodes", "userId") values (replace_factor.secret, backup_codes, who.id);
  update neon_auth.two_factor_state s
  set secret = null, "backupCodes" = null, "usedSteps" = '{}'
  where s."userId" = who.id;
  if who."twoFactorEnabled" then -- otherwise the mail goes out when it is switched on
    perform neon_auth_internal.queue_mail('two-factor-changed', who.email, null, null);
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.replace_factor(who neon_auth."user", secret text, backup_codes text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.replace_password(user_id uuid, password_hash text, kept uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = replace_password.user_id;
  perform neon_auth_internal.password_fact('', kept);
  update neon_auth.account a
  set password = password_hash
  where a."userId" = replace_password.user_id and a."providerId" = 'credential';
  if not found then
    perform neon_auth_internal.insert_credential(who.id, password_hash);
    perform neon_auth_internal.end_artefacts(who, 'replaced', kept);
  end if;
  perform neon_auth_internal.password_fact('');
  perform neon_auth_internal.forgive_attempts('password', who.email);
  perform neon_auth_internal.queue_mail('password-changed', who.email, null, null);
end
$$;

ALTER FUNCTION neon_auth_internal.replace_password(user_id uuid, password_hash text, kept uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_administrator(token_hash text, action text, failure text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', action, failure);
  perform neon_auth_internal.lock_administrators();
  return neon_auth_internal.require_permission(token_hash, 'user', action, failure);
end
$$;

ALTER FUNCTION neon_auth_internal.require_administrator(token_hash text, action text, failure text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_answer(name text, email text, image text, email_verified boolean, provider text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who constant jsonb := jsonb_strip_nulls(jsonb_build_object(
    'name', name,
    'email', neon_auth_internal.normalize_email(email),
    'image', image,
    'email_verified', email_verified));
  failure neon_auth_internal.failure;
begin
  if provider is null or not neon_auth_internal.is_subscribed('user.before_create') or exists (
    select from neon_auth.webhook_event e
    where e."requestId" = nullif(current_setting('neon_auth.request_id', true), '')
      and e.type = 'user.before_create'
      and e.state = 'delivered'
      and e."user" = who
      and e.data ->> 'auth_provider' = provider
      and e.branch = neon_auth.branch_identity()
      and e."createdAt" > now() - interval '1 minute'
  ) then
    return;
  end if;
  if neon_auth_internal.outbound() <> 'send' then
    perform neon_auth_internal.fail('WEBHOOK_HELD'); -- nobody may sign up unasked, and the parent's endpoint is not to be asked
  end if;
  -- The question is in a field that a server never logs, because it contains personal data.
  select * into strict failure from neon_auth_internal.failure f where f.name = 'WEBHOOK_NOT_ASKED';
  raise exception using
    errcode = 'NA' || failure.status,
    message = failure.message,
    detail = failure.code,
    datatype = jsonb_build_object('user', who, 'data', jsonb_build_object('auth_provider', provider));
end
$$;

ALTER FUNCTION neon_auth_internal.require_answer(name text, email text, image text, email_verified boolean, provider text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_own_session(token_hash text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  if own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  return own;
end
$$;

ALTER FUNCTION neon_auth_internal.require_own_session(token_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_password(user_id uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  stored text;
  wait   integer;
begin
  select neon_auth_internal.count_attempt('password', u.email) into wait from neon_auth."user" u where u.id = user_id;
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  select a.password into stored
  from neon_auth.account a
  where a."userId" = user_id and a."providerId" = 'credential' and a.password <> '';
  if not found then
    perform neon_auth_internal.fail('CREDENTIAL_ACCOUNT_NOT_FOUND');
  end if;
  return stored;
end
$$;

ALTER FUNCTION neon_auth_internal.require_password(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_permission(token_hash text, resource text, action text, failure text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own   neon_auth.session := neon_auth_internal.require_session(token_hash);
  roles text := (select u.role from neon_auth."user" u where u.id = own."userId");
begin
  if not neon_auth_internal.allows(roles, jsonb_build_object(resource, jsonb_build_array(action))) then
    perform neon_auth_internal.fail(failure);
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  return own;
end
$$;

ALTER FUNCTION neon_auth_internal.require_permission(token_hash text, resource text, action text, failure text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_provider(config jsonb, id text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not exists (
    select from jsonb_array_elements(config -> 'social_providers') p where p ->> 'id' = require_provider.id
  ) then
    perform neon_auth_internal.fail('OAUTH_PROVIDER_NOT_FOUND');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.require_provider(config jsonb, id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_session(token_hash text, failure text DEFAULT 'UNAUTHORIZED'::text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
begin
  if own.id is null then
    perform neon_auth_internal.fail(failure);
  end if;
  return own;
end
$$;

ALTER FUNCTION neon_auth_internal.require_session(token_hash text, failure text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_uuid(value text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  id uuid := neon_auth_internal.to_uuid(value);
begin
  if value = '' then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif id is null then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  return id;
end
$$;

ALTER FUNCTION neon_auth_internal.require_uuid(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.require_verified(token_hash text, verified_hash text) RETURNS neon_auth.session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
begin
  perform from neon_auth."user" u where u.id = own."userId" for no key update;
  perform neon_auth_internal.hold_session(own);
  perform from neon_auth.account a
  where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash and a.password <> '';
  if not found then
    perform neon_auth_internal.fail('INVALID_PASSWORD');
  end if;
  return own;
end
$$;

ALTER FUNCTION neon_auth_internal.require_verified(token_hash text, verified_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.resend_invitation(organization_id uuid, email text, resend boolean) RETURNS neon_auth.invitation
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  sent neon_auth.invitation;
begin
  update neon_auth.invitation i
  set "expiresAt" = now() + c.invitation_lifetime
  from neon_auth_internal.config c
  where i.id = (
    select w.id
    from neon_auth.invitation w
    where w."organizationId" = resend_invitation.organization_id
      and neon_auth_internal.normalize_email(w.email) = resend_invitation.email
      and w.status = 'pending'
      and w."expiresAt" > now()
    order by w."createdAt"
    limit 1)
  returning i.* into sent;

  if found and resend is distinct from true then
    perform neon_auth_internal.fail('ALREADY_INVITED');
  end if;
  return sent;
end
$$;

ALTER FUNCTION neon_auth_internal.resend_invitation(organization_id uuid, email text, resend boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.role_json(r neon_auth."organizationRole") RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', r.id,
    'organizationId', r."organizationId",
    'role', r.role,
    'permission', r.permission::jsonb,
    'createdAt', neon_auth_internal.timestamp_text(r."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(r."updatedAt"))
$$;

ALTER FUNCTION neon_auth_internal.role_json(r neon_auth."organizationRole") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.role_member(own neon_auth.session, input json, action text, refused text, missing text DEFAULT 'NO_ACTIVE_ORGANIZATION'::text) RETURNS neon_auth.member
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  wanted text := nullif(coalesce(input ->> 'organizationId', own."activeOrganizationId"), '');
  member neon_auth.member;
begin
  if wanted is null then
    perform neon_auth_internal.fail(missing);
  elsif action = 'read' then
    member := neon_auth_internal.find_member(wanted, own."userId");
  else
    member := neon_auth_internal.lock_membership(wanted, own."userId");
  end if;

  if member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  elsif not neon_auth_internal.has_permission(member, 'ac', action) then
    perform neon_auth_internal.fail(refused);
  end if;
  return member;
end
$$;

ALTER FUNCTION neon_auth_internal.role_member(own neon_auth.session, input json, action text, refused text, missing text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.role_name(name text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  name := lower(name);
  if neon_auth_internal.is_predefined(name) then
    perform neon_auth_internal.fail('ROLE_NAME_TAKEN');
  elsif name !~ E'^[^\\s,]([^,]*[^\\s,])?$' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  return name;
end
$_$;

ALTER FUNCTION neon_auth_internal.role_name(name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.role_text(role jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if jsonb_typeof(role) = 'string' then
    return role #>> '{}';
  elsif jsonb_typeof(role) <> 'array'
    or exists (select from jsonb_array_elements(role) r where jsonb_typeof(r) <> 'string')
  then
    perform neon_auth_internal.fail('INVALID_ROLE_TYPE');
  end if;
  return (select coalesce(string_agg(r.value, ',' order by r.position), '')
    from jsonb_array_elements_text(role) with ordinality as r (value, position));
end
$$;

ALTER FUNCTION neon_auth_internal.role_text(role jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.roles_text(role json) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case json_typeof(role)
    when 'array' then (
      select coalesce(string_agg(r.role, ',' order by r.position), '')
      from json_array_elements_text(roles_text.role) with ordinality as r (role, position))
    else role #>> '{}'
  end
$$;

ALTER FUNCTION neon_auth_internal.roles_text(role json) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.run_call(mark uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  call      text := (select m.value from neon_auth.write_mark m where m.id = mark);
  returned  text;
  immediate text; -- constraints that are checked immediately unless the transaction defers them
  deferred  boolean;
begin
  select
    string_agg(format('%s.%I', k.connamespace::regnamespace, k.conname), ', ')
      filter (where not k.condeferred and has_schema_privilege(k.connamespace, 'usage')),
    bool_or(k.condeferred)
  into immediate, deferred
  from pg_constraint k
  where k.condeferrable;
  if deferred is not null then
    perform neon_auth_internal.fire_deferred('all');
  end if;
  execute call into returned;
  if deferred then -- nothing is pending now; from here on they are as declared
    set constraints all deferred;
    execute 'set constraints ' || immediate || ' immediate';
  end if;
  update neon_auth.write_mark m set result = returned where m.id = mark;
end
$$;

ALTER FUNCTION neon_auth_internal.run_call(mark uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.run_hook(hook oid, claims jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  more jsonb;
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'run_hook must run as neon_auth_writer';
  end if;
  execute format('select %s($1)', (
    select format('%I.%I', n.nspname, p.proname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.oid = run_hook.hook)) into more using claims;
  return more;
end
$_$;

ALTER FUNCTION neon_auth_internal.run_hook(hook oid, claims jsonb) OWNER TO neon_auth_writer;

CREATE FUNCTION neon_auth_internal.run_restricted(call text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- A separate table per call: concurrent calls do not wait for each other, and calls may be nested.
  stage    text := 'stage_' || replace(gen_random_uuid()::text, '-', '');
  mark     uuid;
  returned text;
begin
  insert into neon_auth.write_mark (entity, value) values ('call', call) returning id into mark;
  execute format('create table neon_auth_internal.%I (mark uuid)', stage);
  execute format('insert into neon_auth_internal.%I values (%L)', stage, mark);
  execute format('create index on neon_auth_internal.%I (neon_auth_internal.enter_call(mark))', stage);
  execute format('drop table neon_auth_internal.%I', stage);
  perform neon_auth_internal.check_writer();
  delete from neon_auth.write_mark m where m.id = mark returning m.result into returned;
  return returned;
end
$$;

ALTER FUNCTION neon_auth_internal.run_restricted(call text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.seal_digest(ids bigint[], hashes bytea[]) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select sha256(convert_to(coalesce((
    select string_agg(e.id || ' ' || encode(e.hash, 'hex'), ',' order by e.position)
    from unnest(ids, hashes) with ordinality e (id, hash, position)), ''), 'UTF8'))
$$;

ALTER FUNCTION neon_auth_internal.seal_digest(ids bigint[], hashes bytea[]) OWNER TO neon_auth;

CREATE TABLE neon_auth.audit_seal (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    kind text NOT NULL,
    month date NOT NULL,
    "databaseRole" text DEFAULT SESSION_USER NOT NULL,
    ids bigint[],
    hashes bytea[],
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_seal_kind_is_known CHECK ((kind = ANY (ARRAY['rows'::text, 'redaction'::text, 'expiry'::text])))
);

ALTER TABLE neon_auth.audit_seal OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.audit_seal IS 'hashes of audit_log''s rows, each seal chained to the one before; see verify_audit';

COMMENT ON COLUMN neon_auth.audit_seal.id IS 'number of the seal, without gaps';

COMMENT ON COLUMN neon_auth.audit_seal.at IS 'when it was made';

COMMENT ON COLUMN neon_auth.audit_seal.kind IS 'rows: sealed for the first time; redaction: erase_user has removed personal data; expiry: months before `month` are gone';

COMMENT ON COLUMN neon_auth.audit_seal.month IS 'of the sealed rows, in UTC; of an expiry: the first month that is kept';

COMMENT ON COLUMN neon_auth.audit_seal."databaseRole" IS 'the login that made the seal';

COMMENT ON COLUMN neon_auth.audit_seal.ids IS 'of the sealed rows of that month; null once the month is gone';

COMMENT ON COLUMN neon_auth.audit_seal.hashes IS 'audit_hash of each row, in the order of ids';

COMMENT ON COLUMN neon_auth.audit_seal.digest IS 'sha256 of ids and hashes, which remains';

COMMENT ON COLUMN neon_auth.audit_seal.hash IS 'sha256 of this seal and the hash of the one before';

CREATE FUNCTION neon_auth_internal.seal_hash(s neon_auth.audit_seal, previous bytea) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select sha256(previous || convert_to(jsonb_build_array(
    s.id, extract(epoch from s.at)::text, s.kind, to_char(s.month, 'YYYY-MM'), s."databaseRole", encode(s.digest, 'hex'))::text, 'UTF8'))
$$;

ALTER FUNCTION neon_auth_internal.seal_hash(s neon_auth.audit_seal, previous bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.seal_rows(kind text, ids bigint[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.add_seal(seal_rows.kind, m.month, m.ids, m.hashes)
  from (
    select
      date_trunc('month', l.at at time zone 'UTC')::date as month,
      array_agg(l.id order by l.id) as ids,
      array_agg(neon_auth_internal.audit_hash(l) order by l.id) as hashes
    from neon_auth.audit_log l
    where l.id = any (seal_rows.ids)
    group by 1
    order by 1
  ) m
$$;

ALTER FUNCTION neon_auth_internal.seal_rows(kind text, ids bigint[]) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.seal_setting(kind text, setting jsonb, keys text[], plain_hash text, sealed text, context text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  present text := neon_auth_internal.secret_context(kind, setting);
  key     text;
begin
  foreach key in array keys loop
    if neon_auth_internal.is_hash_of(plain_hash, setting ->> key) and context in ('', present) then
      setting := setting || jsonb_build_object(key, sealed);
    end if;
  end loop;
  return setting;
end
$$;

ALTER FUNCTION neon_auth_internal.seal_setting(kind text, setting jsonb, keys text[], plain_hash text, sealed text, context text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.search_condition(query jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when coalesce(query ->> 'searchValue', '') = '' then 'true'
    else format(
      case
        when query ->> 'searchOperator' = 'starts_with' then 'u.%I like $1 || ''%%'''
        when query ->> 'searchOperator' = 'ends_with' and strpos(query ->> 'searchValue', E'\\') = 0
          then 'reverse(u.%I) like reverse($1) || ''%%'''
        when query ->> 'searchOperator' = 'ends_with' then 'u.%I like ''%%'' || $1'
        else 'u.%I like ''%%'' || $1 || ''%%'''
      end,
      case when query ->> 'searchField' = 'name' then 'name' else 'email' end)
  end
$_$;

ALTER FUNCTION neon_auth_internal.search_condition(query jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.seconds_claim(claims jsonb, name text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if jsonb_typeof(claims -> name) = 'number' and claims ->> name ~ '^[0-9]{1,11}$' then
    return (claims ->> name)::bigint;
  end if;
  return null;
end
$_$;

ALTER FUNCTION neon_auth_internal.seconds_claim(claims jsonb, name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.secret_context(kind text, setting jsonb) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select encode(sha256(s.lineage || convert_to(kind || ' ' || case kind
    when 'mail' then jsonb_build_array(
      setting -> 'host', coalesce(setting -> 'port', '587'), coalesce(setting ->> 'username', ''))
    else (
      select coalesce(jsonb_object_agg(e.key, e.value), '{}')
      from jsonb_each(case jsonb_typeof(setting) when 'object' then setting else '{}' end) e
      where e.key not in ('clientSecret', 'privateKey')
        and (e.key in ('id', 'providerId', 'clientId', 'teamId', 'keyId') or e.value::text like '%://%'))
  end::text, 'UTF8')), 'hex')
  from neon_auth.branch_seed s
$$;

ALTER FUNCTION neon_auth_internal.secret_context(kind text, setting jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.secret_of(branch text) RETURNS bytea
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  secret bytea := (
    select s.secret from neon_auth.context_secret s where s.branch = secret_of.branch);
begin
  if secret is null
    and neon_auth_internal.may_prepare()
    and neon_auth_internal.try_lock_task('context')
  then
    insert into neon_auth.context_secret (branch, secret)
    values (
      secret_of.branch,
      sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
    on conflict do nothing;
  end if;

  if secret is null then
    select s.secret into strict secret
    from neon_auth.context_secret s
    order by s.branch = secret_of.branch desc, s."createdAt" desc
    limit 1;
  end if;
  return secret;
end
$$;

ALTER FUNCTION neon_auth_internal.secret_of(branch text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.select_users(what text, query jsonb, tail text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select string_agg(
    format(
      '(select %s from neon_auth."user" u where %s and %s%s %s)', what,
      neon_auth_internal.search_condition(query), neon_auth_internal.filter_condition(query), half, tail),
    ' union all ')
  from (
    select n.place, array[
      format(' and octet_length(u.%I) > 2000 is not true', c.name), format(' and octet_length(u.%I) > 2000', c.name)]
    from unnest(array[query ->> 'sortBy', query ->> 'filterField', query ->> 'searchField']) with ordinality n (name, place)
    join neon_auth_internal.user_column c on c.name = n.name and c.long
    union all
    select 4, array['']
    order by 1
    limit 1
  ) as one (place, halves)
  cross join unnest(one.halves) as half
$$;

ALTER FUNCTION neon_auth_internal.select_users(what text, query jsonb, tail text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.session_json(s neon_auth.session) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  shown text[] := array[
    'expiresAt', neon_auth_internal.timestamp_text(least(s."expiresAt", '9999-12-31 23:59:59.999+00')),
    'token', s.token,
    'createdAt', neon_auth_internal.timestamp_text(s."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(s."updatedAt"),
    'ipAddress', s."ipAddress",
    'userAgent', s."userAgent",
    'userId', s."userId"::text,
    'impersonatedBy', s."impersonatedBy",
    'activeOrganizationId', s."activeOrganizationId",
    'id', s.id::text];
begin
  if (select o.teams from neon_auth_internal.organization_option o) then
    shown := shown || array[
      'activeTeamId', (select o."activeTeamId"::text from neon_auth.session_origin o where o."sessionId" = s.id)];
  end if;
  return json_build_object(variadic shown);
end
$$;

ALTER FUNCTION neon_auth_internal.session_json(s neon_auth.session) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.set_locale(user_id uuid, locale text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if locale is null then
    delete from neon_auth.user_locale l where l."userId" = user_id;
    return true;
  elsif length(locale) > 40 or locale !~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}$' then
    return false;
  end if;
  insert into neon_auth.user_locale as l ("userId", locale) values (user_id, replace(set_locale.locale, '_', '-'))
  on conflict ("userId") do update set locale = excluded.locale where l.locale <> excluded.locale;
  return true;
end
$_$;

ALTER FUNCTION neon_auth_internal.set_locale(user_id uuid, locale text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback boolean) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case jsonb_typeof(settings #> path) when 'boolean' then (settings #> path)::boolean else fallback end;
end
$$;

ALTER FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback integer) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when jsonb_typeof(settings #> path) = 'number' and (settings #>> path)::numeric between 0 and 2147483647
      then trunc((settings #>> path)::numeric)::integer
    else fallback
  end;
end
$$;

ALTER FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case jsonb_typeof(settings #> path) when 'string' then settings #>> path else fallback end;
end
$$;

ALTER FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting_conflicts(config jsonb) RETURNS TABLE(setting text, problem text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select found.setting, found.problem
  from (
    select
      config -> 'email_and_password' as password,
      config -> 'email_provider' as mail,
      neon_auth_internal.setting(config, '{options,jwt,claimsHook}', null::text) as hook,
      neon_auth_internal.setting(config, '{options,branding,color}', null::text) as color
  ) as c
  cross join lateral (
    values
      ('name', case when btrim(config ->> 'name') = '' then 'is blank' end),
      ('email_and_password.minPasswordLength', case
        when neon_auth_internal.setting(c.password, '{minPasswordLength}', 8)
          > neon_auth_internal.setting(c.password, '{maxPasswordLength}', 128)
        then 'is more than maxPasswordLength: no password is possible' end),
      ('email_provider.host', case
        when neon_auth_internal.setting(c.mail, '{host}', ''::text) <> ''
          and c.mail ->> 'host' !~ E'^([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\\[?[0-9A-Fa-f:.]+\\]?)$'
        then 'must be a host name or an IP address, without scheme and port'
        when neon_auth_internal.setting(c.mail, '{type}', ''::text) = 'standard'
          and neon_auth_internal.setting(c.mail, '{host}', ''::text) = ''
        then 'is missing: type standard needs a mail server' end),
      ('email_provider.sender_email', case
        when neon_auth_internal.setting(c.mail, '{sender_email}', ''::text) !~ E'^([^@<>,;:"\\\\\\s]+@[A-Za-z0-9_][A-Za-z0-9_.-]*)?$'
        then 'must be an address like no-reply@example.com' end),
      ('branding.color', case
        when c.color !~* '^#[0-9a-f]{6}$' then 'must be six hexadecimal digits after #, such as #0f62fe'
        when neon_auth_internal.contrast_with_white(c.color) < 4.5
        then 'is too light: white text on it has a contrast of ' || neon_auth_internal.contrast_with_white(c.color) || ', and needs 4.5' end),
      ('jwt.claimsHook', case
        when c.hook is not null and neon_auth_internal.find_claims_hook(c.hook) is null
        then 'is not a function that may add claims. Set it with token_claims_hook' end)
  ) as found (setting, problem)
  where found.problem is not null
  union all
  select 'social_providers[].id', case count(*) when 1 then 'is missing' else p ->> 'id' || ' is listed more than once' end
  from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p
  where jsonb_typeof(p) = 'object'
  group by p ->> 'id'
  having p ->> 'id' is null or count(*) > 1
  union all
  select 'social_providers[].id', (p ->> 'id') || ' is not a preset of neon_auth.oauth_preset, and has no issuer, discoveryUrl or authorizationUrl'
  from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p
  where jsonb_typeof(p) = 'object'
    and jsonb_typeof(p -> 'id') = 'string'
    and not p ?| '{issuer,discoveryUrl,authorizationUrl}'
    and not exists (select from neon_auth.oauth_preset o where o.id = p ->> 'id')
$_$;

ALTER FUNCTION neon_auth_internal.setting_conflicts(config jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting_problems(config jsonb) RETURNS TABLE(setting text, problem text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  fact   neon_auth_internal.known_setting;
  steps  jsonb := '{}'::jsonb; -- paths that lead to leaves
  paths  text[] := '{}'::text[];
  nodes  jsonb[] := '{}'::jsonb[];
  here   integer := 1;
  below  record;
begin
  for fact in select * from neon_auth_internal.known_setting s loop
    for depth in 1 .. cardinality(fact.path) - 1 loop
      steps := steps || jsonb_build_object(array_to_string(fact.path[1 : depth], '.'), true);
    end loop;
    if fact.path[1] <> all (paths) and config ? fact.path[1] then
      paths := paths || fact.path[1];
      nodes := nodes || (config -> fact.path[1]);
    end if;
  end loop;

  while here <= cardinality(paths) loop
    setting := replace(regexp_replace(paths[here], E'^options\\.', ''), '.[]', '[]');
    select * into fact from neon_auth_internal.known_setting s where array_to_string(s.path, '.') = paths[here];
    problem := case
      when fact.name is null and not steps ? paths[here]
        then 'is not a setting' || coalesce('. Did you mean ' || neon_auth_internal.nearest_setting(setting) || '?', '')
      when fact.name is null and jsonb_typeof(nodes[here]) <> 'object' and (nodes[here] <> 'null' or strpos(paths[here], '.') > 0)
        then 'must be an object, not ' || left(nodes[here]::text, 100)
      when fact.name is not null and not neon_auth_internal.is_allowed(fact, nodes[here])
        then format('must be %s, not %s', neon_auth_internal.allowed_values(fact),
          case fact.type when 'secret' then 'something else' else left(nodes[here]::text, 100) end)
    end;
    if problem is not null then
      return next;
    elsif steps ? paths[here] then
      for below in
        select o.key, o.value from jsonb_each(case jsonb_typeof(nodes[here]) when 'object' then nodes[here] else '{}' end) o
        union all
        select '[]', a.value from jsonb_array_elements(case jsonb_typeof(nodes[here]) when 'array' then nodes[here] else '[]' end) a
      loop
        paths := paths || (paths[here] || '.' || below.key);
        nodes := nodes || below.value;
      end loop;
    end if;
    here := here + 1;
  end loop;

  return query
  select 'trusted_origins', left(o::text, 200) || ' ' || neon_auth_internal.origin_problem(o)
  from jsonb_array_elements(
    case jsonb_typeof(config -> 'trusted_origins') when 'array' then config -> 'trusted_origins' else '[]' end) o
  where neon_auth_internal.origin_problem(o) is not null;
  return query select * from neon_auth_internal.setting_conflicts(config);
end
$$;

ALTER FUNCTION neon_auth_internal.setting_problems(config jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting_value(s neon_auth_internal.known_setting, value text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return case
    when value is null then null
    when s.type = 'boolean' and lower(value) in ('true', 'on', 'yes', '1') then 'true'
    when s.type = 'boolean' and lower(value) in ('false', 'off', 'no', '0') then 'false'
    when s.type = 'integer' and value ~ '^-?[0-9]{1,18}$' then to_jsonb(value::bigint)
    when s.type in ('list', 'origins', 'object') and value ~ E'^\\s*\\[' then value::jsonb
    when s.type in ('list', 'origins') then to_jsonb(regexp_split_to_array(btrim(value), E'\\s*,\\s*'))
    else to_jsonb(value)
  end;
end
$_$;

ALTER FUNCTION neon_auth_internal.setting_value(s neon_auth_internal.known_setting, value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.setting_warnings(config jsonb) RETURNS TABLE(setting text, advice text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  with c as (
    select
      neon_auth_internal.setting(p, '{enabled}', true) and not neon_auth_internal.setting(p, '{disableSignUp}', false) as sign_up,
      neon_auth_internal.setting(p, '{requireEmailVerification}', false) as required,
      neon_auth_internal.setting(p, '{sendVerificationEmailOnSignUp}', false) as on_sign_up,
      neon_auth_internal.setting(p, '{sendVerificationEmailOnSignIn}', false) as on_sign_in,
      neon_auth_internal.setting(o, '{enabled}', true) as organizations,
      neon_auth_internal.setting(o, '{config,sendInvitationEmail}', false) as invitations_mailed,
      neon_auth_internal.setting(o, '{config,teams,enabled}', false)
        or neon_auth_internal.setting(o, '{config,dynamicAccessControl,enabled}', false) as parts_of_organizations,
      config -> 'email_provider' as mail,
      config #> '{options,user,deleteUser}' as deletion,
      config -> 'webhook_config' as hook,
      config -> 'trusted_origins' as origins
    from (select config -> 'email_and_password', config #> '{plugin_configs,organization}') as s (p, o)
  )
  select w.setting, w.advice
  from c
  cross join lateral (
    values
      ('plugin_configs.organization.config.sendInvitationEmail', c.organizations and c.invitations_mailed
        and not c.required and not c.on_sign_up, 'Users invited by mail must verify their address to accept, and no setting'
        ' mails a verification. Set email_and_password.sendVerificationEmailOnSignUp.'),
      ('email_and_password.requireEmailVerification', c.sign_up and c.required and not c.on_sign_up and not c.on_sign_in,
        'Users cannot sign in before they verify the address. Set sendVerificationEmailOnSignIn, so that users who lost the'
        ' first mail get another.'),
      ('plugin_configs.organization.enabled', not c.organizations and c.parts_of_organizations,
        'Teams and dynamicAccessControl have no effect while organizations are off.'),
      ('email_provider.type', neon_auth_internal.setting(c.mail, '{host}', ''::text) <> ''
        and neon_auth_internal.setting(c.mail, '{type}', 'shared'::text) <> 'standard',
        'The mail server named here has no effect while the type is shared. Set it to standard.'),
      ('user.deleteUser.sendVerification', neon_auth_internal.setting(c.deletion, '{sendVerification}', false)
        and not neon_auth_internal.setting(c.deletion, '{enabled}', true), 'It has no effect while user.deleteUser.enabled is false.'),
      ('webhook_config.enabledEvents', neon_auth_internal.setting(c.hook, '{enabled}', false)
        and coalesce(c.hook -> 'enabledEvents', '[]') = '[]', 'The webhook is on and no event is sent to it.'),
      ('webhook_config.enabledEvents', neon_auth_internal.setting(c.hook, '{enabled}', false)
        and coalesce(c.hook -> 'enabledEvents', '[]') ?| '{organization.invitation.created,organization.invitation.accepted,phone_number.verified}',
        'This release sends no organization.invitation and no phone_number events.'),
      ('trusted_origins', exists (
          select from jsonb_array_elements(case jsonb_typeof(c.origins) when 'array' then c.origins else '[]' end) o
          where coalesce(o ->> 'domain', o #>> '{}') ~ E'^([a-z*?]+://)?[*?.]*\\*[*?.]*([.][a-z]+)?(:[0-9*?]+)?$'),
        'A pattern matches sites of anyone: every page of them may act for your users.'),
      ('branding.logo', config #>> '{options,branding,logo}' ~* E'\\.svgz?([?]|$)', 'Gmail and Outlook do not show SVG. Use PNG.'),
      ('social_providers', exists (
          select from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p
          where p ->> 'clientId' <> '' and coalesce(p ->> 'clientSecret', p ->> 'privateKey', '') = ''),
        'A provider has a clientId and no clientSecret.')
  ) as w (setting, applies, advice)
  where w.applies
$_$;

ALTER FUNCTION neon_auth_internal.setting_warnings(config jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.settle() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  names   text;
  visible boolean;
  before  bigint;
  after   bigint;
begin
  for pass in 1 .. 10 loop
    -- Except the app's deferred foreign keys, whose checks run as the owner of the table.
    select string_agg(format('%s.%I', k.connamespace::regnamespace, k.conname), ', '),
      bool_and(has_schema_privilege('neon_auth_writer', k.connamespace, 'usage'))
    into names, visible
    from pg_constraint k
    where k.condeferrable and k.contype in ('t', 'x')
      and not (k.conrelid = 'neon_auth.member'::regclass and k.conname = 'keep_owner');
    exit when names is null;
    -- The command counter grows with each statement that wrote, even if it was rolled back.
    insert into neon_auth.write_mark (entity) values ('settle') returning cmin::text::bigint into before;
    perform neon_auth_internal.fire_deferred(case when visible then names else 'all' end);
    insert into neon_auth.write_mark (entity) values ('settle') returning cmin::text::bigint into after;
    delete from neon_auth.write_mark m where m.entity = 'settle';
    exit when after = before + 1;
    if pass = 10 then
      raise exception 'deferred triggers of the app queue each other without end';
    end if;
  end loop;
  if exists (select from pg_cursors c where c.is_holdable and c.creation_time >= statement_timestamp()) then
    raise exception 'a trigger of the app opened a cursor that outlives the transaction'
      using errcode = 'insufficient_privilege';
  end if;
  perform neon_auth_internal.check_writer();
end
$$;

ALTER FUNCTION neon_auth_internal.settle() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.settle_statement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select from neon_auth_internal.foreign_code f where f.on_table = tg_relid) then
    perform neon_auth_internal.settle();
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.settle_statement() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.shorten_values(audited jsonb, most integer) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when octet_length(audited::text) <= most then audited
    else (
      select jsonb_object_agg(e.key, case
        when octet_length(e.value::text) <= most then e.value
        else to_jsonb(format('%s… (%s bytes, sha256 %s)', left(audited ->> e.key, 64), octet_length(audited ->> e.key),
          encode(sha256(convert_to(audited ->> e.key, 'UTF8')), 'hex')))
        end)
      from jsonb_each(audited) e)
  end
$$;

ALTER FUNCTION neon_auth_internal.shorten_values(audited jsonb, most integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.sign_ins_by_day(first_day timestamp with time zone) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_agg(jsonb_build_object(
    'day', to_char(d.day at time zone 'UTC', 'YYYY-MM-DD'), 'signIns', coalesce(s.n, 0), 'refused', coalesce(r.n, 0)) order by d.day)
  from generate_series(first_day, now(), interval '24 hours') as d (day)
  left join (
    select first_day + floor(extract(epoch from l.at - first_day) / 86400) * interval '1 day' as day, count(*) as n
    from neon_auth.audit_log l
    where l.entity = 'session' and l.action = 'insert' and l.after ->> 'impersonatedBy' is null and l.at >= first_day
    group by 1
  ) as s on s.day = d.day
  left join (
    select first_day + floor(extract(epoch from f.minute - first_day) / 86400) * interval '1 day' as day, sum(f.attempts) as n
    from neon_auth.refused_sign_in f
    where f.minute >= first_day
    group by 1
  ) as r on r.day = d.day
$$;

ALTER FUNCTION neon_auth_internal.sign_ins_by_day(first_day timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.sign_up_proved(email text, name text) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (select c.sign_up_disabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('SIGN_UP_DISABLED');
  end if;
  return neon_auth_internal.insert_user(name, email, null, true, 'user');
end
$$;

ALTER FUNCTION neon_auth_internal.sign_up_proved(email text, name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.signing_key(kid text) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select neon_auth_internal.decode_base64url(k.jwk ->> 'x')
  from neon_auth.jwks j, neon_auth_internal.parse_object(convert_to(j."publicKey", 'UTF8')) k (jwk)
  where j.id::text = kid
    and j.branch = neon_auth.branch_identity()
    and coalesce(j."expiresAt" > clock_timestamp(), true)
    and k.jwk ->> 'kty' = 'OKP'
    and k.jwk ->> 'crv' = 'Ed25519'
    and k.jwk ->> 'x' ~ '^[A-Za-z0-9_-]{43}$'
$_$;

ALTER FUNCTION neon_auth_internal.signing_key(kid text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.sort_order(query jsonb) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select format(
    'u.%I %s, u.id %2$s', c.name, case when query ->> 'sortDirection' = 'desc' then 'desc' else 'asc' end)
  from neon_auth_internal.user_column c
  where c.name = coalesce(nullif(query ->> 'sortBy', ''), 'createdAt')
$_$;

ALTER FUNCTION neon_auth_internal.sort_order(query jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.store_config(config jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select from neon_auth.project_config c where c.id = (config ->> 'id')::uuid and to_jsonb(c) = config) then
    return;
  end if;
  update neon_auth.project_config c
  set
    name = n.name,
    trusted_origins = n.trusted_origins,
    social_providers = n.social_providers,
    email_provider = n.email_provider,
    email_and_password = n.email_and_password,
    allow_localhost = n.allow_localhost,
    plugin_configs = n.plugin_configs,
    webhook_config = n.webhook_config
  from jsonb_populate_record(null::neon_auth.project_config, config) n
  where c.id = n.id;
end
$$;

ALTER FUNCTION neon_auth_internal.store_config(config jsonb) OWNER TO neon_auth;

CREATE TABLE neon_auth.verification (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    identifier text NOT NULL,
    value text NOT NULL,
    "expiresAt" timestamp with time zone NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    branch text DEFAULT neon_auth.branch_identity() NOT NULL,
    CONSTRAINT identifier_is_short CHECK ((octet_length(identifier) <= 2048)),
    CONSTRAINT value_is_short CHECK ((octet_length(value) <= 131072))
);

ALTER TABLE neon_auth.verification OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.verification IS 'Pending codes and links. A row is deleted when it is used.';

COMMENT ON COLUMN neon_auth.verification.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.verification.identifier IS 'What it is for, and for whom: sign-in-otp-ada@example.com.';

COMMENT ON COLUMN neon_auth.verification.value IS 'Hash of the code or token, with the count of attempts.';

COMMENT ON COLUMN neon_auth.verification."expiresAt" IS 'It is valid until then.';

COMMENT ON COLUMN neon_auth.verification."createdAt" IS 'When it was made.';

COMMENT ON COLUMN neon_auth.verification."updatedAt" IS 'When it was last tried.';

COMMENT ON COLUMN neon_auth.verification.branch IS 'branch_identity() it was made under; it is valid there only.';

CREATE FUNCTION neon_auth_internal.take_trusted_device(user_id uuid, device_hash text) RETURNS neon_auth.verification
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  delete from neon_auth.verification v
  where v.identifier = 'trust-device-' || device_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
    and v.value = take_trusted_device.user_id::text
  returning v.*
$$;

ALTER FUNCTION neon_auth_internal.take_trusted_device(user_id uuid, device_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.take_verification(identifier text) RETURNS neon_auth.verification
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  taken neon_auth.verification;
begin
  delete from neon_auth.verification v
  where v.identifier = take_verification.identifier
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
  returning v.* into taken;
  return taken;
end
$$;

ALTER FUNCTION neon_auth_internal.take_verification(identifier text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.team_json(t neon_auth.team) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', t.id,
    'name', t.name,
    'organizationId', t."organizationId",
    'createdAt', neon_auth_internal.timestamp_text(t."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(t."updatedAt"))
$$;

ALTER FUNCTION neon_auth_internal.team_json(t neon_auth.team) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.team_member_json(m neon_auth."teamMember") RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', m.id,
    'teamId', m."teamId",
    'userId', m."userId",
    'createdAt', neon_auth_internal.timestamp_text(m."createdAt"))
$$;

ALTER FUNCTION neon_auth_internal.team_member_json(m neon_auth."teamMember") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.teams_json(organization_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(neon_auth_internal.team_json(t) order by t."createdAt", t.id), '[]')
  from neon_auth.team t
  where t."organizationId" = teams_json.organization_id
$$;

ALTER FUNCTION neon_auth_internal.teams_json(organization_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.tell_created() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  provider constant text := coalesce(nullif(current_setting('neon_auth.provider', true), ''), 'credential');
begin
  if provider <> 'import' and neon_auth_internal.is_subscribed('user.created') then
    perform neon_auth_internal.put_event(
      'user.created', neon_auth_internal.event_user(m), jsonb_build_object('auth_provider', provider), null, null, false)
    from made m;
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.tell_created() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.tell_sidecars() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform pg_notify('neon_auth_outbox', '');
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.tell_sidecars() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.tell_two_factor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_internal.queue_mail(
    case
      when new."twoFactorEnabled" then 'two-factor-enabled'
      when current_setting('neon_auth.two_factor_fact', true) = 'reset' then 'two-factor-reset'
      else 'two-factor-disabled'
    end, new.email, null, null);
  if new."twoFactorEnabled" is not true then
    perform neon_auth_internal.remove_factors(new.id);
  end if;
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.tell_two_factor() OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.mail_kind AS
 SELECT k.kind,
    ('{app,email}'::text[] || k.more) AS variables,
    k.required
   FROM ( VALUES ('sign-in-otp'::text,'{code,minutes}'::text[],'code'::text), ('email-verification-otp'::text,'{code,minutes}'::text[],'code'::text), ('forget-password-otp'::text,'{code,minutes}'::text[],'code'::text), ('email-verification-link'::text,'{link,minutes}'::text[],'link'::text), ('forget-password-link'::text,'{link,minutes}'::text[],'link'::text), ('change-email-link'::text,'{link,minutes,newEmail}'::text[],'link'::text), ('delete-account-link'::text,'{link,minutes}'::text[],'link'::text), ('magic-link'::text,'{link,minutes}'::text[],'link'::text), ('invitation'::text,'{link,minutes,organization,inviter}'::text[],'link'::text), ('set-password-link'::text,'{link,minutes}'::text[],'link'::text), ('password-changed'::text,'{}'::text[],NULL::text), ('email-changed'::text,'{}'::text[],NULL::text), ('already-registered'::text,'{}'::text[],NULL::text)) k(kind, more, required);

ALTER TABLE neon_auth_internal.mail_kind OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.template_problem(of_kind neon_auth_internal.mail_kind, part text, content text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  variable constant text := E'[{][{](.*?)[}][}]';
  shown    constant text := repeat('{', 2) || '%s' || repeat('}', 2);
  forbidden constant text := E'<[\\s/]*(script|iframe|frame|frameset|object|embed|applet|form|input|button|base|svg|math|template)[\\s/>]';
  rest     constant text := regexp_replace(content, variable, ' ', 'g');
  -- Without what browsers ignore in an address.
  plain    constant text := regexp_replace(rest, E'[\\s[:cntrl:]]|&(tab|newline);|&#x?0*(9|a|10|d|13);?', '', 'gi');
  used     text[] := '{}';
  name     text;
begin
  for name in
    select regexp_replace(btrim(m.found[1], E' \t\r\n'), E'^\\.(Facts\\.)?', '') from regexp_matches(content, variable, 'g') as m (found)
  loop
    if not exists (select from unnest(of_kind.variables) v where lower(v) = lower(name)) then
      return format('uses ' || shown || '. Its variables are %s', left(name, 100),
        (select string_agg(format(shown, v), ', ') from unnest(of_kind.variables) v));
    end if;
    used := used || lower(name);
  end loop;

  return case
    when rest ~ E'[{][{]|[}][}]' then 'has double braces that do not enclose a variable'
    when part <> 'subject' and not of_kind.required = any (used) then format('must contain ' || shown, of_kind.required)
    when part <> 'html' then null
    when rest ~* forbidden then format('must not contain <%s>', lower((regexp_match(rest, forbidden, 'i'))[1]))
    when rest ~* E'<[^>]*[\\s"''/]on[a-z]+\\s*=' then 'must not contain event handlers, such as onclick'
    when plain ~* E'(=|url[(])["'']?(javascript|vbscript|data:text/html)' then 'must not contain javascript: addresses'
    when plain ~* E'(href|src|background|action|style)=(["''][^"'']*|[^"''>]*)&#' then 'must not have character references in addresses'
    when rest ~* 'http-equiv' then 'must not contain http-equiv'
  end;
end
$$;

ALTER FUNCTION neon_auth_internal.template_problem(of_kind neon_auth_internal.mail_kind, part text, content text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.timestamp_text(at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case when isfinite(at) then to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end;
end
$$;

ALTER FUNCTION neon_auth_internal.timestamp_text(at timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.to_uuid(value text) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select substring(
    value, '^[[:xdigit:]]{8}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{12}$')::uuid
$_$;

ALTER FUNCTION neon_auth_internal.to_uuid(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.token_claims(u neon_auth."user") RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  shown json := json_build_object(
    'name', u.name,
    'email', u.email,
    'emailVerified', u."emailVerified",
    'image', u.image,
    'createdAt', neon_auth_internal.timestamp_text(u."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(u."updatedAt"),
    'role', 'authenticated',
    'banned', u.banned,
    'banReason', u."banReason",
    'banExpires', neon_auth_internal.timestamp_text(u."banExpires"),
    'id', u.id,
    'sub', u.id);
begin
  if (select c.two_factor from neon_auth_internal.config c) then
    return (left(shown::text, -1) || ', "twoFactorEnabled" : ' || coalesce(u."twoFactorEnabled"::text, 'null') || '}')::json;
  end if;
  return shown;
end
$$;

ALTER FUNCTION neon_auth_internal.token_claims(u neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.touch_config() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  new.updated_at := now();
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.touch_config() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  new."updatedAt" := now();
  return new;
end
$$;

ALTER FUNCTION neon_auth_internal.touch_updated_at() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.trust_device(user_id uuid, device_hash text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select neon_auth_internal.put_verification('trust-device-' || device_hash, trust_device.user_id::text, o.trust_lifetime)
  from neon_auth_internal.two_factor_option o
$$;

ALTER FUNCTION neon_auth_internal.trust_device(user_id uuid, device_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.try_code(kind text, email text, code_hashes text[], use_up boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  kept     neon_auth.verification;
  attempts integer;
  failure  text;
begin
  select * into kept
  from neon_auth.verification v
  where v.identifier = neon_auth_internal.code_identifier(kind, email) and v.branch = neon_auth.branch_identity()
  order by v."createdAt" desc
  limit 1
  for update;

  if not found then
    return 'INVALID_OTP';
  end if;
  attempts := split_part(kept.value, ':', 2)::integer;
  failure := case
    when kept."expiresAt" <= now() then 'OTP_EXPIRED'
    when attempts >= 3 then 'TOO_MANY_ATTEMPTS'
  end;
  if failure is null then
    if neon_auth_internal.count_attempt('code to ' || kind, email) > 0 then
      return 'TOO_MANY_ATTEMPTS'; -- the code stays valid for other clients
    elsif split_part(kept.value, ':', 1) <> all (code_hashes) then
      update neon_auth.verification v
      set value = split_part(v.value, ':', 1) || ':' || attempts + 1
      where v.id = kept.id;
      return 'INVALID_OTP';
    end if;
    perform neon_auth_internal.pass_attempt('code to ' || kind, email);
    perform neon_auth_internal.forgive_attempts('password', email);
  end if;

  if use_up or failure is not null then
    delete from neon_auth.verification v where v.id = kept.id;
  end if;
  return failure;
end
$$;

ALTER FUNCTION neon_auth_internal.try_code(kind text, email text, code_hashes text[], use_up boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.try_lock_task(task text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform from neon_auth.task_lock t where t.name = try_lock_task.task for update skip locked;
  return found;
end
$$;

ALTER FUNCTION neon_auth_internal.try_lock_task(task text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.unknown_roles(organization_id uuid, roles text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select string_agg(trim(r.role), ', ' order by r.position)
  from unnest(string_to_array(roles, ',')) with ordinality as r (role, position)
  where trim(r.role) <> '' and not exists (
    select from neon_auth_internal.organization_permission p
    where p."organizationId" = unknown_roles.organization_id and p.role = trim(r.role))
$$;

ALTER FUNCTION neon_auth_internal.unknown_roles(organization_id uuid, roles text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.update_from_profile(user_id uuid, profile neon_auth_internal.oauth_profile, provider jsonb, is_link boolean) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  if not is_link then
    update neon_auth."user" u set "emailVerified" = true
    where u.id = update_from_profile.user_id
      and profile.is_vouched
      and not u."emailVerified"
      and neon_auth_internal.normalize_email(u.email) = neon_auth_internal.normalize_email(profile.email);
  end if;
  if not is_link and (provider @> '{"overrideUserInfo": true}' or provider @> '{"overrideUserInfoOnSignIn": true}') then
    update neon_auth."user" u set name = coalesce(profile.name, u.name), image = coalesce(profile.image, u.image)
    where u.id = update_from_profile.user_id and (u.name, u.image) is distinct from (profile.name, profile.image);
  end if;
  select * into who from neon_auth."user" u where u.id = update_from_profile.user_id;
  return who;
end
$$;

ALTER FUNCTION neon_auth_internal.update_from_profile(user_id uuid, profile neon_auth_internal.oauth_profile, provider jsonb, is_link boolean) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.use_change_link(who neon_auth."user", own neon_auth.session, link_hash text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if who.id is null then
    return 'user_not_found';
  elsif own."userId" <> who.id or own."impersonatedBy" is not null then
    return 'unauthorized';
  end if;

  delete from neon_auth.verification v
  where v.identifier = 'change-email-' || who.id
    and v.value = link_hash
    and v."expiresAt" > now()
    and v.branch = neon_auth.branch_identity();
  return case when not found then 'superseded' end;
end
$$;

ALTER FUNCTION neon_auth_internal.use_change_link(who neon_auth."user", own neon_auth.session, link_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.use_delete_token(user_id uuid, delete_token_hash text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth.verification v
  where v.identifier = 'delete-account-' || delete_token_hash
    and v.value = user_id::text
    and v."expiresAt" > now()
    and v.branch = neon_auth.branch_identity();
  if not found then
    perform neon_auth_internal.fail('DELETE_TOKEN_INVALID');
  end if;
end
$$;

ALTER FUNCTION neon_auth_internal.use_delete_token(user_id uuid, delete_token_hash text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.use_totp_step(user_id uuid, step_number bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not neon_auth_internal.is_near_step(step_number) then
    return false;
  end if;
  insert into neon_auth.two_factor_state as s ("userId", "usedSteps") values (use_totp_step.user_id, array[step_number])
  on conflict on constraint two_factor_state_pkey do update
  set "usedSteps" = array(
    select distinct n from unnest(s."usedSteps" || step_number) n where n between step_number - 8 and step_number + 8)
  where step_number <> all (s."usedSteps") or not (select o.once from neon_auth_internal.two_factor_option o);
  return found;
end
$$;

ALTER FUNCTION neon_auth_internal.use_totp_step(user_id uuid, step_number bigint) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.use_trusted_device(user_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  device constant text := coalesce(current_setting('neon_auth.trusted_device', true), '');
begin
  if device = '' or (neon_auth_internal.take_trusted_device(user_id, device)).id is null then
    return false;
  end if;
  perform neon_auth_internal.trust_device(user_id, current_setting('neon_auth.next_device', true));
  return true;
end
$$;

ALTER FUNCTION neon_auth_internal.use_trusted_device(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.user_filter(filter text) RETURNS TABLE(users text, counts text)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select k.users, replace(k.users, 'u.', 'c.')
  from (
    values
      ('verified', 'u."emailVerified"'),
      ('unverified', 'not u."emailVerified"'),
      ('banned', 'u.banned'),
      ('admins', 'u.role is not null and ''admin'' = any (string_to_array(u.role, '',''))')
  ) as k (name, users)
  where k.name = filter
  union all
  select 'true', 'true' where coalesce(filter, '') not in ('verified', 'unverified', 'banned', 'admins')
$$;

ALTER FUNCTION neon_auth_internal.user_filter(filter text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.user_json(u neon_auth."user") RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  shown json := json_build_object(
    'name', u.name,
    'email', u.email,
    'emailVerified', u."emailVerified",
    'image', u.image,
    'createdAt', neon_auth_internal.timestamp_text(u."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(u."updatedAt"),
    'role', u.role,
    'banned', u.banned,
    'banReason', u."banReason",
    'banExpires', neon_auth_internal.timestamp_text(u."banExpires"),
    'id', u.id);
begin
  if (select c.two_factor from neon_auth_internal.config c) then
    return (left(shown::text, -1) || ', "twoFactorEnabled" : ' || coalesce(u."twoFactorEnabled"::text, 'null') || '}')::json;
  end if;
  return shown;
end
$$;

ALTER FUNCTION neon_auth_internal.user_json(u neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.user_search(search text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return case
    when coalesce(search, '') = '' then 'true'
    when auth.as_uuid(search) is not null then 'u.id = $1::uuid'
    when search ~ '^[@*]' then
      'reverse(u.email) like reverse(neon_auth_internal.like_text(ltrim(lower($1), ''*''))) || ''%'''
    when exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'neon_auth' and c.relname = 'user_email_part_idx')
    then
      '(u.email like ''%'' || neon_auth_internal.like_text(lower($1)) || ''%'' '
      'or u.name ilike ''%'' || neon_auth_internal.like_text($1) || ''%'')'
    else
      '(u.email like neon_auth_internal.like_text(lower($1)) || ''%'' '
      'or octet_length(u.name) > 2000 is not true and (u.name like neon_auth_internal.like_text($1) || ''%'' '
      'or u.name like neon_auth_internal.like_text(initcap($1)) || ''%''))'
  end;
end
$_$;

ALTER FUNCTION neon_auth_internal.user_search(search text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.users_sync_json(u neon_auth."user") RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', u.id,
    'display_name', nullif(left(u.name, 2000), ''),
    'primary_email', left(u.email, 255),
    'primary_email_verified', u."emailVerified",
    'profile_image_url', case when octet_length(u.image) <= 131072 then u.image end,
    'signed_up_at_millis', case
      when u."createdAt" between '0001-01-01 00:00:00Z' and '9999-12-31 00:00:00Z'
      then trunc(extract(epoch from u."createdAt") * 1000)::bigint end)
$$;

ALTER FUNCTION neon_auth_internal.users_sync_json(u neon_auth."user") OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.users_sync_secret(provider text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select nullif(c.options #>> array['usersSync', case provider when 'stack-auth' then 'stackAuth' else provider end, 'secret'], '')
  from (select p.options from neon_auth.project_config p order by p.created_at, p.id limit 1) c
  where provider in ('clerk', 'stack-auth', 'workos', 'standard')
$$;

ALTER FUNCTION neon_auth_internal.users_sync_secret(provider text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.users_sync_settings(options jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case jsonb_typeof(options -> 'usersSync') when 'object' then options -> 'usersSync' else '{}' end
$$;

ALTER FUNCTION neon_auth_internal.users_sync_settings(options jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.verify_address(user_id uuid) RETURNS neon_auth."user"
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who neon_auth."user";
begin
  update neon_auth."user" u set "emailVerified" = true
  where u.id = verify_address.user_id and not u."emailVerified";
  select * into who from neon_auth."user" u where u.id = verify_address.user_id;
  return who;
end
$$;

ALTER FUNCTION neon_auth_internal.verify_address(user_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.verify_ed25519(key bytea, message bytea, signature bytea) RETURNS boolean
    LANGUAGE plpgsql STABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  l constant numeric := 7237005577332262213973186563042994240857116359379907606001950938285454250989;
  r bytea := substr(signature, 1, 32);
  s bytea := substr(signature, 33);
  k bytea;
  point numeric[];
  inverse numeric;
  x numeric;
  y numeric;
begin
  if length(key) <> 32 or length(signature) <> 64 or neon_auth_internal.bytes_to_number(s) >= l then
    return false;
  end if;

  k := neon_auth_internal.number_to_bytes(neon_auth_internal.bytes_to_number(sha512(r || key || message)) % l, 32);
  point := coalesce(neon_auth_internal.comb_sum(key, s, k), neon_auth_internal.doubling_sum(key, s, k));
  if point is null then
    return false;
  end if;

  -- Encoding the sum is cheaper than decoding R, and rejects every non-canonical encoding of R.
  inverse := neon_auth_internal.field_inverse(point[3]);
  x := (point[1] * inverse % p + p) % p;
  y := (point[2] * inverse % p + p) % p;
  return get_byte(r, 31) >> 7 = x % 2
    and neon_auth_internal.bytes_to_number(set_byte(r, 31, get_byte(r, 31) & 127)) = y;
end
$$;

ALTER FUNCTION neon_auth_internal.verify_ed25519(key bytea, message bytea, signature bytea) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.verify_jwt(token text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  here     text := neon_auth.branch_identity();
  checksum bytea;
  parts    text[];
  header   jsonb;
  claims   jsonb;
  key      bytea;
begin
  -- The last character of 64 encoded bytes has four unused bits, which are zero in the canonical form.
  if token is null or octet_length(token) > 8192
    or token !~ E'^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{85}[AQgw]$'
  then
    return null;
  end if;

  -- The digest includes the branch, because a template copy also has this table's rows.
  checksum := sha256(convert_to(here || ' ' || token, 'UTF8'));
  if not pg_is_in_recovery() then -- a standby has no unlogged tables
    select v.claims into claims
    from neon_auth.verified_token v
    join neon_auth.jwks j on j.id = v.key_id
    where v.digest = checksum and v."expiresAt" > clock_timestamp()
      and j.branch = here and coalesce(j."expiresAt" > clock_timestamp(), true)
    limit 1;
    if found then
      return claims;
    end if;
  end if;

  parts := string_to_array(token, '.');
  header := neon_auth_internal.parse_object(neon_auth_internal.decode_base64url(parts[1]));
  if header -> 'alg' is distinct from '"EdDSA"' or header ? 'crit'
    or jsonb_typeof(header -> 'kid') <> 'string'
  then
    return null;
  end if;
  key := neon_auth_internal.signing_key(header ->> 'kid');
  claims := neon_auth_internal.parse_object(neon_auth_internal.decode_base64url(parts[2]));
  if key is null or claims is null or not neon_auth_internal.are_claims_valid(claims)
    or not neon_auth_internal.verify_ed25519(
      key,
      convert_to(parts[1] || '.' || parts[2], 'UTF8'),
      neon_auth_internal.decode_base64url(parts[3]))
  then
    return null;
  end if;

  perform neon_auth_internal.prepare_key(key);
  perform neon_auth_internal.remember_token(checksum, header ->> 'kid', claims);
  return claims;
end
$_$;

ALTER FUNCTION neon_auth_internal.verify_jwt(token text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.wake_confirmed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform pg_notify('neon_auth_outbox', '');
  return null;
end
$$;

ALTER FUNCTION neon_auth_internal.wake_confirmed() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.webhook_problem(url text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  parts   text[] := regexp_match(
    lower(url) collate "C", E'^https://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::([0-9]{1,5}))?(?:[/?][^\\s#\\\\]*)?$');
  host    text := parts[1];
  address inet;
begin
  if current_setting('neon_auth.webhook_allow_private', true) = 'on' then
    return case when url ~ E'^https?://[^\\s#@\\\\]+$' then null else 'is not an http or https address' end;
  elsif host is null then
    return 'must be an address like https://example.com/path: https, without user name and fragment';
  elsif coalesce(parts[2], '443') not in ('443', '8443') then
    return 'has a port other than 443 and 8443';
  elsif host like '[%' or host ~ E'(^|\\.)([0-9]+|0x[0-9a-f]*)\\.?$' then
    -- Programs read 2130706433, 0177.1 and 0x7f.1 as 127.0.0.1: only the plain form is accepted.
    if host not like '[%' and host !~ E'^(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}$' then
      return 'must have an IP address in the form 198.51.100.1';
    end if;
    begin
      address := trim(host, '[]')::inet;
    exception when invalid_text_representation then
      return 'has no IP address';
    end;
    if family(address) = 6 and not address <<= '2000::/3' or address <<= any ('{0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10,
      127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, 192.88.99.0/24, 192.168.0.0/16,
      198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, 224.0.0.0/3, 2001::/23, 2001:db8::/32, 2002::/16}'::inet[]) then
      return 'has a private address';
    end if;
  elsif host !~ E'^([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$'
    or host ~ E'\\.(localhost|local|internal|intranet|lan|arpa|nip\\.io|sslip\\.io|localtest\\.me|lvh\\.me)$'
    or host ~ E'^(nip\\.io|sslip\\.io|localtest\\.me|lvh\\.me)$' then
    return 'must have a public host name';
  end if;
  return null;
end
$_$;

ALTER FUNCTION neon_auth_internal.webhook_problem(url text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.whole_number(value text) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if value ~ E'^-\\d|^\\d*\\.\\d*[1-9]' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  return nullif(substring(value, E'^\\d{1,15}$')::bigint, 0);
end
$_$;

ALTER FUNCTION neon_auth_internal.whole_number(value text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.write(entity text, mark uuid) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  followers text;
  written   integer;
begin
  if not neon_auth_internal.is_watched(entity) then
    return neon_auth_internal.write_marked(mark);
  end if;
  followers := neon_auth_internal.check_followers(entity);
  if neon_auth_internal.is_restricted() then
    written := neon_auth_internal.write_marked(mark);
  else
    written := neon_auth_internal.run_restricted(format('select neon_auth_internal.write_marked(%L)', mark))::integer;
  end if;
  if neon_auth_internal.check_followers(entity) <> followers then
    raise exception 'triggers of the app changed during the statement' using errcode = 'serialization_failure';
  end if;
  return written;
end
$$;

ALTER FUNCTION neon_auth_internal.write(entity text, mark uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_internal.write_marked(mark uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET row_security TO 'on'
    AS $_$
declare
  marked  record;
  written integer;
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'write_marked must run as neon_auth_writer';
  end if;
  select m.entity, m.ids, m.value into strict marked from neon_auth.write_mark m where m.id = mark;
  if marked.value is null then
    execute format('delete from neon_auth.%I t where t.id = any ($1)', marked.entity) using marked.ids;
  else
    execute format(
      'update neon_auth.%I t set %I = $2 where t.id = any ($1)',
      marked.entity,
      case marked.entity when 'user' then 'email' when 'organization' then 'slug' when 'account' then 'accountId' else 'role' end)
    using marked.ids, marked.value;
  end if;
  get diagnostics written = row_count;
  return written;
end
$_$;

ALTER FUNCTION neon_auth_internal.write_marked(mark uuid) OWNER TO neon_auth_writer;

CREATE FUNCTION neon_auth_management.branch_id(database oid DEFAULT NULL::oid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  digits text := encode(sha256(convert_to(neon_auth_management.place() || ':' || coalesce(
    database, (select d.oid from pg_database d where d.datname = current_database())), 'UTF8')), 'hex');
begin
  return 'br-' || left(digits, 8) || '-' || substr(digits, 9, 8) || '-' || substr(digits, 17, 8);
end
$$;

ALTER FUNCTION neon_auth_management.branch_id(database oid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.count_use(key text, requests integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  counted neon_auth_management.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
  period  constant interval := interval '1 minute';
begin
  if not exists (select from neon_auth_management.request_count c where c.key = count_use.key) then
    delete from neon_auth_management.request_count c
    where c.key in (
      select o.key from neon_auth_management.request_count o
      where o.since < present - period order by o.since limit 100 for update skip locked);
    if (select count(*) from (select from neon_auth_management.request_count limit 10000) c) = 10000 then
      key := 'others';
    end if;
  end if;
  insert into neon_auth_management.request_count as c (key, count, since) values (count_use.key, 1, present)
  on conflict on constraint request_count_pkey do update
  set
    count = case when c.since + period <= present then 1 else least(c.count, requests) + 1 end,
    since = case when c.since + period <= present then present else c.since end
  returning c.* into counted;
  return case
    when counted.count > requests then greatest(ceil(extract(epoch from counted.since + period - present))::integer, 1)
    else 0
  end;
end
$$;

ALTER FUNCTION neon_auth_management.count_use(key text, requests integer) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.fail(name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  failure neon_auth_management.failure;
begin
  select * into strict failure from neon_auth_management.failure f where f.name = fail.name;
  raise exception using errcode = 'NA' || failure.status, message = failure.message, detail = failure.name;
end
$$;

ALTER FUNCTION neon_auth_management.fail(name text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.get_caller(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  caller neon_auth_management.key := neon_auth_management.require_project_key(key_hash, 'read');
begin
  return jsonb_build_object(
    -- GET /auth
    'account_id', neon_auth_management.project_id(), 'auth_method', 'api_key_org', 'auth_data', caller.id,
    -- GET /users/me
    'id', caller.id, 'login', caller.name, 'name', caller.name, 'last_name', '', 'email', '', 'image', '', 'auth_accounts', '[]'::jsonb,
    'projects_limit', 1, 'branches_limit', 0, 'max_autoscaling_limit', 0, 'plan', 'neonauth', 'active_seconds_limit', 0);
end
$$;

ALTER FUNCTION neon_auth_management.get_caller(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_management.get_caller(key_hash bytea) IS 'GET /auth and GET /users/me: the key with that hash, in the form of an account. Fails if it is not valid.';

CREATE FUNCTION neon_auth_management.get_project(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_project_key(key_hash, 'read');
  return jsonb_build_object('project', neon_auth_management.project_json());
end
$$;

ALTER FUNCTION neon_auth_management.get_project(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_management.get_project(key_hash bytea) IS 'GET /projects/{project_id}: the project. Fails if the key with that hash is not valid.';

CREATE TABLE neon_auth_management.key (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    start text NOT NULL,
    read_only boolean DEFAULT false NOT NULL,
    branch text,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT branch_is_an_id CHECK (((branch ~ '^br-[a-z0-9]+-[a-z0-9]+-[a-z0-9]+$'::text) AND (length(branch) <= 60))),
    CONSTRAINT hash_is_sha256 CHECK ((octet_length(hash) = 32)),
    CONSTRAINT name_is_short CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT start_is_short CHECK (((length(start) >= 1) AND (length(start) <= 16)))
);

ALTER TABLE neon_auth_management.key OWNER TO neon_auth;

COMMENT ON TABLE neon_auth_management.key IS 'Keys of the management API. The home database (DATABASE_URL) is authoritative; other databases have copies.';

COMMENT ON COLUMN neon_auth_management.key.hash IS 'SHA-256 of the key. The key itself is stored nowhere.';

COMMENT ON COLUMN neon_auth_management.key.start IS 'The first characters of the key, to recognize it.';

COMMENT ON COLUMN neon_auth_management.key.branch IS 'The only branch the key is valid for. Null: all branches.';

CREATE FUNCTION neon_auth_management.key_json(k neon_auth_management.key) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'id', k.id, 'name', k.name, 'start', k.start, 'read_only', k.read_only, 'branch', k.branch, 'expires_at', k.expires_at,
    'created_at', k.created_at, 'revoked_at', k.revoked_at, 'last_used_at', k.last_used_at)
$$;

ALTER FUNCTION neon_auth_management.key_json(k neon_auth_management.key) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.key_problem(k neon_auth_management.key, need text, branch text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when k.id is null then 'KEY_UNKNOWN'
    when k.revoked_at is not null then 'KEY_REVOKED'
    when k.expires_at <= clock_timestamp() then 'KEY_EXPIRED'
    when k.branch <> key_problem.branch then 'KEY_OTHER_BRANCH'
    when need is distinct from 'read' and k.read_only then 'KEY_READ_ONLY'
    when need is distinct from 'read' and k.branch is not null and key_problem.branch is null then 'KEY_NOT_PROJECT'
  end;
end
$$;

ALTER FUNCTION neon_auth_management.key_problem(k neon_auth_management.key, need text, branch text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.list_branches(key_hash bytea, known bigint[], only_id text, search text, page integer, after_name text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  caller neon_auth_management.key := neon_auth_management.require_project_key(key_hash, 'read');
  found_rows jsonb;
begin
  select coalesce(jsonb_agg(b.body order by b.name), '[]') into found_rows
  from (
    select
      d.datname::text collate "C" as name,
      jsonb_build_object(
        'id', i.id, 'project_id', neon_auth_management.project_id(), 'name', d.datname,
        'default', d.datname = current_database(), 'primary', d.datname = current_database(), 'protected', false,
        'current_state', 'ready', 'state_changed_at', neon_auth_management.time_text(pg_postmaster_start_time()),
        'creation_source', 'neonauth', 'cpu_used_sec', 0, 'active_time_seconds', 0, 'compute_time_seconds', 0,
        'written_data_bytes', 0, 'data_transfer_bytes', 0,
        'created_at', neon_auth_management.time_text(pg_postmaster_start_time()),
        'updated_at', neon_auth_management.time_text(pg_postmaster_start_time())) as body
    from pg_database d
    cross join lateral (select neon_auth_management.branch_id(d.oid) as id) i
    where d.oid::bigint = any (known) and d.datallowconn and not d.datistemplate
      and (caller.branch is null or caller.branch = i.id)
      and (only_id = '' or only_id = i.id)
      and position(search in d.datname::text) > 0
      and d.datname::text collate "C" > after_name
    order by 1
    limit least(page, 10000) + 1
  ) b;
  return jsonb_build_object(
    'branches', case when jsonb_array_length(found_rows) > page then found_rows - page else found_rows end,
    'pagination', case
      when jsonb_array_length(found_rows) > page then jsonb_build_object('next', encode(convert_to(found_rows -> (page - 1) ->> 'name', 'UTF8'), 'hex'))
      else '{}' end);
end
$$;

ALTER FUNCTION neon_auth_management.list_branches(key_hash bytea, known bigint[], only_id text, search text, page integer, after_name text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_management.list_branches(key_hash bytea, known bigint[], only_id text, search text, page integer, after_name text) IS 'GET /projects/{project_id}/branches: the databases among known, which have or had neonauth, by name. only_id and search restrict them, if not empty. A page has as many entries as page says, and begins after the name after_name. A key for one branch sees that branch only. Fails if the key with that hash is not valid.';

CREATE FUNCTION neon_auth_management.list_keys() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(neon_auth_management.key_json(k) order by k.created_at, k.id), '[]')
  from neon_auth_management.key k
$$;

ALTER FUNCTION neon_auth_management.list_keys() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.list_projects(key_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform neon_auth_management.require_project_key(key_hash, 'read');
  return jsonb_build_object('projects', jsonb_build_array(neon_auth_management.project_json()));
end
$$;

ALTER FUNCTION neon_auth_management.list_projects(key_hash bytea) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_management.list_projects(key_hash bytea) IS 'GET /projects: the one project, which is the cluster. Fails if the key with that hash is not valid.';

CREATE FUNCTION neon_auth_management.place() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  timeline text;
begin
  if current_setting('neon.timeline_id', true) <> '' then -- anyone can set it, so only the postmaster's value is used
    select string_agg(s.setting, ':' order by s.name) into timeline
    from pg_settings s
    where s.name in ('neon.tenant_id', 'neon.timeline_id') and s.context = 'postmaster';
  end if;
  return coalesce('neon:' || timeline, 'postgres:' || (select c.system_identifier from pg_control_system() c));
end
$$;

ALTER FUNCTION neon_auth_management.place() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.project_id() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'neonauth-' || left(encode(sha256(convert_to(neon_auth_management.place(), 'UTF8')), 'hex'), 16)
$$;

ALTER FUNCTION neon_auth_management.project_id() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.project_json() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return jsonb_build_object(
    'id', neon_auth_management.project_id(),
    'name', current_database(),
    'platform_id', 'neonauth',
    'region_id', 'neonauth',
    'pg_version', current_setting('server_version_num')::integer / 10000,
    'store_passwords', false,
    'active_time', 0,
    'cpu_used_sec', 0,
    'proxy_host', '',
    'branch_logical_size_limit', 0,
    'branch_logical_size_limit_bytes', 0,
    'created_at', neon_auth_management.time_text(pg_postmaster_start_time()),
    'updated_at', neon_auth_management.time_text(pg_postmaster_start_time()),
    'creation_source', 'neonauth',
    'owner_id', neon_auth_management.project_id());
end
$$;

ALTER FUNCTION neon_auth_management.project_json() OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.put_console_code(code_hash bytea, key_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from neon_auth_management.console_code c where c.expires_at <= clock_timestamp();
  insert into neon_auth_management.console_code (hash, key_id, expires_at)
  values (put_console_code.code_hash, put_console_code.key_id, clock_timestamp() + interval '5 minutes');
end
$$;

ALTER FUNCTION neon_auth_management.put_console_code(code_hash bytea, key_id uuid) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.put_key(key_row jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into neon_auth_management.key as k
  select (jsonb_populate_record(null::neon_auth_management.key, '{"read_only": false}' || key_row || jsonb_build_object(
    'created_at', coalesce(key_row ->> 'created_at', now()::text)))).*
  on conflict on constraint key_pkey do update
  set name = excluded.name, read_only = excluded.read_only, branch = excluded.branch, expires_at = excluded.expires_at,
    revoked_at = coalesce(k.revoked_at, excluded.revoked_at);
end
$$;

ALTER FUNCTION neon_auth_management.put_key(key_row jsonb) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.refuse(message text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  raise exception using errcode = 'NA400', message = message, detail = 'VALIDATION_ERROR';
end
$$;

ALTER FUNCTION neon_auth_management.refuse(message text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.require_key(key_hash bytea, need text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_key neon_auth_management.key;
  problem   text;
begin
  select * into found_key from neon_auth_management.key k where k.hash = key_hash;
  problem := neon_auth_management.key_problem(found_key, need, neon_auth_management.branch_id());
  if problem is not null then
    perform neon_auth_management.fail(problem);
  end if;
  perform set_config('neon_auth.management_key', found_key.name || ' (' || found_key.start || '…)', true);
end
$$;

ALTER FUNCTION neon_auth_management.require_key(key_hash bytea, need text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.require_project_key(key_hash bytea, need text) RETURNS neon_auth_management.key
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_key neon_auth_management.key;
  problem   text;
begin
  select * into found_key from neon_auth_management.key k where k.hash = key_hash;
  problem := neon_auth_management.key_problem(found_key, need, null);
  if problem is not null then
    perform neon_auth_management.fail(problem);
  end if;
  return found_key;
end
$$;

ALTER FUNCTION neon_auth_management.require_project_key(key_hash bytea, need text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.revoke_key(key_id text) RETURNS jsonb
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with revoked as (
    update neon_auth_management.key k set revoked_at = now()
    where k.revoked_at is null and key_id in (k.id::text, k.name, k.start)
    returning k.*
  )
  select coalesce(jsonb_agg(neon_auth_management.key_json(r)), '[]') from revoked r
$$;

ALTER FUNCTION neon_auth_management.revoke_key(key_id text) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.time_text(at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end
$$;

ALTER FUNCTION neon_auth_management.time_text(at timestamp with time zone) OWNER TO neon_auth;

CREATE FUNCTION neon_auth_management.use_key(key_hash bytea, address text, need text, project text, branch text) RETURNS TABLE(status integer, code text, message text, retry_after integer, key_name text, database text, branch_id text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  used    neon_auth_management.key;
  home    text := neon_auth_management.branch_id();
  problem text;
  wait    integer := 0;
begin
  select * into used from neon_auth_management.key k where k.hash = key_hash;
  branch_id := nullif(case use_key.branch when 'default' then home else use_key.branch end, '');
  select d.datname into database
  from pg_database d
  where neon_auth_management.branch_id(d.oid) = use_key.branch_id and d.datallowconn and not d.datistemplate;

  problem := neon_auth_management.key_problem(used, need, branch_id);
  if problem in ('KEY_UNKNOWN', 'KEY_REVOKED', 'KEY_EXPIRED') then
    wait := neon_auth_management.count_use('wrong key from ' || left(coalesce(nullif(address, ''), 'unknown'), 64), 30);
  else
    wait := neon_auth_management.count_use('key ' || used.id, 600);
    update neon_auth_management.key k set last_used_at = now()
    where k.id = used.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
    problem := coalesce(
      problem,
      case
        when project not in ('', neon_auth_management.project_id()) then 'PROJECT_NOT_FOUND'
        when branch_id is not null and database is null then 'BRANCH_NOT_FOUND'
      end);
  end if;
  if wait > 0 then
    problem := 'TOO_MANY_REQUESTS';
  end if;
  return query
  select coalesce(f.status, 0), coalesce(f.name, ''), coalesce(f.message, ''), wait, coalesce(used.name, ''),
    coalesce(use_key.database, ''), coalesce(use_key.branch_id, '')
  from (values (problem)) p (name)
  left join neon_auth_management.failure f on f.name = p.name;
end
$$;

ALTER FUNCTION neon_auth_management.use_key(key_hash bytea, address text, need text, project text, branch text) OWNER TO neon_auth;

COMMENT ON FUNCTION neon_auth_management.use_key(key_hash bytea, address text, need text, project text, branch text) IS 'First call of every request of the management API, in the home database: whether the key with that SHA-256 hash may read or write (need) a branch of a project. Counts the request, by key, or by address for a key that is not valid. project may be empty; branch may be an id, "default", or empty for the project as a whole. Returns the failure (status 0: none), the key''s name, and the branch''s database and id.';

CREATE TABLE auth.claims_source (
);

ALTER TABLE auth.claims_source OWNER TO neon_auth;

COMMENT ON TABLE auth.claims_source IS 'empty: a login with REFERENCES on it may set request.jwt.claims; see neon_auth.trust_claims_from';

CREATE TABLE neon_auth.audit_horizon (
    only_row boolean DEFAULT true NOT NULL,
    "lastId" bigint DEFAULT 0 NOT NULL,
    "pendingId" bigint,
    "pendingXid" xid8,
    "pendingPlace" text,
    seal bigint DEFAULT 0 NOT NULL,
    hash bytea DEFAULT '\x'::bytea NOT NULL,
    CONSTRAINT audit_horizon_is_one_row CHECK (only_row)
);

ALTER TABLE neon_auth.audit_horizon OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.audit_horizon IS 'Internal: up to which row audit_log is sealed.';

COMMENT ON COLUMN neon_auth.audit_horizon.only_row IS 'always true: there is one row';

COMMENT ON COLUMN neon_auth.audit_horizon."lastId" IS 'id of the last sealed row of audit_log';

COMMENT ON COLUMN neon_auth.audit_horizon."pendingId" IS 'rows up to here can be sealed once all transactions before "pendingXid" have ended';

COMMENT ON COLUMN neon_auth.audit_horizon."pendingXid" IS 'transaction number before which all must have ended';

COMMENT ON COLUMN neon_auth.audit_horizon."pendingPlace" IS 'branch_fingerprint() of the database that "pendingXid" is a number of';

COMMENT ON COLUMN neon_auth.audit_horizon.seal IS 'id of the last seal';

COMMENT ON COLUMN neon_auth.audit_horizon.hash IS 'hash of the last seal';

CREATE TABLE neon_auth.audit_log_default (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    entity text NOT NULL,
    action text NOT NULL,
    target text,
    "userId" uuid,
    "actorId" uuid,
    "impersonatorId" uuid,
    "databaseRole" text DEFAULT SESSION_USER NOT NULL,
    "ipAddress" text,
    "userAgent" text,
    before jsonb,
    after jsonb,
    "managementKey" text
);

ALTER TABLE neon_auth.audit_log_default OWNER TO neon_auth;

ALTER TABLE neon_auth.audit_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME neon_auth.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE neon_auth.branch_alias (
    fingerprint text NOT NULL,
    branch text NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT branch_is_an_identity CHECK ((branch ~ '^ep-[0-9a-f]{16}$'::text))
);

ALTER TABLE neon_auth.branch_alias OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.branch_alias IS 'Internal: identities taken over with adopt_branch().';

COMMENT ON COLUMN neon_auth.branch_alias.fingerprint IS 'The place as Postgres names it.';

COMMENT ON COLUMN neon_auth.branch_alias.branch IS 'Identity it has.';

COMMENT ON COLUMN neon_auth.branch_alias."createdAt" IS 'When it was adopted.';

CREATE TABLE neon_auth.branch_confirmation (
    branch text NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT branch_confirmation_is_an_identity CHECK ((branch ~ '^ep-[0-9a-f]{16}$'::text))
);

ALTER TABLE neon_auth.branch_confirmation OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.branch_confirmation IS 'Internal: identities under which mail and events are sent. See confirm_branch() and neon_auth.branch_overview.';

COMMENT ON COLUMN neon_auth.branch_confirmation.branch IS 'The identity, branch_identity() at that time.';

COMMENT ON COLUMN neon_auth.branch_confirmation."createdAt" IS 'When it was confirmed, or installed.';

CREATE VIEW neon_auth.branch_overview AS
 SELECT d.branch,
    d.is_copy,
    d.parent,
    d.outbound,
    d.waiting,
    d.held,
    d."heldOfParent"
   FROM neon_auth.describe_branch() d(branch, is_copy, parent, outbound, waiting, held, "heldOfParent");

ALTER TABLE neon_auth.branch_overview OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.branch_overview IS 'One row: which branch this is, whether it is a copy, and what happens to its mail and events. See confirm_branch().';

CREATE TABLE neon_auth.branch_seed (
    only_row boolean DEFAULT true NOT NULL,
    seed bytea NOT NULL,
    lineage bytea DEFAULT sha256(((uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid()))) NOT NULL,
    CONSTRAINT branch_seed_is_one_row CHECK (only_row)
);

ALTER TABLE neon_auth.branch_seed OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.branch_seed IS 'Internal: part of what branch_identity() is computed from.';

COMMENT ON COLUMN neon_auth.branch_seed.only_row IS 'Keeps the table to one row.';

COMMENT ON COLUMN neon_auth.branch_seed.seed IS 'Changed by fork_branch().';

COMMENT ON COLUMN neon_auth.branch_seed.lineage IS 'the same in a database and its copies; fork_branch leaves it';

CREATE UNLOGGED TABLE neon_auth.claimed_name (
    name text NOT NULL
);

ALTER TABLE neon_auth.claimed_name OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.claimed_name IS 'Internal: names that running transactions have claimed.';

COMMENT ON COLUMN neon_auth.claimed_name.name IS 'The name.';

CREATE TABLE neon_auth.config_version (
    only_row boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT config_version_is_one_row CHECK (only_row)
);

ALTER TABLE neon_auth.config_version OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.config_version IS 'Internal: version of settings and keys. A request made under another one is repeated.';

COMMENT ON COLUMN neon_auth.config_version.only_row IS 'Keeps the table to one row.';

COMMENT ON COLUMN neon_auth.config_version.version IS 'Grows with each change.';

CREATE TABLE neon_auth.context_secret (
    branch text NOT NULL,
    secret bytea NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

ALTER TABLE neon_auth.context_secret OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.context_secret IS 'Internal: secret that seals the identity of a transaction.';

COMMENT ON COLUMN neon_auth.context_secret.branch IS 'branch_identity() it is for.';

COMMENT ON COLUMN neon_auth.context_secret.secret IS 'The secret.';

COMMENT ON COLUMN neon_auth.context_secret."createdAt" IS 'When it was made.';

CREATE TABLE neon_auth.ed25519_comb (
    key bytea NOT NULL,
    slot smallint NOT NULL,
    y_plus_x numeric NOT NULL,
    y_minus_x numeric NOT NULL,
    xy_2d numeric NOT NULL
);

ALTER TABLE neon_auth.ed25519_comb OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.ed25519_comb IS 'Internal: tables that make verifying signatures fast.';

COMMENT ON COLUMN neon_auth.ed25519_comb.key IS 'Public key.';

COMMENT ON COLUMN neon_auth.ed25519_comb.slot IS 'Place in the table.';

COMMENT ON COLUMN neon_auth.ed25519_comb.y_plus_x IS 'Coordinate.';

COMMENT ON COLUMN neon_auth.ed25519_comb.y_minus_x IS 'Coordinate.';

COMMENT ON COLUMN neon_auth.ed25519_comb.xy_2d IS 'Coordinate.';

CREATE VIEW neon_auth.help AS
 SELECT
        CASE
            WHEN (length(call.text) > 60) THEN ("left"(call.text, 57) || '…)'::text)
            ELSE call.text
        END AS function,
    COALESCE((regexp_match(obj_description(p.oid, 'pg_proc'::name), '^(.{1,96}?[.])(\s|$)'::text))[1], (regexp_replace("left"(obj_description(p.oid, 'pg_proc'::name), 96), '\s+\S*$'::text, ''::text) || ' …'::text)) AS purpose
   FROM (pg_proc p
     CROSS JOIN LATERAL ( VALUES (format('%s(%s)'::text, p.proname, ( SELECT string_agg(
                        CASE
                            WHEN (a.nr > (p.pronargs - p.pronargdefaults)) THEN format('[%s]'::text, a.name)
                            ELSE a.name
                        END, ', '::text ORDER BY a.nr) AS string_agg
                   FROM unnest(p.proargnames[1:p.pronargs]) WITH ORDINALITY a(name, nr))))) call(text))
  WHERE ((p.pronamespace = ('neon_auth'::regnamespace)::oid) AND has_function_privilege(p.oid, 'execute'::text) AND (p.prorettype <> ('trigger'::regtype)::oid))
  ORDER BY p.proname, p.oid;

ALTER TABLE neon_auth.help OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.help IS 'What the functions of neon_auth do, in one line each; [optional] arguments in brackets. In full: \df+ neon_auth.name.';

CREATE TABLE neon_auth.import_skipped (
    source text NOT NULL,
    "sourceId" text NOT NULL,
    part text NOT NULL,
    reason text NOT NULL,
    email text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

ALTER TABLE neon_auth.import_skipped OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.import_skipped IS 'What an import left behind, and why.';

COMMENT ON COLUMN neon_auth.import_skipped.source IS 'supabase, better-auth or stack-auth.';

COMMENT ON COLUMN neon_auth.import_skipped."sourceId" IS 'Id there.';

COMMENT ON COLUMN neon_auth.import_skipped.part IS 'user: not imported. Else imported without this part: password, role, account of a provider.';

COMMENT ON COLUMN neon_auth.import_skipped.reason IS 'Why.';

COMMENT ON COLUMN neon_auth.import_skipped.email IS 'Address there.';

COMMENT ON COLUMN neon_auth.import_skipped."createdAt" IS 'When the import ran.';

CREATE TABLE neon_auth.imported_user (
    source text NOT NULL,
    "sourceId" text NOT NULL,
    "userId" uuid NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

ALTER TABLE neon_auth.imported_user OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.imported_user IS 'Users brought over from another system.';

COMMENT ON COLUMN neon_auth.imported_user.source IS 'supabase, better-auth or stack-auth.';

COMMENT ON COLUMN neon_auth.imported_user."sourceId" IS 'Id there; a uuid is kept here too.';

COMMENT ON COLUMN neon_auth.imported_user."userId" IS 'Id here.';

COMMENT ON COLUMN neon_auth.imported_user."createdAt" IS 'When the user was imported.';

CREATE TABLE neon_auth.installation (
    only_row boolean DEFAULT true NOT NULL,
    release integer NOT NULL,
    functions_hash text NOT NULL,
    "installedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT installation_is_one_row CHECK (only_row)
);

ALTER TABLE neon_auth.installation OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.installation IS 'Internal: the installed release.';

COMMENT ON COLUMN neon_auth.installation.only_row IS 'Keeps the table to one row.';

COMMENT ON COLUMN neon_auth.installation.release IS 'Number of the release.';

COMMENT ON COLUMN neon_auth.installation.functions_hash IS 'Hash of the installed functions.';

COMMENT ON COLUMN neon_auth.installation."installedAt" IS 'When they were installed.';

CREATE VIEW neon_auth.invitation_overview WITH (security_barrier='true') AS
 SELECT i.id,
    o.slug AS organization,
    i.email,
    i.role,
    u.email AS inviter,
    i."createdAt",
    i."expiresAt",
        CASE
            WHEN ((i.status = 'pending'::text) AND (i."expiresAt" <= now())) THEN 'expired'::text
            ELSE i.status
        END AS state,
    ( SELECT t."emailVerified"
           FROM neon_auth."user" t
          WHERE (lower((NORMALIZE(t.email, NFKC) COLLATE "C")) = lower((NORMALIZE(i.email, NFKC) COLLATE "C")))) AS "isVerifiedUser"
   FROM ((neon_auth.invitation i
     JOIN neon_auth.organization o ON ((o.id = i."organizationId")))
     JOIN neon_auth."user" u ON ((u.id = i."inviterId")));

ALTER TABLE neon_auth.invitation_overview OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.invitation_overview IS 'Invitations with organization and inviter. state: pending, accepted, rejected, canceled, or expired. isVerifiedUser: null when no user has the address, false when the user must verify it first.';

CREATE TABLE neon_auth.invitation_team (
    "invitationId" uuid NOT NULL,
    "teamId" uuid NOT NULL,
    "position" integer NOT NULL
);

ALTER TABLE neon_auth.invitation_team OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.invitation_team IS 'Teams that the invited person joins on accepting.';

COMMENT ON COLUMN neon_auth.invitation_team."invitationId" IS 'The invitation.';

COMMENT ON COLUMN neon_auth.invitation_team."teamId" IS 'The team.';

COMMENT ON COLUMN neon_auth.invitation_team."position" IS 'Order in which the teams were named.';

CREATE TABLE neon_auth.mail_template (
    kind text NOT NULL,
    language text DEFAULT '*'::text NOT NULL,
    subject text,
    html text,
    text text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT html_is_short CHECK ((octet_length(html) <= 98304)),
    CONSTRAINT kind_is_short CHECK ((octet_length(kind) <= 64)),
    CONSTRAINT language_is_a_tag CHECK (((language = '*'::text) OR (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$'::text))),
    CONSTRAINT language_is_short CHECK ((octet_length(language) <= 40)),
    CONSTRAINT mail_template_replaces_something CHECK ((COALESCE(subject, html, text) IS NOT NULL)),
    CONSTRAINT subject_is_one_line CHECK ((subject ~ '^[^[:cntrl:]]*[^[:cntrl:][:space:]][^[:cntrl:]]*$'::text)),
    CONSTRAINT subject_is_short CHECK ((octet_length(subject) <= 1024)),
    CONSTRAINT text_is_short CHECK ((octet_length(text) <= 65536))
);

ALTER TABLE neon_auth.mail_template OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.mail_template IS 'The project''s own mails. A null part is not replaced. See neonauth help languages.';

COMMENT ON COLUMN neon_auth.mail_template.kind IS 'Kind of mail, such as magic-link.';

COMMENT ON COLUMN neon_auth.mail_template.language IS 'Language tag, such as de. *: every language without a row.';

COMMENT ON COLUMN neon_auth.mail_template.subject IS 'Subject, with variables.';

COMMENT ON COLUMN neon_auth.mail_template.html IS 'HTML part. Variables are escaped.';

COMMENT ON COLUMN neon_auth.mail_template.text IS 'Plain text part.';

COMMENT ON COLUMN neon_auth.mail_template."createdAt" IS 'When the row was written.';

COMMENT ON COLUMN neon_auth.mail_template."updatedAt" IS 'When the row was last changed.';

CREATE VIEW neon_auth.oauth_preset AS
 SELECT p.id,
    p.name,
    p.issuer,
    p.tenant,
    p.authorization_url,
    p.token_url,
    p.user_info_url,
    p.user_info_method,
    p.user_info_headers,
    p.emails_url,
    p.jwks_url,
    p.algorithms,
    p.scopes,
    p.authentication,
    p.response_mode,
    p.parameters,
    p.must,
    p.id_claim,
    p.email_claim,
    p.verified_claim,
    p.name_claim,
    p.image_claim
   FROM jsonb_to_recordset('[{"id": "google", "name": "Google", "issuer": "https://accounts.google.com", "scopes": "email profile openid", "jwks_url": "https://www.googleapis.com/oauth2/v3/certs", "token_url": "https://oauth2.googleapis.com/token", "parameters": {"include_granted_scopes": "true"}, "verified_claim": "email_verified", "authorization_url": "https://accounts.google.com/o/oauth2/v2/auth"}, {"id": "github", "name": "GitHub", "scopes": "read:user user:email", "id_claim": "id", "token_url": "https://github.com/login/oauth/access_token", "emails_url": "https://api.github.com/user/emails", "name_claim": "name|login", "image_claim": "avatar_url", "user_info_url": "https://api.github.com/user", "authorization_url": "https://github.com/login/oauth/authorize"}, {"id": "vercel", "name": "Vercel", "token_url": "https://api.vercel.com/login/oauth/token", "name_claim": "name|preferred_username", "user_info_url": "https://api.vercel.com/login/oauth/userinfo", "verified_claim": "email_verified", "authorization_url": "https://vercel.com/oauth/authorize"}, {"id": "microsoft", "name": "Microsoft", "issuer": "https://login.microsoftonline.com/{tenant}/v2.0", "scopes": "openid profile email User.Read offline_access", "tenant": "common", "jwks_url": "https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys", "token_url": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", "verified_claim": "email_verified|xms_edov|verified_primary_email|verified_secondary_email", "authorization_url": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize"}, {"id": "apple", "name": "Apple", "issuer": "https://appleid.apple.com", "scopes": "email name", "jwks_url": "https://appleid.apple.com/auth/keys", "token_url": "https://appleid.apple.com/auth/token", "name_claim": "{user.name.firstName} {user.name.lastName}|user.name.firstName|user.name.lastName|name", "response_mode": "form_post", "authentication": "apple", "verified_claim": "email_verified", "authorization_url": "https://appleid.apple.com/auth/authorize"}, {"id": "gitlab", "name": "GitLab", "issuer": "https://gitlab.com", "scopes": "openid profile email", "jwks_url": "{issuer}/oauth/discovery/keys", "token_url": "{issuer}/oauth/token", "name_claim": "name|nickname", "user_info_url": "{issuer}/oauth/userinfo", "verified_claim": "email_verified", "authorization_url": "{issuer}/oauth/authorize"}, {"id": "discord", "name": "Discord", "scopes": "identify email", "id_claim": "id", "token_url": "https://discord.com/api/oauth2/token", "name_claim": "global_name|username", "image_claim": "https://cdn.discordapp.com/avatars/{id}/{avatar}.png", "user_info_url": "https://discord.com/api/users/@me", "verified_claim": "verified", "authorization_url": "https://discord.com/api/oauth2/authorize"}, {"id": "slack", "name": "Slack", "issuer": "https://slack.com", "scopes": "openid profile email", "id_claim": "https://slack.com/user_id|sub", "jwks_url": "https://slack.com/openid/connect/keys", "token_url": "https://slack.com/api/openid.connect.token", "image_claim": "picture|https://slack.com/user_image_512", "user_info_url": "https://slack.com/api/openid.connect.userInfo", "verified_claim": "email_verified", "authorization_url": "https://slack.com/openid/connect/authorize"}, {"id": "linkedin", "name": "LinkedIn", "issuer": "https://www.linkedin.com/oauth", "scopes": "profile email openid", "jwks_url": "https://www.linkedin.com/oauth/openid/jwks", "token_url": "https://www.linkedin.com/oauth/v2/accessToken", "user_info_url": "https://api.linkedin.com/v2/userinfo", "verified_claim": "email_verified", "authorization_url": "https://www.linkedin.com/oauth/v2/authorization"}, {"id": "facebook", "name": "Facebook", "issuer": "https://www.facebook.com", "scopes": "email public_profile", "id_claim": "id|sub", "jwks_url": "https://limited.facebook.com/.well-known/oauth/openid/jwks/", "token_url": "https://graph.facebook.com/v24.0/oauth/access_token", "image_claim": "picture.data.url|picture", "user_info_url": "https://graph.facebook.com/me?fields=id,name,email,picture", "authorization_url": "https://www.facebook.com/v24.0/dialog/oauth"}, {"id": "x", "name": "X", "scopes": "users.read tweet.read offline.access users.email", "id_claim": "data.id", "token_url": "https://api.x.com/2/oauth2/token", "name_claim": "data.name|data.username", "email_claim": "data.confirmed_email", "image_claim": "data.profile_image_url", "user_info_url": "https://api.x.com/2/users/me?user.fields=profile_image_url,confirmed_email", "authentication": "basic", "verified_claim": "data.confirmed_email", "authorization_url": "https://x.com/i/oauth2/authorize"}, {"id": "twitter", "name": "Twitter", "scopes": "users.read tweet.read offline.access users.email", "id_claim": "data.id", "token_url": "https://api.x.com/2/oauth2/token", "name_claim": "data.name|data.username", "email_claim": "data.confirmed_email", "image_claim": "data.profile_image_url", "user_info_url": "https://api.x.com/2/users/me?user.fields=profile_image_url,confirmed_email", "authentication": "basic", "verified_claim": "data.confirmed_email", "authorization_url": "https://x.com/i/oauth2/authorize"}, {"id": "twitch", "name": "Twitch", "issuer": "https://id.twitch.tv/oauth2", "scopes": "user:read:email openid", "jwks_url": "https://id.twitch.tv/oauth2/keys", "token_url": "https://id.twitch.tv/oauth2/token", "name_claim": "preferred_username", "parameters": {"claims": "{\"id_token\":{\"email\":null,\"email_verified\":null,\"preferred_username\":null,\"picture\":null}}"}, "verified_claim": "email_verified", "authorization_url": "https://id.twitch.tv/oauth2/authorize"}, {"id": "spotify", "name": "Spotify", "scopes": "user-read-email", "id_claim": "id", "token_url": "https://accounts.spotify.com/api/token", "name_claim": "display_name", "image_claim": "images.0.url", "user_info_url": "https://api.spotify.com/v1/me", "authentication": "basic", "authorization_url": "https://accounts.spotify.com/authorize"}, {"id": "dropbox", "name": "Dropbox", "scopes": "account_info.read", "id_claim": "account_id", "token_url": "https://api.dropboxapi.com/oauth2/token", "name_claim": "name.display_name", "parameters": {"token_access_type": "offline"}, "image_claim": "profile_photo_url", "user_info_url": "https://api.dropboxapi.com/2/users/get_current_account", "verified_claim": "email_verified", "user_info_method": "POST", "authorization_url": "https://www.dropbox.com/oauth2/authorize"}, {"id": "notion", "name": "Notion", "id_claim": "bot.owner.user.id", "token_url": "https://api.notion.com/v1/oauth/token", "name_claim": "bot.owner.user.name", "parameters": {"owner": "user"}, "email_claim": "bot.owner.user.person.email", "image_claim": "bot.owner.user.avatar_url", "user_info_url": "https://api.notion.com/v1/users/me", "authentication": "basic", "authorization_url": "https://api.notion.com/v1/oauth/authorize", "user_info_headers": {"Notion-Version": "2022-06-28"}}, {"id": "zoom", "name": "Zoom", "id_claim": "id", "token_url": "https://zoom.us/oauth/token", "name_claim": "display_name|{first_name} {last_name}", "image_claim": "pic_url", "user_info_url": "https://api.zoom.us/v2/users/me", "authentication": "basic", "verified_claim": "verified", "authorization_url": "https://zoom.us/oauth/authorize"}, {"id": "figma", "name": "Figma", "scopes": "current_user:read", "id_claim": "id", "token_url": "https://api.figma.com/v1/oauth/token", "name_claim": "handle", "image_claim": "img_url", "user_info_url": "https://api.figma.com/v1/me", "authentication": "basic", "authorization_url": "https://www.figma.com/oauth"}, {"id": "atlassian", "name": "Atlassian", "scopes": "read:me offline_access", "id_claim": "account_id", "token_url": "https://auth.atlassian.com/oauth/token", "parameters": {"audience": "api.atlassian.com"}, "user_info_url": "https://api.atlassian.com/me", "verified_claim": "email_verified", "authorization_url": "https://auth.atlassian.com/authorize"}, {"id": "salesforce", "name": "Salesforce", "issuer": "https://login.salesforce.com", "scopes": "openid email profile", "id_claim": "user_id", "jwks_url": "{issuer}/id/keys", "token_url": "{issuer}/services/oauth2/token", "image_claim": "photos.picture|photos.thumbnail", "user_info_url": "{issuer}/services/oauth2/userinfo", "verified_claim": "email_verified", "authorization_url": "{issuer}/services/oauth2/authorize"}, {"id": "paypal", "name": "PayPal", "scopes": "openid email profile", "id_claim": "user_id", "token_url": "https://api-m.paypal.com/v1/oauth2/token", "user_info_url": "https://api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1", "authentication": "basic", "verified_claim": "email_verified", "authorization_url": "https://www.paypal.com/signin/authorize"}, {"id": "line", "name": "LINE", "issuer": "https://access.line.me", "scopes": "openid profile email", "jwks_url": "https://api.line.me/oauth2/v2.1/certs", "token_url": "https://api.line.me/oauth2/v2.1/token", "algorithms": "HS256 ES256", "authorization_url": "https://access.line.me/oauth2/v2.1/authorize"}, {"id": "kakao", "name": "Kakao", "scopes": "account_email profile_image profile_nickname", "id_claim": "id", "token_url": "https://kauth.kakao.com/oauth/token", "name_claim": "kakao_account.profile.nickname|kakao_account.name", "email_claim": "kakao_account.email", "image_claim": "kakao_account.profile.profile_image_url|kakao_account.profile.thumbnail_image_url", "user_info_url": "https://kapi.kakao.com/v2/user/me", "verified_claim": "kakao_account.is_email_valid&kakao_account.is_email_verified", "authorization_url": "https://kauth.kakao.com/oauth/authorize"}, {"id": "naver", "must": {"resultcode": "00"}, "name": "Naver", "scopes": "profile email", "id_claim": "response.id", "token_url": "https://nid.naver.com/oauth2.0/token", "name_claim": "response.name|response.nickname", "email_claim": "response.email", "image_claim": "response.profile_image", "user_info_url": "https://openapi.naver.com/v1/nid/me", "authorization_url": "https://nid.naver.com/oauth2.0/authorize"}]'::jsonb) p(id text, name text, issuer text, tenant text, authorization_url text, token_url text, user_info_url text, user_info_method text, user_info_headers jsonb, emails_url text, jwks_url text, algorithms text, scopes text, authentication text, response_mode text, parameters jsonb, must jsonb, id_claim text, email_claim text, verified_claim text, name_claim text, image_claim text);

ALTER TABLE neon_auth.oauth_preset OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.oauth_preset IS 'Known providers for social sign-in: endpoints, scopes, and where a response contains id, address, name and picture. Enable one, and override values for a project, in project_config.social_providers.';

CREATE TABLE neon_auth.project_config (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    endpoint_id text NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    trusted_origins jsonb NOT NULL,
    social_providers jsonb NOT NULL,
    email_provider jsonb,
    email_and_password jsonb,
    allow_localhost boolean NOT NULL,
    plugin_configs jsonb,
    webhook_config jsonb,
    options jsonb,
    CONSTRAINT email_and_password_is_object CHECK ((jsonb_typeof(email_and_password) = 'object'::text)),
    CONSTRAINT email_provider_is_object CHECK ((jsonb_typeof(email_provider) = 'object'::text)),
    CONSTRAINT options_is_object CHECK ((jsonb_typeof(options) = 'object'::text)),
    CONSTRAINT plugin_configs_is_object CHECK ((jsonb_typeof(plugin_configs) = 'object'::text)),
    CONSTRAINT social_providers_is_array CHECK ((jsonb_typeof(social_providers) = 'array'::text)),
    CONSTRAINT trusted_origins_is_array CHECK ((jsonb_typeof(trusted_origins) = 'array'::text)),
    CONSTRAINT webhook_config_is_object CHECK ((jsonb_typeof(webhook_config) = 'object'::text))
);

ALTER TABLE neon_auth.project_config OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.project_config IS 'Settings, one row. Usually read as neon_auth.settings and changed with neon_auth.set().';

COMMENT ON COLUMN neon_auth.project_config.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.project_config.name IS 'The app''s name in mails.';

COMMENT ON COLUMN neon_auth.project_config.endpoint_id IS 'Branch this row was made in; on a copy, the parent''s. See branch_identity().';

COMMENT ON COLUMN neon_auth.project_config.created_at IS 'When the row was made.';

COMMENT ON COLUMN neon_auth.project_config.updated_at IS 'When it was last changed.';

COMMENT ON COLUMN neon_auth.project_config.trusted_origins IS 'Origins of the app, an array of texts or {"domain": "…"}.';

COMMENT ON COLUMN neon_auth.project_config.social_providers IS 'Providers for social sign-in, an array of objects.';

COMMENT ON COLUMN neon_auth.project_config.email_provider IS 'Mail server and sender.';

COMMENT ON COLUMN neon_auth.project_config.email_and_password IS 'Sign-up, sign-in and verification.';

COMMENT ON COLUMN neon_auth.project_config.allow_localhost IS 'Trust http://localhost with any port.';

COMMENT ON COLUMN neon_auth.project_config.plugin_configs IS 'Organizations, teams, magic links.';

COMMENT ON COLUMN neon_auth.project_config.webhook_config IS 'Where events are sent, and which.';

COMMENT ON COLUMN neon_auth.project_config.options IS 'Further settings under Better Auth''s names: session, user, rateLimit and others.';

CREATE VIEW neon_auth.organization_overview WITH (security_barrier='true') AS
 SELECT o.id,
    o.slug,
    o.name,
    o."createdAt",
    COALESCE(m.members, (0)::bigint) AS members,
    COALESCE(m.owners, '{}'::text[]) AS owners,
    ( SELECT count(*) AS count
           FROM neon_auth.invitation i
          WHERE ((i."organizationId" = o.id) AND (i.status = 'pending'::text) AND (i."expiresAt" > now()))) AS invitations,
    ( SELECT count(*) AS count
           FROM neon_auth.team t
          WHERE (t."organizationId" = o.id)) AS teams,
        CASE
            WHEN (COALESCE(m.members, (0)::bigint) = 0) THEN 'no members'::text
            WHEN (m.owners IS NULL) THEN 'no owner'::text
            ELSE NULL::text
        END AS problem
   FROM (neon_auth.organization o
     LEFT JOIN LATERAL ( SELECT count(*) AS members,
            array_agg(u.email ORDER BY u.email) FILTER (WHERE (string_to_array(replace(m_1.role, ' '::text, ''::text), ','::text) && ARRAY['owner'::text, ( SELECT COALESCE((c.plugin_configs #>> '{organization,config,creatorRole}'::text[]), 'owner'::text) AS "coalesce"
                   FROM neon_auth.project_config c
                  ORDER BY c.created_at, c.id
                 LIMIT 1)])) AS owners
           FROM (neon_auth.member m_1
             JOIN neon_auth."user" u ON ((u.id = m_1."userId")))
          WHERE (m_1."organizationId" = o.id)) m ON (true));

ALTER TABLE neon_auth.organization_overview OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.organization_overview IS 'Organizations with the number of members, the owners'' addresses, pending invitations and teams. problem: no members, or no owner. To repair it, insert a row into neon_auth.member with role owner, or delete the organization.';

CREATE VIEW neon_auth.policy_advice AS
 WITH call AS (
         SELECT DISTINCT p.oid,
            p.polrelid,
            p.polname,
            f.proname,
            regexp_replace(concat_ws(' '::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), '"([a-z_][a-z0-9_]*)"'::text, '\1'::text, 'g'::text) AS text,
            regexp_replace(pg_get_expr(p.polqual, p.polrelid), '"([a-z_][a-z0-9_]*)"'::text, '\1'::text, 'g'::text) AS rows_seen
           FROM ((pg_policy p
             JOIN pg_depend d ON (((d.classid = ('pg_policy'::regclass)::oid) AND (d.objid = p.oid) AND (d.refclassid = ('pg_proc'::regclass)::oid))))
             JOIN pg_proc f ON ((f.oid = d.refobjid)))
          WHERE (f.pronamespace = ('auth'::regnamespace)::oid)
        ), named AS (
         SELECT a.attrelid,
            a.attnum,
            n_1.name,
            regexp_replace(n_1.name, '(\W)'::text, '\\\1'::text, 'g'::text) AS pattern
           FROM (pg_attribute a
             CROSS JOIN LATERAL ( SELECT
                        CASE
                            WHEN (a.attname ~ '^[a-z_][a-z0-9_]*$'::text) THEN (a.attname)::text
                            ELSE quote_ident((a.attname)::text)
                        END AS name) n_1)
          WHERE ((a.attrelid IN ( SELECT c.polrelid
                   FROM call c)) AND (a.attnum > 0) AND (NOT a.attisdropped))
        ), bare AS (
         SELECT c.oid,
            c.polrelid,
            c.polname,
            c.proname,
            c.text,
            c.rows_seen,
            regexp_replace(c.text, (('\( SELECT (auth\.)?'::text || (c.proname)::text) || '\(\)( AS \w+)?\)'::text), ''::text, 'g'::text) AS outside
           FROM call c
        ), compared AS (
         SELECT b.oid,
            b.polrelid,
            b.polname,
            b.proname,
            b.text,
            b.rows_seen,
            b.outside,
            a.name AS attname,
            (EXISTS ( SELECT
                   FROM pg_index i
                  WHERE ((i.indrelid = b.polrelid) AND (i.indkey[0] = a.attnum) AND (i.indpred IS NULL)))) AS is_indexed
           FROM (bare b
             LEFT JOIN named a ON (((a.attrelid = b.polrelid) AND (b.outside ~ ((((((((('(^|[^\w."])'::text || a.pattern) || '\)?(::\w+)? = (auth\.)?'::text) || (b.proname)::text) || '\(\)'::text) || '|(^|[^\w.])(auth\.)?'::text) || (b.proname)::text) || '\(\) = \(?'::text) || a.pattern) || '($|[^\w"])'::text)))))
          WHERE (b.outside ~ (('(^|[^\w.])(auth\.)?'::text || (b.proname)::text) || '\(\)'::text))
        ), advised AS (
         SELECT c.polrelid,
            c.polname,
            format('write (select auth.%s()): bare, it runs in every row%s'::text, c.proname, (', and no index begins with '::text || c.attname)) AS advice
           FROM compared c
          WHERE (NOT c.is_indexed)
        UNION ALL
         SELECT c.polrelid,
            c.polname,
            format('index %s: without, auth.%s asks the membership in every row'::text, a.name, c.proname) AS format
           FROM (call c
             JOIN named a ON ((a.attrelid = c.polrelid)))
          WHERE ((c.proname = ANY (ARRAY['is_member'::name, 'has_org_role'::name, 'has_permission'::name])) AND (c.rows_seen ~ (((('(^|[^\w.])(auth\.)?'::text || (c.proname)::text) || '\((\w+\.)?'::text) || a.pattern) || '[,)]'::text)) AND (NOT (EXISTS ( SELECT
                   FROM pg_index i
                  WHERE ((i.indrelid = c.polrelid) AND (i.indkey[0] = a.attnum) AND (i.indpred IS NULL))))))
        )
 SELECT n.nspname AS schema,
    t.relname AS "table",
    v.polname AS policy,
    (v.advice COLLATE "default") AS advice
   FROM ((advised v
     JOIN pg_class t ON ((t.oid = v.polrelid)))
     JOIN pg_namespace n ON ((n.oid = t.relnamespace)));

ALTER TABLE neon_auth.policy_advice OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.policy_advice IS 'Policies that call auth.uid(), auth.is_member(org) or similar for every row, where no index avoids it. It analyzes the text of the policies. It does not detect calls inside functions or views, nor whether an index on an expression, or a second comparison, helps.';

CREATE TABLE neon_auth.refused_sign_in (
    minute timestamp with time zone NOT NULL,
    "ipAddress" text NOT NULL,
    "userId" uuid NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    CONSTRAINT "ipAddress_is_short" CHECK ((octet_length("ipAddress") <= 255))
);

ALTER TABLE neon_auth.refused_sign_in OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.refused_sign_in IS 'How many sign-ins were refused, per minute.';

COMMENT ON COLUMN neon_auth.refused_sign_in.minute IS 'The minute.';

COMMENT ON COLUMN neon_auth.refused_sign_in."ipAddress" IS 'Client address. Empty: unknown, or one too many in that minute.';

COMMENT ON COLUMN neon_auth.refused_sign_in."userId" IS 'The user. All zeros: no user has the address. What was typed is not kept.';

COMMENT ON COLUMN neon_auth.refused_sign_in.attempts IS 'How many.';

CREATE UNLOGGED TABLE neon_auth.request_count (
    key text NOT NULL,
    count integer NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT key_is_short CHECK ((octet_length(key) <= 1024))
);

ALTER TABLE neon_auth.request_count OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.request_count IS 'Internal: counters of rate limits. Read them with list_limits(); reset_limits(subject).';

COMMENT ON COLUMN neon_auth.request_count.key IS 'Path, and address or person.';

COMMENT ON COLUMN neon_auth.request_count.count IS 'Requests since.';

COMMENT ON COLUMN neon_auth.request_count.since IS 'When counting began.';

CREATE TABLE neon_auth.schema_version (
    version integer NOT NULL
);

ALTER TABLE neon_auth.schema_version OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.schema_version IS 'Internal: number of the last migration.';

COMMENT ON COLUMN neon_auth.schema_version.version IS 'The number.';

CREATE VIEW neon_auth.session_overview WITH (security_barrier='true') AS
 SELECT s.id,
    u.email,
    s."userId",
    s."createdAt",
    s."updatedAt",
    s."expiresAt",
    s."ipAddress",
    s."userAgent",
    s."impersonatedBy",
        CASE
            WHEN (o.branch <> neon_auth.branch_identity()) THEN 'of another branch'::text
            WHEN (s."expiresAt" <= now()) THEN 'expired'::text
            WHEN (COALESCE(u.banned, false) AND COALESCE((u."banExpires" > now()), true)) THEN 'banned'::text
            ELSE 'live'::text
        END AS state
   FROM ((neon_auth.session s
     JOIN neon_auth.session_origin o ON ((o."sessionId" = s.id)))
     JOIN neon_auth."user" u ON ((u.id = s."userId")));

ALTER TABLE neon_auth.session_overview OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.session_overview IS 'Who is signed in, from where, until when. state: why a session is not valid. To end a session: delete from neon_auth.session where id = …';

CREATE VIEW neon_auth.settings AS
 SELECT s.name,
    s.value,
    s."default",
    s.type,
    s.allowed,
    s.description
   FROM neon_auth.list_settings() s(name, value, "default", type, allowed, description);

ALTER TABLE neon_auth.settings OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.settings IS 'Every setting of project_config with its value, default, type, allowed values and description. To change one: select neon_auth.set(''session.cookieCache.enabled'', ''true'').';

CREATE VIEW neon_auth.settings_advice AS
 SELECT a.setting,
    a.advice
   FROM neon_auth.list_settings_advice() a(setting, advice);

ALTER TABLE neon_auth.settings_advice OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.settings_advice IS 'Settings that are wrong, have no effect, or contradict each other, each with what to do. Empty when there are none.';

CREATE TABLE neon_auth.sign_up_rule (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    action text NOT NULL,
    email text,
    invited boolean DEFAULT false NOT NULL,
    code text DEFAULT 'SIGN_UP_NOT_ALLOWED'::text NOT NULL,
    message text DEFAULT 'Sign up is not allowed'::text NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT code_is_short CHECK ((octet_length(code) <= 255)),
    CONSTRAINT email_has_few_wildcards CHECK (((length(email) - length(replace(email, '*'::text, ''::text))) <= 4)),
    CONSTRAINT email_is_short CHECK ((octet_length(email) <= 1024)),
    CONSTRAINT message_is_short CHECK ((octet_length(message) <= 1024)),
    CONSTRAINT sign_up_rule_allows_or_denies CHECK ((action = ANY (ARRAY['allow'::text, 'deny'::text]))),
    CONSTRAINT sign_up_rule_names_somebody CHECK (((email <> ''::text) OR invited))
);

ALTER TABLE neon_auth.sign_up_rule OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.sign_up_rule IS 'Who may sign up. No address that a deny matches; if there are allows, one must match.';

COMMENT ON COLUMN neon_auth.sign_up_rule.id IS 'Primary key.';

COMMENT ON COLUMN neon_auth.sign_up_rule.action IS 'allow or deny.';

COMMENT ON COLUMN neon_auth.sign_up_rule.email IS 'Address, or a pattern in which * stands for anything: *@example.com. Null: all.';

COMMENT ON COLUMN neon_auth.sign_up_rule.invited IS 'Matches only addresses with a pending invitation.';

COMMENT ON COLUMN neon_auth.sign_up_rule.code IS 'Error code a client gets when this deny matches, or no allow does.';

COMMENT ON COLUMN neon_auth.sign_up_rule.message IS 'Message a client gets then.';

COMMENT ON COLUMN neon_auth.sign_up_rule."createdAt" IS 'When the rule was made.';

CREATE TABLE neon_auth.task_lock (
    name text NOT NULL
);

ALTER TABLE neon_auth.task_lock OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.task_lock IS 'Internal: one row for each task that one transaction at a time may run.';

COMMENT ON COLUMN neon_auth.task_lock.name IS 'The task.';

CREATE TABLE neon_auth."twoFactor" (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    secret text NOT NULL,
    "backupCodes" text NOT NULL,
    "userId" uuid NOT NULL,
    CONSTRAINT "backupCodes_is_short" CHECK ((octet_length("backupCodes") <= 8192)),
    CONSTRAINT secret_is_short CHECK ((octet_length(secret) <= 1024))
);

ALTER TABLE neon_auth."twoFactor" OWNER TO neon_auth;

COMMENT ON TABLE neon_auth."twoFactor" IS 'Authenticator apps and backup codes, one row for each user.';

COMMENT ON COLUMN neon_auth."twoFactor".id IS 'Primary key.';

COMMENT ON COLUMN neon_auth."twoFactor".secret IS 'Secret of the app, sealed for this user and this database.';

COMMENT ON COLUMN neon_auth."twoFactor"."backupCodes" IS 'JSON list of hashes of the backup codes that are left, keyed with the secret.';

COMMENT ON COLUMN neon_auth."twoFactor"."userId" IS 'The user.';

CREATE TABLE neon_auth.two_factor_state (
    "userId" uuid NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    "lockedUntil" timestamp with time zone,
    "usedSteps" bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    secret text,
    "backupCodes" text,
    CONSTRAINT "backupCodes_is_short" CHECK ((octet_length("backupCodes") <= 8192)),
    CONSTRAINT secret_is_short CHECK ((octet_length(secret) <= 1024))
);

ALTER TABLE neon_auth.two_factor_state OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.two_factor_state IS 'Internal: attempts at the second factor, and enrolments that are not proven.';

COMMENT ON COLUMN neon_auth.two_factor_state."userId" IS 'The user.';

COMMENT ON COLUMN neon_auth.two_factor_state.failures IS 'Failed attempts since the last right one.';

COMMENT ON COLUMN neon_auth.two_factor_state."lockedUntil" IS 'No second factor is accepted until then.';

COMMENT ON COLUMN neon_auth.two_factor_state."usedSteps" IS 'Time steps whose codes were used, of the last minutes.';

COMMENT ON COLUMN neon_auth.two_factor_state.secret IS 'Sealed secret of an enrolment that would replace a working one.';

COMMENT ON COLUMN neon_auth.two_factor_state."backupCodes" IS 'Its backup codes, as in twoFactor.';

CREATE TABLE neon_auth.unbound_seal (
    hash text NOT NULL
);

ALTER TABLE neon_auth.unbound_seal OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.unbound_seal IS 'Internal: hashes of sealed secrets whose place is not known yet. The sidecar binds them.';

COMMENT ON COLUMN neon_auth.unbound_seal.hash IS 'hex sha256 of the sealed text';

CREATE TABLE neon_auth.user_count (
    role text,
    "emailVerified" boolean NOT NULL,
    banned boolean,
    users bigint NOT NULL
);

ALTER TABLE neon_auth.user_count OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.user_count IS 'Internal: number of users, kept by a trigger.';

COMMENT ON COLUMN neon_auth.user_count.role IS 'Role.';

COMMENT ON COLUMN neon_auth.user_count."emailVerified" IS 'Verified.';

COMMENT ON COLUMN neon_auth.user_count.banned IS 'Banned.';

COMMENT ON COLUMN neon_auth.user_count.users IS 'How many; the rows of one kind add up.';

CREATE TABLE neon_auth.user_locale (
    "userId" uuid NOT NULL,
    locale text NOT NULL,
    CONSTRAINT locale_is_a_language_tag CHECK ((locale ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$'::text)),
    CONSTRAINT locale_is_short CHECK ((octet_length(locale) <= 40))
);

ALTER TABLE neon_auth.user_locale OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.user_locale IS 'Language of a user''s mails. POST /update-user sets it from locale.';

COMMENT ON COLUMN neon_auth.user_locale."userId" IS 'The user.';

COMMENT ON COLUMN neon_auth.user_locale.locale IS 'Language tag, such as de or pt-BR.';

CREATE VIEW neon_auth.user_overview WITH (security_barrier='true') AS
 SELECT u.id,
    u.email,
    u.name,
    u."emailVerified",
    u.role,
    (COALESCE(u.banned, false) AND COALESCE((u."banExpires" > now()), true)) AS "isBanned",
    u."createdAt",
    s."lastSignIn",
    COALESCE(s.sessions, (0)::bigint) AS sessions,
    a.providers,
    o.organizations
   FROM (((neon_auth."user" u
     LEFT JOIN LATERAL ( SELECT max(s_1."createdAt") AS "lastSignIn",
            count(*) FILTER (WHERE ((s_1."expiresAt" > now()) AND (g.branch = neon_auth.branch_identity()))) AS sessions
           FROM (neon_auth.session s_1
             JOIN neon_auth.session_origin g ON ((g."sessionId" = s_1.id)))
          WHERE ((s_1."userId" = u.id) AND (s_1."impersonatedBy" IS NULL))) s ON (true))
     LEFT JOIN LATERAL ( SELECT COALESCE(array_agg(DISTINCT a_1."providerId" ORDER BY a_1."providerId"), '{}'::text[]) AS providers
           FROM neon_auth.account a_1
          WHERE (a_1."userId" = u.id)) a ON (true))
     LEFT JOIN LATERAL ( SELECT COALESCE(array_agg(((o_1.slug || ': '::text) || m.role) ORDER BY o_1.slug), '{}'::text[]) AS organizations
           FROM (neon_auth.member m
             JOIN neon_auth.organization o_1 ON ((o_1.id = m."organizationId")))
          WHERE (m."userId" = u.id)) o ON (true));

ALTER TABLE neon_auth.user_overview OWNER TO neon_auth;

COMMENT ON VIEW neon_auth.user_overview IS 'Users with their providers (credential is a password; {} means that they can only sign in by mail), live sessions, the latest sign-in whose session still exists, and organizations with their role.';

CREATE TABLE neon_auth.users_sync (
    raw_json jsonb NOT NULL,
    id text GENERATED ALWAYS AS ((raw_json ->> 'id'::text)) STORED NOT NULL,
    name text GENERATED ALWAYS AS ((raw_json ->> 'display_name'::text)) STORED,
    email text GENERATED ALWAYS AS ((raw_json ->> 'primary_email'::text)) STORED,
    created_at timestamp with time zone GENERATED ALWAYS AS (to_timestamp((trunc((((raw_json ->> 'signed_up_at_millis'::text))::bigint)::double precision) / (1000)::double precision))) STORED,
    updated_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT email_is_short CHECK ((octet_length(email) <= 1024)),
    CONSTRAINT id_is_short CHECK (((octet_length(id) >= 1) AND (octet_length(id) <= 255))),
    CONSTRAINT name_is_short CHECK ((octet_length(name) <= 8192)),
    CONSTRAINT raw_json_is_short CHECK ((octet_length((raw_json)::text) <= 1048576))
);

ALTER TABLE neon_auth.users_sync OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.users_sync IS 'Users as JSON, for apps of Neon''s first auth. Empty until enable_users_sync(). Rows are never deleted.';

COMMENT ON COLUMN neon_auth.users_sync.raw_json IS 'The user as Stack Auth''s API shows one; from another provider also what it sent.';

COMMENT ON COLUMN neon_auth.users_sync.id IS 'Id of the user. Apps may refer to it.';

COMMENT ON COLUMN neon_auth.users_sync.name IS 'Display name.';

COMMENT ON COLUMN neon_auth.users_sync.email IS 'Address.';

COMMENT ON COLUMN neon_auth.users_sync.created_at IS 'When the user signed up.';

COMMENT ON COLUMN neon_auth.users_sync.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN neon_auth.users_sync.deleted_at IS 'When the user was deleted; null for a present user.';

CREATE TABLE neon_auth.users_sync_event (
    provider text NOT NULL,
    "eventId" text NOT NULL,
    "receivedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT "eventId_is_short" CHECK (((octet_length("eventId") >= 1) AND (octet_length("eventId") <= 255))),
    CONSTRAINT provider_is_short CHECK ((octet_length(provider) <= 64))
);

ALTER TABLE neon_auth.users_sync_event OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.users_sync_event IS 'Internal: events that outside providers have sent, kept for three days.';

COMMENT ON COLUMN neon_auth.users_sync_event.provider IS 'The provider.';

COMMENT ON COLUMN neon_auth.users_sync_event."eventId" IS 'Id of the event.';

COMMENT ON COLUMN neon_auth.users_sync_event."receivedAt" IS 'When it was received.';

CREATE TABLE neon_auth.users_sync_source (
    id text NOT NULL,
    provider text NOT NULL,
    "changedAt" timestamp with time zone NOT NULL,
    CONSTRAINT id_is_short CHECK (((octet_length(id) >= 1) AND (octet_length(id) <= 255))),
    CONSTRAINT provider_is_short CHECK ((octet_length(provider) <= 64))
);

ALTER TABLE neon_auth.users_sync_source OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.users_sync_source IS 'Internal: rows of users_sync that an outside provider''s webhook writes.';

COMMENT ON COLUMN neon_auth.users_sync_source.id IS 'Id of the user.';

COMMENT ON COLUMN neon_auth.users_sync_source.provider IS 'The provider.';

COMMENT ON COLUMN neon_auth.users_sync_source."changedAt" IS 'When the newest event that was applied happened.';

CREATE UNLOGGED TABLE neon_auth.verified_token (
    digest bytea NOT NULL,
    key_id uuid NOT NULL,
    claims jsonb NOT NULL,
    "expiresAt" timestamp with time zone NOT NULL
);

ALTER TABLE neon_auth.verified_token OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.verified_token IS 'Internal: tokens that were verified a moment ago.';

COMMENT ON COLUMN neon_auth.verified_token.digest IS 'SHA-256 of the token.';

COMMENT ON COLUMN neon_auth.verified_token.key_id IS 'Key it was verified with.';

COMMENT ON COLUMN neon_auth.verified_token.claims IS 'Its claims.';

COMMENT ON COLUMN neon_auth.verified_token."expiresAt" IS 'When it expires.';

CREATE UNLOGGED TABLE neon_auth.write_mark (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    entity text NOT NULL,
    ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    value text,
    result text
);

ALTER TABLE neon_auth.write_mark OWNER TO neon_auth;

COMMENT ON TABLE neon_auth.write_mark IS 'Internal: rows that neon_auth_writer may delete, or rename, in the transaction that marked them.';

COMMENT ON COLUMN neon_auth.write_mark.id IS 'of the mark';

COMMENT ON COLUMN neon_auth.write_mark.entity IS 'the table; call: a call under restriction; settle: a probe';

COMMENT ON COLUMN neon_auth.write_mark.ids IS 'the rows of entity';

COMMENT ON COLUMN neon_auth.write_mark.value IS 'the key they get; null: they are deleted';

COMMENT ON COLUMN neon_auth.write_mark.result IS 'what the statement or the call returned';

CREATE VIEW neon_auth_internal.audit_coverage AS
 SELECT t.name,
    t.mode,
    t.events,
    t.hidden,
    t.reason
   FROM ( VALUES ('user'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('session'::text,'all'::text,'insert or update or delete'::text,'{token}'::text[],NULL::text), ('session_origin'::text,'sql'::text,'update or delete'::text,'{}'::text[],'the API writes it beside session'::text), ('account'::text,'all'::text,'insert or update or delete'::text,'{password,accessToken,refreshToken,idToken}'::text[],NULL::text), ('verification'::text,'sql'::text,'insert or update or delete'::text,'{identifier,value}'::text[],'the API mails what it inserts: outbox'::text), ('organization'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('member'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('invitation'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('invitation_team'::text,'sql'::text,'insert or update or delete'::text,'{}'::text[],'the API writes it beside invitation'::text), ('team'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('teamMember'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('organizationRole'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('twoFactor'::text,'all'::text,'insert or update or delete'::text,'{secret,backupCodes}'::text[],NULL::text), ('two_factor_state'::text,'sql'::text,'insert or update or delete'::text,'{secret,backupCodes}'::text[],'counters, and enrolments that are not proven'::text), ('project_config'::text,'all'::text,'insert or update or delete'::text,'{social_providers,email_provider,webhook_config,options}'::text[],NULL::text), ('user_locale'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('mail_template'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('unbound_seal'::text,'sql'::text,'insert or update or delete'::text,'{}'::text[],'the sidecar writes it beside project_config'::text), ('jwks'::text,'all'::text,'insert or update or delete'::text,'{privateKey}'::text[],NULL::text), ('sign_up_rule'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('branch_seed'::text,'all'::text,'insert or update or delete'::text,'{seed}'::text[],NULL::text), ('branch_confirmation'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('branch_alias'::text,'all'::text,'insert or update or delete'::text,'{}'::text[],NULL::text), ('context_secret'::text,'all'::text,'insert or update or delete'::text,'{secret}'::text[],NULL::text), ('outbox'::text,'sql'::text,'update or delete'::text,'{recipient,facts,sealed,lastError}'::text[],'each row is the record of a mail'::text), ('imported_user'::text,'sql'::text,'update or delete'::text,'{}'::text[],'each row is the record of an import'::text), ('import_skipped'::text,NULL::text,NULL::text,NULL::text[],'a report of an import'::text), ('users_sync'::text,NULL::text,NULL::text,NULL::text[],'a copy of "user", which is recorded, or of an outside provider''s users'::text), ('users_sync_source'::text,NULL::text,NULL::text,NULL::text[],'written beside users_sync'::text), ('users_sync_event'::text,NULL::text,NULL::text,NULL::text[],'ids of events, for three days'::text), ('webhook_event'::text,NULL::text,NULL::text,NULL::text[],'each row is the record of an event'::text), ('refused_sign_in'::text,NULL::text,NULL::text,NULL::text[],'a record itself, which only the owner of neon_auth can change'::text), ('audit_log'::text,NULL::text,NULL::text,NULL::text[],'verify_audit detects changes'::text), ('audit_seal'::text,NULL::text,NULL::text,NULL::text[],'verify_audit detects changes'::text), ('audit_horizon'::text,NULL::text,NULL::text,NULL::text[],'where the next seal begins; verify_audit detects changes'::text), ('request_count'::text,NULL::text,NULL::text,NULL::text[],'counters of an hour'::text), ('user_count'::text,NULL::text,NULL::text,NULL::text[],'sums of "user"'::text), ('config_version'::text,NULL::text,NULL::text,NULL::text[],'a counter of changes that are recorded'::text), ('installation'::text,NULL::text,NULL::text,NULL::text[],'written by the installer'::text), ('schema_version'::text,NULL::text,NULL::text,NULL::text[],'written by the installer'::text), ('ed25519_comb'::text,NULL::text,NULL::text,NULL::text[],'computed from jwks'::text), ('verified_token'::text,NULL::text,NULL::text,NULL::text[],'a cache of tokens that jwks verifies'::text), ('write_mark'::text,NULL::text,NULL::text,NULL::text[],'empty, but in a transaction that deletes'::text), ('task_lock'::text,NULL::text,NULL::text,NULL::text[],'locks'::text), ('claimed_name'::text,NULL::text,NULL::text,NULL::text[],'locks'::text)) t(name, mode, events, hidden, reason);

ALTER TABLE neon_auth_internal.audit_coverage OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.config AS
 SELECT neon_auth_internal.setting(c.email_and_password, '{enabled}'::text[], true) AS email_enabled,
    neon_auth_internal.setting(c.email_and_password, '{disableSignUp}'::text[], false) AS sign_up_disabled,
    neon_auth_internal.setting(c.email_and_password, '{autoSignIn}'::text[], true) AS auto_sign_in,
    neon_auth_internal.setting(c.email_and_password, '{requireEmailVerification}'::text[], false) AS email_verification_required,
    (neon_auth_internal.setting(c.email_and_password, '{emailVerificationMethod}'::text[], 'otp'::text) = 'link'::text) AS verification_by_link,
    neon_auth_internal.setting(c.email_and_password, '{sendVerificationEmailOnSignUp}'::text[], false) AS verify_on_sign_up,
    neon_auth_internal.setting(c.email_and_password, '{sendVerificationEmailOnSignIn}'::text[], false) AS verify_on_sign_in,
    neon_auth_internal.setting(c.email_and_password, '{autoSignInAfterVerification}'::text[], true) AS sign_in_after_verification,
    neon_auth_internal.setting(c.email_and_password, '{minPasswordLength}'::text[], 8) AS min_password_length,
    neon_auth_internal.setting(c.email_and_password, '{maxPasswordLength}'::text[], 128) AS max_password_length,
    neon_auth_internal.setting(c.options, '{session,cookieCache,enabled}'::text[], false) AS cookie_cache,
    neon_auth_internal.setting(c.options, '{session,cookieCache,maxAge}'::text[], 300) AS cookie_cache_seconds,
    neon_auth_internal.setting(c.plugin_configs, '{organization,enabled}'::text[], true) AS organizations,
    neon_auth_internal.setting(c.plugin_configs, '{organization,config,allowUserToCreateOrganization}'::text[], true) AS organizations_by_users,
    neon_auth_internal.setting(c.plugin_configs, '{organization,config,organizationLimit}'::text[], 10) AS organization_limit,
    COALESCE(NULLIF(neon_auth_internal.setting(c.plugin_configs, '{organization,config,membershipLimit}'::text[], 100), 0), 100) AS membership_limit,
    COALESCE(NULLIF(neon_auth_internal.setting(c.plugin_configs, '{organization,config,creatorRole}'::text[], 'owner'::text), ''::text), 'owner'::text) AS creator_role,
    neon_auth_internal.setting(c.plugin_configs, '{organization,config,sendInvitationEmail}'::text[], false) AS send_invitation_email,
    (c.plugin_configs #> '{organization,config}'::text[]) AS organization_options,
    100 AS invitation_limit,
    '48:00:00'::interval AS invitation_lifetime,
    neon_auth_internal.setting(c.options, '{jwt,claimsHook}'::text[], NULL::text) AS claims_hook,
    neon_auth_internal.setting(c.options, '{user,changeEmail,enabled}'::text[], false) AS change_email_enabled,
    neon_auth_internal.setting(c.options, '{user,deleteUser,enabled}'::text[], true) AS delete_user_enabled,
    neon_auth_internal.setting(c.options, '{user,deleteUser,sendVerification}'::text[], false) AS delete_user_by_mail,
    neon_auth_internal.setting(c.options, '{audit,retentionMonths}'::text[], 12) AS audit_months,
    neon_auth_internal.setting(c.options, '{branch,outbound}'::text[], 'hold'::text) AS outbound,
    COALESCE(c.social_providers, '[]'::jsonb) AS social_providers,
    COALESCE(c.allow_localhost, true) AS allow_localhost,
    COALESCE(c.trusted_origins, '[]'::jsonb) AS trusted_origins,
    neon_auth_internal.setting(c.plugin_configs, '{magicLink,enabled}'::text[], false) AS magic_link,
    neon_auth_internal.setting(c.plugin_configs, '{magicLink,config,disableSignUp}'::text[], false) AS magic_link_sign_up_disabled,
    make_interval(mins => neon_auth_internal.setting(c.plugin_configs, '{magicLink,config,expiresIn}'::text[], 5)) AS magic_link_lifetime,
    neon_auth_internal.setting(c.plugin_configs, '{twoFactor,enabled}'::text[], false) AS two_factor,
    (c.plugin_configs #> '{twoFactor,config}'::text[]) AS two_factor_options,
    c.options,
    neon_auth_internal.setting(c.options, '{rateLimit,enabled}'::text[], true) AS rate_limit,
    neon_auth_internal.setting(c.options, '{strictProof}'::text[], s.strict) AS strict_proof,
    neon_auth_internal.setting(c.options, '{strictSignUp}'::text[], s.strict) AS strict_sign_up,
    neon_auth_internal.setting(c.options, '{strictOrigin}'::text[], s.strict) AS strict_origin,
    neon_auth_internal.setting(c.options, '{strictOwner}'::text[], s.strict) AS strict_owner,
    neon_auth_internal.setting(c.options, '{strictTwoFactor}'::text[], s.strict) AS strict_two_factor,
    COALESCE(c.name, (current_database())::text) AS app_name,
    neon_auth_internal.setting(c.options, '{language}'::text[], 'en'::text) AS language,
    neon_auth_internal.setting(c.options, '{translateErrors}'::text[], false) AS translate_errors,
    neon_auth_internal.setting(c.options, '{links}'::text[], 'auto'::text) AS links,
    neon_auth_internal.setting(c.options, '{branding,logo}'::text[], ''::text) AS logo,
    neon_auth_internal.setting(c.options, '{branding,color}'::text[], ''::text) AS color,
    c.email_provider,
    neon_auth_internal.setting(c.webhook_config, '{enabled}'::text[], false) AS webhook_enabled,
    neon_auth_internal.setting(c.webhook_config, '{webhookUrl}'::text[], ''::text) AS webhook_url,
    COALESCE((c.webhook_config -> 'enabledEvents'::text), '[]'::jsonb) AS webhook_events,
    LEAST(GREATEST(neon_auth_internal.setting(c.webhook_config, '{timeoutSeconds}'::text[], 5), 1), 10) AS webhook_timeout,
    '00:15:00'::interval AS code_lifetime,
    '7 days'::interval AS session_lifetime,
    '1 day'::interval AS session_update_age,
    '1 day'::interval AS session_fresh_age,
    '01:00:00'::interval AS impersonation_lifetime,
    '1 day'::interval AS short_session_lifetime
   FROM ((( VALUES (true)) always(one)
     LEFT JOIN LATERAL ( SELECT p.id,
            p.name,
            p.endpoint_id,
            p.created_at,
            p.updated_at,
            p.trusted_origins,
            p.social_providers,
            p.email_provider,
            p.email_and_password,
            p.allow_localhost,
            p.plugin_configs,
            p.webhook_config,
            p.options
           FROM neon_auth.project_config p
          ORDER BY p.created_at, p.id
         LIMIT 1) c ON (true))
     CROSS JOIN LATERAL ( SELECT neon_auth_internal.setting(c.options, '{strict}'::text[], true) AS setting) s(strict));

ALTER TABLE neon_auth_internal.config OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.ending AS
 SELECT e.artefact,
    e.name,
    e.holder,
    e.added,
    e.changed,
    e.replaced,
    e.email,
    e.banned,
    e.unbanned,
    e.demoted,
    e.revoked,
    e.removed
   FROM ( VALUES ('reset link'::text,'reset-password:'::text,'value'::text,true,true,true,true,true,true,false,false,true), ('delete link'::text,'delete-account-'::text,'value'::text,true,true,true,true,true,true,false,true,true), ('verification link'::text,'verify-email-'::text,'value'::text,true,true,true,true,true,true,false,false,true), ('change-email link'::text,'change-email-'::text,'id'::text,true,true,true,true,true,true,false,true,true), ('reset code'::text,'forget-password-otp-'::text,'address'::text,true,true,true,true,true,true,false,false,true), ('sign-in code'::text,'sign-in-otp-'::text,'address'::text,true,true,true,true,true,true,false,false,true), ('verification code'::text,'email-verification-otp-'::text,'address'::text,true,true,true,true,true,true,false,false,true), ('magic link'::text,NULL::text,'magic'::text,true,true,true,true,true,true,false,false,true), ('session'::text,NULL::text,NULL::text,false,false,true,false,true,false,false,false,true), ('impersonation'::text,NULL::text,NULL::text,false,false,true,true,true,false,true,true,true), ('second step'::text,'2fa-'::text,'value'::text,true,true,true,true,true,true,false,true,true), ('trusted browser'::text,'trust-device-'::text,'value'::text,false,true,true,false,true,false,false,true,true), ('invitation'::text,NULL::text,NULL::text,false,false,true,false,true,false,false,false,true)) e(artefact, name, holder, added, changed, replaced, email, banned, unbanned, demoted, revoked, removed);

ALTER TABLE neon_auth_internal.ending OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.failure AS
 SELECT f.name,
    f.status,
    COALESCE(f.code, neon_auth_internal.failure_code(f.message)) AS code,
    f.message
   FROM ( VALUES ('UNAUTHORIZED'::text,401,NULL::text,''::text), ('NOT_FOUND'::text,404,NULL::text,''::text), ('CONFIG_CHANGED'::text,503,NULL::text,'The settings are changing'::text), ('CONFLICT'::text,503,NULL::text,'Another change is under way'::text), ('KEY_NOT_READY'::text,503,NULL::text,'The signing key cannot be opened'::text), ('CLAIMS_HOOK_FAILED'::text,503,NULL::text,'The token claims hook failed'::text), ('BUSY'::text,503,NULL::text,'The server is busy'::text), ('NOT_READY'::text,503,'NOT_READY'::text,'The server is not ready'::text), ('TOO_MANY_REQUESTS'::text,429,'TOO_MANY_REQUESTS'::text,'Too many requests. Please try again later.'::text), ('INVALID_BODY'::text,400,NULL::text,'Invalid request body'::text), ('VALIDATION_ERROR'::text,400,'VALIDATION_ERROR'::text,'%s'::text), ('UNSUPPORTED_MEDIA_TYPE'::text,415,'UNSUPPORTED_MEDIA_TYPE'::text,'Content-Type "%s" is not allowed. Allowed types: %s'::text), ('INVALID_VALUE'::text,400,NULL::text,'Invalid value'::text), ('MESSAGE_SIGNATURE_INVALID'::text,401,NULL::text,'Invalid webhook signature'::text), ('MESSAGE_TOO_OLD'::text,400,NULL::text,'Message timestamp is too old or too new'::text), ('BODY_TOO_LARGE'::text,413,NULL::text,'Request body is too large'::text), ('INVALID_ORIGIN'::text,403,NULL::text,'Invalid origin'::text), ('MISSING_OR_NULL_ORIGIN'::text,403,NULL::text,'Missing or null Origin'::text), ('CROSS_SITE_NAVIGATION'::text,403,NULL::text,'Cross-site navigation login blocked. This request appears to be a CSRF attack.'::text), ('INVALID_CALLBACK_URL'::text,403,NULL::text,'Invalid callbackURL'::text), ('INVALID_REDIRECT_URL'::text,403,NULL::text,'Invalid redirectURL'::text), ('INVALID_ERROR_CALLBACK_URL'::text,403,NULL::text,'Invalid errorCallbackURL'::text), ('INVALID_NEW_USER_CALLBACK_URL'::text,403,NULL::text,'Invalid newUserCallbackURL'::text), ('INVALID_EMAIL'::text,400,NULL::text,'Invalid email'::text), ('INVALID_PASSWORD'::text,400,NULL::text,'Invalid password'::text), ('INVALID_EMAIL_OR_PASSWORD'::text,401,NULL::text,'Invalid email or password'::text), ('INVALID_TWO_FACTOR_COOKIE'::text,401,NULL::text,'Invalid two factor cookie'::text), ('TWO_FACTOR_NOT_ENABLED'::text,400,NULL::text,'Two factor isn''t enabled'::text), ('TOTP_NOT_ENABLED'::text,400,NULL::text,'TOTP not enabled'::text), ('BACKUP_CODES_NOT_ENABLED'::text,400,NULL::text,'Backup codes aren''t enabled'::text), ('INVALID_BACKUP_CODE'::text,401,NULL::text,'Invalid backup code'::text), ('INVALID_CODE'::text,401,NULL::text,'Invalid code'::text), ('SECOND_CODE_EXPIRED'::text,400,NULL::text,'OTP has expired'::text), ('SECOND_CODE_NOT_POSSIBLE'::text,400,NULL::text,'OTP not enabled'::text), ('TOO_MANY_SECOND_CODES'::text,400,NULL::text,'Too many attempts. Please request a new code.'::text), ('SECOND_FACTOR_REQUIRED'::text,403,NULL::text,'A second factor is required'::text), ('PASSWORD_TOO_SHORT'::text,400,NULL::text,'Password too short'::text), ('PASSWORD_HASH_REFUSED'::text,422,NULL::text,'The password hash is malformed or costs too much to verify'::text), ('PASSWORD_TOO_LONG'::text,400,NULL::text,'Password too long'::text), ('EMAIL_AND_PASSWORD_DISABLED'::text,400,NULL::text,'Email and password is not enabled'::text), ('SIGN_UP_DISABLED'::text,400,NULL::text,'Email and password sign up is not enabled'::text), ('USER_ALREADY_EXISTS'::text,422,NULL::text,'User already exists. Use another email.'::text), ('CONFIRMATION_DIFFERS'::text,400,NULL::text,'The text typed to confirm is a different one'::text), ('USER_NOT_FOUND'::text,404,NULL::text,'User not found'::text), ('NO_SUCH_USER'::text,400,NULL::text,'User not found'::text), ('INVALID_OTP'::text,400,NULL::text,'Invalid OTP'::text), ('OTP_EXPIRED'::text,400,NULL::text,'OTP expired'::text), ('TOO_MANY_ATTEMPTS'::text,403,NULL::text,'Too many attempts'::text), ('INVALID_TOKEN'::text,400,NULL::text,'Invalid token'::text), ('LINK_INVALID_TOKEN'::text,401,NULL::text,'invalid_token'::text), ('LINK_TOKEN_EXPIRED'::text,401,NULL::text,'token_expired'::text), ('LINK_USER_NOT_FOUND'::text,401,NULL::text,'user_not_found'::text), ('LINK_UNAUTHORIZED'::text,401,NULL::text,'unauthorized'::text), ('EMAIL_MISMATCH'::text,400,NULL::text,'Email mismatch'::text), ('EMAIL_ALREADY_VERIFIED'::text,400,NULL::text,'Email is already verified'::text), ('EMAIL_NOT_VERIFIED'::text,403,NULL::text,'Email not verified'::text), ('BANNED_USER'::text,403,'BANNED_USER'::text,'You have been banned from this application. Please contact support if you believe this is an error.'::text), ('FIELD_NOT_ALLOWED'::text,400,NULL::text,'%s is not allowed to be set'::text), ('EMAIL_CAN_NOT_BE_UPDATED'::text,400,NULL::text,'Email can not be updated'::text), ('NO_FIELDS_TO_UPDATE'::text,400,NULL::text,'No fields to update'::text), ('CREDENTIAL_ACCOUNT_NOT_FOUND'::text,400,NULL::text,'Credential account not found'::text), ('CALLER_NOT_FOUND'::text,401,NULL::text,'User not found'::text), ('NOT_AUTHENTICATED'::text,401,NULL::text,'Not authenticated'::text), ('CREATE_ORGANIZATION_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to create a new organization'::text), ('TOO_MANY_ORGANIZATIONS'::text,403,NULL::text,'You have reached the maximum number of organizations'::text), ('ORGANIZATION_ALREADY_EXISTS'::text,400,NULL::text,'Organization already exists'::text), ('ORGANIZATION_SLUG_ALREADY_TAKEN'::text,400,NULL::text,'Organization slug already taken'::text), ('SLUG_IS_TAKEN'::text,400,NULL::text,'slug is taken'::text), ('ORGANIZATION_NOT_FOUND'::text,400,NULL::text,'Organization not found'::text), ('ORGANIZATION_ID_IS_REQUIRED'::text,400,NULL::text,'Organization ID is required'::text), ('NO_ACTIVE_ORGANIZATION'::text,400,NULL::text,'No active organization'::text), ('ORGANIZATION_NOT_YOURS'::text,400,NULL::text,'User is not a member of the organization'::text), ('ORGANIZATION_UNKNOWN_TO_YOU'::text,401,NULL::text,'User is not a member of the organization'::text), ('ORGANIZATION_CLOSED'::text,403,NULL::text,'User is not a member of the organization'::text), ('NOT_A_MEMBER'::text,403,NULL::text,'You are not a member of this organization'::text), ('UPDATE_ORGANIZATION_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to update this organization'::text), ('DELETE_ORGANIZATION_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to delete this organization'::text), ('MEMBER_NOT_FOUND'::text,400,NULL::text,'Member not found'::text), ('DELETE_MEMBER_NOT_ALLOWED'::text,401,NULL::text,'You are not allowed to delete this member'::text), ('UPDATE_MEMBER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to update this member'::text), ('ONLY_OWNER'::text,400,NULL::text,'You cannot leave the organization as the only owner'::text), ('SOLE_OWNER'::text,409,'SOLE_OWNER'::text,'The only owner of an organization cannot be deleted: name another owner or delete the organization first'::text), ('OWNER_NEEDED'::text,400,NULL::text,'You cannot leave the organization without an owner'::text), ('ROLE_MISSING'::text,400,NULL::text,''::text), ('ROLE_NOT_FOUND'::text,400,NULL::text,'Role not found: %s'::text), ('MEMBERSHIP_LIMIT_REACHED'::text,403,NULL::text,'Organization membership limit reached'::text), ('INVITE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to invite users to this organization'::text), ('INVITE_ROLE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to invite a user with this role'::text), ('CANCEL_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to cancel this invitation'::text), ('ALREADY_A_MEMBER'::text,400,NULL::text,'User is already a member of this organization'::text), ('ALREADY_INVITED'::text,400,NULL::text,'User is already invited to this organization'::text), ('INVITATION_LIMIT_REACHED'::text,403,NULL::text,'Invitation limit reached'::text), ('INVITATION_NOT_FOUND'::text,400,NULL::text,'Invitation not found'::text), ('INVITATION_GONE'::text,400,NULL::text,'Invitation not found!'::text), ('NOT_THE_RECIPIENT'::text,403,NULL::text,'You are not the recipient of the invitation'::text), ('INVITER_LEFT'::text,400,NULL::text,'Inviter is no longer a member of the organization'::text), ('INVITEE_NOT_VERIFIED'::text,403,NULL::text,'Email verification required before accepting or rejecting invitation'::text), ('INVITEE_UNKNOWN'::text,400,NULL::text,'Missing session headers, or email query parameter.'::text), ('EMAIL_NOT_FOR_CLIENTS'::text,400,NULL::text,'User email cannot be passed for client side API calls.'::text), ('ACCOUNT_NOT_FOUND'::text,400,NULL::text,'Account not found'::text), ('LAST_ACCOUNT'::text,400,NULL::text,'You can''t unlink your last account'::text), ('PROVIDER_NOT_CONFIGURED'::text,400,NULL::text,'Provider account provider is %s but it is not configured'::text), ('PROVIDER_NOT_SUPPORTED'::text,400,NULL::text,'Provider %s is not supported.'::text), ('PROVIDER_UNKNOWN'::text,400,NULL::text,'Provider %s not found.'::text), ('ACCESS_TOKEN_FAILED'::text,400,NULL::text,'Failed to get a valid access token'::text), ('REFRESH_TOKEN_NOT_FOUND'::text,400,NULL::text,'Refresh token not found'::text), ('ACCESS_TOKEN_NOT_FOUND'::text,400,NULL::text,'Access token not found'::text), ('REFRESH_FAILED'::text,400,NULL::text,'Failed to refresh access token'::text), ('PROVIDER_NOT_FOUND'::text,404,NULL::text,'Provider not found'::text), ('ID_TOKEN_NOT_SUPPORTED'::text,404,NULL::text,'id_token not supported'::text), ('ID_TOKEN_INVALID'::text,401,'INVALID_TOKEN'::text,'Invalid token'::text), ('PROVIDER_CONFIG_NOT_FOUND'::text,400,NULL::text,'No config found for provider %s'::text), ('INVALID_OAUTH_CONFIGURATION'::text,400,NULL::text,'Invalid OAuth configuration'::text), ('PROVIDER_UNAVAILABLE'::text,503,NULL::text,'The provider does not answer'::text), ('LINKING_NOT_ALLOWED'::text,401,NULL::text,'Account not linked - linking not allowed'::text), ('LINKING_OTHER_EMAIL'::text,401,NULL::text,'Account not linked - different emails not allowed'::text), ('LINKING_FAILED'::text,401,NULL::text,'Account not linked - unable to create account'::text), ('ACCOUNT_NOT_LINKED'::text,401,NULL::text,'account not linked'::text), ('SUBJECT_CHANGED'::text,401,NULL::text,'subject changed'::text), ('SIGNUP_DISABLED'::text,401,NULL::text,'signup disabled'::text), ('PROVIDER_ID_MISSING'::text,401,NULL::text,'id is missing'::text), ('PROVIDER_EMAIL_MISSING'::text,401,NULL::text,'User email not found'::text), ('PROVIDER_EMAIL_UNVERIFIED'::text,401,NULL::text,'email not verified'::text), ('PROVIDER_INFO_MISSING'::text,401,NULL::text,'Failed to get user info'::text), ('VERIFICATION_NOT_FOUND'::text,400,NULL::text,'Verification not found'::text), ('CHALLENGE_NOT_FOUND'::text,400,'SESSION_CHALLANGE_COOKIE_NOT_FOUND'::text,'Session challange cookie not found'::text), ('SESSION_NOT_FRESH'::text,403,NULL::text,'Session is not fresh'::text), ('SESSION_EXPIRED'::text,400,'SESSION_EXPIRED'::text,'Session expired. Re-authenticate to perform this action.'::text), ('IMPERSONATING'::text,403,NULL::text,'You cannot do this while impersonating'::text), ('LAST_ADMINISTRATOR'::text,400,NULL::text,'You cannot remove the last administrator'::text), ('GET_USER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to get user'::text), ('CREATE_USER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to create users'::text), ('UPDATE_USER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to update users'::text), ('SET_ROLE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to change users role'::text), ('BAN_USER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to ban users'::text), ('LIST_SESSIONS_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to list users sessions'::text), ('REVOKE_SESSIONS_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to revoke users sessions'::text), ('IMPERSONATE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to impersonate users'::text), ('DELETE_USER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to delete users'::text), ('SET_PASSWORD_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to set users password'::text), ('LIST_USERS_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to list users'::text), ('EMAIL_IS_TAKEN'::text,400,NULL::text,'User already exists. Use another email.'::text), ('NO_DATA_TO_UPDATE'::text,400,NULL::text,'No data to update'::text), ('INVALID_ROLE_TYPE'::text,400,NULL::text,'Invalid role type'::text), ('CANNOT_BAN_YOURSELF'::text,400,NULL::text,'You cannot ban yourself'::text), ('CANNOT_DEMOTE_YOURSELF'::text,400,NULL::text,'You cannot demote yourself'::text), ('CANNOT_REMOVE_YOURSELF'::text,400,NULL::text,'You cannot remove yourself'::text), ('CANNOT_IMPERSONATE_ADMINS'::text,403,NULL::text,'You cannot impersonate admins'::text), ('NOT_IMPERSONATING'::text,400,NULL::text,'You are not impersonating anyone'::text), ('ADMIN_SESSION_NOT_FOUND'::text,400,NULL::text,'Failed to find admin session'::text), ('DELETE_TOKEN_INVALID'::text,404,NULL::text,'Invalid token'::text), ('FAILED_TO_GET_USER_INFO'::text,404,NULL::text,'Failed to get user info'::text), ('CHANGE_EMAIL_DISABLED'::text,400,NULL::text,'Change email is disabled'::text), ('EMAIL_IS_THE_SAME'::text,400,NULL::text,'Email is the same'::text), ('CREATE_TEAM_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to create teams in this organization'::text), ('TOO_MANY_TEAMS'::text,400,NULL::text,'You have reached the maximum number of teams'::text), ('TEAM_NOT_FOUND'::text,400,NULL::text,'Team not found'::text), ('UPDATE_TEAM_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to update this team'::text), ('DELETE_TEAM_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to delete this team'::text), ('DELETE_TEAMS_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to delete teams in this organization'::text), ('LAST_TEAM'::text,400,NULL::text,'Unable to remove last team'::text), ('LIST_TEAMS_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to access this organization as an owner'::text), ('NO_ACTIVE_TEAM'::text,400,NULL::text,'You do not have an active team'::text), ('NOT_IN_TEAM'::text,400,NULL::text,'User is not a member of the team'::text), ('TEAM_CLOSED'::text,403,NULL::text,'User is not a member of the team'::text), ('ADD_TEAM_MEMBER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to create a new member'::text), ('REMOVE_TEAM_MEMBER_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to remove a team member'::text), ('TEAM_MEMBER_LIMIT_REACHED'::text,403,NULL::text,'Team member limit reached'::text), ('NO_ORGANIZATION_FOR_ROLE'::text,400,NULL::text,'You must be in an organization to create a role'::text), ('CREATE_ROLE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to create a role'::text), ('UPDATE_ROLE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to update a role'::text), ('DELETE_ROLE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to delete a role'::text), ('READ_ROLE_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to read a role'::text), ('LIST_ROLES_NOT_ALLOWED'::text,403,NULL::text,'You are not allowed to list a role'::text), ('ROLE_UNKNOWN'::text,400,NULL::text,'Role not found'::text), ('INVALID_SHARED_OAUTH_PROVIDER'::text,400,'INVALID_SHARED_OAUTH_PROVIDER'::text,'This provider has no shared credentials. Send client_id and client_secret'::text), ('OAUTH_PROVIDER_EXISTS'::text,409,'OAUTH_PROVIDER_EXISTS'::text,'This OAuth provider is there already. Change it with PATCH'::text), ('OAUTH_PROVIDER_NOT_FOUND'::text,404,'OAUTH_PROVIDER_NOT_FOUND'::text,'There is no OAuth provider with this id'::text), ('NO_OWN_MAIL_SERVER'::text,400,'NO_OWN_MAIL_SERVER'::text,'There is no saved mail server to test: the type of email_provider is shared. Save a standard one first'::text), ('ROLE_NOT_NAMED'::text,400,'VALIDATION_ERROR'::text,'[query] Invalid input'::text), ('ROLE_NAME_TAKEN'::text,400,NULL::text,'That role name is already taken'::text), ('ROLE_IS_PREDEFINED'::text,400,NULL::text,'Cannot delete a pre-defined role'::text), ('TOO_MANY_ROLES'::text,400,NULL::text,'This organization has too many roles'::text), ('INVALID_RESOURCE'::text,400,NULL::text,'The provided permission includes an invalid resource'::text), ('MAIL_NOT_AVAILABLE'::text,503,NULL::text,'Mail is not available'::text), ('SIGN_UP_REFUSED'::text,403,'SIGN_UP_NOT_ALLOWED'::text,'Sign up is not allowed'::text), ('WEBHOOK_NOT_ASKED'::text,503,NULL::text,'The webhook was not asked'::text), ('NOT_A_COPY'::text,409,NULL::text,'This database is not a copy'::text), ('WEBHOOK_HELD'::text,403,'WEBHOOK_HELD'::text,'Sign up is not possible: this is a copy, which does not call its webhook. Confirm it, or disable the webhook in it.'::text), ('WEBHOOK_FAILED'::text,502,NULL::text,'The webhook did not answer as it should'::text)) f(name, status, code, message);

ALTER TABLE neon_auth_internal.failure OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.foreign_code AS
 SELECT t.tgrelid AS on_table,
    t.oid AS trigger_id
   FROM (((pg_trigger t
     JOIN pg_class c ON ((c.oid = t.tgrelid)))
     JOIN pg_proc p ON ((p.oid = t.tgfoid)))
     LEFT JOIN pg_class r ON ((r.oid = t.tgconstrrelid)))
  WHERE ((c.relnamespace = ('neon_auth'::regnamespace)::oid) AND (c.relname <> 'users_sync'::name) AND
        CASE
            WHEN t.tgisinternal THEN (r.relnamespace <> ('neon_auth'::regnamespace)::oid)
            ELSE (p.pronamespace <> ALL (ARRAY[('neon_auth'::regnamespace)::oid, ('neon_auth_internal'::regnamespace)::oid]))
        END);

ALTER TABLE neon_auth_internal.foreign_code OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.limit_rule AS
 SELECT r."position",
    r.paths,
    r.attempts,
    r.seconds
   FROM ( VALUES (1,'^/(email-otp/|sign-in/email-otp$|forget-password/email-otp$)'::text,3,60), (2,'^/(sign-in/magic-link|magic-link/verify)'::text,5,60), (3,'^/(sign-in|sign-up|change-password|change-email)'::text,3,10), (4,'^/(request-password-reset|reset-password|send-verification-email|verify-|callback|oauth2|link-social)'::text,100,10), (5,'^/users-sync/'::text,600,10), (6,'^/two-factor/'::text,3,10)) r("position", paths, attempts, seconds);

ALTER TABLE neon_auth_internal.limit_rule OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.mail_rule AS
 SELECT r.kind,
    r.suffix,
    r.of_client,
    r.of_recipient,
    r.quiet
   FROM ( VALUES ('sign-in-otp'::text,''::text,10,20,false), ('email-verification-otp'::text,''::text,10,20,false), ('forget-password-otp'::text,''::text,10,20,false), ('email-verification-link'::text,''::text,10,20,false), ('forget-password-link'::text,''::text,10,20,false), ('magic-link'::text,''::text,10,20,false), ('already-registered'::text,''::text,10,20,false), ('change-email-link'::text,' (account)'::text,10,20,false), ('delete-account-link'::text,' (account)'::text,10,20,false), ('password-changed'::text,' (notice)'::text,20,20,true), ('email-changed'::text,' (notice)'::text,20,20,true), ('two-factor-otp'::text,''::text,10,20,false), ('two-factor-enabled'::text,' (notice)'::text,20,20,true), ('two-factor-changed'::text,' (notice)'::text,20,20,true), ('two-factor-disabled'::text,' (notice)'::text,20,20,true), ('two-factor-reset'::text,' (notice)'::text,20,20,true), ('invitation'::text,' (invitation)'::text,10,20,false), ('test'::text,' (test)'::text,10,20,false)) r(kind, suffix, of_client, of_recipient, quiet);

ALTER TABLE neon_auth_internal.mail_rule OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.managed_setting AS
 SELECT m.group_name,
    m.field,
    m.setting,
    m."least",
    m.is_required
   FROM ( VALUES ('config'::text,'name'::text,'name'::text,NULL::integer,true), ('allow_localhost'::text,'allow_localhost'::text,'allow_localhost'::text,NULL::integer,true), ('email_and_password'::text,'enabled'::text,'email_and_password.enabled'::text,NULL::integer,false), ('email_and_password'::text,'email_verification_method'::text,'email_and_password.emailVerificationMethod'::text,NULL::integer,false), ('email_and_password'::text,'require_email_verification'::text,'email_and_password.requireEmailVerification'::text,NULL::integer,false), ('email_and_password'::text,'auto_sign_in_after_verification'::text,'email_and_password.autoSignInAfterVerification'::text,NULL::integer,false), ('email_and_password'::text,'send_verification_email_on_sign_up'::text,'email_and_password.sendVerificationEmailOnSignUp'::text,NULL::integer,false), ('email_and_password'::text,'send_verification_email_on_sign_in'::text,'email_and_password.sendVerificationEmailOnSignIn'::text,NULL::integer,false), ('email_and_password'::text,'disable_sign_up'::text,'email_and_password.disableSignUp'::text,NULL::integer,false), ('organization'::text,'enabled'::text,'plugin_configs.organization.enabled'::text,NULL::integer,false), ('organization'::text,'organization_limit'::text,'plugin_configs.organization.config.organizationLimit'::text,1,false), ('organization'::text,'membership_limit'::text,'plugin_configs.organization.config.membershipLimit'::text,1,false), ('organization'::text,'creator_role'::text,'plugin_configs.organization.config.creatorRole'::text,NULL::integer,false), ('organization'::text,'send_invitation_email'::text,'plugin_configs.organization.config.sendInvitationEmail'::text,NULL::integer,false), ('magic_link'::text,'enabled'::text,'plugin_configs.magicLink.enabled'::text,NULL::integer,false), ('magic_link'::text,'expires_in'::text,'plugin_configs.magicLink.config.expiresIn'::text,5,false), ('magic_link'::text,'disable_sign_up'::text,'plugin_configs.magicLink.config.disableSignUp'::text,NULL::integer,false), ('phone_number'::text,'enabled'::text,'plugin_configs.phoneNumber.enabled'::text,NULL::integer,false), ('phone_number'::text,'otp_expires_in'::text,'plugin_configs.phoneNumber.config.otp_expires_in'::text,NULL::integer,false), ('webhooks'::text,'enabled'::text,'webhook_config.enabled'::text,NULL::integer,true), ('webhooks'::text,'webhook_url'::text,'webhook_config.webhookUrl'::text,NULL::integer,false), ('webhooks'::text,'enabled_events'::text,'webhook_config.enabledEvents'::text,NULL::integer,false), ('webhooks'::text,'timeout_seconds'::text,'webhook_config.timeoutSeconds'::text,NULL::integer,false), ('standard mail server'::text,'host'::text,'email_provider.host'::text,1,false), ('standard mail server'::text,'port'::text,'email_provider.port'::text,NULL::integer,false), ('standard mail server'::text,'username'::text,'email_provider.username'::text,NULL::integer,false), ('standard mail server'::text,'password'::text,'email_provider.password'::text,NULL::integer,false), ('standard mail server'::text,'sender_email'::text,'email_provider.sender_email'::text,1,false), ('standard mail server'::text,'sender_name'::text,'email_provider.sender_name'::text,NULL::integer,false), ('shared mail server'::text,'sender_email'::text,'email_provider.sender_email'::text,NULL::integer,false), ('shared mail server'::text,'sender_name'::text,'email_provider.sender_name'::text,NULL::integer,false), ('OAuth provider'::text,'client_id'::text,'social_providers[].clientId'::text,1,false), ('OAuth provider'::text,'client_secret'::text,'social_providers[].clientSecret'::text,1,false), ('OAuth provider'::text,'microsoft_tenant_id'::text,'social_providers[].microsoftTenantId'::text,NULL::integer,false)) m(group_name, field, setting, "least", is_required);

ALTER TABLE neon_auth_internal.managed_setting OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.mask_rule AS
 SELECT r.relation,
    r.name,
    r.treatment,
    r.owner
   FROM ( VALUES ('user'::text,'name'::text,'name'::text,'id'::text), ('user'::text,'email'::text,'email'::text,'id'::text), ('user'::text,'image'::text,'image'::text,'id'::text), ('user'::text,'banReason'::text,'clear'::text,'id'::text), ('user'::text,'role'::text,'keep'::text,NULL::text), ('account'::text,'accountId'::text,'account'::text,'userId'::text), ('account'::text,'password'::text,'clear'::text,'userId'::text), ('account'::text,'accessToken'::text,'clear'::text,NULL::text), ('account'::text,'refreshToken'::text,'clear'::text,NULL::text), ('account'::text,'idToken'::text,'clear'::text,NULL::text), ('account'::text,'providerId'::text,'keep'::text,NULL::text), ('account'::text,'scope'::text,'keep'::text,NULL::text), ('organization'::text,'name'::text,'name'::text,NULL::text), ('organization'::text,'slug'::text,'slug'::text,NULL::text), ('organization'::text,'logo'::text,'image'::text,NULL::text), ('organization'::text,'metadata'::text,'clear'::text,NULL::text), ('organizationRole'::text,'*'::text,'keep'::text,NULL::text), ('member'::text,'role'::text,'keep'::text,NULL::text), ('team'::text,'name'::text,'name'::text,NULL::text), ('invitation'::text,'email'::text,'email'::text,'email'::text), ('invitation'::text,'role'::text,'keep'::text,NULL::text), ('invitation'::text,'status'::text,'keep'::text,NULL::text), ('sign_up_rule'::text,'email'::text,'pattern'::text,'email'::text), ('sign_up_rule'::text,'*'::text,'keep'::text,NULL::text), ('users_sync'::text,'raw_json'::text,'profile'::text,'id'::text), ('users_sync_source'::text,'*'::text,'keep'::text,NULL::text), ('users_sync_event'::text,'*'::text,'keep'::text,NULL::text), ('session'::text,'*'::text,'empty'::text,NULL::text), ('session_origin'::text,'*'::text,'empty'::text,NULL::text), ('verification'::text,'*'::text,'empty'::text,NULL::text), ('outbox'::text,'*'::text,'empty'::text,NULL::text), ('webhook_event'::text,'*'::text,'empty'::text,NULL::text), ('request_count'::text,'*'::text,'empty'::text,NULL::text), ('refused_sign_in'::text,'*'::text,'empty'::text,NULL::text), ('imported_user'::text,'*'::text,'empty'::text,NULL::text), ('import_skipped'::text,'*'::text,'empty'::text,NULL::text), ('verified_token'::text,'*'::text,'empty'::text,NULL::text), ('claimed_name'::text,'*'::text,'empty'::text,NULL::text), ('audit_log'::text,'*'::text,'empty'::text,NULL::text), ('audit_seal'::text,'*'::text,'empty'::text,NULL::text), ('audit_horizon'::text,'*'::text,'keep'::text,NULL::text), ('project_config'::text,'*'::text,'keep'::text,NULL::text), ('jwks'::text,'*'::text,'keep'::text,NULL::text), ('ed25519_comb'::text,'*'::text,'keep'::text,NULL::text), ('context_secret'::text,'*'::text,'keep'::text,NULL::text), ('unbound_seal'::text,'*'::text,'keep'::text,NULL::text), ('user_locale'::text,'locale'::text,'keep'::text,NULL::text), ('mail_template'::text,'*'::text,'keep'::text,NULL::text), ('branch_seed'::text,'*'::text,'keep'::text,NULL::text), ('branch_alias'::text,'*'::text,'keep'::text,NULL::text), ('branch_confirmation'::text,'*'::text,'keep'::text,NULL::text), ('installation'::text,'*'::text,'keep'::text,NULL::text), ('task_lock'::text,'*'::text,'keep'::text,NULL::text), ('user_count'::text,'*'::text,'keep'::text,NULL::text), ('write_mark'::text,'*'::text,'keep'::text,NULL::text)) r(relation, name, treatment, owner);

ALTER TABLE neon_auth_internal.mask_rule OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.mask_column AS
 SELECT (c.oid)::regclass AS on_table,
    (c.relname)::text AS relation,
    (a.attname)::text AS name,
    format_type(a.atttypid, a.atttypmod) AS type,
    COALESCE(own.treatment, rest.treatment) AS treatment,
        CASE
            WHEN (own.treatment IS NULL) THEN rest.owner
            ELSE own.owner
        END AS owner,
    ((((c.relname = 'user'::name) AND (a.attname = 'email'::name)) OR ((c.relname = 'organization'::name) AND (a.attname = 'slug'::name))) OR ((c.relname = 'account'::name) AND (a.attname = 'accountId'::name))) AS is_key
   FROM (((pg_class c
     JOIN pg_attribute a ON (((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped) AND (a.attgenerated = ''::"char"))))
     LEFT JOIN neon_auth_internal.mask_rule own ON (((own.relation = c.relname) AND (own.name = a.attname))))
     LEFT JOIN neon_auth_internal.mask_rule rest ON (((rest.relation = c.relname) AND (rest.name = '*'::text))))
  WHERE ((c.relnamespace = ('neon_auth'::regnamespace)::oid) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND (NOT c.relispartition) AND (a.atttypid <> ALL (ARRAY[('boolean'::regtype)::oid, ('smallint'::regtype)::oid, ('integer'::regtype)::oid, ('bigint'::regtype)::oid, ('bigint[]'::regtype)::oid, ('numeric'::regtype)::oid, ('uuid'::regtype)::oid, ('uuid[]'::regtype)::oid, ('date'::regtype)::oid, ('timestamp with time zone'::regtype)::oid, ('timestamp without time zone'::regtype)::oid, ('interval'::regtype)::oid, ('xid8'::regtype)::oid])));

ALTER TABLE neon_auth_internal.mask_column OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.organization_option AS
 SELECT (c.organizations AND neon_auth_internal.setting(c.organization_options, '{teams,enabled}'::text[], false)) AS teams,
    NULLIF(neon_auth_internal.setting(c.organization_options, '{teams,maximumTeams}'::text[], NULL::integer), 0) AS maximum_teams,
    neon_auth_internal.setting(c.organization_options, '{teams,maximumMembersPerTeam}'::text[], NULL::integer) AS maximum_team_members,
    neon_auth_internal.setting(c.organization_options, '{teams,allowRemovingAllTeams}'::text[], false) AS may_remove_all_teams,
    neon_auth_internal.setting(c.organization_options, '{teams,defaultTeam,enabled}'::text[], true) AS default_team,
    (c.organizations AND neon_auth_internal.setting(c.organization_options, '{dynamicAccessControl,enabled}'::text[], false)) AS dynamic_roles,
    neon_auth_internal.setting(c.organization_options, '{dynamicAccessControl,maximumRolesPerOrganization}'::text[], NULL::integer) AS maximum_roles
   FROM neon_auth_internal.config c;

ALTER TABLE neon_auth_internal.organization_option OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.own_permission AS
 SELECT r."organizationId",
    r.role,
    COALESCE(e.resource, ''::text) AS resource,
    COALESCE(e.actions, '[]'::jsonb) AS actions
   FROM (neon_auth."organizationRole" r
     LEFT JOIN LATERAL jsonb_each((r.permission)::jsonb) e(resource, actions) ON (true))
  WHERE ( SELECT o.dynamic_roles
           FROM neon_auth_internal.organization_option o);

ALTER TABLE neon_auth_internal.own_permission OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.predefined_permission AS
 SELECT p.role,
    p.resource,
    p.actions
   FROM ( VALUES ('owner'::text,'organization'::text,'["update", "delete"]'::jsonb), ('owner'::text,'member'::text,'["create", "update", "delete"]'::jsonb), ('owner'::text,'invitation'::text,'["create", "cancel"]'::jsonb), ('owner'::text,'team'::text,'["create", "update", "delete"]'::jsonb), ('owner'::text,'ac'::text,'["create", "read", "update", "delete"]'::jsonb), ('admin'::text,'organization'::text,'["update"]'::jsonb), ('admin'::text,'member'::text,'["create", "update", "delete"]'::jsonb), ('admin'::text,'invitation'::text,'["create", "cancel"]'::jsonb), ('admin'::text,'team'::text,'["create", "update", "delete"]'::jsonb), ('admin'::text,'ac'::text,'["create", "read", "update", "delete"]'::jsonb), ('member'::text,'organization'::text,'[]'::jsonb), ('member'::text,'member'::text,'[]'::jsonb), ('member'::text,'invitation'::text,'[]'::jsonb), ('member'::text,'team'::text,'[]'::jsonb), ('member'::text,'ac'::text,'["read"]'::jsonb)) p(role, resource, actions);

ALTER TABLE neon_auth_internal.predefined_permission OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.organization_permission AS
 SELECT o.id AS "organizationId",
    p.role,
    p.resource,
    p.actions
   FROM (neon_auth.organization o
     CROSS JOIN neon_auth_internal.predefined_permission p)
UNION ALL
 SELECT own_permission."organizationId",
    own_permission.role,
    own_permission.resource,
    own_permission.actions
   FROM neon_auth_internal.own_permission;

ALTER TABLE neon_auth_internal.organization_permission OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.permission AS
 SELECT p.role,
    p.resource,
    p.actions
   FROM ( VALUES ('admin'::text,'user'::text,'["create", "list", "set-role", "ban", "impersonate", "delete", "set-password", "get", "update"]'::jsonb), ('admin'::text,'session'::text,'["list", "revoke", "delete"]'::jsonb), ('user'::text,'user'::text,'[]'::jsonb), ('user'::text,'session'::text,'[]'::jsonb)) p(role, resource, actions);

ALTER TABLE neon_auth_internal.permission OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.public_columns AS
 SELECT c.relname AS name,
    string_agg(quote_ident((a.attname)::text), ', '::text ORDER BY a.attnum) AS columns
   FROM (pg_class c
     JOIN pg_attribute a ON (((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped))))
  WHERE ((c.relnamespace = ('neon_auth'::regnamespace)::oid) AND ((c.relname, a.attname) IN ( SELECT t.name,
            unnest(t.columns) AS unnest
           FROM ( VALUES ('user'::text,'{id,name,email,emailVerified,image,createdAt,updatedAt,role,banned,banReason,banExpires,twoFactorEnabled}'::text[]), ('session'::text,'{id,expiresAt,createdAt,updatedAt,ipAddress,userAgent,userId,impersonatedBy,activeOrganizationId}'::text[]), ('users_sync'::text,'{id,name,email,created_at,updated_at,deleted_at}'::text[]), ('account'::text,'{id,accountId,providerId,userId,scope,createdAt,updatedAt,accessTokenExpiresAt,refreshTokenExpiresAt}'::text[]), ('organization'::text,'{id,name,slug,logo,createdAt,metadata}'::text[]), ('member'::text,'{id,organizationId,userId,role,createdAt}'::text[]), ('invitation'::text,'{id,organizationId,email,role,status,expiresAt,createdAt,inviterId}'::text[]), ('team'::text,'{id,name,organizationId,createdAt,updatedAt}'::text[]), ('teamMember'::text,'{id,teamId,userId,createdAt}'::text[]), ('organizationRole'::text,'{id,organizationId,role,permission,createdAt,updatedAt}'::text[])) t(name, columns))))
  GROUP BY c.relname;

ALTER TABLE neon_auth_internal.public_columns OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.two_factor_option AS
 SELECT c.two_factor AS enabled,
    (neon_auth_internal.setting(c.options, '{twoFactor,scope}'::text[], 'all'::text) <> 'password'::text) AS everywhere,
    c.strict_two_factor AS once,
    COALESCE(NULLIF(neon_auth_internal.setting(c.two_factor_options, '{issuer}'::text[], ''::text), ''::text), c.app_name) AS issuer,
    neon_auth_internal.setting(c.two_factor_options, '{skipVerificationOnEnable}'::text[], false) AS skip_verification,
    make_interval(secs => (neon_auth_internal.setting(c.two_factor_options, '{twoFactorCookieMaxAge}'::text[], 600))::double precision) AS challenge_lifetime,
    make_interval(secs => (neon_auth_internal.setting(c.two_factor_options, '{trustDeviceMaxAge}'::text[], 2592000))::double precision) AS trust_lifetime,
    make_interval(mins => neon_auth_internal.setting(c.two_factor_options, '{otpOptions,period}'::text[], 3)) AS code_lifetime,
    neon_auth_internal.setting(c.two_factor_options, '{otpOptions,digits}'::text[], 6) AS code_digits,
    neon_auth_internal.setting(c.two_factor_options, '{otpOptions,allowedAttempts}'::text[], 5) AS code_attempts,
    neon_auth_internal.setting(c.two_factor_options, '{totpOptions,digits}'::text[], 6) AS digits,
    neon_auth_internal.setting(c.two_factor_options, '{totpOptions,period}'::text[], 30) AS period,
    neon_auth_internal.setting(c.two_factor_options, '{backupCodeOptions,amount}'::text[], 10) AS backup_amount,
    neon_auth_internal.setting(c.two_factor_options, '{backupCodeOptions,length}'::text[], 10) AS backup_length
   FROM neon_auth_internal.config c;

ALTER TABLE neon_auth_internal.two_factor_option OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.user_column AS
 SELECT c.name,
    c.type,
    c.counted,
    c.long
   FROM ( VALUES ('id'::text,'uuid'::text,false,false), ('name'::text,'text'::text,false,true), ('email'::text,'text'::text,false,false), ('emailVerified'::text,'boolean'::text,true,false), ('image'::text,'text'::text,false,true), ('createdAt'::text,'timestamptz'::text,false,false), ('updatedAt'::text,'timestamptz'::text,false,false), ('role'::text,'text'::text,true,false), ('banned'::text,'boolean'::text,true,false), ('banReason'::text,'text'::text,false,true), ('banExpires'::text,'timestamptz'::text,false,false)) c(name, type, counted, long);

ALTER TABLE neon_auth_internal.user_column OWNER TO neon_auth;

CREATE VIEW neon_auth_internal.write_rule AS
 SELECT r.writer,
    r.requests,
    r.seconds
   FROM ( VALUES ('user'::text,300,60), ('user'::text,3000,3600), ('administrator'::text,3000,60), ('administrator'::text,30000,3600), ('address'::text,300,60), ('address'::text,3000,3600)) r(writer, requests, seconds);

ALTER TABLE neon_auth_internal.write_rule OWNER TO neon_auth;

CREATE TABLE neon_auth_management.console_code (
    hash bytea NOT NULL,
    key_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT hash_is_sha256 CHECK ((octet_length(hash) = 32))
);

ALTER TABLE neon_auth_management.console_code OWNER TO neon_auth;

COMMENT ON TABLE neon_auth_management.console_code IS 'Addresses printed by `neonauth console`. Each opens one session.';

COMMENT ON COLUMN neon_auth_management.console_code.hash IS 'SHA-256 of the code in the address.';

CREATE TABLE neon_auth_management.console_session (
    hash bytea NOT NULL,
    key_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT hash_is_sha256 CHECK ((octet_length(hash) = 32))
);

ALTER TABLE neon_auth_management.console_session OWNER TO neon_auth;

COMMENT ON TABLE neon_auth_management.console_session IS 'Browsers that are signed in to the console. Their rights are those of the key.';

COMMENT ON COLUMN neon_auth_management.console_session.hash IS 'SHA-256 of the cookie.';

CREATE TABLE neon_auth_management.disabled (
    only_row boolean DEFAULT true NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT disabled_is_one_row CHECK (only_row)
);

ALTER TABLE neon_auth_management.disabled OWNER TO neon_auth;

COMMENT ON TABLE neon_auth_management.disabled IS 'Internal: a row means that auth was disabled through the management API.';

CREATE VIEW neon_auth_management.failure AS
 SELECT f.name,
    f.status,
    f.message
   FROM ( VALUES ('KEY_UNKNOWN'::text,401,'This management key does not exist. Create one with: neonauth key create'::text), ('KEY_REVOKED'::text,401,'This management key is revoked'::text), ('KEY_EXPIRED'::text,401,'This management key has expired'::text), ('KEY_READ_ONLY'::text,403,'This management key may only read'::text), ('KEY_OTHER_BRANCH'::text,403,'This management key is for another branch'::text), ('KEY_NOT_PROJECT'::text,403,'This management key is for one branch and cannot change the project'::text), ('PROJECT_NOT_FOUND'::text,404,'Project not found'::text), ('BRANCH_NOT_FOUND'::text,404,'Branch not found'::text), ('TOO_MANY_REQUESTS'::text,429,'Too many requests. Please try again later.'::text)) f(name, status, message);

ALTER TABLE neon_auth_management.failure OWNER TO neon_auth;

CREATE TABLE neon_auth_management.operation (
    only_row boolean DEFAULT true NOT NULL,
    CONSTRAINT operation_is_one_row CHECK (only_row)
);

ALTER TABLE neon_auth_management.operation OWNER TO neon_auth;

COMMENT ON TABLE neon_auth_management.operation IS 'Internal: the row is locked in the home database while auth is enabled or disabled, or a branch is created or deleted.';

CREATE TABLE neon_auth_management.request_count (
    key text NOT NULL,
    count integer NOT NULL,
    since timestamp with time zone NOT NULL
);

ALTER TABLE neon_auth_management.request_count OWNER TO neon_auth;

COMMENT ON TABLE neon_auth_management.request_count IS 'Internal: requests of a minute, by key, and by client address with unknown keys.';

ALTER TABLE ONLY neon_auth.audit_log ATTACH PARTITION neon_auth.audit_log_default DEFAULT;

ALTER TABLE ONLY neon_auth.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.audit_horizon
    ADD CONSTRAINT audit_horizon_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY neon_auth.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.branch_alias
    ADD CONSTRAINT branch_alias_pkey PRIMARY KEY (fingerprint);

ALTER TABLE ONLY neon_auth.branch_confirmation
    ADD CONSTRAINT branch_confirmation_pkey PRIMARY KEY (branch);

ALTER TABLE ONLY neon_auth.branch_seed
    ADD CONSTRAINT branch_seed_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY neon_auth.claimed_name
    ADD CONSTRAINT claimed_name_pkey PRIMARY KEY (name);

ALTER TABLE ONLY neon_auth.config_version
    ADD CONSTRAINT config_version_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY neon_auth.context_secret
    ADD CONSTRAINT context_secret_pkey PRIMARY KEY (branch);

ALTER TABLE ONLY neon_auth.ed25519_comb
    ADD CONSTRAINT ed25519_comb_pkey PRIMARY KEY (key, slot);

ALTER TABLE ONLY neon_auth.import_skipped
    ADD CONSTRAINT import_skipped_pkey PRIMARY KEY (source, "sourceId", part);

ALTER TABLE ONLY neon_auth.imported_user
    ADD CONSTRAINT imported_user_pkey PRIMARY KEY (source, "sourceId");

ALTER TABLE ONLY neon_auth.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY neon_auth.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.invitation_team
    ADD CONSTRAINT invitation_team_pkey PRIMARY KEY ("invitationId", "teamId");

ALTER TABLE ONLY neon_auth.jwks
    ADD CONSTRAINT jwks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.mail_template
    ADD CONSTRAINT mail_template_pkey PRIMARY KEY (kind, language);

ALTER TABLE ONLY neon_auth.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth."organizationRole"
    ADD CONSTRAINT "organizationRole_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.organization
    ADD CONSTRAINT organization_slug_key UNIQUE (slug);

ALTER TABLE ONLY neon_auth.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.project_config
    ADD CONSTRAINT project_config_endpoint_id_key UNIQUE (endpoint_id);

ALTER TABLE ONLY neon_auth.project_config
    ADD CONSTRAINT project_config_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.refused_sign_in
    ADD CONSTRAINT refused_sign_in_pkey PRIMARY KEY (minute, "ipAddress", "userId");

ALTER TABLE ONLY neon_auth.request_count
    ADD CONSTRAINT request_count_pkey PRIMARY KEY (key);

ALTER TABLE ONLY neon_auth.session_origin
    ADD CONSTRAINT session_origin_pkey PRIMARY KEY ("sessionId");

ALTER TABLE ONLY neon_auth.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.session
    ADD CONSTRAINT session_token_key UNIQUE (token);

ALTER TABLE ONLY neon_auth.sign_up_rule
    ADD CONSTRAINT sign_up_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.task_lock
    ADD CONSTRAINT task_lock_pkey PRIMARY KEY (name);

ALTER TABLE ONLY neon_auth."teamMember"
    ADD CONSTRAINT "teamMember_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth."twoFactor"
    ADD CONSTRAINT "twoFactor_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth."twoFactor"
    ADD CONSTRAINT "twoFactor_userId_key" UNIQUE ("userId");

ALTER TABLE ONLY neon_auth.two_factor_state
    ADD CONSTRAINT two_factor_state_pkey PRIMARY KEY ("userId");

ALTER TABLE ONLY neon_auth.unbound_seal
    ADD CONSTRAINT unbound_seal_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY neon_auth."user"
    ADD CONSTRAINT user_email_key UNIQUE (email);

ALTER TABLE ONLY neon_auth.user_locale
    ADD CONSTRAINT user_locale_pkey PRIMARY KEY ("userId");

ALTER TABLE ONLY neon_auth."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.users_sync_event
    ADD CONSTRAINT users_sync_event_pkey PRIMARY KEY (provider, "eventId");

ALTER TABLE ONLY neon_auth.users_sync
    ADD CONSTRAINT users_sync_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.users_sync_source
    ADD CONSTRAINT users_sync_source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.verification
    ADD CONSTRAINT verification_identifier_branch_key UNIQUE (identifier, branch);

ALTER TABLE ONLY neon_auth.verification
    ADD CONSTRAINT verification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.webhook_event
    ADD CONSTRAINT webhook_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth.write_mark
    ADD CONSTRAINT write_mark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth_management.console_code
    ADD CONSTRAINT console_code_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY neon_auth_management.console_session
    ADD CONSTRAINT console_session_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY neon_auth_management.disabled
    ADD CONSTRAINT disabled_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY neon_auth_management.key
    ADD CONSTRAINT key_hash_key UNIQUE (hash);

ALTER TABLE ONLY neon_auth_management.key
    ADD CONSTRAINT key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY neon_auth_management.operation
    ADD CONSTRAINT operation_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY neon_auth_management.request_count
    ADD CONSTRAINT request_count_pkey PRIMARY KEY (key);

CREATE UNIQUE INDEX account_credential_key ON neon_auth.account USING btree ("userId") WHERE ("providerId" = 'credential'::text);

CREATE UNIQUE INDEX account_identity_key ON neon_auth.account USING btree ("providerId", "accountId");

CREATE INDEX "account_userId_idx" ON neon_auth.account USING btree ("userId");

CREATE INDEX "audit_log_actorId_idx" ON ONLY neon_auth.audit_log USING btree ("actorId", at);

CREATE INDEX "audit_log_default_actorId_at_idx" ON neon_auth.audit_log_default USING btree ("actorId", at);

CREATE INDEX audit_log_sign_in_idx ON ONLY neon_auth.audit_log USING btree (at, "userId") WHERE ((entity = 'session'::text) AND (action = 'insert'::text) AND ((after ->> 'impersonatedBy'::text) IS NULL));

CREATE INDEX "audit_log_default_at_userId_idx" ON neon_auth.audit_log_default USING btree (at, "userId") WHERE ((entity = 'session'::text) AND (action = 'insert'::text) AND ((after ->> 'impersonatedBy'::text) IS NULL));

CREATE INDEX audit_log_id_idx ON ONLY neon_auth.audit_log USING btree (id);

CREATE INDEX audit_log_default_id_idx ON neon_auth.audit_log_default USING btree (id);

CREATE INDEX "audit_log_userId_idx" ON ONLY neon_auth.audit_log USING btree ("userId", at);

CREATE INDEX "audit_log_default_userId_at_idx" ON neon_auth.audit_log_default USING btree ("userId", at);

CREATE INDEX import_skipped_email_idx ON neon_auth.import_skipped USING btree (email);

CREATE INDEX invitation_email_idx ON neon_auth.invitation USING btree (email);

CREATE INDEX "invitation_inviterId_idx" ON neon_auth.invitation USING btree ("inviterId") WHERE (status = 'pending'::text);

CREATE INDEX "invitation_organizationId_idx" ON neon_auth.invitation USING btree ("organizationId");

CREATE INDEX "invitation_team_teamId_idx" ON neon_auth.invitation_team USING btree ("teamId");

CREATE UNIQUE INDEX jwks_current_key ON neon_auth.jwks USING btree (branch) WHERE ("expiresAt" IS NULL);

CREATE INDEX "member_organizationId_idx" ON neon_auth.member USING btree ("organizationId");

CREATE UNIQUE INDEX "member_organizationId_userId_key" ON neon_auth.member USING btree ("organizationId", "userId");

CREATE INDEX "member_userId_idx" ON neon_auth.member USING btree ("userId");

CREATE UNIQUE INDEX "organizationRole_organizationId_role_key" ON neon_auth."organizationRole" USING btree ("organizationId", role);

CREATE INDEX "organization_createdAt_idx" ON neon_auth.organization USING btree ("createdAt", id);

CREATE INDEX organization_name_prefix_idx ON neon_auth.organization USING btree (lower("left"(name, 100)) text_pattern_ops);

CREATE INDEX organization_slug_prefix_idx ON neon_auth.organization USING btree ("left"(slug, 100) text_pattern_ops);

CREATE UNIQUE INDEX organization_slug_uidx ON neon_auth.organization USING btree (slug);

CREATE INDEX outbox_finished_idx ON neon_auth.outbox USING btree ("finishedAt") WHERE (state <> 'waiting'::text);

CREATE INDEX outbox_waiting_idx ON neon_auth.outbox USING btree ("nextAttemptAt") WHERE (state = 'waiting'::text);

CREATE INDEX request_count_prefix_idx ON neon_auth.request_count USING btree (key text_pattern_ops);

CREATE INDEX "session_expiresAt_idx" ON neon_auth.session USING btree ("expiresAt");

CREATE INDEX "session_impersonatedBy_idx" ON neon_auth.session USING btree ("impersonatedBy") WHERE ("impersonatedBy" IS NOT NULL);

CREATE INDEX "session_origin_openedBy_idx" ON neon_auth.session_origin USING btree ("openedBy") WHERE ("openedBy" IS NOT NULL);

CREATE INDEX "session_userId_idx" ON neon_auth.session USING btree ("userId");

CREATE UNIQUE INDEX "teamMember_teamId_userId_key" ON neon_auth."teamMember" USING btree ("teamId", "userId");

CREATE INDEX "teamMember_userId_idx" ON neon_auth."teamMember" USING btree ("userId");

CREATE INDEX "team_organizationId_idx" ON neon_auth.team USING btree ("organizationId");

CREATE INDEX user_admin_idx ON neon_auth."user" USING btree (id) WHERE ('admin'::text = ANY (string_to_array(role, ','::text)));

CREATE INDEX "user_banExpires_idx" ON neon_auth."user" USING btree ("banExpires", id);

CREATE INDEX "user_banReason_idx" ON neon_auth."user" USING btree ("banReason", id) WHERE ((octet_length("banReason") > 2000) IS NOT TRUE);

CREATE INDEX user_banned_idx ON neon_auth."user" USING btree (banned, id);

CREATE INDEX "user_createdAt_idx" ON neon_auth."user" USING btree ("createdAt", id);

CREATE INDEX "user_emailVerified_idx" ON neon_auth."user" USING btree ("emailVerified", id);

CREATE UNIQUE INDEX user_email_normal_key ON neon_auth."user" USING btree (lower((NORMALIZE(email, NFKC) COLLATE "C")));

CREATE INDEX user_email_prefix_idx ON neon_auth."user" USING btree (email text_pattern_ops);

CREATE INDEX user_email_suffix_idx ON neon_auth."user" USING btree (reverse(email) text_pattern_ops);

CREATE INDEX user_image_idx ON neon_auth."user" USING btree (image, id) WHERE ((octet_length(image) > 2000) IS NOT TRUE);

CREATE INDEX user_long_idx ON neon_auth."user" USING btree (id) WHERE ((octet_length(name) > 2000) OR (octet_length(image) > 2000) OR (octet_length("banReason") > 2000));

CREATE INDEX user_name_idx ON neon_auth."user" USING btree (name, id) WHERE ((octet_length(name) > 2000) IS NOT TRUE);

CREATE INDEX user_name_prefix_idx ON neon_auth."user" USING btree (name text_pattern_ops) WHERE ((octet_length(name) > 2000) IS NOT TRUE);

CREATE INDEX user_name_suffix_idx ON neon_auth."user" USING btree (reverse(name) text_pattern_ops) WHERE ((octet_length(name) > 2000) IS NOT TRUE);

CREATE INDEX user_role_idx ON neon_auth."user" USING btree (role, id);

CREATE INDEX "user_updatedAt_idx" ON neon_auth."user" USING btree ("updatedAt", id);

CREATE INDEX users_sync_deleted_at_idx ON neon_auth.users_sync USING btree (deleted_at);

CREATE INDEX "users_sync_event_receivedAt_idx" ON neon_auth.users_sync_event USING btree ("receivedAt");

CREATE INDEX "verification_expiresAt_idx" ON neon_auth.verification USING btree ("expiresAt");

CREATE INDEX verification_identifier_idx ON neon_auth.verification USING btree (identifier);

CREATE INDEX verification_magic_idx ON neon_auth.verification USING btree (lower((NORMALIZE("substring"(value, '^\{"email" : "([^"\\]*)"'::text), NFKC) COLLATE "C"))) WHERE (value ~~ '{"email" : "%'::text);

CREATE INDEX verification_reset_idx ON neon_auth.verification USING btree (value) WHERE (identifier ~~ 'reset-password:%'::text);

CREATE INDEX verification_user_idx ON neon_auth.verification USING btree (value) WHERE (octet_length(value) = 36);

CREATE INDEX verified_token_digest_idx ON neon_auth.verified_token USING btree (digest);

CREATE INDEX "verified_token_expiresAt_idx" ON neon_auth.verified_token USING btree ("expiresAt");

CREATE INDEX "webhook_event_createdAt_idx" ON neon_auth.webhook_event USING btree ("createdAt");

CREATE INDEX "webhook_event_requestId_idx" ON neon_auth.webhook_event USING btree ("requestId") WHERE ("requestId" IS NOT NULL);

CREATE INDEX console_code_key_id_idx ON neon_auth_management.console_code USING btree (key_id);

CREATE INDEX console_session_key_id_idx ON neon_auth_management.console_session USING btree (key_id);

CREATE INDEX request_count_since_idx ON neon_auth_management.request_count USING btree (since);

ALTER INDEX neon_auth."audit_log_actorId_idx" ATTACH PARTITION neon_auth."audit_log_default_actorId_at_idx";

ALTER INDEX neon_auth.audit_log_sign_in_idx ATTACH PARTITION neon_auth."audit_log_default_at_userId_idx";

ALTER INDEX neon_auth.audit_log_id_idx ATTACH PARTITION neon_auth.audit_log_default_id_idx;

ALTER INDEX neon_auth."audit_log_userId_idx" ATTACH PARTITION neon_auth."audit_log_default_userId_at_idx";

CREATE STATISTICS neon_auth.user_length ON octet_length(name), octet_length(image), octet_length("banReason") FROM neon_auth."user";

ALTER STATISTICS neon_auth.user_length OWNER TO neon_auth;

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.account FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.import_skipped FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.imported_user FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.invitation FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.invitation_team FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.jwks FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.mail_template FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.member FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.organization FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth."organizationRole" FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.project_config FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.session FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.sign_up_rule FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.team FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth."teamMember" FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth."user" FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.user_locale FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER "" BEFORE INSERT OR DELETE OR UPDATE ON neon_auth.verification FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_triggers();

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.account FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'password', 'accessToken', 'refreshToken', 'idToken');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.branch_alias FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.branch_confirmation FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.branch_seed FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'seed');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.context_secret FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'secret');

CREATE TRIGGER audit AFTER DELETE OR UPDATE ON neon_auth.imported_user FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.invitation FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.invitation_team FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.jwks FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'privateKey');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.mail_template FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.member FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.organization FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth."organizationRole" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER DELETE OR UPDATE ON neon_auth.outbox FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql', 'recipient', 'facts', 'sealed', 'lastError');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.project_config FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'social_providers', 'email_provider', 'webhook_config', 'options');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.session FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'token');

CREATE TRIGGER audit AFTER DELETE OR UPDATE ON neon_auth.session_origin FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.sign_up_rule FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.team FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth."teamMember" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth."twoFactor" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all', 'secret', 'backupCodes');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.two_factor_state FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql', 'secret', 'backupCodes');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.unbound_seal FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth."user" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.user_locale FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON neon_auth.verification FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.audit('sql', 'identifier', 'value');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.account FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.branch_alias FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.branch_confirmation FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.branch_seed FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.context_secret FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.imported_user FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.invitation FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.invitation_team FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.jwks FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.mail_template FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.member FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.organization FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth."organizationRole" FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.outbox FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.project_config FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.session FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.session_origin FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.sign_up_rule FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.team FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth."teamMember" FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth."twoFactor" FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.two_factor_state FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.unbound_seal FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth."user" FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.user_locale FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON neon_auth.verification FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.audit('all');

CREATE TRIGGER bump_config_version AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON neon_auth.jwks FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.bump_config_version();

CREATE TRIGGER bump_config_version AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON neon_auth.project_config FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.bump_config_version();

CREATE TRIGGER check_mail_template BEFORE INSERT OR UPDATE ON neon_auth.mail_template FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.check_mail_template();

CREATE TRIGGER check_project_config BEFORE INSERT OR UPDATE ON neon_auth.project_config FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.check_project_config();

CREATE TRIGGER check_role BEFORE INSERT ON neon_auth."organizationRole" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.check_role();

CREATE TRIGGER check_team BEFORE INSERT OR UPDATE ON neon_auth.team FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.check_team();

CREATE TRIGGER check_team_member BEFORE INSERT OR UPDATE ON neon_auth."teamMember" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.check_team_member();

CREATE TRIGGER check_webhook_config BEFORE INSERT OR UPDATE OF webhook_config ON neon_auth.project_config FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.check_webhook_config();

CREATE TRIGGER clear_active AFTER DELETE OR UPDATE OF "organizationId", "userId" ON neon_auth.member FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.clear_active();

CREATE TRIGGER clear_active_team AFTER DELETE OR UPDATE OF "teamId", "userId" ON neon_auth."teamMember" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.clear_active_team();

CREATE TRIGGER clear_all_active AFTER TRUNCATE ON neon_auth.member FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.clear_all_active();

CREATE TRIGGER clear_all_active AFTER TRUNCATE ON neon_auth."teamMember" FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.clear_all_active();

CREATE TRIGGER count_deleted AFTER DELETE ON neon_auth."user" REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.count_users();

CREATE TRIGGER count_inserted AFTER INSERT ON neon_auth."user" REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.count_users();

CREATE TRIGGER count_truncated AFTER TRUNCATE ON neon_auth."user" FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.count_users();

CREATE TRIGGER count_updated AFTER UPDATE ON neon_auth."user" REFERENCING OLD TABLE AS gone NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.count_users();

CREATE TRIGGER end_by_ban AFTER UPDATE OF banned, "banExpires" ON neon_auth."user" FOR EACH ROW WHEN ((new.banned AND COALESCE((new."banExpires" > now()), true) AND ((old.banned IS DISTINCT FROM true) OR (old."banExpires" IS DISTINCT FROM new."banExpires")))) EXECUTE FUNCTION neon_auth_internal.end_by_user('banned');

CREATE TRIGGER end_by_demotion AFTER UPDATE OF role ON neon_auth."user" FOR EACH ROW WHEN ((('admin'::text = ANY (string_to_array(old.role, ','::text))) AND (('admin'::text = ANY (string_to_array(new.role, ','::text))) IS NOT TRUE))) EXECUTE FUNCTION neon_auth_internal.end_by_user('demoted');

CREATE TRIGGER end_by_email AFTER UPDATE OF email ON neon_auth."user" FOR EACH ROW WHEN ((lower((NORMALIZE(old.email, NFKC) COLLATE "C")) <> lower((NORMALIZE(new.email, NFKC) COLLATE "C")))) EXECUTE FUNCTION neon_auth_internal.end_by_user('email');

CREATE TRIGGER end_by_lost_password AFTER DELETE ON neon_auth.account FOR EACH ROW WHEN ((old."providerId" = 'credential'::text)) EXECUTE FUNCTION neon_auth_internal.end_by_password();

CREATE TRIGGER end_by_new_password AFTER INSERT ON neon_auth.account FOR EACH ROW WHEN ((new."providerId" = 'credential'::text)) EXECUTE FUNCTION neon_auth_internal.end_by_password();

CREATE TRIGGER end_by_password AFTER UPDATE OF password, "providerId", "userId" ON neon_auth.account FOR EACH ROW WHEN ((((new."providerId" = 'credential'::text) OR (old."providerId" = 'credential'::text)) AND ((old.password IS DISTINCT FROM new.password) OR (old."providerId" <> new."providerId") OR (old."userId" <> new."userId")))) EXECUTE FUNCTION neon_auth_internal.end_by_password();

CREATE TRIGGER end_by_removal AFTER DELETE ON neon_auth."user" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.end_by_user('removed');

CREATE TRIGGER end_by_session AFTER DELETE ON neon_auth.session FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.end_by_session();

CREATE TRIGGER end_by_unban AFTER UPDATE OF banned ON neon_auth."user" FOR EACH ROW WHEN ((old.banned AND (new.banned IS DISTINCT FROM true))) EXECUTE FUNCTION neon_auth_internal.end_by_user('unbanned');

CREATE TRIGGER end_impersonations AFTER UPDATE OF role ON neon_auth."user" FOR EACH ROW WHEN (((old.role IS DISTINCT FROM new.role) AND ('admin'::text = ANY (string_to_array(new.role, ','::text))))) EXECUTE FUNCTION neon_auth_internal.end_impersonations();

CREATE TRIGGER end_invitations AFTER DELETE OR UPDATE OF role, "organizationId", "userId" ON neon_auth.member FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.end_invitations();

CREATE TRIGGER end_invitations AFTER DELETE OR UPDATE OF role, permission, "organizationId" ON neon_auth."organizationRole" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.end_invitations();

CREATE TRIGGER keep_email BEFORE INSERT OR UPDATE OF email ON neon_auth."user" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.keep_email();

CREATE TRIGGER keep_limit AFTER INSERT OR UPDATE OF "organizationId" ON neon_auth.member FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.keep_limit();

CREATE CONSTRAINT TRIGGER keep_owner AFTER DELETE OR UPDATE OF role, "organizationId" ON neon_auth.member DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.keep_owner();

CREATE TRIGGER leave_teams AFTER DELETE OR UPDATE OF "organizationId", "userId" ON neon_auth.member FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.leave_teams();

CREATE TRIGGER record_origin AFTER INSERT ON neon_auth.session FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.record_origin();

CREATE TRIGGER tell_created AFTER INSERT ON neon_auth."user" REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.tell_created();

CREATE TRIGGER tell_sidecars AFTER INSERT ON neon_auth.outbox FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.tell_sidecars();

CREATE TRIGGER tell_two_factor AFTER UPDATE OF "twoFactorEnabled" ON neon_auth."user" FOR EACH ROW WHEN ((COALESCE(old."twoFactorEnabled", false) <> COALESCE(new."twoFactorEnabled", false))) EXECUTE FUNCTION neon_auth_internal.tell_two_factor();

CREATE TRIGGER touch_config BEFORE UPDATE ON neon_auth.project_config FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_config();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON neon_auth.account FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON neon_auth."organizationRole" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON neon_auth.session FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON neon_auth.team FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON neon_auth."user" FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON neon_auth.verification FOR EACH ROW EXECUTE FUNCTION neon_auth_internal.touch_updated_at();

CREATE TRIGGER wake_confirmed AFTER INSERT ON neon_auth.branch_confirmation FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.wake_confirmed();

CREATE TRIGGER wake_confirmed AFTER UPDATE OF options ON neon_auth.project_config FOR EACH STATEMENT EXECUTE FUNCTION neon_auth_internal.wake_confirmed();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.account FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.import_skipped FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.imported_user FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.invitation FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.invitation_team FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.jwks FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.mail_template FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.member FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.organization FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth."organizationRole" FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.project_config FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.session FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.sign_up_rule FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.team FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth."teamMember" FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth."user" FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.user_locale FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~exchanged" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.verification FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['neon_auth'::name, 'neon_auth_writer'::name]))) EXECUTE FUNCTION neon_auth_internal.refuse_exchanged();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.account FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.import_skipped FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.imported_user FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.invitation FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.invitation_team FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.jwks FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.mail_template FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.member FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.organization FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth."organizationRole" FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.project_config FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.session FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.sign_up_rule FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.team FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth."teamMember" FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth."user" FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.user_locale FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

CREATE TRIGGER "~settle" AFTER INSERT OR DELETE OR UPDATE ON neon_auth.verification FOR EACH STATEMENT WHEN (((CURRENT_USER = 'neon_auth'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION neon_auth_internal.settle_statement();

ALTER TABLE ONLY neon_auth.account
    ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.invitation
    ADD CONSTRAINT "invitation_inviterId_fkey" FOREIGN KEY ("inviterId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.invitation
    ADD CONSTRAINT "invitation_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES neon_auth.organization(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.invitation_team
    ADD CONSTRAINT "invitation_team_invitationId_fkey" FOREIGN KEY ("invitationId") REFERENCES neon_auth.invitation(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.invitation_team
    ADD CONSTRAINT "invitation_team_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES neon_auth.team(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.member
    ADD CONSTRAINT "member_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES neon_auth.organization(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.member
    ADD CONSTRAINT "member_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth."organizationRole"
    ADD CONSTRAINT "organizationRole_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES neon_auth.organization(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.session_origin
    ADD CONSTRAINT "session_origin_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES neon_auth.session(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.session
    ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth."teamMember"
    ADD CONSTRAINT "teamMember_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES neon_auth.team(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth."teamMember"
    ADD CONSTRAINT "teamMember_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.team
    ADD CONSTRAINT "team_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES neon_auth.organization(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth."twoFactor"
    ADD CONSTRAINT "twoFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.two_factor_state
    ADD CONSTRAINT "two_factor_state_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth.user_locale
    ADD CONSTRAINT "user_locale_userId_fkey" FOREIGN KEY ("userId") REFERENCES neon_auth."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth_management.console_code
    ADD CONSTRAINT console_code_key_fkey FOREIGN KEY (key_id) REFERENCES neon_auth_management.key(id) ON DELETE CASCADE;

ALTER TABLE ONLY neon_auth_management.console_session
    ADD CONSTRAINT console_session_key_fkey FOREIGN KEY (key_id) REFERENCES neon_auth_management.key(id) ON DELETE CASCADE;

CREATE POLICY backup ON auth.claims_source FOR SELECT TO pg_database_owner USING (true);

ALTER TABLE auth.claims_source ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.account ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.audit_horizon ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.audit_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.audit_log_default ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.audit_seal ENABLE ROW LEVEL SECURITY;

CREATE POLICY backup ON neon_auth.account FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.audit_horizon FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.audit_log FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.audit_log_default FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.audit_seal FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.branch_alias FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.branch_confirmation FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.branch_seed FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.claimed_name FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.config_version FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.import_skipped FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.imported_user FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.installation FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.invitation FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.invitation_team FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.jwks FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.mail_template FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.member FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.organization FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth."organizationRole" FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.outbox FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.project_config FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.refused_sign_in FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.request_count FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.schema_version FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.session FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.session_origin FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.sign_up_rule FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.task_lock FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.team FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth."teamMember" FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth."twoFactor" FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.two_factor_state FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.unbound_seal FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth."user" FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.user_count FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.user_locale FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.users_sync FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.users_sync_event FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.users_sync_source FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.verification FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY backup ON neon_auth.webhook_event FOR SELECT TO pg_database_owner USING (true);

ALTER TABLE neon_auth.branch_alias ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.branch_confirmation ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.branch_seed ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.claimed_name ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.config_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.context_secret ENABLE ROW LEVEL SECURITY;

CREATE POLICY database_owner ON neon_auth.account TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.audit_log FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY database_owner ON neon_auth.audit_seal FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY database_owner ON neon_auth.import_skipped TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.imported_user TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.invitation TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.invitation_team TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.jwks TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.mail_template TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.member TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.organization TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth."organizationRole" TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.project_config TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.refused_sign_in FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY database_owner ON neon_auth.session TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.sign_up_rule TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.team TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth."teamMember" TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth."twoFactor" FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY database_owner ON neon_auth.two_factor_state FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY database_owner ON neon_auth."user" TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.user_locale TO pg_database_owner USING (true) WITH CHECK (true);

CREATE POLICY database_owner ON neon_auth.users_sync FOR SELECT TO pg_database_owner USING (true);

CREATE POLICY database_owner ON neon_auth.verification TO pg_database_owner USING (true) WITH CHECK (true);

ALTER TABLE neon_auth.ed25519_comb ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.import_skipped ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.imported_user ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.installation ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.invitation ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.invitation_team ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.jwks ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.mail_template ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.member ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.organization ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth."organizationRole" ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.outbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON neon_auth.account FOR SELECT TO authenticated USING (("userId" = ( SELECT auth.uid() AS uid)));

CREATE POLICY own ON neon_auth.invitation FOR SELECT TO authenticated USING (("organizationId" = ANY (( SELECT auth.organization_ids(permission => 'invitation:create'::text) AS organization_ids)::uuid[])));

CREATE POLICY own ON neon_auth.member FOR SELECT TO authenticated USING (("organizationId" IN ( SELECT neon_auth_internal.own_organization_ids() AS own_organization_ids)));

CREATE POLICY own ON neon_auth.organization FOR SELECT TO authenticated USING ((id IN ( SELECT neon_auth_internal.own_organization_ids() AS own_organization_ids)));

CREATE POLICY own ON neon_auth."organizationRole" FOR SELECT TO authenticated USING (("organizationId" = ANY (( SELECT auth.organization_ids(permission => 'ac:read'::text) AS organization_ids)::uuid[])));

CREATE POLICY own ON neon_auth.session FOR SELECT TO authenticated USING ((("userId" = ( SELECT auth.uid() AS uid)) AND ("expiresAt" > now())));

CREATE POLICY own ON neon_auth.team FOR SELECT TO authenticated USING (("organizationId" IN ( SELECT neon_auth_internal.own_organization_ids() AS own_organization_ids)));

CREATE POLICY own ON neon_auth."teamMember" FOR SELECT TO authenticated USING (("teamId" IN ( SELECT neon_auth_internal.own_team_ids() AS own_team_ids)));

CREATE POLICY own ON neon_auth."user" FOR SELECT TO authenticated USING ((id = ( SELECT auth.uid() AS uid)));

CREATE POLICY own ON neon_auth.users_sync FOR SELECT TO authenticated USING ((id = ( SELECT auth.user_id() AS user_id)));

ALTER TABLE neon_auth.project_config ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.refused_sign_in ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.request_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.schema_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.session ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.session_origin ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.sign_up_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.task_lock ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.team ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth."teamMember" ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth."twoFactor" ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.two_factor_state ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.unbound_seal ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth."user" ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.user_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.user_locale ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.users_sync ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.users_sync_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.users_sync_source ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.verification ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.verified_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.webhook_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth.write_mark ENABLE ROW LEVEL SECURITY;

CREATE POLICY writer ON neon_auth.account TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'account'::text))))) WITH CHECK ((EXISTS ( SELECT
   FROM neon_auth.write_mark m
  WHERE ((m.entity = 'account'::text) AND (account.id = ANY (m.ids)) AND (m.value = account."accountId")))));

CREATE POLICY writer ON neon_auth.invitation TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'invitation'::text))))) WITH CHECK (false);

CREATE POLICY writer ON neon_auth.member TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'member'::text))))) WITH CHECK (false);

CREATE POLICY writer ON neon_auth.organization TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'organization'::text))))) WITH CHECK ((EXISTS ( SELECT
   FROM neon_auth.write_mark m
  WHERE ((m.entity = 'organization'::text) AND (organization.id = ANY (m.ids)) AND (m.value = organization.slug)))));

CREATE POLICY writer ON neon_auth."organizationRole" TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'organizationRole'::text))))) WITH CHECK ((EXISTS ( SELECT
   FROM neon_auth.write_mark m
  WHERE ((m.entity = 'organizationRole'::text) AND ("organizationRole".id = ANY (m.ids)) AND (m.value = "organizationRole".role)))));

CREATE POLICY writer ON neon_auth.session TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'session'::text))))) WITH CHECK (false);

CREATE POLICY writer ON neon_auth.team TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'team'::text))))) WITH CHECK (false);

CREATE POLICY writer ON neon_auth."teamMember" TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'teamMember'::text))))) WITH CHECK (false);

CREATE POLICY writer ON neon_auth."user" TO neon_auth_writer USING ((id = ANY (ARRAY( SELECT unnest(m.ids) AS unnest
   FROM neon_auth.write_mark m
  WHERE (m.entity = 'user'::text))))) WITH CHECK ((EXISTS ( SELECT
   FROM neon_auth.write_mark m
  WHERE ((m.entity = 'user'::text) AND ("user".id = ANY (m.ids)) AND (m.value = "user".email)))));

CREATE POLICY writer ON neon_auth.write_mark FOR SELECT TO neon_auth_writer USING ((entity <> 'call'::text));

ALTER TABLE neon_auth_management.console_code ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth_management.console_session ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth_management.disabled ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth_management.key ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth_management.operation ENABLE ROW LEVEL SECURITY;

ALTER TABLE neon_auth_management.request_count ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA auth TO PUBLIC;

GRANT USAGE ON SCHEMA neon_auth TO neon_auth_writer;
GRANT USAGE ON SCHEMA neon_auth TO pg_database_owner;
GRANT USAGE ON SCHEMA neon_auth TO authenticated;

GRANT USAGE ON SCHEMA neon_auth_api TO neon_auth_sidecar;

GRANT USAGE ON SCHEMA neon_auth_management TO pg_database_owner;
GRANT USAGE ON SCHEMA neon_auth_management TO neon_auth_sidecar;

GRANT ALL ON TABLE neon_auth.session TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth.session TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth.session TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth.session TO neon_auth_writer;

GRANT SELECT("expiresAt") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("updatedAt") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("ipAddress") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("userAgent") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("userId") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("impersonatedBy") ON TABLE neon_auth.session TO authenticated;

GRANT SELECT("activeOrganizationId") ON TABLE neon_auth.session TO authenticated;

GRANT ALL ON TABLE neon_auth."user" TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth."user" TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth."user" TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth."user" TO neon_auth_writer;

GRANT SELECT(name) ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT(email) ON TABLE neon_auth."user" TO authenticated;
GRANT UPDATE(email) ON TABLE neon_auth."user" TO neon_auth_writer;

GRANT SELECT("emailVerified") ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT(image) ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT("updatedAt") ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT(role) ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT(banned) ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT("banReason") ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT("banExpires") ON TABLE neon_auth."user" TO authenticated;

GRANT SELECT("twoFactorEnabled") ON TABLE neon_auth."user" TO authenticated;

REVOKE ALL ON FUNCTION auth.context_seal(secret bytea, body text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth.adopt_branch(branch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth.ban_user(user_id uuid, reason text, expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.ban_user(user_id uuid, reason text, expires_at timestamp with time zone) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.branch_fingerprint() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.branch_fingerprint() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.branch_identity() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.branch_identity() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.confirm_branch(discard boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.confirm_branch(discard boolean) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.create_user(email text, name text, password_hash text, email_verified boolean, role text, image text, send_link boolean, redirect_to text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.create_user(email text, name text, password_hash text, email_verified boolean, role text, image text, send_link boolean, redirect_to text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.delete_user(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.delete_user(user_id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.describe_branch() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.describe_branch() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.disable_users_sync() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.disable_users_sync() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.drop_delivery(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.drop_delivery(id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.enable_users_sync() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.enable_users_sync() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.erase_synced_user(id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.erase_synced_user(id text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.erase_user(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.erase_user(user_id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.expire_audit() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.expire_audit() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.expire_sessions(batch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.expire_sessions(batch integer) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.export_user(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.export_user(user_id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.fill_users_sync() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.fill_users_sync() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.fork_branch() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.fork_branch() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.grant_read(role regrole) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.grant_read(role regrole) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.import_users(source text, batch jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.import_users(source text, batch jsonb) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.index_search() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.index_search() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.list_deliveries(wanted_state text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.list_deliveries(wanted_state text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.list_events(wanted_state text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.list_events(wanted_state text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.list_limits() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.list_limits() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.list_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.list_settings() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.list_settings_advice() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.list_settings_advice() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.mask_users(keep text[], leave text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.mask_users(keep text[], leave text[]) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.prepare_audit(months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.prepare_audit(months integer) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.redeliver_event(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.redeliver_event(id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.reset_limits(subject text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.reset_limits(subject text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.reset_two_factor(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.reset_two_factor(user_id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.retire_key() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.retire_key() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.retry_delivery(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.retry_delivery(id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.revoke_sessions(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.revoke_sessions(user_id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.seal_audit() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.seal_audit() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.send_password_link(user_id uuid, redirect_to text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.send_password_link(user_id uuid, redirect_to text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.set(name text, value text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.set(name text, value text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.set_password(user_id uuid, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.set_password(user_id uuid, password_hash text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.sync_users() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth.test_webhook() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.test_webhook() TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.token_claims_hook(hook regprocedure) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.token_claims_hook(hook regprocedure) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.trust_claims_from(roles name[]) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.trust_claims_from(roles name[]) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.unban_user(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.unban_user(user_id uuid) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth.verify_audit(known_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth.verify_audit(known_hash text) TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_api.accept_invitation(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.accept_invitation(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.account_info(token_hash text, account_id text, provider_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.account_info(token_hash text, account_id text, provider_id text) TO neon_auth_sidecar;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.jwks TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_api.add_key(public_key text, private_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.add_key(public_key text, private_key text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.add_team_member(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.add_team_member(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.admin_remove_user(token_hash text, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.admin_remove_user(token_hash text, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.admin_update_user(token_hash text, user_id text, fields jsonb, is_address boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.admin_update_user(token_hash text, user_id text, fields jsonb, is_address boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.ban_user(token_hash text, user_id text, reason text, seconds double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.ban_user(token_hash text, user_id text, reason text, seconds double precision) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.begin_request(config_version text, ip_address text, user_agent text, request_id text, language text, device_hash text, next_device_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.begin_request(config_version text, ip_address text, user_agent text, request_id text, language text, device_hash text, next_device_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.begin_second_step(token_hash text, challenge_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.begin_second_step(token_hash text, challenge_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.cancel_invitation(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.cancel_invitation(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.change_email(token_hash text, new_email text, old_email text, confirm boolean, link_hash text, proof jsonb, verified_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.change_email(token_hash text, new_email text, old_email text, confirm boolean, link_hash text, proof jsonb, verified_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.change_password(token_hash text, verified_hash text, new_password_hash text, revoke_others boolean, new_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.change_password(token_hash text, verified_hash text, new_password_hash text, revoke_others boolean, new_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.check_code(kind text, email text, code_hashes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.check_code(kind text, email text, code_hashes text[]) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.check_permission(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.check_permission(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.check_slug(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.check_slug(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.close_console_session(session_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.close_console_session(session_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.confirm_change_email(token_hash text, old_email text, new_email text, link_hash text, next_hash text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.confirm_change_email(token_hash text, old_email text, new_email text, link_hash text, next_hash text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.count_refusal(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.count_refusal(email text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.count_request(path text, address text, person text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.count_request(path text, address text, person text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.create_organization(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.create_organization(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.create_role(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.create_role(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.create_team(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.create_team(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.create_user(token_hash text, email text, name text, role jsonb, fields jsonb, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.create_user(token_hash text, email text, name text, role jsonb, fields jsonb, password_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.current_key() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.current_key() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.delete_organization(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.delete_organization(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.delete_role(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.delete_role(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.delete_user(token_hash text, verified_hash text, delete_token_hash text, mailed_token_hash text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.delete_user(token_hash text, verified_hash text, delete_token_hash text, mailed_token_hash text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.delete_user_callback(token_hash text, delete_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.delete_user_callback(token_hash text, delete_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.describe_account(provider_id text, answer jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.describe_account(provider_id text, answer jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.disable_two_factor(token_hash text, verified_hash text, new_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.disable_two_factor(token_hash text, verified_hash text, new_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.enable_two_factor(token_hash text, verified_hash text, sealed text, backup_hashes text[], new_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.enable_two_factor(token_hash text, verified_hash text, sealed text, backup_hashes text[], new_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.enter_console(code_hash bytea, session_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.enter_console(code_hash bytea, session_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.exchange_code(email text, code_hashes text[], password_length integer, reset_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.exchange_code(email text, code_hashes text[], password_length integer, reset_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.expire_deliveries() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.expire_deliveries() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.expire_sessions(batch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.expire_sessions(batch integer) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_challenge(challenge_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_challenge(challenge_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_console_session(session_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_console_session(session_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_credential(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_credential(email text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_own_credential(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_own_credential(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_password_reset(reset_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_password_reset(reset_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_provider_account(token_hash text, provider_id text, account_id text, purpose text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_provider_account(token_hash text, provider_id text, account_id text, purpose text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_secret_contexts(sealed text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_secret_contexts(sealed text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.find_trusted_device(device_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.find_trusted_device(device_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.finish_change_email(token_hash text, old_email text, new_email text, link_hash text, new_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.finish_change_email(token_hash text, old_email text, new_email text, link_hash text, new_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.finish_delivery(id uuid, attempt integer, error text, hopeless boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.finish_delivery(id uuid, attempt integer, error text, hopeless boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.finish_event(id uuid, attempts integer, status integer, answer text, error text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.finish_event(id uuid, attempts integer, status integer, answer text, error text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.finish_oauth(provider_id text, answer jsonb, tokens jsonb, flow jsonb, caller_hash text, new_token_hash text, verifier jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.finish_oauth(provider_id text, answer jsonb, tokens jsonb, flow jsonb, caller_hash text, new_token_hash text, verifier jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.fold_user_count() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.fold_user_count() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_access_token(token_hash text, provider_id text, account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_access_token(token_hash text, provider_id text, account_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_active_member(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_active_member(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_active_member_role(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_active_member_role(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_config() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_config() TO neon_auth_sidecar;

GRANT SELECT ON TABLE neon_auth.webhook_event TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_api.get_event(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_event(id uuid) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_extra_claims(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_extra_claims(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_full_organization(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_full_organization(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_invitation(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_invitation(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_mail_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_mail_settings() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_mail_templates(kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_mail_templates(kind text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_oauth_provider(provider_id text, caller_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_oauth_provider(provider_id text, caller_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_release() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_release() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_role(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_role(token_hash text, input json) TO neon_auth_sidecar;

GRANT ALL ON TABLE neon_auth.member TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth.member TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth.member TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth.member TO neon_auth_writer;

GRANT SELECT("organizationId") ON TABLE neon_auth.member TO authenticated;

GRANT SELECT("userId") ON TABLE neon_auth.member TO authenticated;

GRANT SELECT(role) ON TABLE neon_auth.member TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth.member TO authenticated;

GRANT ALL ON TABLE neon_auth.organization TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth.organization TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth.organization TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth.organization TO neon_auth_writer;

GRANT SELECT(name) ON TABLE neon_auth.organization TO authenticated;

GRANT SELECT(slug) ON TABLE neon_auth.organization TO authenticated;
GRANT UPDATE(slug) ON TABLE neon_auth.organization TO neon_auth_writer;

GRANT SELECT(logo) ON TABLE neon_auth.organization TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth.organization TO authenticated;

GRANT SELECT(metadata) ON TABLE neon_auth.organization TO authenticated;

GRANT SELECT ON TABLE neon_auth.session_origin TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_api.get_sessions(branch text, token_hashes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_sessions(branch text, token_hashes text[]) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_user(token_hash text, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_user(token_hash text, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.get_users_sync_secret(provider text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.get_users_sync_secret(provider text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.has_permission(token_hash text, wanted jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.has_permission(token_hash text, wanted jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.impersonate_user(token_hash text, user_id text, new_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.impersonate_user(token_hash text, user_id text, new_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.invite_member(token_hash text, input json, is_address boolean, app_origin text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.invite_member(token_hash text, input json, is_address boolean, app_origin text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.is_outbox_open() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.is_outbox_open() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.leave_organization(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.leave_organization(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_accounts(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_accounts(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_clear_secrets() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_clear_secrets() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_failures() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_failures() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_invitations(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_invitations(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_keys() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_members(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_members(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_old_factors(prefix text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_old_factors(prefix text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_organizations(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_organizations(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_public_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_public_keys() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_roles(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_roles(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_sessions(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_sessions(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_team_members(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_team_members(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_teams(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_teams(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_unsealed_secrets() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_unsealed_secrets() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_user_invitations(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_user_invitations(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_user_sessions(token_hash text, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_user_sessions(token_hash text, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_user_teams(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_user_teams(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.list_users(token_hash text, query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.list_users(token_hash text, query jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_add_domain(key_hash bytea, body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_add_domain(key_hash bytea, body jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_add_organization(key_hash bytea, name text, slug text, owner_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_add_organization(key_hash bytea, name text, slug text, owner_email text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_add_provider(key_hash bytea, fields jsonb, sealed text, context text, saved text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_add_provider(key_hash bytea, fields jsonb, sealed text, context text, saved text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_add_team(key_hash bytea, organization_id text, name text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_add_team(key_hash bytea, organization_id text, name text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_add_user(key_hash bytea, email text, name text, role text, is_verified boolean, send_link boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_add_user(key_hash bytea, email text, name text, role text, is_verified boolean, send_link boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_ban_user(key_hash bytea, user_id text, reason text, seconds double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_ban_user(key_hash bytea, user_id text, reason text, seconds double precision) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_cancel_invitation(key_hash bytea, organization_id text, invitation_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_cancel_invitation(key_hash bytea, organization_id text, invitation_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_change_mail_server(key_hash bytea, fields jsonb, sealed text, context text, saved text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_change_mail_server(key_hash bytea, fields jsonb, sealed text, context text, saved text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_change_provider(key_hash bytea, id text, fields jsonb, sealed text, context text, saved text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_change_provider(key_hash bytea, id text, fields jsonb, sealed text, context text, saved text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_change_settings(key_hash bytea, group_name text, fields jsonb, is_whole boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_change_settings(key_hash bytea, group_name text, fields jsonb, is_whole boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_create_user(key_hash bytea, email text, name text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_create_user(key_hash bytea, email text, name text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_created(key_hash bytea, base_url text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_created(key_hash bytea, base_url text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_delete_user(key_hash bytea, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_delete_user(key_hash bytea, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_end_sessions(key_hash bytea, user_id text, session_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_end_sessions(key_hash bytea, user_id text, session_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_export_user(key_hash bytea, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_export_user(key_hash bytea, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_get_auth(key_hash bytea, base_url text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_get_auth(key_hash bytea, base_url text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_get_mail_server(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_get_mail_server(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_get_organization(key_hash bytea, organization_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_get_organization(key_hash bytea, organization_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_get_plugins(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_get_plugins(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_get_settings(key_hash bytea, group_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_get_settings(key_hash bytea, group_name text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_get_user(key_hash bytea, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_get_user(key_hash bytea, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_invite_member(key_hash bytea, organization_id text, email text, role text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_invite_member(key_hash bytea, organization_id text, email text, role text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_list_domains(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_list_domains(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_list_organizations(key_hash bytea, query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_list_organizations(key_hash bytea, query jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_list_providers(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_list_providers(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_list_users(key_hash bytea, query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_list_users(key_hash bytea, query jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_overview(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_overview(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_remove_domains(key_hash bytea, body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_remove_domains(key_hash bytea, body jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_remove_member(key_hash bytea, organization_id text, member_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_remove_member(key_hash bytea, organization_id text, member_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_remove_organization(key_hash bytea, organization_id text, slug text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_remove_organization(key_hash bytea, organization_id text, slug text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_remove_provider(key_hash bytea, id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_remove_provider(key_hash bytea, id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_remove_team(key_hash bytea, organization_id text, team_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_remove_team(key_hash bytea, organization_id text, team_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_remove_user(key_hash bytea, user_id text, email text, erase boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_remove_user(key_hash bytea, user_id text, email text, erase boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_send_password_link(key_hash bytea, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_send_password_link(key_hash bytea, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_set_member(key_hash bytea, organization_id text, email text, role text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_set_member(key_hash bytea, organization_id text, email text, role text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_set_name(key_hash bytea, name text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_set_name(key_hash bytea, name text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_set_role(key_hash bytea, user_id text, roles jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_set_role(key_hash bytea, user_id text, roles jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_set_team_member(key_hash bytea, organization_id text, team_id text, email text, is_member boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_set_team_member(key_hash bytea, organization_id text, team_id text, email text, is_member boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_test_mail(key_hash bytea, body jsonb, is_saved boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_test_mail(key_hash bytea, body jsonb, is_saved boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_transfer_ownership(key_hash bytea, url text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_transfer_ownership(key_hash bytea, url text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_unban_user(key_hash bytea, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_unban_user(key_hash bytea, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_update_organization(key_hash bytea, organization_id text, name text, slug text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_update_organization(key_hash bytea, organization_id text, name text, slug text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.manage_update_user(key_hash bytea, user_id text, fields jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.manage_update_user(key_hash bytea, user_id text, fields jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.open_console_session(key_hash bytea, session_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.open_console_session(key_hash bytea, session_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.open_question(question jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.open_question(question jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.own_oauth_flow(caller_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.own_oauth_flow(caller_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.pass_password(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.pass_password(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.pass_sign_in(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.pass_sign_in(email text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.peek_outbox() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.peek_outbox() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_change_email(token_hash text, new_email text, verified_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_change_email(token_hash text, new_email text, verified_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_create_user(token_hash text, email text, is_address boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_create_user(token_hash text, email text, is_address boolean) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_delete_user(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_delete_user(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_password_change(token_hash text, new_password_length integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_password_change(token_hash text, new_password_length integer) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_password_reset(reset_hash text, password_length integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_password_reset(reset_hash text, password_length integer) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_set_password(token_hash text, password_length integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_set_password(token_hash text, password_length integer) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_sign_up(email text, password_length integer, fields jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_sign_up(email text, password_length integer, fields jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.prepare_two_factor(token_hash text, need text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.prepare_two_factor(token_hash text, need text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.receive_user_event(provider text, event_id text, sent_millis bigint, event jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.receive_user_event(provider text, event_id text, sent_millis bigint, event jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.refresh_session(branch text, token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.refresh_session(branch text, token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.refresh_token(token_hash text, provider_id text, account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.refresh_token(token_hash text, provider_id text, account_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.rehash_password(user_id uuid, verified_hash text, new_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.rehash_password(user_id uuid, verified_hash text, new_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.reject_invitation(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.reject_invitation(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.remove_member(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.remove_member(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.remove_team(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.remove_team(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.remove_team_member(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.remove_team_member(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.replace_backup_codes(token_hash text, verified_hash text, sealed text, backup_hashes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.replace_backup_codes(token_hash text, verified_hash text, sealed text, backup_hashes text[]) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.request_magic_link(email text, name text, link_hash text, proof jsonb, challenge_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.request_magic_link(email text, name text, link_hash text, proof jsonb, challenge_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.request_password_reset(email text, reset_hash text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.request_password_reset(email text, reset_hash text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.reseal_factor(user_id uuid, sealed text, resealed text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.reseal_factor(user_id uuid, sealed text, resealed text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.reset_password(token_hash text, reset_hash text, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.reset_password(token_hash text, reset_hash text, password_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.retire_key() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.retire_key() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.revoke_other_sessions(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.revoke_other_sessions(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.revoke_session(token_hash text, target_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.revoke_session(token_hash text, target_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.revoke_sessions(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.revoke_sessions(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.revoke_user_session(token_hash text, target_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.revoke_user_session(token_hash text, target_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.revoke_user_sessions(token_hash text, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.revoke_user_sessions(token_hash text, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.seal_audit() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.seal_audit() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.seal_secret(plain_hash text, sealed text, context text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.seal_secret(plain_hash text, sealed text, context text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.send_code(kind text, email text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.send_code(kind text, email text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.send_second_code(token_hash text, challenge_hash text, key text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.send_second_code(token_hash text, challenge_hash text, key text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.send_verification_email(token_hash text, email text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.send_verification_email(token_hash text, email text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.set_active_organization(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.set_active_organization(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.set_active_team(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.set_active_team(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.set_role(token_hash text, user_id text, role jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.set_role(token_hash text, user_id text, role jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.sign_in_code(email text, code_hashes text[], token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.sign_in_code(email text, code_hashes text[], token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.sign_in_email(user_id uuid, verified_hash text, token_hash text, remember boolean, callback_url text, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.sign_in_email(user_id uuid, verified_hash text, token_hash text, remember boolean, callback_url text, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.sign_out(token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.sign_out(token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.sign_up_email(name text, email text, image text, password_hash text, password_length integer, fields jsonb, token_hash text, remember boolean, proof jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.sign_up_email(name text, email text, image text, password_hash text, password_length integer, fields jsonb, token_hash text, remember boolean, proof jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.start_oauth(provider_id text, init_hash text, caller_hash text, is_link boolean, request jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.start_oauth(provider_id text, init_hash text, caller_hash text, is_link boolean, request jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.start_password_link(delivery uuid, attempt integer, reset_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.start_password_link(delivery uuid, attempt integer, reset_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.stop_impersonating(token_hash text, admin_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.stop_impersonating(token_hash text, admin_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb) TO neon_auth_sidecar;

GRANT SELECT ON TABLE neon_auth.outbox TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_api.take_deliveries(batch integer, lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.take_deliveries(batch integer, lease_seconds integer) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.take_events(request_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.take_events(request_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.take_oauth_state(state_hash text, cookie_hash text, provider_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.take_oauth_state(state_hash text, cookie_hash text, provider_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.take_session_verifier(verifier_hash text, challenge_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.take_session_verifier(verifier_hash text, challenge_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.tidy_audit() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.tidy_audit() TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.unban_user(token_hash text, user_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.unban_user(token_hash text, user_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.unlink_account(token_hash text, provider_id text, account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.unlink_account(token_hash text, provider_id text, account_id text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.update_member_role(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.update_member_role(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.update_organization(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.update_organization(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.update_role(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.update_role(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.update_team(token_hash text, input json) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.update_team(token_hash text, input json) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.update_user(token_hash text, fields jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.update_user(token_hash text, fields jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.use_magic_link(link_hash text, new_token_hash text, verifier jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.use_magic_link(link_hash text, new_token_hash text, verifier jsonb) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.verify_backup_code(token_hash text, challenge_hash text, sealed text, code_hash text, disable_session boolean, new_token_hash text, remember boolean, trusted_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.verify_backup_code(token_hash text, challenge_hash text, sealed text, code_hash text, disable_session boolean, new_token_hash text, remember boolean, trusted_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.verify_email_code(email text, code_hashes text[], new_token_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.verify_email_code(email text, code_hashes text[], new_token_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.verify_email_link(token_hash text, email text, new_token_hash text, link_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.verify_email_link(token_hash text, email text, new_token_hash text, link_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.verify_second_code(token_hash text, challenge_hash text, key text, code_hashes text[], new_token_hash text, remember boolean, trusted_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.verify_second_code(token_hash text, challenge_hash text, key text, code_hashes text[], new_token_hash text, remember boolean, trusted_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_api.verify_totp(token_hash text, challenge_hash text, sealed text, step_number bigint, pending text, pending_number bigint, new_token_hash text, remember boolean, trusted_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_api.verify_totp(token_hash text, challenge_hash text, sealed text, step_number bigint, pending text, pending_number bigint, new_token_hash text, remember boolean, trusted_hash text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_internal.accepted_code(on_table oid) FROM PUBLIC;

GRANT ALL ON TABLE neon_auth.account TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth.account TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth.account TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth.account TO neon_auth_writer;

GRANT SELECT("accountId") ON TABLE neon_auth.account TO authenticated;
GRANT UPDATE("accountId") ON TABLE neon_auth.account TO neon_auth_writer;

GRANT SELECT("providerId") ON TABLE neon_auth.account TO authenticated;

GRANT SELECT("userId") ON TABLE neon_auth.account TO authenticated;

GRANT SELECT("accessTokenExpiresAt") ON TABLE neon_auth.account TO authenticated;

GRANT SELECT("refreshTokenExpiresAt") ON TABLE neon_auth.account TO authenticated;

GRANT SELECT(scope) ON TABLE neon_auth.account TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth.account TO authenticated;

GRANT SELECT("updatedAt") ON TABLE neon_auth.account TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.account_json(a neon_auth.account) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.act_as(user_id uuid, impersonator text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.activate_organization(session_id uuid, organization_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.activate_team(session_id uuid, team_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.add_seal(kind text, month date, ids bigint[], hashes bytea[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.admit(user_id uuid, token_hash text, remember boolean, method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.allowed_values(s neon_auth_internal.known_setting) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.allows(roles text, wanted jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.announce() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.apply_user_event(provider text, user_id text, is_gone boolean, copied jsonb, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.are_claims_valid(claims jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.attempt_wait(rule neon_auth_internal.attempt_rule, free integer, counted integer, since timestamp with time zone, present timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.audit() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.audit_differences(last_id bigint, expired date) FROM PUBLIC;

GRANT SELECT ON TABLE neon_auth.audit_log TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_internal.audit_hash(l neon_auth.audit_log) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.build_comb(key bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.bump_config_version() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.bytes_to_number(bytes bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.call_claims_hook(claims jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.challenge_json() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.change_settings(group_name text, fields jsonb, is_whole boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.change_user(own neon_auth.session, user_id uuid, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_domain_fields(body jsonb, field text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_fields(fields jsonb, is_address boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_fields_of(group_name text, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_followers(entity text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_mail_template() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_masked(kept_ids text[], kept_addresses text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_password_length(password_length integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_pattern(field text, pattern text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_project_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_role() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_role_permission(giver neon_auth.member, permission jsonb, refused text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_roles_to_give(giver neon_auth.member, roles text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_sign_up(email text, password_length integer, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_sign_up_rules(email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_team() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_team_member() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_webhook_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.check_writer() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.chosen_organization(own neon_auth.session, input json) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.claim(answer jsonb, paths text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.claim_name(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.claim_slug(slug text, organization_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.clear_active() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.clear_active_team() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.clear_all_active() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.code_identifier(kind text, email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.comb_sum(key bytea, s bytea, k bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.config_secrets() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.config_version() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.context_marker() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.contrast_with_white(color text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_active_users(since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_attempt(purpose text, subject text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_found(query jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_mail(kind text, recipient text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_users() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_waiting(organization_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_within(key text, attempts integer, seconds integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.count_write(writer uuid, address text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.counted_users(query jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.decide_oauth(provider_id text, profile neon_auth_internal.oauth_profile, link_to uuid, is_same_browser boolean, may_sign_up boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.decode_base64url(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.decode_point(bytes bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.delete_own_user(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.doubling_sum(key bytea, s bytea, k bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.drop_gone_users() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.drop_synced_user(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.edit_distance(a text, b text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.empty_tables(kept_ids text[], kept_addresses text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_artefacts(who neon_auth."user", fact text, kept uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_by_password() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_by_session() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_by_user() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_challenge(step neon_auth_internal.second_step) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_impersonations() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_invitations() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_membership(m neon_auth.member, own neon_auth.session) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_planted_accounts(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.end_reset_links(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.enter_call(mark uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.event_moment(value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.event_row(e neon_auth.webhook_event) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.event_user(u neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.factor_context(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.fail(name text, VARIADIC details text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.fail_later(seconds integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.fail_missing(name text, permissions text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.failure_code(message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.field_inverse(a numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.filter_condition(query jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_changer(token_hash text, new_email text, verified_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_claims_hook(named text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_link(link jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_managed_organization(organization_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_managed_user(user_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_member(organization_id text, user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_named_account(user_id uuid, account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_own_account(user_id uuid, provider_id text, account_id text) FROM PUBLIC;

GRANT ALL ON TABLE neon_auth.invitation TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth.invitation TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth.invitation TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth.invitation TO neon_auth_writer;

GRANT SELECT("organizationId") ON TABLE neon_auth.invitation TO authenticated;

GRANT SELECT(email) ON TABLE neon_auth.invitation TO authenticated;

GRANT SELECT(role) ON TABLE neon_auth.invitation TO authenticated;

GRANT SELECT(status) ON TABLE neon_auth.invitation TO authenticated;

GRANT SELECT("expiresAt") ON TABLE neon_auth.invitation TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth.invitation TO authenticated;

GRANT SELECT("inviterId") ON TABLE neon_auth.invitation TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.find_own_invitation(id text, user_id uuid, may_be_late boolean, missing text) FROM PUBLIC;

GRANT ALL ON TABLE neon_auth."organizationRole" TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth."organizationRole" TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth."organizationRole" TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth."organizationRole" TO neon_auth_writer;

GRANT SELECT("organizationId") ON TABLE neon_auth."organizationRole" TO authenticated;

GRANT SELECT(role) ON TABLE neon_auth."organizationRole" TO authenticated;
GRANT UPDATE(role) ON TABLE neon_auth."organizationRole" TO neon_auth_writer;

GRANT SELECT(permission) ON TABLE neon_auth."organizationRole" TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth."organizationRole" TO authenticated;

GRANT SELECT("updatedAt") ON TABLE neon_auth."organizationRole" TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.find_role(organization_id uuid, input json) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_second_step(token_hash text, challenge_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_session(token_hash text) FROM PUBLIC;

GRANT ALL ON TABLE neon_auth.team TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth.team TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth.team TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth.team TO neon_auth_writer;

GRANT SELECT(name) ON TABLE neon_auth.team TO authenticated;

GRANT SELECT("organizationId") ON TABLE neon_auth.team TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth.team TO authenticated;

GRANT SELECT("updatedAt") ON TABLE neon_auth.team TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.find_team(id text, organization_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.find_user(email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.fire_deferred(names text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.fits(field text, operator text, value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.forget_statistics() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.forgive_attempts(purpose text, subject text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.has_permission(m neon_auth.member, resource text, action text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.has_permissions(m neon_auth.member, wanted jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.has_role(roles text, role text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.hold_session(own neon_auth.session) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.insert_credential(user_id uuid, password_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.insert_user(name text, email text, image text, email_verified boolean, role text, provider text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.insert_users(people neon_auth_internal.import_row[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.integration_json(base_url text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.invitation_json(i neon_auth.invitation) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.invitations_json(m neon_auth.member) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.invite_to_teams(made neon_auth.invitation, team_ids json) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_address_shown(who neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_admin(role text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_allowed(s neon_auth_internal.known_setting, value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_banned(u neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_copy() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_email(email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_fresh(own neon_auth.session) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_hash_of(hash text, plain text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_known_origin(email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_last_owner(m neon_auth.member) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_masked(kind text, value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_member_address(organization_id uuid, email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_near_step(step_number bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_outbound(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_password_hash_acceptable(hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_predefined(role text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_provider_configured(provider_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_restricted() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_sent(kind text, outbound text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_subscribed(type text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_truthy(value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_vouched(answer jsonb, paths text, email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.is_watched(entity text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.join_invited_teams(invitation_id uuid, user_id uuid) FROM PUBLIC;

GRANT ALL ON TABLE neon_auth."teamMember" TO pg_database_owner;
GRANT DELETE ON TABLE neon_auth."teamMember" TO neon_auth_writer;

GRANT SELECT(id) ON TABLE neon_auth."teamMember" TO authenticated;
GRANT SELECT(id) ON TABLE neon_auth."teamMember" TO neon_auth_writer;

GRANT SELECT("teamId") ON TABLE neon_auth."teamMember" TO authenticated;

GRANT SELECT("userId") ON TABLE neon_auth."teamMember" TO authenticated;

GRANT SELECT("createdAt") ON TABLE neon_auth."teamMember" TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.join_team(team_id uuid, user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.judge_answer(type text, status integer, answer text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.judge_users(source text, batch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.keep_email() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.keep_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.keep_owned(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.keep_owner() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.keyset_page(listed jsonb, size integer, backward boolean, continued boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.leave_teams() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.like_text(given text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.link_users(people neon_auth_internal.import_row[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.lock_administrators() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.lock_banned(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.lock_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.lock_membership(organization_id text, user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.lock_task(task text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_code(kind text, email text, proof jsonb, quiet boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_deletion(user_id uuid, mailed_token_hash text, proof jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_invitation(sent neon_auth.invitation, inviter uuid, app_origin text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_language(recipient text, reader uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_new_address(new_email text, proof jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_no_code(kind text, email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_nobody(kind text, recipient text, kept boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mail_verification(who neon_auth."user", proof jsonb, quiet boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.managed_mail_server() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.managed_provider(entry jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.managed_providers() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.managed_roles(organization_id uuid, roles text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.managed_settings(group_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.managed_user_json(u neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mark_transaction() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mask_columns(secret bytea, kept_ids text[], kept_addresses text[], with_keys boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mask_condition(owner text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mask_keys(secret bytea, kept_ids text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mask_value(kind text, value text, secret bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.may_give_roles(giver neon_auth.member, given text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.may_invite(inviter neon_auth.member, roles text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.may_mail_code(step neon_auth_internal.second_step) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.may_prepare() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.may_see_invitations(m neon_auth.member) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.meant_organization(own neon_auth.session, input json) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.member_field(m neon_auth.member, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.member_json(m neon_auth.member) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.member_with_user_json(m neon_auth.member) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.mentions(said text, addresses text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.merged_mail_server(stored jsonb, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.merged_provider(id text, entry jsonb, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.message_moment(message_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.missing_permissions(m neon_auth.member, wanted jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.must_restrict() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.named_team_member(own neon_auth.session, input json, action text, refused text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.nearest_setting(unknown text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.needs_second_factor(who neon_auth."user", method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.normalize_email(email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.number_to_bytes(number numeric, size integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.oauth_profile(provider jsonb, answer jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.oauth_provider(provider_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.one_line(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.open_context(branch text, claims jsonb, until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.open_session(user_id uuid, token_hash text, remember boolean, impersonator uuid, amr text[], is_cleared boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.organization_claim(active text, user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.organization_json(o neon_auth.organization, parsed boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.origin_problem(entry jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.outbound() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.own_organization_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_internal.own_organization_ids() TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.own_team_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_internal.own_team_ids() TO authenticated;

REVOKE ALL ON FUNCTION neon_auth_internal.own_triggers(enabled boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.page_number(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.parse_json(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.parse_object(bytes bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.pass_attempt(purpose text, subject text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.pass_second_factor(step neon_auth_internal.second_step, kind text, new_token_hash text, remember boolean, trusted_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.password_fact(fact text, kept uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.past_time(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.person_key(email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.prepare_key(key bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.pretend_sign_up(name text, email text, image text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.prolong_session(session_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.prove_by_sign_in(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_account(user_id uuid, provider_id text, account_id text, tokens jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_console_session(session_hash bytea, key_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_event(type text, who jsonb, data jsonb, sealed text, lifetime interval, waits boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_provider(config jsonb, id text, fields jsonb, sealed text, context text, saved text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_session_verifier(verifier jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_setting(config jsonb, path text[], value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_synced_user(u neon_auth."user", is_new boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.put_verification(identifier text, value text, lifetime interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.queue_event(event neon_auth.webhook_event) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.queue_mail(kind text, recipient text, sealed text, lifetime interval, facts jsonb, quiet boolean, reader uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.raise_assurance(session_id uuid, methods text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.read_better_auth(batch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.read_stack_auth(batch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.read_supabase(batch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.read_synced_user(data jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.reclaim_user(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.record_grant(entity text, target text, roles text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.record_origin() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.redact_synced_users(ids text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.refuse_exchanged() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.refuse_request(problem text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.refuse_second_factor(step neon_auth_internal.second_step, failure text, is_mailed boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.refuse_triggers() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.remember_token(digest bytea, kid text, claims jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.remove(entity text, ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.remove_factors(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.remove_user(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.rename(entity text, id uuid, value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.renew_session(own neon_auth.session, new_token_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.replace_factor(who neon_auth."user", secret text, backup_codes text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.replace_password(user_id uuid, password_hash text, kept uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_administrator(token_hash text, action text, failure text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_answer(name text, email text, image text, email_verified boolean, provider text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_own_session(token_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_password(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_permission(token_hash text, resource text, action text, failure text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_provider(config jsonb, id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_session(token_hash text, failure text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_uuid(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.require_verified(token_hash text, verified_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.resend_invitation(organization_id uuid, email text, resend boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.role_json(r neon_auth."organizationRole") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.role_member(own neon_auth.session, input json, action text, refused text, missing text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.role_name(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.role_text(role jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.roles_text(role json) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.run_call(mark uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.run_hook(hook oid, claims jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.run_restricted(call text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.seal_digest(ids bigint[], hashes bytea[]) FROM PUBLIC;

GRANT SELECT ON TABLE neon_auth.audit_seal TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_internal.seal_hash(s neon_auth.audit_seal, previous bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.seal_rows(kind text, ids bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.seal_setting(kind text, setting jsonb, keys text[], plain_hash text, sealed text, context text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.search_condition(query jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.seconds_claim(claims jsonb, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.secret_context(kind text, setting jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.secret_of(branch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.select_users(what text, query jsonb, tail text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.session_json(s neon_auth.session) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.set_locale(user_id uuid, locale text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting(settings jsonb, path text[], fallback text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting_conflicts(config jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting_problems(config jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting_value(s neon_auth_internal.known_setting, value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.setting_warnings(config jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.settle() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.settle_statement() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.shorten_values(audited jsonb, most integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.sign_ins_by_day(first_day timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.sign_up_proved(email text, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.signing_key(kid text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.sort_order(query jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.store_config(config jsonb) FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.verification TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_internal.take_trusted_device(user_id uuid, device_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.take_verification(identifier text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.team_json(t neon_auth.team) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.team_member_json(m neon_auth."teamMember") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.teams_json(organization_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.tell_created() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.tell_sidecars() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.tell_two_factor() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.template_problem(of_kind neon_auth_internal.mail_kind, part text, content text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.timestamp_text(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.to_uuid(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.token_claims(u neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.touch_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.touch_updated_at() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.trust_device(user_id uuid, device_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.try_code(kind text, email text, code_hashes text[], use_up boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.try_lock_task(task text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.unknown_roles(organization_id uuid, roles text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.update_from_profile(user_id uuid, profile neon_auth_internal.oauth_profile, provider jsonb, is_link boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.use_change_link(who neon_auth."user", own neon_auth.session, link_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.use_delete_token(user_id uuid, delete_token_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.use_totp_step(user_id uuid, step_number bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.use_trusted_device(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.user_filter(filter text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.user_json(u neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.user_search(search text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.users_sync_json(u neon_auth."user") FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.users_sync_secret(provider text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.users_sync_settings(options jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.verify_address(user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.verify_ed25519(key bytea, message bytea, signature bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.verify_jwt(token text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.wake_confirmed() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.webhook_problem(url text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.whole_number(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.write(entity text, mark uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_internal.write_marked(mark uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.branch_id(database oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.count_use(key text, requests integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.fail(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.get_caller(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_management.get_caller(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_management.get_project(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_management.get_project(key_hash bytea) TO neon_auth_sidecar;

GRANT SELECT ON TABLE neon_auth_management.key TO pg_database_owner;

REVOKE ALL ON FUNCTION neon_auth_management.key_json(k neon_auth_management.key) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.key_problem(k neon_auth_management.key, need text, branch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.list_branches(key_hash bytea, known bigint[], only_id text, search text, page integer, after_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_management.list_branches(key_hash bytea, known bigint[], only_id text, search text, page integer, after_name text) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_management.list_keys() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.list_projects(key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_management.list_projects(key_hash bytea) TO neon_auth_sidecar;

REVOKE ALL ON FUNCTION neon_auth_management.place() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.project_id() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.project_json() FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.put_console_code(code_hash bytea, key_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.put_key(key_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.refuse(message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.require_key(key_hash bytea, need text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.require_project_key(key_hash bytea, need text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.revoke_key(key_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.time_text(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION neon_auth_management.use_key(key_hash bytea, address text, need text, project text, branch text) FROM PUBLIC;
GRANT ALL ON FUNCTION neon_auth_management.use_key(key_hash bytea, address text, need text, project text, branch text) TO neon_auth_sidecar;

GRANT SELECT,REFERENCES,TRIGGER ON TABLE auth.claims_source TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.audit_horizon TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.audit_log_default TO pg_database_owner;

GRANT SELECT ON SEQUENCE neon_auth.audit_log_id_seq TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.branch_alias TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.branch_confirmation TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.branch_seed TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.claimed_name TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.config_version TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.context_secret TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.ed25519_comb TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.help TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.import_skipped TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.imported_user TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.installation TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.invitation_overview TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.invitation_team TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.mail_template TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.oauth_preset TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.project_config TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.organization_overview TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.policy_advice TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.refused_sign_in TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.request_count TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.schema_version TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.session_overview TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.settings TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.settings_advice TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.sign_up_rule TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.task_lock TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth."twoFactor" TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.two_factor_state TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.unbound_seal TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.user_count TO pg_database_owner;

GRANT SELECT,INSERT,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE neon_auth.user_locale TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.user_overview TO pg_database_owner;

GRANT SELECT,REFERENCES ON TABLE neon_auth.users_sync TO pg_database_owner;

GRANT SELECT(id) ON TABLE neon_auth.users_sync TO authenticated;

GRANT SELECT(name) ON TABLE neon_auth.users_sync TO authenticated;

GRANT SELECT(email) ON TABLE neon_auth.users_sync TO authenticated;

GRANT SELECT(created_at) ON TABLE neon_auth.users_sync TO authenticated;

GRANT SELECT(updated_at) ON TABLE neon_auth.users_sync TO authenticated;

GRANT SELECT(deleted_at) ON TABLE neon_auth.users_sync TO authenticated;

GRANT SELECT ON TABLE neon_auth.users_sync_event TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.users_sync_source TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.verified_token TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth.write_mark TO pg_database_owner;

GRANT SELECT(id) ON TABLE neon_auth.write_mark TO neon_auth_writer;

GRANT SELECT(entity) ON TABLE neon_auth.write_mark TO neon_auth_writer;

GRANT SELECT(ids) ON TABLE neon_auth.write_mark TO neon_auth_writer;

GRANT SELECT(value) ON TABLE neon_auth.write_mark TO neon_auth_writer;

GRANT SELECT ON TABLE neon_auth_management.console_code TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth_management.console_session TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth_management.disabled TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth_management.operation TO pg_database_owner;

GRANT SELECT ON TABLE neon_auth_management.request_count TO pg_database_owner;
