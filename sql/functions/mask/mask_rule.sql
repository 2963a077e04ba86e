-- mask_rule lists what mask_users does with each column that may contain text. A column without a rule makes it fail:
-- a new table or column needs a line here.
--   name       a column, or * for the other columns of the table
--   treatment  keep: nothing personal. empty: the table's rows are deleted, or those of users that are not kept.
--              clear: null. Otherwise a kind of made-up value, see mask_value
--   owner      the column that names the user (id) or their address (email), whose rows stay if the user is kept.
--              Null: no row is exempt
create view neon_auth_internal.mask_rule as
select *
from (
  values
    ('user', 'name', 'name', 'id'),
    ('user', 'email', 'email', 'id'),
    ('user', 'image', 'image', 'id'),
    ('user', 'banReason', 'clear', 'id'),
    ('user', 'phoneNumber', 'phone', 'id'),
    ('user', 'role', 'keep', null),
    ('user', 'username', 'username', 'id'),
    ('user', 'displayUsername', 'name', 'id'),
    ('user', 'lastLoginMethod', 'keep', null),
    ('account', 'accountId', 'account', 'userId'),
    ('account', 'password', 'clear', 'userId'),
    ('account', 'accessToken', 'clear', null),
    ('account', 'refreshToken', 'clear', null),
    ('account', 'idToken', 'clear', null),
    ('account', 'providerId', 'keep', null),
    ('account', 'scope', 'keep', null),
    ('twoFactor', '*', 'empty', 'userId'),
    ('two_factor_state', '*', 'empty', 'userId'),
    ('passkey', '*', 'empty', 'userId'),
    ('organization', 'name', 'name', null),
    ('organization', 'slug', 'slug', null),
    ('organization', 'logo', 'image', null),
    ('organization', 'metadata', 'clear', null),
    ('organizationRole', '*', 'keep', null),
    ('member', 'role', 'keep', null),
    ('team', 'name', 'name', null),
    ('invitation', 'email', 'email', 'email'),
    ('invitation', 'role', 'keep', null),
    ('invitation', 'status', 'keep', null),
    ('sign_up_rule', 'email', 'pattern', 'email'),
    ('sign_up_rule', '*', 'keep', null),
    ('users_sync', 'raw_json', 'profile', 'id'),
    ('users_sync_source', '*', 'keep', null), -- ids
    ('users_sync_event', '*', 'keep', null), -- ids
    ('twoFactor', '*', 'empty', 'userId'),
    ('two_factor_state', '*', 'empty', 'userId'),
    ('session', '*', 'empty', null),
    ('session_origin', '*', 'empty', null),
    ('verification', '*', 'empty', null),
    ('outbox', '*', 'empty', null),
    ('webhook_event', '*', 'empty', null),
    ('request_count', '*', 'empty', null),
    ('refused_sign_in', '*', 'empty', null),
    ('imported_user', '*', 'empty', null),
    ('anonymous_link', '*', 'keep', null), -- ids, and names of the app's tables
    ('import_skipped', '*', 'empty', null),
    ('verified_token', '*', 'empty', null),
    ('claimed_name', '*', 'empty', null),
    ('audit_log', '*', 'empty', null),
    ('audit_seal', '*', 'empty', null),
    ('audit_horizon', '*', 'keep', null), -- mask_users begins a new chain
    ('project_config', '*', 'keep', null), -- the project's
    ('mail_template', '*', 'keep', null), -- the project's
    ('user_locale', '*', 'keep', null), -- one of a list of languages
    ('breached_password', '*', 'keep', null), -- hashes from public lists
    ('jwks', '*', 'keep', null),
    ('ed25519_comb', '*', 'keep', null),
    ('context_secret', '*', 'keep', null),
    ('unbound_seal', '*', 'keep', null),
    ('user_locale', 'locale', 'keep', null),
    ('mail_template', '*', 'keep', null), -- the project's
    ('branch_seed', '*', 'keep', null),
    ('branch_alias', '*', 'keep', null),
    ('branch_confirmation', '*', 'keep', null),
    ('installation', '*', 'keep', null),
    ('task_lock', '*', 'keep', null),
    ('user_count', '*', 'keep', null),
    ('write_mark', '*', 'keep', null) -- empty outside of a transaction
) as r (relation, name, treatment, owner);

-- mask_column lists every column of neon_auth that may contain text, with its rule; treatment null: nobody decided.
create view neon_auth_internal.mask_column as
select
  c.oid::regclass as on_table,
  c.relname::text as relation,
  a.attname::text as name,
  format_type(a.atttypid, a.atttypmod) as type,
  coalesce(own.treatment, rest.treatment) as treatment,
  case when own.treatment is null then rest.owner else own.owner end as owner,
  -- The app's tables may reference it. See neon_auth_internal.rename.
  (c.relname, a.attname) in (('user', 'email'), ('organization', 'slug'), ('account', 'accountId')) as is_key
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
left join neon_auth_internal.mask_rule own on own.relation = c.relname and own.name = a.attname
left join neon_auth_internal.mask_rule rest on rest.relation = c.relname and rest.name = '*'
where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and a.atttypid not in (
    'boolean'::regtype, 'smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'bigint[]'::regtype, 'numeric'::regtype,
    'uuid'::regtype, 'uuid[]'::regtype, 'date'::regtype, 'timestamptz'::regtype, 'timestamp'::regtype, 'interval'::regtype,
    'xid8'::regtype);
