package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/user"
	"sync"

	"github.com/spf13/cobra"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/branches"
	"neonauth/sidecar/check"
	"neonauth/sidecar/config"
	"neonauth/sidecar/console"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/management"
	"neonauth/sidecar/outbox"
	"neonauth/sql"
)

// consoleCommand is `neonauth console`: an address that signs in.
func (p *program) consoleCommand() *cobra.Command {
	readOnly, asJSON := false, false
	command := &cobra.Command{
		Use: "console", Short: "Print an address that signs in to the console, once and within 5 minutes",
		Long: "console prints an address that signs in to the console, once and within 5 minutes. It creates a management key for the\n" +
			"session, through the login that installs (NEONAUTH_MIGRATE_URL). The key ends with the session, after 12 hours, or when\n" +
			"it is revoked. `neonauth serve` serves the console where NEONAUTH_CONSOLE_LISTEN says.",
		Example: "  NEONAUTH_MIGRATE_URL=postgres://installer@db/app NEONAUTH_CONSOLE_LISTEN=127.0.0.1:4401 neonauth console",
	}
	command.Flags().BoolVar(&readOnly, "read-only", false, "the session changes nothing")
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return p.command(command, func(ctx context.Context, c config.Config) error {
		if c.ConsoleListen == "" {
			return problem{"NEONAUTH_CONSOLE_LISTEN is not set.", "Set it as for `neonauth serve`, for example to 127.0.0.1:4401.", nil}
		}
		address, missed, err := consoleAddress(ctx, c, readOnly)
		if err != nil {
			return explain(err, c.MigrateURL, "NEONAUTH_MIGRATE_URL or DATABASE_URL")
		}
		report(p.err, missed)
		if asJSON {
			return printJSON(p.out, map[string]string{"address": address})
		}
		_, err = fmt.Fprintln(p.out, address)
		return err
	})
}

// consoleAddress returns an address that signs in to the console once.
func consoleAddress(ctx context.Context, c config.Config, readOnly bool) (string, []management.Missed, error) {
	who := "console"
	if person, err := user.Current(); err == nil {
		who += " of " + person.Username
	}
	if host, err := os.Hostname(); err == nil {
		who += "@" + host
	}
	who = string([]rune(who)[:min(len([]rune(who)), 100)])
	code, made, err := management.Keys{URL: c.MigrateURL}.ConsoleCode(ctx, management.KeySpec{Name: who, ReadOnly: readOnly})
	return c.ConsoleURL + "/console/enter/" + code, made.NotStored, err
}

// listenConsole listens for the console, or returns nil if it is off.
func listenConsole(ctx context.Context, c config.Config) (net.Listener, error) {
	return listenBeside(ctx, c.ConsoleListen, "the console", "NEONAUTH_CONSOLE_LISTEN", "--console-listen")
}

// serveConsole serves the console until the context ends. With the embedded Postgres, it prints an address that signs in.
func serveConsole(ctx context.Context, background *sync.WaitGroup, listener net.Listener, c config.Config, mails outbox.Config, managed management.Config, d *databases, embedded bool, out io.Writer, log *slog.Logger) error {
	settings := console.Config{
		Database: d.get, Names: d.Names, Home: d.first, URL: c.ConsoleURL, PublicURL: c.PublicURL, Release: sql.Release,
		Keys: managed.Keys, Templates: mails.Templates, TestMail: managed.TestMail, Log: log,
		Check: func(ctx context.Context, db *branch.Database) []check.Result {
			return check.Run(ctx, check.Input{Config: c, Database: db})
		},
		Branches: branches.Branches{URL: c.MigrateURL, CopyKeys: managed.Keys.CopyTo},
	}
	if folder, ok := mails.Shared.(mail.Folder); ok {
		settings.MailDir = folder.Dir
	}
	handler, err := console.New(settings)
	if err != nil {
		return err
	}
	serveBeside(ctx, background, listener, handler, "the console", log)
	if embedded {
		if address, _, err := consoleAddress(ctx, c, false); err != nil {
			log.Warn("the console is served, but no address to sign in was made: run neonauth console", "error", err)
		} else {
			fmt.Fprintf(out, "console:  %s (once, within 5 minutes)\n", address)
		}
	} else {
		fmt.Fprintf(out, "console:  %s/console\n", c.ConsoleURL)
	}
	return nil
}
