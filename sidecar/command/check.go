package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/check"
	"neonauth/sidecar/config"
	"neonauth/sidecar/secret"
)

// checkCommand is `neonauth check`: the production checklist.
func (p *program) checkCommand() *cobra.Command {
	mailTo, asJSON, brief := "", false, false
	command := &cobra.Command{
		Use:   "check",
		Short: "Check whether this installation is fit for production",
		Long: "check makes the production checklist for the database of DATABASE_URL, with the variables of the sidecar: settings, roles,\n" +
			"policies, Postgres, the secret, the clock, and what browsers see at NEONAUTH_PUBLIC_URL. Each problem is a warning or a\n" +
			"failure, with the statement that mends it. It changes nothing. The exit code is 1 if there is a failure.\n\n" +
			"In SQL, select * from neon_auth.production_check shows the checks of the database.",
		Example: "  neonauth check\n  neonauth check --mail-to you@example.com\n  neonauth check --json | jq '.[] | select(.state != \"ok\")'",
	}
	command.Flags().StringVar(&mailTo, "mail-to", "", "send a test mail to this address")
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	command.Flags().BoolVar(&brief, "problems", false, "list only what is not ok")
	return p.command(command, func(ctx context.Context, c config.Config) error {
		if parsed, err := netmail.ParseAddress(mailTo); mailTo != "" && (err != nil || parsed.Address != mailTo) {
			return fmt.Errorf("%w--mail-to: %q is not a bare address like you@example.com", silent{errConfiguration}, mailTo)
		}
		results := runChecks(ctx, c, mailTo)
		if err := printChecks(p.out, results, asJSON, brief, p.colors()); err != nil {
			return err
		}
		if failures, _ := check.Count(results); failures > 0 {
			return errors.New("not fit for production: " + counted(failures, "failure"))
		}
		return nil
	})
}

// runChecks opens the database, if possible, and makes all checks.
func runChecks(ctx context.Context, c config.Config, mailTo string) []check.Result {
	in := check.Input{Config: c, MailTo: mailTo}
	ring, err := secret.New(c.Secret, c.SecretPrevious)
	switch {
	case err != nil:
		in.Problem = "The database cannot be opened without a valid NEONAUTH_SECRET."
	case c.DatabaseURL != "":
		db, err := branch.Open(ctx, c.DatabaseURL, ring, branch.Options{Connections: 2})
		if err == nil {
			defer db.Close()
			in.Database = db
		} else {
			in.Problem = explain(err, c.DatabaseURL, "DATABASE_URL").Error()
			if errors.Is(err, branch.ErrNotInstalled) || errors.Is(err, branch.ErrDisabled) {
				in.Mend = "neonauth migrate"
			}
		}
	}
	return check.Run(ctx, in)
}

// printChecks prints the results: as JSON, or as a table in which each problem is followed by what mends it.
func printChecks(out io.Writer, results []check.Result, asJSON, brief, colored bool) error {
	if asJSON {
		return printJSON(out, results)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fine := 0
	for _, r := range results {
		if r.State == check.OK {
			if fine++; brief {
				continue
			}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", paint(r.State, colored), r.Check, printable(r.Message))
		if r.Mend != "" {
			fmt.Fprintf(table, "%s\t\t-> %s\n", paint("", colored), printable(r.Mend))
		}
		if r.State != check.OK {
			fmt.Fprintf(table, "%s\t\t   neonauth help %s\n", paint("", colored), r.Topic)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	failures, warnings := check.Count(results)
	_, err := fmt.Fprintf(out, "%s, %s, %d ok\n", counted(failures, "failure"), counted(warnings, "warning"), fine)
	return err
}

// paint colors a state. All texts get codes of the same length, because the table counts them as characters.
func paint(state string, colored bool) string {
	if !colored {
		return state
	}
	color := map[string]string{check.OK: "32", check.Warning: "33", check.Failure: "31"}[state]
	if color == "" {
		color = "39"
	}
	return "\x1b[" + color + "m" + state + "\x1b[0m"
}

// counted returns "1 failure" or "2 failures".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", n, what))
}
