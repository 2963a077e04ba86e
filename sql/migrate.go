package sql

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/tern/v2/migrate"
)

// migrations runs missing migrations, each in a transaction, as neon_auth, which owns the created objects. It does the
// same as tern's Migrator and uses its table. tern itself cannot be used, because its "reset all" would reset the pins.
func migrations(ctx context.Context, conn *pgx.Conn) error {
	folder, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	names, err := migrate.FindMigrations(folder)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(names) {
		return Refusal(fmt.Sprintf("the database has migrations this program does not know (current version %d of %d): "+
			"use the newer program", version, len(names)))
	}
	for ; version < len(names); version++ {
		script, err := fs.ReadFile(folder, names[version])
		if err != nil {
			return err
		}
		if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return step(ctx, tx, version+1, string(script)) }); err != nil {
			return fmt.Errorf("migrate: %s: %w", names[version], err)
		}
	}
	return nil
}

// step runs one migration.
func step(ctx context.Context, tx pgx.Tx, version int, script string) error {
	if err := holdTables(ctx, tx, "share row exclusive"); err != nil {
		return err
	}
	enable, err := disableTriggers(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, script); err != nil {
		return describe(err, script)
	}
	if _, err := tx.Exec(ctx, enable); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "update neon_auth.schema_version set version = $1", version)
	return err
}

// schemaVersion returns the number of migrations that have run.
func schemaVersion(ctx context.Context, conn *pgx.Conn) (version int, err error) {
	if _, err = conn.Exec(ctx, "create table if not exists neon_auth.schema_version (version int4 not null)"); err != nil {
		return 0, err
	}
	err = conn.QueryRow(ctx, "select version from neon_auth.schema_version").Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = conn.Exec(ctx, "insert into neon_auth.schema_version (version) values (0)")
	}
	return version, err
}

// holdTables locks all tables, config_version first. Each request begins by reading it, so running requests finish, and
// later ones wait there without holding other locks.
func holdTables(ctx context.Context, tx pgx.Tx, mode string) error {
	var tables *string
	err := tx.QueryRow(ctx, `
		select string_agg(c.oid::regclass::text, ', ' order by c.relname <> 'config_version', c.oid)
		from pg_class c where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'`).Scan(&tables)
	if err != nil || tables == nil {
		return err
	}
	if _, err = tx.Exec(ctx, "lock table "+*tables+" in "+mode+" mode"); err != nil {
		return fmt.Errorf("wait for the tables: %w", err)
	}
	return nil
}

// disableTriggers disables the triggers that others added to the tables, which are locked. Their functions would run
// with the installer's rights, because "reset role" returns to it. It returns the script that enables them again.
func disableTriggers(ctx context.Context, tx pgx.Tx) (enable string, err error) {
	var disable string
	err = tx.QueryRow(ctx, `
		select coalesce(string_agg(format('alter table %s disable trigger %I;', t.tgrelid::regclass, t.tgname), ''), ''),
		  coalesce(string_agg(format('alter table %s enable %s trigger %I;', t.tgrelid::regclass,
		    case t.tgenabled when 'A' then 'always' when 'R' then 'replica' end, t.tgname), ''), '')
		from pg_trigger t
		join pg_class c on c.oid = t.tgrelid
		join pg_proc p on p.oid = t.tgfoid
		where c.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('neon_auth', 'auth'))
		  and not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'D'
		  and p.pronamespace not in (
		    select n.oid from pg_namespace n where n.nspname in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth'))`).
		Scan(&disable, &enable)
	if err == nil {
		_, err = tx.Exec(ctx, disable)
	}
	return enable, err
}
