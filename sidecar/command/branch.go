package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/branches"
	"neonauth/sidecar/config"
	"neonauth/sidecar/management"
	"neonauth/sidecar/secret"
)

// branchCommand is `neonauth branch`.
func (p *program) branchCommand() *cobra.Command {
	group := group(&cobra.Command{
		Use: "branch", Short: "Create, list, reset or delete branches: copies of a database",
		Long: "branch copies databases, each with auth of its own, through the login that installs (NEONAUTH_MIGRATE_URL), which\n" +
			"needs CREATEDB. See `neonauth help branches`.",
	})
	asJSON := group.PersistentFlags().Bool("json", false, "print JSON")

	spec, ttl := branches.Spec{}, ""
	create := &cobra.Command{
		Use: "create NAME", Short: "Copy a database", Args: needs("NAME"),
		Long: "create copies a database: by template where it can be without connections for a moment, otherwise with pg_dump and\n" +
			"pg_restore. The sidecar's own connections make way.",
		Example: "  neonauth branch create preview_42 --ttl 7d --mask\n  neonauth branch create fix --from staging --json",
	}
	create.Flags().StringVar(&spec.From, "from", "", "database to copy (default: the one of NEONAUTH_MIGRATE_URL)")
	create.Flags().StringVar(&ttl, "ttl", "", "time after which the sidecar deletes the branch, like 7d or 12h (default: never)")
	create.Flags().BoolVar(&spec.Mask, "mask", false, "replace users by made-up ones before anyone can use the copy")
	create.Flags().StringSliceVar(&spec.Keep, "keep", nil, "with --mask: address of a user who stays; may be repeated")
	group.AddCommand(p.branchRun(create, func(ctx context.Context, c config.Config, name string) error {
		spec.Name = name
		if ttl != "" {
			var err error
			if spec.TTL, err = branches.ParseTTL(ttl); err != nil {
				return err
			}
		}
		made, err := p.branches(c).Create(ctx, spec)
		return p.printMade(c, made, err, "created", *asJSON)
	}))

	group.AddCommand(p.command(&cobra.Command{
		Use: "list", Short: "List the branches that neonauth has created", Example: "  neonauth branch list --json",
	}, func(ctx context.Context, c config.Config) error {
		list, err := p.branches(c).List(ctx)
		if err != nil {
			return explain(err, c.MigrateURL, migrateVariable)
		}
		if *asJSON {
			return printJSON(p.out, list)
		}
		return printBranches(p.out, list)
	}))

	group.AddCommand(p.branchRun(&cobra.Command{
		Use: "delete NAME", Short: "Delete a branch that neonauth has created, with its database", Args: needs("NAME"),
		Example: "  neonauth branch delete preview_42",
	}, func(ctx context.Context, c config.Config, name string) error {
		if err := p.branches(c).Delete(ctx, name); err != nil {
			return err
		}
		if *asJSON {
			return printJSON(p.out, map[string]string{"deleted": name})
		}
		_, err := fmt.Fprintf(p.out, "deleted branch %s\n", name)
		return err
	}))

	group.AddCommand(p.branchRun(&cobra.Command{
		Use: "mail NAME", Short: "List the mail that a branch holds, with codes and links", Args: needs("NAME"),
		Long:    "mail needs DATABASE_URL and NEONAUTH_SECRET, as serve does, to open codes and links.",
		Example: "  neonauth branch mail preview_42",
	}, func(ctx context.Context, c config.Config, name string) error {
		held, err := heldMail(ctx, c, name)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(p.out, held)
		}
		table := newTable("CREATED", "KIND", "RECIPIENT", "EXPIRES", "CODE OR LINK")
		for _, h := range held {
			table.add(at(h.Created), h.Kind, h.Recipient, moment(h.Expires), h.Secret+h.Problem)
		}
		return table.print(p.out)
	}))

	group.AddCommand(p.branchRun(&cobra.Command{
		Use: "reset NAME", Short: "Copy a branch's parent again, under the branch's name", Args: needs("NAME"),
		Long: "reset replaces a branch by a new copy of its parent, with the same name, id, time to live and masking. Everything in it is\n" +
			"lost.",
		Example: "  neonauth branch reset preview_42",
	}, func(ctx context.Context, c config.Config, name string) error {
		made, err := p.branches(c).Reset(ctx, name)
		return p.printMade(c, made, err, "reset", *asJSON)
	}))
	return group
}

// migrateVariable names the source of the installing connection in messages.
const migrateVariable = "NEONAUTH_MIGRATE_URL or DATABASE_URL"

// branchRun sets up a command that has the name of a branch as its argument.
func (p *program) branchRun(c *cobra.Command, run func(ctx context.Context, c config.Config, name string) error) *cobra.Command {
	c.RunE = func(command *cobra.Command, args []string) error {
		configured, err := p.configure()
		if err != nil {
			return err
		}
		err = run(command.Context(), configured, args[0])
		if err != nil && command.Context().Err() != nil && !errors.Is(err, branches.ErrLeft) {
			return problem{"Interrupted.", "`neonauth branch list` shows the branches.", err}
		}
		if errors.Is(err, branches.ErrInvalid) {
			return misuse(err)
		}
		if errors.Is(err, branches.ErrNotMade) {
			return problem{sentence(err.Error()), "List them with `neonauth branch list`.", err}
		}
		var known problem
		if errors.As(err, &known) {
			return err
		}
		return explain(err, configured.MigrateURL, migrateVariable)
	}
	return c
}

