// Command neonauth serves authentication that lives in Postgres, and installs it there.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"neonauth/sidecar/config"
	"neonauth/sql"
)

const usage = `usage: neonauth serve | migrate | import | keys list | keys rotate | version

  serve         answer the REST API; without DATABASE_URL on a Postgres of our own
  migrate       install this release in the database, as a role with CREATE on it and CREATEROLE
  import        users with their passwords, from the live database of another system, only reading there:
                import supabase --from URL, import better-auth --from URL; to be repeated when interrupted
  keys list     the keys that sign and verify tokens
  keys rotate   sign with a new key; tokens of the old one verify until they expire
  version       print the release

The environment it reads is in the README.
`

// errUsage tells that the command line was not understood; main prints the usage.
var errUsage = errors.New("unknown command")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		if errors.Is(err, errUsage) {
			fmt.Fprint(os.Stderr, usage)
		}
		fmt.Fprintln(os.Stderr, "neonauth:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	c, err := config.Read(getenv)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	command := append(args, "", "")
	switch {
	case command[0] == "serve" && len(args) == 1:
		return serve(ctx, c, log, out)
	case command[0] == "migrate" && len(args) == 1:
		return migrateDatabase(ctx, c.MigrateURL, out)
	case command[0] == "import" && len(args) == 4 && (args[1] == "supabase" || args[1] == "better-auth") && args[2] == "--from":
		return importUsers(ctx, c.MigrateURL, args[1], args[3], out, os.Stderr)
	case command[0] == "keys" && len(args) == 2 && (command[1] == "list" || command[1] == "rotate"):
		return keys(ctx, c, command[1], out)
	case command[0] == "version":
		_, err := fmt.Fprintf(out, "neonauth release %d\n", sql.Release)
		return err
	}
	return errUsage
}

// migrateDatabase installs this release, and needs nothing but the connection string.
func migrateDatabase(ctx context.Context, url string, out io.Writer) error {
	if url == "" {
		return errors.New("migrate needs NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	conn, err := sql.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := sql.Install(ctx, conn); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "release %d is installed in database %s\n", sql.Release, conn.Config().Database)
	return err
}
