-- The strict settings are on by default. A database from before keeps what it has: off, unless it says strict: true.
update neon_auth.project_config
set options = coalesce(options, '{}') || '{"strict": false}'
where exists (select from neon_auth.installation)
  and jsonb_typeof(options -> 'strict') is distinct from 'boolean';
