package sql

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// onlineMark begins a migration that runs while clients read and write.
const onlineMark = "-- online\n"

var (
	lineComment     = regexp.MustCompile(`(?m)^\s*--.*$`)
	concurrentIndex = regexp.MustCompile(`(?is)^(create (?:unique )?index) concurrently (if not exists\s+(\S+)\s+on)\s+(\S+)`)
	// patient matches the statements that may wait long: they make no other statement wait that reads or writes.
	patient = regexp.MustCompile(`^((create (unique )?|drop )index concurrently |alter table \S+ validate constraint )`)
)

// online runs a migration whose statements lock no table against reads or writes, each in its own transaction. An index
// that an interrupted run has left invalid is dropped and built again.
func online(ctx context.Context, conn *pgx.Conn, version int, script string) error {
	for _, statement := range statements(script) {
		statement = strings.TrimSpace(lineComment.ReplaceAllString(statement, ""))
		if err := onlineStatement(ctx, conn, statement); err != nil {
			return describe(err, statement)
		}
	}
	_, err := conn.Exec(ctx, fmt.Sprintf("update neon_auth.schema_version set version = %d", version))
	return err
}

func onlineStatement(ctx context.Context, conn *pgx.Conn, statement string) (err error) {
	text := command(statement)
	if patient.MatchString(text) {
		if _, err := conn.Exec(ctx, "set lock_timeout = 0"); err != nil {
			return err
		}
		defer func() {
			if err == nil {
				_, err = conn.Exec(ctx, lockTimeout)
			}
		}()
	}
	if index := concurrentIndex.FindStringSubmatch(statement); index != nil {
		if isPartitioned, err := list(ctx, conn, "select 'yes' from pg_class c where c.oid = "+regclass(index[4])+" and c.relkind = 'p'"); err != nil {
			return err
		} else if len(isPartitioned) > 0 {
			only := index[1] + " " + index[2] + " only " + index[4] + statement[len(index[0]):]
			return onlinePartitions(ctx, conn, only, index[4], index[3])
		}
		drops, err := list(ctx, conn, fmt.Sprintf(`select format('drop index concurrently %%s', i.indexrelid::regclass)
			from pg_index i where i.indexrelid = %s and not i.indisvalid`, regclass("neon_auth."+index[3])))
		if err != nil {
			return err
		}
		for _, drop := range drops {
			if _, err := conn.Exec(ctx, drop); err != nil {
				return err
			}
		}
	}
	_, err = conn.Exec(ctx, statement)
	return err
}

// onlinePartitions builds an index of a partitioned table: first without its partitions, which takes no time, and then that of
// each partition concurrently. It becomes valid when the last one is attached.
func onlinePartitions(ctx context.Context, conn *pgx.Conn, only, table, name string) error {
	if _, err := conn.Exec(ctx, lockTimeout+only); err != nil {
		return err
	}
	index := regclass("neon_auth." + name)
	// An earlier run may have left an index of the same definition: a valid one is attached, another one dropped.
	same := `from pg_index y where y.indrelid = p.oid and not exists (select from pg_inherits x where x.inhrelid = y.indexrelid)
		and substring(pg_get_indexdef(y.indexrelid) from ' USING .*') = substring(pg_get_indexdef(` + index + `) from ' USING .*')`
	next := `select p.oid || ' ' || coalesce(
			(select format('drop index concurrently %s', y.indexrelid::regclass) ` + same + ` and not y.indisvalid limit 1),
			(select format('alter index %s attach partition %s', ` + index + `, y.indexrelid::regclass) ` + same + ` limit 1),
			format('create %s concurrently on %s %s', case when n.indisunique then 'unique index' else 'index' end, p.oid::regclass,
				substring(pg_get_indexdef(n.indexrelid) from ' USING .*')))
		from pg_inherits i join pg_class p on p.oid = i.inhrelid join pg_index n on n.indexrelid = ` + index + `
		where i.inhparent = ` + regclass(table) + `
			and not exists (select from pg_index y join pg_inherits x on x.inhrelid = y.indexrelid and x.inhparent = n.indexrelid where y.indrelid = p.oid)
		order by p.relname limit 1`
	for again := 10; ; {
		statements, err := list(ctx, conn, next)
		if isTransient(err) && again > 0 { // the query looked at a partition while it was dropped
			again--
			continue
		} else if err != nil || len(statements) == 0 {
			return err
		}
		partition, statement, _ := strings.Cut(statements[0], " ")
		if err := onlineStatement(ctx, conn, statement); err != nil && !isDropped(ctx, conn, partition) {
			return err
		}
	}
}

// isDropped reports whether a partition is gone. Retention may drop one while its index is built.
func isDropped(ctx context.Context, conn *pgx.Conn, partition string) bool {
	left, err := list(ctx, conn, "select 'yes' from pg_class c where c.oid = "+partition)
	return err == nil && len(left) == 0
}

// regclass returns an expression for the table or index of a name, null if there is none.
func regclass(name string) string {
	return "to_regclass('" + strings.ReplaceAll(name, "'", "''") + "')"
}
