package main_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

func token(n int) string { return fmt.Sprintf("%032d", n) }

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// id returns the n-th id of a kind. Like those of gen_random_uuid(), the ids of neighbors are far apart.
func id(kind, n int) pgtype.UUID {
	made := pgtype.UUID{Valid: true}
	for half := range 2 {
		x := (uint64(kind)<<56 | uint64(n)<<1 | uint64(half)) + 0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		binary.BigEndian.PutUint64(made.Bytes[8*half:], x^x>>31)
	}
	made.Bytes[6], made.Bytes[8] = made.Bytes[6]&0x0f|0x40, made.Bytes[8]&0x3f|0x80
	return made
}

// expired reports whether the n-th session has expired. A thousand have, in each database.
func (m *largeBench) expired(n int) bool { return n%(2*m.users/1000) == 0 }

// load copies the users with what belongs to them. Indexes are built at the end, which is ten times as fast.
func (m *largeBench) load() {
	m.b.Helper()
	started := time.Now()
	ctx := m.b.Context()
	conn, err := pgx.Connect(ctx, m.d.URL)
	m.check(err)
	defer conn.Close(ctx)
	do := func(statement string) {
		m.b.Helper()
		_, err := conn.Exec(ctx, statement, pgx.QueryExecModeSimpleProtocol)
		m.check(err)
	}
	do(`set session_replication_role = replica; set maintenance_work_mem = '1GB'; set synchronous_commit = off`)
	do(`select neon_auth.prepare_audit(); update pg_index set indisready = false where indrelid in (` + loaded + `)`)
	m.copies(ctx, conn)
	do(`do $$ declare t regclass; begin for t in ` + loaded + ` loop execute 'reindex table ' || t; end loop; end $$`)
	// What was copied needs no seal.
	do(`update neon_auth.audit_horizon set "lastId" = (select max(id) from neon_auth.audit_log), "pendingId" = null, "pendingXid" = null, "pendingPlace" = null`)
	do(`set session_replication_role = origin`)
	do(`vacuum analyze`)
	m.say(fmt.Sprintf("%d users, copied and indexed", m.users), time.Since(started).Round(time.Second).String())
}

// loaded selects the tables that the load fills.
const loaded = `select c.oid::regclass from pg_class c where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r' and
	(c.relname in ('user', 'session', 'session_origin', 'account', 'organization', 'member', 'active_day') or c.relname ~ '^audit_log_')`

func (m *largeBench) copies(ctx context.Context, conn *pgx.Conn) {
	m.b.Helper()
	var branch string
	m.check(conn.QueryRow(ctx, "select neon_auth.branch_identity()").Scan(&branch))
	now := time.Now()
	soon := now.Add(6*24*time.Hour + 12*time.Hour)
	month := time.Date(now.UTC().Year(), now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	copyRows := func(table string, columns []string, n int, row func(i int) []any) {
		m.b.Helper()
		started := time.Now()
		_, err := conn.CopyFrom(ctx, pgx.Identifier{"neon_auth", table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i + 1), nil }))
		m.check(err)
		if took := time.Since(started); took > 10*time.Second {
			fmt.Fprintf(os.Stderr, "copied %d rows of %s in %s\n", n, table, took.Round(time.Second))
		}
	}
	copyRows("user", []string{"id", "name", "email", "emailVerified", "createdAt", "updatedAt", "role"}, m.users, func(n int) []any {
		role := "user"
		if n%1000 == 1 {
			role = "admin"
		}
		at := now.Add(-time.Duration(n) * time.Second)
		return []any{id(1, n), "User " + strconv.Itoa(n), "user" + strconv.Itoa(n) + "@large.example", n%3 == 0, at, at, role}
	})
	copyRows("account", []string{"id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt"}, m.users, func(n int) []any {
		return []any{id(2, n), id(1, n).String(), "credential", id(1, n), "x", now, now}
	})
	copyRows("session", []string{"id", "token", "userId", "expiresAt", "createdAt", "updatedAt"}, 2*m.users, func(n int) []any {
		end := soon.Add(time.Duration(n%86400) * time.Millisecond)
		if m.expired(n) {
			end = now.Add(-time.Hour)
		}
		return []any{id(3, n), hashOf(token(n)), id(1, (n+1)/2), end, now, now}
	})
	copyRows("session_origin", []string{"sessionId", "branch", "remembered", "authenticatedAt"}, 2*m.users, func(n int) []any {
		return []any{id(3, n), branch, true, now}
	})
	copyRows("organization", []string{"id", "name", "slug", "createdAt"}, m.users/10, func(n int) []any {
		return []any{id(4, n), "Organization " + strconv.Itoa(n), "o" + strconv.Itoa(n), now}
	})
	copyRows("member", []string{"id", "organizationId", "userId", "role", "createdAt"}, m.users, func(n int) []any {
		return []any{id(5, n), id(4, (n+9)/10), id(1, n), "member", now}
	})
	// A fiftieth of the users is active on each day.
	copyRows("active_day", []string{"day", "userId"}, 30*(m.users/50), func(n int) []any {
		day := (n - 1) / (m.users / 50)
		return []any{now.UTC().AddDate(0, 0, -day).Truncate(24 * time.Hour), id(1, 1+(n*7+day*31)%m.users)}
	})
	copyRows("audit_log", []string{"id", "at", "entity", "action", "target", "userId", "actorId", "databaseRole", "ipAddress", "after"}, m.users/2, func(n int) []any {
		at := month.Add(time.Duration(float64(now.Sub(month)) * float64(n) / float64(m.users/2)))
		return []any{n + 1000, at, "session", "insert", id(3, n).String(), id(1, (n+1)/2), id(1, (n+1)/2), "neonauth", "198.51.100.7", map[string]any{"id": id(3, n).String()}}
	})
}
