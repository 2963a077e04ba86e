-- audit_coverage lists every table of neon_auth, with the changes that audit_log records, or the reason why it records
-- none.
--   mode    all: every change. sql: changes by SQL only; the API records its own elsewhere. null: not recorded
--   events  of the trigger
--   hidden  columns whose values are not recorded, only the fact that they have changed
create view neon_auth_internal.audit_coverage as
select *
from (
  values
    ('user', 'all', 'insert or update or delete', '{}'::text[], null),
    ('session', 'all', 'insert or update or delete', '{token}', null),
    ('session_origin', 'sql', 'update or delete', '{}', 'the API writes it beside session'),
    ('account', 'all', 'insert or update or delete', '{password,accessToken,refreshToken,idToken}', null),
    ('verification', 'sql', 'insert or update or delete', '{identifier,value}', 'the API mails what it inserts: outbox'),
    ('organization', 'all', 'insert or update or delete', '{}', null),
    ('member', 'all', 'insert or update or delete', '{}', null),
    ('invitation', 'all', 'insert or update or delete', '{}', null),
    ('invitation_team', 'sql', 'insert or update or delete', '{}', 'the API writes it beside invitation'),
    ('team', 'all', 'insert or update or delete', '{}', null),
    ('teamMember', 'all', 'insert or update or delete', '{}', null),
    ('organizationRole', 'all', 'insert or update or delete', '{}', null),
    ('twoFactor', 'all', 'insert or update or delete', '{secret,backupCodes}', null),
    ('two_factor_state', 'sql', 'insert or update or delete', '{secret,backupCodes}', 'counters, and enrolments that are not proven'),
    ('project_config', 'all', 'insert or update or delete',
      '{social_providers,email_provider,webhook_config,options}', null),
    ('user_locale', 'all', 'insert or update or delete', '{}', null),
    ('mail_template', 'all', 'insert or update or delete', '{}', null),
    ('unbound_seal', 'sql', 'insert or update or delete', '{}', 'the sidecar writes it beside project_config'),
    ('jwks', 'all', 'insert or update or delete', '{privateKey}', null),
    ('sign_up_rule', 'all', 'insert or update or delete', '{}', null),
    ('branch_seed', 'all', 'insert or update or delete', '{seed}', null),
    ('branch_confirmation', 'all', 'insert or update or delete', '{}', null),
    ('branch_alias', 'all', 'insert or update or delete', '{}', null),
    ('context_secret', 'all', 'insert or update or delete', '{secret}', null),
    ('outbox', 'sql', 'update or delete', '{recipient,facts,sealed,lastError,language}', 'each row is the record of a mail'),
    ('anonymous_link', 'sql', 'insert or update or delete', '{}', 'each row is the record of a link'),
    ('imported_user', 'sql', 'update or delete', '{}', 'each row is the record of an import'),
    ('import_skipped', null, null, null, 'a report of an import'),
    ('users_sync', null, null, null, 'a copy of "user", which is recorded, or of an outside provider''s users'),
    ('users_sync_source', null, null, null, 'written beside users_sync'),
    ('users_sync_event', null, null, null, 'ids of events, for three days'),
    ('webhook_event', null, null, null, 'each row is the record of an event'),
    ('refused_sign_in', null, null, null, 'a record itself, which only the owner of neon_auth can change'),
    ('audit_log', null, null, null, 'verify_audit detects changes'),
    ('audit_seal', null, null, null, 'verify_audit detects changes'),
    ('audit_horizon', null, null, null, 'where the next seal begins; verify_audit detects changes'),
    ('request_count', null, null, null, 'counters of an hour'),
    ('user_count', null, null, null, 'sums of "user"'),
    ('config_version', null, null, null, 'a counter of changes that are recorded'),
    ('timeline', null, null, null, 'a record itself'),
    ('installation', null, null, null, 'written by the installer'),
    ('schema_version', null, null, null, 'written by the installer'),
    ('ed25519_comb', null, null, null, 'computed from jwks'),
    ('verified_token', null, null, null, 'a cache of tokens that jwks verifies'),
    ('write_mark', null, null, null, 'empty, but in a transaction that deletes'),
    ('task_lock', null, null, null, 'locks'),
    ('claimed_name', null, null, null, 'locks')
) as t (name, mode, events, hidden, reason);
