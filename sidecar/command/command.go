// Package command implements the command line.
package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"neonauth/sidecar/config"
	"neonauth/sidecar/help"
	"neonauth/sidecar/spelling"
)

// The exit codes.
const (
	ended     = 0
	hasFailed = 1
	misused   = 2
)

// A program is one run of a command line.
type program struct {
	environ   []string
	in        *os.File
	out, err  *os.File
	flags     map[string]*string // values of flags, by the variable's name
	file      envFile            // variables of a .env file, which come last
	topics    map[string]help.Topic
	colorless bool // --no-color
	ran       bool // a valid command was found
	called    *cobra.Command
	serves    bool // the command is serve, which starts an embedded Postgres itself
}

// Run runs a command line. It returns the exit code: 0, or 1 if the command failed, or 2 if the command line or the
// configuration is not valid.
func Run(ctx context.Context, args, environ []string, out, stderr *os.File) int {
	p := &program{environ: environ, in: os.Stdin, out: out, err: stderr, flags: map[string]*string{}, topics: map[string]help.Topic{}}
	root, err := p.root()
	called := root
	if err == nil {
		root.SetArgs(args)
		root.SetOut(out)
		root.SetErr(stderr)
		called, err = root.ExecuteContextC(ctx)
	}
	var wrong problem
	switch {
	case err == nil:
		return ended
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "neonauth: %s\n", printableLines(wrong.what))
		if wrong.todo != "" {
			fmt.Fprintf(stderr, "  %s\n", printableLines(wrong.todo))
		}
	default:
		fmt.Fprintln(stderr, "neonauth:", printableLines(strings.ReplaceAll(err.Error(), "\n\n", "\n")))
	}
	if !p.ran {
		fmt.Fprint(stderr, usage(called))
		return misused
	}
	if errors.Is(err, errConfiguration) {
		return misused
	}
	return hasFailed
}

// errConfiguration marks errors in variables and flags.
var errConfiguration = errors.New("configuration")

