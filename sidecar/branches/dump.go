package branches

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/postgres"
)

// byDump copies the parent with pg_dump and pg_restore, which needs no connection of others to end. The dump is not stored.
func (c *copying) byDump(ctx context.Context) error {
	c.made.Method = "dump"
	dumping, err := c.tool(ctx, "pg_dump", c.From, "--format=custom", "--compress=0")
	if err != nil {
		return err
	}
	restoring, err := c.tool(ctx, "pg_restore", c.temporary, "--exit-on-error", "--no-password")
	if err != nil {
		return err
	}
	statement := fmt.Sprintf("create database %s template template0 is_template true %s", quote(c.temporary), c.parent.Locale)
	if c.parent.IsMine {
		statement += " owner " + quote(c.parent.Owner)
	}
	if _, err := c.admin.Exec(ctx, statement); err != nil {
		return err
	}
	reading, writing := io.Pipe()
	var said [2]tail
	dumping.Stdout, dumping.Stderr = &counter{to: writing, copying: c}, &said[0]
	restoring.Stdin, restoring.Stderr = reading, &said[1]
	if err := restoring.Start(); err != nil {
		return fmt.Errorf("pg_restore: %w", err)
	}
	restored := make(chan error, 1)
	go func() { // ends with the program
		err := restoring.Wait()
		_ = reading.CloseWithError(errors.New("pg_restore has ended")) // so that pg_dump ends, too
		restored <- err
	}()
	dumped := dumping.Run()
	_ = writing.CloseWithError(dumped) // never fails
	if err := <-restored; err != nil {
		return fmt.Errorf("pg_restore: %w: %s%s", err, &said[1], rights(said[1].String()))
	}
	if dumped != nil {
		return fmt.Errorf("pg_dump: %w: %s%s", dumped, &said[0], rights(said[0].String()))
	}
	return nil
}

var lacksRights = regexp.MustCompile(`must be (a )?(member|owner|superuser|able to)|permission denied`)

// rights returns what to do if a Postgres program lacks privileges, or "".
func rights(said string) string {
	if !lacksRights.MatchString(said) {
		return ""
	}
	return ". To dump and restore a database, the login of NEONAUTH_MIGRATE_URL needs the rights of all who own something in it: use a superuser, or the login that owns it and has installed neonauth there"
}

// tool prepares a Postgres program that connects to a database. Its command line, which others can see, has no password.
func (c *copying) tool(ctx context.Context, name, database string, args ...string) (*exec.Cmd, error) {
	path, err := find(ctx, name, c.parent.Version/10000)
	if err != nil {
		return nil, err
	}
	address, err := branch.OnDatabase(c.URL, database)
	if err != nil {
		return nil, err
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("NEONAUTH_MIGRATE_URL is not a valid connection string")
	}
	cmd := exec.CommandContext(ctx, path, append(args, "--dbname="+withoutPassword(address))...)
	cmd.WaitDelay = 10 * time.Second
	cmd.Env = append(os.Environ(), "PGPASSWORD="+config.Password, "PGOPTIONS=-c statement_timeout=0 -c lock_timeout=0")
	return cmd, nil
}

var keyword = regexp.MustCompile(`(?i)\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|[^\s']\S*)`)

// withoutPassword removes the password from a connection string.
func withoutPassword(text string) string {
	if !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		return keyword.ReplaceAllString(text, "")
	}
	address, err := url.Parse(text)
	if err != nil {
		return ""
	}
	if address.User != nil {
		address.User = url.User(address.User.Username())
	}
	query := address.Query()
	query.Del("password")
	address.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return address.String()
}

// find returns the path of a Postgres program of at least that major version.
func find(ctx context.Context, name string, major int) (string, error) {
	var paths []string
	if found, err := postgres.Find(); err == nil && found != "" {
		paths = append(paths, filepath.Join(found, name))
	}
	if path, err := exec.LookPath(name); err == nil {
		paths = append(paths, path)
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/", "/opt/homebrew/opt/*/bin/", "/usr/local/opt/*/bin/", "/Applications/Postgres.app/Contents/Versions/*/bin/"} {
		more, _ := filepath.Glob(pattern + name) // fails only for a malformed pattern
		slices.Reverse(more)
		paths = append(paths, more...)
	}
	version := regexp.MustCompile(`\) (\d+)`)
	for _, path := range paths {
		out, err := exec.CommandContext(ctx, path, "--version").Output()
		if match := version.FindSubmatch(out); err == nil && match != nil {
			if found, _ := strconv.Atoi(string(match[1])); found >= major {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("%s of version %d or later is not on this machine: install Postgres's client programs", name, major)
}

// A counter reports how much has been written.
type counter struct {
	to      io.Writer
	copying *copying
	bytes   int64
	last    time.Time
}

// Write implements io.Writer.
func (w *counter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.bytes += int64(n)
	if time.Since(w.last) > 100*time.Millisecond {
		w.last = time.Now()
		w.copying.report(Step{Doing: "dumping and restoring " + w.copying.From, Bytes: w.bytes, Total: w.copying.parent.Size})
	}
	return n, err
}

// A tail keeps the end of what a program says.
type tail struct{ said bytes.Buffer }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.said.Write(p)
	if t.said.Len() > 4096 {
		t.said.Next(t.said.Len() - 2048)
	}
	return len(p), nil
}

// String returns the end in one line.
func (t *tail) String() string { return strings.Join(strings.Fields(t.said.String()), " ") }
