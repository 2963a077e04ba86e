package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"neonauth/sidecar/config"
	"neonauth/sidecar/management"
)

// keyCommand is `neonauth key`: the keys of the management API.
func (p *program) keyCommand() *cobra.Command {
	group := group(&cobra.Command{
		Use: "key", Short: "Create, list or revoke keys of the management API",
		Long: "key manages the keys of the management API, through the login that installs (NEONAUTH_MIGRATE_URL).",
	})
	asJSON := group.PersistentFlags().Bool("json", false, "print JSON")

	spec := management.KeySpec{}
	expires := ""
	create := &cobra.Command{
		Use: "create --name NAME", Short: "Create a key and print it; it is not shown again",
		Example: "  neonauth key create --name ci\n  neonauth key create --name preview --branch preview_42 --expires 7d\n  neonauth key create --name dashboard --read-only",
	}
	create.Flags().StringVar(&spec.Name, "name", "", "what the key is for; the audit log shows it")
	create.Flags().BoolVar(&spec.ReadOnly, "read-only", false, "the key changes nothing")
	create.Flags().StringVar(&spec.Branch, "branch", "", "name or id of the only branch that the key is valid for")
	create.Flags().StringVar(&expires, "expires", "", "when the key ends: after a duration like 12h or 30d, or at a time like 2027-01-31T12:00:00Z")
	_ = create.MarkFlagRequired("name") // fails only for an undefined flag
	group.AddCommand(p.command(create, func(ctx context.Context, c config.Config) error {
		var err error
		if spec.Expires, err = expiry("--expires", expires, time.Now()); err != nil {
			return fmt.Errorf("%w%w", silent{errConfiguration}, err)
		}
		return createKey(ctx, c, spec, p.out, p.err, *asJSON)
	}))

	group.AddCommand(p.command(&cobra.Command{
		Use: "list", Short: "List the keys", Example: "  neonauth key list --json",
	}, func(ctx context.Context, c config.Config) error { return listKeys(ctx, c, p.out, *asJSON) }))

	revoke := &cobra.Command{
		Use: "revoke KEY", Short: "Revoke a key, by its id, name or first characters", Example: "  neonauth key revoke ci", Args: needs("KEY"),
	}
	revoke.RunE = func(command *cobra.Command, args []string) error {
		c, err := p.configure()
		if err != nil {
			return err
		}
		return revokeKey(command.Context(), c, args[0], p.out, p.err, *asJSON)
	}
	group.AddCommand(revoke)
	return group
}

// longestExpiry is the longest duration that expiry accepts: 100 years. The longest that Go represents is 292.
const longestExpiry = 36500 * 24 * time.Hour

// expiry returns the time that a flag names, or nil if it is empty.
func expiry(flag, text string, now time.Time) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	if err != nil {
		var left time.Duration
		if days, isDays := strings.CutSuffix(text, "d"); isDays {
			if left, err = time.ParseDuration(days + "h"); left <= longestExpiry/24 {
				left = max(left, 0) * 24 // a negative one could wrap around
			} else if err == nil {
				left = longestExpiry + 1
			}
		} else {
			left, err = time.ParseDuration(text)
		}
		if err == nil && left > longestExpiry {
			return nil, fmt.Errorf("%s: %q is longer than 36500d", flag, text)
		}
		at = now.Add(left)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %q is neither a duration like 30d nor a time like 2027-01-31T12:00:00Z", flag, text)
	}
	if !at.After(now) || at.Year() > 9999 {
		return nil, fmt.Errorf("%s: %q is not in the future", flag, text)
	}
	return &at, nil
}

func createKey(ctx context.Context, c config.Config, spec management.KeySpec, out, stderr io.Writer, asJSON bool) error {
	made, err := management.Keys{URL: c.MigrateURL}.Create(ctx, spec)
	if errors.Is(err, management.ErrNoBranch) {
		return problem{sentence(err.Error()), "List them with `neonauth status`.", err}
	}
	if err != nil {
		return explain(err, c.MigrateURL, "NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	report(stderr, made.NotStored)
	if asJSON {
		return printJSON(out, made)
	}
	fmt.Fprintln(stderr, "Store this key now. It is not shown again.")
	_, err = fmt.Fprintln(out, made.Key)
	return err
}

func listKeys(ctx context.Context, c config.Config, out io.Writer, asJSON bool) error {
	keys, err := management.Keys{URL: c.MigrateURL}.List(ctx)
	if err != nil {
		return explain(err, c.MigrateURL, "NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	if asJSON {
		return printJSON(out, keys)
	}
	table := newTable("ID", "NAME", "KEY", "MAY", "BRANCH", "STATE", "LAST USED")
	for _, k := range keys {
		may, of, state, used := "read, write", "all", "valid", "never"
		if k.ReadOnly {
			may = "read"
		}
		if k.Branch != nil {
			of = *k.Branch
		}
		switch {
		case k.Revoked != nil:
			state = "revoked"
		case k.Expires != nil && k.Expires.Before(time.Now()):
			state = "expired"
		case k.Expires != nil:
			state = "until " + k.Expires.UTC().Format(time.DateTime)
		}
		if k.LastUsed != nil {
			used = k.LastUsed.UTC().Format(time.DateTime)
		}
		table.add(k.ID, k.Name, k.Start+"…", may, of, state, used)
	}
	return table.print(out)
}

func revokeKey(ctx context.Context, c config.Config, id string, out, stderr io.Writer, asJSON bool) error {
	revoked, missed, err := management.Keys{URL: c.MigrateURL}.Revoke(ctx, id)
	if errors.Is(err, management.ErrNoKey) {
		return problem{"There is no valid key with this id, name or beginning.", "List them with `neonauth key list`.", err}
	}
	if err != nil {
		return explain(err, c.MigrateURL, "NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	report(stderr, missed)
	if asJSON {
		return printJSON(out, revoked)
	}
	for _, k := range revoked {
		fmt.Fprintf(out, "revoked %s (%s…)\n", k.Name, k.Start)
	}
	return nil
}

// report lists the databases that were not written to. A revocation is effective there all the same, because every
// request is checked in the home database first.
func report(stderr io.Writer, missed []management.Missed) {
	for _, m := range missed {
		fmt.Fprintf(stderr, "neonauth: database %s was not updated: %s\n", m.Database, m.Error)
	}
}