func (p *program) root() (*cobra.Command, error) {
	root := &cobra.Command{
		Use:           "neonauth",
		Short:         "Authentication that lives in Postgres",
		Long:          "neonauth serves the REST API of Better Auth. Users, sessions and rules live in Postgres.",
		Example:       "  neonauth serve                                  # on an embedded Postgres, for development\n  DATABASE_URL=postgres://… neonauth migrate      # install\n  DATABASE_URL=postgres://… neonauth serve        # in production",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(root *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown(root, "no command", args[0])
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error { return errors.New("no command given") },
	}
	root.PersistentPreRunE = func(c *cobra.Command, args []string) error {
		p.called = c
		return checkTexts(c, args)
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().BoolVar(&p.colorless, "no-color", false, "no colors on a terminal (NO_COLOR)")
	root.SetUsageFunc(p.printUsage)
	root.AddCommand(p.serveCommand(), p.migrateCommand(), p.checkCommand(), p.userCommand(), p.outboxCommand(), p.configCommand(), p.importCommand(), p.breachCommand(), p.keyCommand(), p.keysCommand(), p.branchCommand(), p.statusCommand(), p.consoleCommand(), p.completionCommand(), p.versionCommand())
	for _, v := range config.Variables {
		flags := root.PersistentFlags()
		if v.Name == "NEONAUTH_AUTO_MIGRATE" { // only for serve
			serve, _, err := root.Find([]string{"serve"})
			if err != nil {
				return nil, err
			}
			flags = serve.Flags()
		}
		about := v.Help + " (" + v.Name
		if v.Default != "" {
			about += ", default " + v.Default
		}
		if v.Bool {
			about = "`on|off`: " + about
		}
		p.flags[v.Name] = flags.String(v.Flag, "", about+")")
		if v.Bool {
			flags.Lookup(v.Flag).NoOptDefVal = "1"
		}
	}
	root.SetHelpCommand(&cobra.Command{
		Use: "help [command or topic]", Short: "Show help on a command or topic",
		ValidArgsFunction: completeHelp,
		RunE: func(_ *cobra.Command, args []string) error {
			p.ran = true
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				p.ran = false
				return unknown(root, "no help on", strings.Join(args, " "))
			}
			if err := found.Help(); err != nil {
				return err
			}
			if topic := p.topics[found.Name()]; topic.Text != "" && found.Parent() == root && found.Long != topic.Text { // of the same name
				_, err = fmt.Fprintf(p.out, "\n%s", topic.Text)
			}
			return err
		},
	})
	topics, err := help.Topics()
	for _, topic := range topics { // without Run, so that help lists them as topics
		p.topics[topic.Name] = topic
		if _, rest, _ := root.Find([]string{topic.Name}); len(rest) > 0 { // a command of the same name comes first
			root.AddCommand(&cobra.Command{Use: topic.Name, Short: topic.Title, Long: topic.Text})
		}
	}
	return root, err
}

// unknown returns an error that names the nearest command or topic.
func unknown(root *cobra.Command, what, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return fmt.Errorf("%s %q. Did you mean %s? `neonauth help` lists all commands and topics", what, name, spelling.Nearest(name, names))
}

// configure reads the variables and flags. Flags take precedence.
func (p *program) configure() (config.Config, error) {
	p.ran = true
	if err := config.Check(p.environ); err != nil {
		return config.Config{}, misuse(err)
	}
	if err := p.readEnvFile(); err != nil {
		return config.Config{}, misuse(err)
	}
	c, err := config.Read(p.variable)
	if err != nil {
		return c, misuse(p.file.explain(err))
	}
	if !p.serves {
		err = useRunning(&c)
	}
	if err == nil && c.MigrateURL == "" && p.installs() {
		err = errNoDatabase
	}
	return c, err
}

// installs reports whether the command works with the login that installs.
func (p *program) installs() bool {
	for c := p.called; c != nil && c.HasParent(); c = c.Parent() {
		if slices.Contains([]string{"branch", "console", "import", "key", "migrate", "status"}, c.Name()) {
			return true
		}
	}
	return false
}

// silent marks an error without changing its message.
type silent struct{ error }

// Error implements error.
func (silent) Error() string { return "" }

// Unwrap returns the mark.
func (s silent) Unwrap() error { return s.error }

// variable returns the value of a variable: of its flag, of the environment, or of a .env file.
func (p *program) variable(name string) string {
	if value := p.given(name); value != "" {
		return value
	}
	return p.file.variables[name]
}

// given returns the value of a variable's flag, or of the environment.
func (p *program) given(name string) string {
	if value := p.flags[name]; value != nil && *value != "" {
		return *value
	}
	found := ""
	for _, entry := range p.environ {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			found = value
		}
	}
	return found
}

