package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/config"
)

// A batches reads another system's users in batches, each a JSON array, and "" after the last one.
type batches interface {
	next(ctx context.Context) (batch string, err error)
	size() int // of all users; 0: unknown
}

// importUsers imports the users of another system page by page, and reports skipped ones. from is its database, or for
// stack-auth a file or an address. Each page is a
// transaction, and users from earlier runs are left unchanged, so it can be run again after an interruption. The SQL
// function neon_auth.import_users decides what happens to each user; this code only reads and passes on.
func importUsers(ctx context.Context, target, source, from string, access stackAccess, out io.Writer, stderr *os.File, asJSON bool) error {
	if target == "" {
		return errors.New("import needs DATABASE_URL or NEONAUTH_MIGRATE_URL, with the login of the database's owner or of the role that installed neonauth")
	}
	pages, done, err := openSource(ctx, source, from, access)
	if err != nil {
		return err
	}
	defer done()
	here, err := connectPlainly(ctx, target)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = here.Close(context.WithoutCancel(ctx)) }()

	// Before the first sidecar starts, this month has no partition, and the default one is not meant for so many rows.
	if _, err := here.Exec(ctx, "select neon_auth.prepare_audit()"); err != nil {
		return fmt.Errorf("create partitions of audit_log: %w", err)
	}
	sum, err := passAll(ctx, pages, here, source, newProgress(stderr, pages.size()))
	if err != nil {
		return err
	}
	if asJSON {
		return printImport(ctx, here, source, sum, out)
	}
	_, err = fmt.Fprintf(out, "users: %d imported, %d already existed, %d skipped\n", sum.imported, sum.known, sum.skipped)
	return errors.Join(err, reportSkipped(ctx, here, source, out))
}

// openSource opens the source of an import. done closes it.
func openSource(ctx context.Context, source, from string, access stackAccess) (pages batches, done func(), err error) {
	if source == "stack-auth" {
		export, err := openStack(ctx, from, access)
		if err != nil {
			return nil, nil, fmt.Errorf("read from the source: %w", err)
		}
		return export, func() { export.close() }, nil
	}
	if err := config.CheckConnection("--from", from); err != nil {
		return nil, nil, misuse(fmt.Errorf("connect to the source: %w", err))
	}
	there, err := connectPlainly(ctx, from)
	if err != nil {
		return nil, nil, fmt.Errorf("connect to the source: %w", err)
	}
	done = func() { _ = there.Close(context.WithoutCancel(ctx)) }
	if pages, err = open(ctx, there, source); err != nil {
		done()
		return nil, nil, fmt.Errorf("read from the source: %w", err)
	}
	return pages, done, nil
}

// tally counts users by result.
type tally struct{ imported, known, skipped int }

func passAll(ctx context.Context, pages batches, here *pgx.Conn, source string, bar *progress) (sum tally, err error) {
	defer bar.end()
	for {
		batch, err := pages.next(ctx)
		if err != nil {
			return sum, fmt.Errorf("read from the source: %w", err)
		}
		if batch == "" {
			return sum, nil
		}
		page, err := pass(ctx, here, source, batch)
		if err != nil {
			return sum, fmt.Errorf("import: %w", err)
		}
		sum = tally{sum.imported + page.imported, sum.known + page.known, sum.skipped + page.skipped}
		bar.show(sum.imported + sum.known + sum.skipped)
	}
}

// connectPlainly connects without settings and named statements, which a pooler may not support. So each statement
// qualifies its names, or sets the search_path for its transaction.
func connectPlainly(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	return pgx.ConnectConfig(ctx, config)
}

func pass(ctx context.Context, here *pgx.Conn, source, batch string) (page tally, err error) {
	err = pgx.BeginFunc(ctx, here, func(tx pgx.Tx) error {
		// Older tables of Better Auth have timestamps without time zone.
		if _, err := tx.Exec(ctx, "set local timezone = 'UTC'"); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "select imported, known, skipped from neon_auth.import_users($1, $2)", source, batch).
			Scan(&page.imported, &page.known, &page.skipped)
	})
	return page, err
}

// printImport prints as JSON what the import did, and what it and earlier ones skipped.
func printImport(ctx context.Context, here *pgx.Conn, source string, sum tally, out io.Writer) error {
	var skipped json.RawMessage
	if err := here.QueryRow(ctx, `
		select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('part', s.part, 'reason', s.reason, 'count', s.count) order by s.part, s.reason), '[]')
		from (
		  select i.part, i.reason, pg_catalog.count(*) from neon_auth.import_skipped i
		  where i.source operator(pg_catalog.=) $1::pg_catalog.text group by i.part, i.reason) s`, source).Scan(&skipped); err != nil {
		return err
	}
	return printJSON(out, map[string]any{"imported": sum.imported, "already_existed": sum.known, "skipped": sum.skipped, "reasons": skipped})
}

// reportSkipped prints what this import and earlier ones skipped, with counts.
func reportSkipped(ctx context.Context, here *pgx.Conn, source string, out io.Writer) error {
	rows, err := here.Query(ctx, `
		select pg_catalog.format('%8s  %s: %s', pg_catalog.count(*), s.part, s.reason)
		from neon_auth.import_skipped s where s.source operator(pg_catalog.=) $1::pg_catalog.text
		group by s.part, s.reason
		order by s.part operator(pg_catalog.<>) 'user', pg_catalog.count(*) desc, s.part, s.reason`, source)
	if err != nil {
		return err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(lines) == 0 {
		return err
	}
	for i, line := range lines {
		lines[i] = printable(line)
	}
	_, err = fmt.Fprintf(out, "skipped, listed in neon_auth.import_skipped:\n%s\n", strings.Join(lines, "\n"))
	return err
}
