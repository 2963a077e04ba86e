package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const installLock = 7286943110483 // an arbitrary number

// lockInstall waits up to a minute for other installs of this database. Any login can take an advisory lock, so the
// error identifies the process that holds it.
func lockInstall(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "set lock_timeout = '60s'; select pg_catalog.pg_advisory_lock("+fmt.Sprint(installLock)+")")
	if err == nil {
		return nil
	}
	if holder := lockHolder(ctx, conn, installLock, err); holder != "" {
		return Refusal("another install of this database has not ended within a minute: " + holder)
	}
	return fmt.Errorf("wait for another install: %w", err)
}

// unlockInstall releases the lock and the settings of the install.
func unlockInstall(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "select pg_catalog.pg_advisory_unlock("+fmt.Sprint(installLock)+"); set role none; set lock_timeout = 0")
	return err
}

// lockHolder describes the process that holds an advisory lock, if the statement failed because it waited for that lock.
func lockHolder(ctx context.Context, conn *pgx.Conn, key int64, failed error) string {
	var pg *pgconn.PgError
	if !errors.As(failed, &pg) || pg.Code != "55P03" {
		return ""
	}
	var pid uint32
	var role, application string
	err := conn.QueryRow(ctx, `
		select l.pid::oid, coalesce(a.usename, ''), coalesce(a.application_name, '')
		from pg_catalog.pg_locks l
		left join pg_catalog.pg_stat_activity a on a.pid = l.pid
		where l.locktype = 'advisory' and l.granted and l.pid <> pg_catalog.pg_backend_pid()
			and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
			and l.classid::bigint = $1::bigint >> 32 and l.objid::bigint = $1::bigint & 4294967295 and l.objsubid = 1
		limit 1`, key).Scan(&pid, &role, &application)
	if err != nil {
		return "" // released in the meantime
	}
	return fmt.Sprintf("process %d of role %q (application %q) holds advisory lock %d; if it is not an install, end it with "+
		"select pg_terminate_backend(%d)", pid, role, application, key, pid)
}