// branches returns the branches of the configured cluster, with their progress on stderr.
func (p *program) branches(c config.Config) branches.Branches {
	bar := &stepProgress{to: p.err, terminal: isTerminal(p.err)}
	return branches.Branches{URL: c.MigrateURL, CopyKeys: management.Keys{URL: c.MigrateURL}.CopyTo, Report: bar.show}
}

// printMade prints the result of a copy.
func (p *program) printMade(c config.Config, made branches.Made, err error, did string, asJSON bool) error {
	if isTerminal(p.err) {
		fmt.Fprint(p.err, "\r\033[K") // the bar
	}
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(p.out, made)
	}
	how := "by template"
	if made.Method == "dump" {
		how = "by dumping and restoring"
	}
	fmt.Fprintf(p.out, "%s branch %s of %s %s in %.2f s\n", did, made.Name, made.Parent, how, made.Seconds)
	if made.Reason != "" {
		fmt.Fprintf(p.out, "  not by template: %s\n", made.Reason)
	}
	if made.Masked > 0 {
		fmt.Fprintf(p.out, "  masked:   %d users\n", made.Masked)
	}
	if made.Expires != nil {
		fmt.Fprintf(p.out, "  expires:  %s\n", made.Expires.UTC().Format(time.RFC3339))
	}
	for _, note := range made.Notes {
		fmt.Fprintf(p.err, "neonauth: %s\n", note)
	}
	fmt.Fprintf(p.out, "  identity: %s\n  mail:     held, see neonauth help branches\n", made.Identity)
	_, err = fmt.Fprintf(p.out, "  address:  %s/%s/auth\n", strings.TrimSuffix(c.PublicURL, "/"), url.PathEscape(made.Name))
	return err
}

// heldMail returns what a branch holds, with codes and links in clear.
func heldMail(ctx context.Context, c config.Config, name string) ([]branches.Held, error) {
	held, err := branches.Branches{URL: c.MigrateURL}.HeldMail(ctx, name)
	if err != nil {
		if address, bad := branch.OnDatabase(c.MigrateURL, name); bad == nil {
			err = explain(err, address, "the name, "+migrateVariable)
		}
		return nil, err
	}
	if len(held) == 0 {
		return []branches.Held{}, nil
	}
	ring, err := secret.New(c.Secret, c.SecretPrevious)
	if err != nil {
		return nil, err
	}
	address, err := branch.OnDatabase(c.DatabaseURL, name)
	if err != nil {
		return nil, err
	}
	db, err := branch.Open(ctx, address, ring, branch.Options{Connections: 1})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	for i, h := range held {
		if h.Sealed == "" {
			continue
		}
		if held[i].Secret, err = db.Open(ctx, secret.Mail, h.Sealed); err != nil {
			held[i].Problem = err.Error()
		}
	}
	return held, nil
}

func printBranches(out io.Writer, list []branches.Branch) error {
	table := newTable("NAME", "ID", "FROM", "CREATED", "EXPIRES", "MASKED", "SIZE")
	for _, b := range list {
		from, masked, size := "", "", ""
		if b.Parent != nil {
			from = *b.Parent
		}
		if b.Home {
			from = "(home)"
		}
		if b.Masked {
			masked = "yes"
		}
		if b.Size != nil {
			size = fmt.Sprintf("%.1f MB", float64(*b.Size)/1e6)
		}
		table.add(b.Name, b.ID, from, moment(b.Created), moment(b.Expires), masked, size)
	}
	return table.print(out)
}

func moment(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04")
}

// statusCommand is `neonauth status`.
func (p *program) statusCommand() *cobra.Command {
	asJSON := false
	command := &cobra.Command{
		Use: "status", Short: "Show branches, releases, keys and waiting mail",
		Long: "status connects once to each database of the server, through the login that installs (NEONAUTH_MIGRATE_URL).", Example: "  neonauth status --json",
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return p.command(command, func(ctx context.Context, c config.Config) error {
		status, err := branches.Branches{URL: c.MigrateURL}.Status(ctx)
		if err != nil {
			return explain(err, c.MigrateURL, migrateVariable)
		}
		if asJSON {
			return printJSON(p.out, status)
		}
		fmt.Fprintf(p.out, "program release %d, %s\n", status.Release, counted(status.ManagementKeys, "management key"))
		table := newTable("NAME", "IDENTITY", "RELEASE", "SIGNING KEYS", "MAIL", "WAITING", "HELD", "EXPIRES")
		for _, s := range status.Branches {
			if s.Problem != "" {
				table.add(s.Name, strings.ReplaceAll(s.Problem, "\n", " "))
				continue
			}
			table.add(s.Name, s.Identity, fmt.Sprint(s.Release), fmt.Sprint(s.Keys), s.Outbound, fmt.Sprint(s.Waiting), fmt.Sprint(s.Held), moment(s.Expires))
		}
		return table.print(p.out)
	})
}