// command sets up a command that runs with the configuration.
func (p *program) command(c *cobra.Command, run func(ctx context.Context, c config.Config) error) *cobra.Command {
	if c.Args == nil {
		c.Args = cobra.NoArgs
	}
	if c.ValidArgs == nil && c.ValidArgsFunction == nil {
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	c.RunE = func(command *cobra.Command, _ []string) error {
		p.serves = command.Name() == "serve"
		configured, err := p.configure()
		if err != nil {
			return err
		}
		return run(command.Context(), configured)
	}
	return c
}

func (p *program) serveCommand() *cobra.Command {
	return p.command(&cobra.Command{
		Use:     "serve",
		Short:   "Serve the REST API; without DATABASE_URL on an embedded Postgres",
		Long:    "serve serves the REST API.\n\nIt installs nothing in the database of DATABASE_URL unless --migrate is set. Without DATABASE_URL it starts an\nembedded Postgres for development, and installs there.",
		Example: "  neonauth serve\n  DATABASE_URL=postgres://neonauth@db/app NEONAUTH_SECRET=… neonauth serve\n  neonauth serve --database-url postgres://neonauth@db/app --listen 0.0.0.0:4400",
	}, func(ctx context.Context, c config.Config) error {
		terminal := isTerminal(p.err)
		log, flush := newLog(c.Observe, p.err, terminal)
		defer flush()
		if c.ShutdownDelay < 0 && !terminal {
			c.ShutdownDelay = shutdownDelay
		}
		p.file.report(log)
		err := serve(ctx, c, log, p.out, p.err, terminal)
		if ctx.Err() != nil && !errors.Is(err, errShutdown) { // interrupted, perhaps during the start
			return nil
		}
		return err
	})
}

func (p *program) migrateCommand() *cobra.Command {
	asJSON := false
	command := &cobra.Command{
		Use:     "migrate",
		Short:   "Install this release in the database",
		Long:    "migrate installs this release, or upgrades an older one. It connects directly, not through a pooler, as a role\nwith CREATE on the database and CREATEROLE.",
		Example: "  NEONAUTH_MIGRATE_URL=postgres://installer@db/app neonauth migrate",
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return p.command(command, func(ctx context.Context, c config.Config) error {
		if err := migrateDatabase(ctx, c.MigrateURL, p.out, asJSON); err != nil {
			return err
		}
		return copyKeys(ctx, c)
	})
}

func (p *program) importCommand() *cobra.Command {
	from, asJSON := "", false
	command := &cobra.Command{
		Use:       "import supabase|better-auth|stack-auth --from URL",
		Short:     "Copy users with their passwords from another system's live database",
		Long:      "import copies users, passwords and provider accounts from another system's live database, from which it only reads.\nFrom Stack Auth it reads users that its API lists: a file, or the address of the API with STACK_PROJECT_ID and\nSTACK_SECRET_SERVER_KEY. These have no passwords.\nRun it again after an interruption: users that already exist are not changed.",
		Example:   "  DATABASE_URL=postgres://owner@db/app neonauth import supabase --from 'postgres://…'\n  DATABASE_URL=postgres://owner@db/app neonauth import better-auth --from 'postgres://…?search_path=public'\n  DATABASE_URL=postgres://owner@db/app neonauth import stack-auth --from users.json",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"supabase", "better-auth", "stack-auth"},
	}
	command.Flags().StringVar(&from, "from", "", "connection string of the source; for stack-auth a file or an address")
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	p.flags["STACK_PROJECT_ID"] = command.Flags().String("stack-project-id", "", "id of the project at Stack Auth (STACK_PROJECT_ID)")
	p.flags["STACK_SECRET_SERVER_KEY"] = command.Flags().String("stack-secret-server-key", "", "its secret server key (STACK_SECRET_SERVER_KEY)")
	_ = command.MarkFlagRequired("from") // fails only for an undefined flag
	command.RunE = func(command *cobra.Command, args []string) error {
		c, err := p.configure()
		if err != nil {
			return err
		}
		return importUsers(command.Context(), c.MigrateURL, args[0], from, stackAccess{p.variable("STACK_PROJECT_ID"), p.variable("STACK_SECRET_SERVER_KEY")}, p.out, p.err, asJSON)
	}
	return command
}

func (p *program) keysCommand() *cobra.Command {
	group := group(&cobra.Command{Use: "keys", Short: "List or rotate the keys that sign tokens"})
	asJSON := group.PersistentFlags().Bool("json", false, "print JSON")
	lost := false
	for name, about := range map[string]string{
		"list":   "List the keys that sign and verify tokens",
		"rotate": "Sign with a new key; tokens signed with the old key stay valid until they expire",
	} {
		command := p.command(&cobra.Command{
			Use: name, Short: about, Example: "  DATABASE_URL=postgres://neonauth@db/app NEONAUTH_SECRET=… neonauth keys " + name,
		}, func(ctx context.Context, c config.Config) error { return keys(ctx, c, name, lost, p.out, *asJSON) })
		if name == "rotate" {
			command.Flags().BoolVar(&lost, "lost-secret", false, "the secret that sealed the old key is lost; all sidecars get this one")
		}
		group.AddCommand(command)
	}
	return group
}

func isTerminal(file *os.File) bool { return isatty.IsTerminal(file.Fd()) }
