package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const installLock = 7286943110483 // an arbitrary number

// lockInstall waits up to a minute for other installs of this database. Any login can take an advisory lock, so the
// error identifies the process that holds it. It asks again and again: a statement that waits for the lock would be a
// transaction for whose end "create index concurrently" of the other install waits.
func lockInstall(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "set lock_timeout = '60s'"); err != nil {
		return err
	}
	for deadline := time.Now().Add(time.Minute); ; {
		var locked bool
		err := conn.QueryRow(ctx, fmt.Sprintf("select pg_catalog.pg_try_advisory_lock(%d)", installLock)).Scan(&locked)
		if err != nil || locked {
			return err
		}
		if time.Now().After(deadline) {
			return Refusal("another install of this database has not ended within a minute: " + lockHolder(ctx, conn, installLock))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// unlockInstall releases the lock and the settings of the install.
func unlockInstall(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "select pg_catalog.pg_advisory_unlock("+fmt.Sprint(installLock)+"); set role none; set lock_timeout = 0")
	return err
}

// lockHolder describes the process that holds an advisory lock.
func lockHolder(ctx context.Context, conn *pgx.Conn, key int64) string {
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
		return "try again" // it was released in the meantime
	}
	return fmt.Sprintf("process %d of role %q (application %q) holds advisory lock %d; if it is not an install, end it with "+
		"select pg_terminate_backend(%d)", pid, role, application, key, pid)
}
