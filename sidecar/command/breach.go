package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"neonauth/sidecar/breach"
	"neonauth/sidecar/management"
)

// breachCommand is `neonauth breach`.
func (p *program) breachCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use: "breach", Short: "Load lists of breached passwords, which no user may set",
		Long: "breach works on the passwords that are refused where plugin_configs.haveIBeenPwned.enabled is true, in the database of\n" +
			"NEONAUTH_MIGRATE_URL (or DATABASE_URL). No password and no hash leaves this host. See neonauth help guards.",
	})
	flags := &operatorFlags{}
	flags.add(c)
	c.AddCommand(
		p.operate(&cobra.Command{
			Use: "import FILE", Short: "Add the passwords of a list", Args: needs("FILE"),
			Long: "import adds the passwords of a list: SHA-1 hashes in hexadecimal, one per line, with or without :COUNT, as the downloader\n" +
				"of Have I Been Pwned writes them; or passwords, one per line, as lists of common passwords have them. - reads standard\n" +
				"input. It reads the list once, whatever its size, and may be repeated after an interruption.",
			Example: "  neonauth breach import pwnedpasswords.txt\n  zcat common-passwords.txt.gz | neonauth breach import -",
		}, flags, func(ctx context.Context, o operator, args []string) error { return p.importBreached(ctx, o, args[0]) }),
		p.operate(&cobra.Command{
			Use: "status", Short: "Count the passwords that are known", Example: "  neonauth breach status",
		}, flags, func(ctx context.Context, o operator, _ []string) error { return p.breachStatus(ctx, o) }),
		p.operate(&cobra.Command{
			Use: "clear", Short: "Remove all passwords that are known", Example: "  neonauth breach clear",
		}, flags, func(ctx context.Context, o operator, _ []string) error {
			if err := o.do(ctx, "select neon_auth.clear_breached_passwords()"); err != nil {
				return err
			}
			return p.breachStatus(ctx, o)
		}),
	)
	return c
}

// statementSize is how many prefixes one statement adds at most.
const statementSize = 50000

func (p *program) importBreached(ctx context.Context, o operator, name string) error {
	from, size := io.Reader(p.in), int64(-1)
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // read only
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			size = info.Size()
		}
		from = file
	}
	list := breach.Open(from)
	bar := newListProgress(p.err, filepath.Base(name), size)
	for batch, err := range list.Batches() {
		if err != nil {
			bar.end()
			return err
		}
		prefixes, suffixes := breach.Group(batch)
		for len(prefixes) > 0 {
			n := min(statementSize, len(prefixes))
			if err := o.do(ctx, "select neon_auth.add_breached_passwords($1, $2)", prefixes[:n], suffixes[:n]); err != nil {
				bar.end()
				return fmt.Errorf("after %d passwords: %w", list.Found, err)
			}
			prefixes, suffixes = prefixes[n:], suffixes[n:]
		}
		bar.show(list.Read(), list.Found)
	}
	bar.end()
	return p.breachStatus(ctx, o)
}

// A breachStatus is what the JSON of status says.
type breachStatus struct {
	Passwords int64 `json:"passwords"`
	Enabled   bool  `json:"enabled"`
}

func (p *program) breachStatus(ctx context.Context, o operator) error {
	var s breachStatus
	if _, err := o.callJSON(ctx, &s, `select pg_catalog.json_build_object(
		'passwords', (select coalesce(pg_catalog.sum(pg_catalog.octet_length(b.suffixes)) operator(pg_catalog./) 4, 0)::pg_catalog.int8 from neon_auth.breached_password b),
		'enabled', (select b.enabled from neon_auth_internal.breach_option b))::pg_catalog.text`); err != nil {
		return err
	}
	if o.asJSON {
		return printJSON(p.out, s)
	}
	if _, err := fmt.Fprintf(p.out, "%d breached passwords are known\n", s.Passwords); err != nil || s.Enabled || s.Passwords == 0 {
		return err
	}
	_, err := fmt.Fprintln(p.out, "They are not refused yet: select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'true');")
	return err
}

// refuseBreached returns an error for a password that users of this database may not set.
func refuseBreached(ctx context.Context, o operator, password string) error {
	hashes := breach.Hashes(password)
	return management.Operate(ctx, o.url, o.warn, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select l.prefix, l.suffixes
			from neon_auth_internal.breach_option b, lateral neon_auth_api.list_breached_passwords($1) l where b.enabled`, hashes.Prefixes())
		if err != nil {
			return err
		}
		var prefix int32
		var suffixes []byte
		_, err = pgx.ForEachRow(rows, []any{&prefix, &suffixes}, func() error {
			if hashes.In(prefix, suffixes) {
				return problem{"This password is known to attackers.", "Choose another one. See neonauth help guards.", nil}
			}
			return nil
		})
		return err
	})
}

// listProgress shows how much of a list is read: a bar on a terminal, otherwise a line for each tenth.
type listProgress struct {
	to    io.Writer
	name  string
	size  int64 // -1: unknown
	bar   *progressbar.ProgressBar
	tenth int64
}

func newListProgress(to *os.File, name string, size int64) *listProgress {
	p := &listProgress{to: to, name: name, size: size}
	if isTerminal(to) {
		p.bar = newBar(to, int(size), progressbar.OptionShowBytes(true), progressbar.OptionSetDescription(printable(name)))
	}
	return p
}

func (p *listProgress) show(read, found int64) {
	if p.bar != nil {
		if p.size >= 0 {
			read = min(read, p.size) // the last line may have no end
		}
		_ = p.bar.Set64(read) // fails only beyond the maximum
		return
	}
	if tenth := read * 10 / max(p.size, read, 1); p.size > 0 && tenth > p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.to, "%s: %d%%, %d passwords\n", printable(p.name), tenth*10, found)
	}
}

func (p *listProgress) end() {
	if p.bar != nil {
		fmt.Fprintln(p.to)
	}
}
