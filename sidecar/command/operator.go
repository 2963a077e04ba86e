package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/spf13/cobra"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/management"
)

// An operator calls functions of neon_auth in one database, through the login that installs. The rules are there.
type operator struct {
	url    string
	asJSON bool
	warn   func(text string) // prints a warning of the database; nil: the command prints what matters itself
}

// operatorFlags are the flags of a group of commands that operate on a database.
type operatorFlags struct {
	asJSON bool
	branch string
}

func (f *operatorFlags) add(group *cobra.Command) {
	group.PersistentFlags().BoolVar(&f.asJSON, "json", false, "print JSON")
	group.PersistentFlags().StringVar(&f.branch, "branch", "", "name of another database of the same server")
}

// operate sets up a command that operates on the database of NEONAUTH_MIGRATE_URL, or on another one of its server.
func (p *program) operate(c *cobra.Command, flags *operatorFlags, run func(ctx context.Context, o operator, args []string) error) *cobra.Command {
	if c.Args == nil {
		c.Args = cobra.NoArgs
	}
	c.ValidArgsFunction = cobra.NoFileCompletions
	c.RunE = func(command *cobra.Command, args []string) error {
		configured, err := p.configure()
		if err != nil {
			return err
		}
		o, err := newOperator(configured, *flags)
		if err != nil {
			return err
		}
		o.warn = func(text string) { fmt.Fprintf(p.err, "neonauth: warning: %s\n", printable(text)) }
		err = run(command.Context(), o, args)
		var known problem
		if errors.As(err, &known) {
			return err
		}
		variable := migrateVariable
		if flags.branch != "" {
			variable = "--branch, " + variable
		}
		return refusal(explain(err, o.url, variable), command.CommandPath())
	}
	return c
}

// errNoDatabase is returned if no variable names a database.
var errNoDatabase = misuse(problem{
	"There is no database to work on.",
	"Set NEONAUTH_MIGRATE_URL or DATABASE_URL to a connection string of the login that installs, or run this where `neonauth serve` runs its embedded Postgres.", nil,
})

func newOperator(c config.Config, flags operatorFlags) (operator, error) {
	if c.MigrateURL == "" {
		return operator{}, errNoDatabase
	}
	o := operator{url: c.MigrateURL, asJSON: flags.asJSON}
	if flags.branch == "" {
		return o, nil
	}
	url, err := branch.OnDatabase(c.MigrateURL, flags.branch)
	o.url = url
	return o, err
}

// call runs one statement, which calls one function, and reads its result.
func (o operator) call(ctx context.Context, into any, statement string, args ...any) error {
	return management.Operate(ctx, o.url, o.warn, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, statement, args...).Scan(into)
	})
}

// callJSON runs one statement that returns JSON, which it decodes. It returns the JSON as well. If the statement returns
// null, both are unchanged.
func (o operator) callJSON(ctx context.Context, into any, statement string, args ...any) (json.RawMessage, error) {
	var text *string
	if err := o.call(ctx, &text, statement, args...); err != nil || text == nil {
		return nil, err
	}
	return json.RawMessage(*text), json.Unmarshal([]byte(*text), into)
}

// do runs one statement without a result.
func (o operator) do(ctx context.Context, statement string, args ...any) error {
	return management.Operate(ctx, o.url, o.warn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

// misuse marks an error as wrong usage.
func misuse(err error) error { return fmt.Errorf("%w%w", silent{errConfiguration}, err) }

// refusal returns what the database refuses as a problem in plain words, with what to do next.
func refusal(err error, command string) error {
	var pg *pgconn.PgError
	var file *fs.PathError
	var known problem
	var long management.TooLong
	switch {
	case errors.As(err, &long):
		return problem{fmt.Sprintf("The value of %s is longer than %d bytes.", long.Field, long.Limit), "Pass a shorter one.", err}
	case errors.As(err, &known) || errors.As(err, &file) || !errors.As(err, &pg):
		return err
	case pg.Code == "NA404":
		return problem{pg.Message + ".", "List them with `" + command[:strings.LastIndex(command, " ")] + " list`.", err}
	case pg.Code == "42883" || pg.Code == "3F000" || pg.Code == "42P01":
		return problem{"The release that is installed in this database does not have what this command calls.", "Install this program's with `neonauth migrate`.", err}
	case pg.Code == "22P02" && strings.Contains(pg.Message, "type uuid"):
		return problem{"The argument is no id.", "An id has the form 00000000-0000-0000-0000-000000000000.", err}
	case strings.HasPrefix(pg.Code, "NA") || pg.Code == "P0001" || strings.HasPrefix(pg.Code, "22") || pg.Code == "23514":
		return problem{sentence(printable(pg.Message)), strings.TrimSpace(pg.Hint), err}
	case pg.Code == "23503":
		return problem{sentence(pg.Message), "Delete those rows first, or declare the reference `on delete cascade`: see neonauth help dba.", err}
	}
	return err
}

// sentence ends a text with a period.
func sentence(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
