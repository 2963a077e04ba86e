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
		if err := step(ctx, conn, version+1, string(script)); err != nil {
			return fmt.Errorf("migrate: %s: %w", names[version], err)
		}
	}
	return nil
}

// step runs one migration in a transaction, in one message.
func step(ctx context.Context, conn *pgx.Conn, version int, script string) error {
	if err := quiesce(ctx, conn); err != nil {
		return err
	}
	script = "begin;" + holdTables + script + "\n;" + wakeTriggers + fmt.Sprintf("update neon_auth.schema_version set version = %d; commit", version)
	if _, err := conn.Exec(ctx, script); err != nil {
		_, rollback := conn.Exec(ctx, "rollback")
		return errors.Join(describe(err, script), rollback)
	}
	return nil
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
