package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"neonauth/sidecar/spelling"
)

// A setting is a row of neon_auth.settings. Secrets are masked there.
type setting struct {
	Name        string  `json:"name"`
	Value       *string `json:"value"`
	Default     *string `json:"default"`
	Type        string  `json:"type"`
	Allowed     *string `json:"allowed"`
	Description string  `json:"description"`
}

// configCommand is `neonauth config`. The rules are in neon_auth.set.
func (p *program) configCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use: "config", Short: "Show, change or compare the settings in the database",
		Long: "config works on the settings that live in the database. Environment variables of the program are not among them: see\n" +
			"`neonauth help running`. A change applies to the next request. Secrets are never printed.",
	})
	flags := &operatorFlags{}
	flags.add(c)
	c.AddCommand(p.configGet(flags), p.configSet(flags), p.configDiff(flags))
	return c
}

// settings returns all settings of a database that have a value of their own, in the order of the documentation.
func (o operator) settings(ctx context.Context) (all []setting, err error) {
	_, err = o.callJSON(ctx, &all, "select coalesce(jsonb_agg(to_jsonb(s)), '[]')::text from neon_auth.settings s where strpos(s.name, '[]') = 0")
	return all, err
}

func (p *program) configGet(flags *operatorFlags) *cobra.Command {
	changed := false
	c := &cobra.Command{
		Use: "get [NAME]", Short: "Show settings", Args: cobra.MaximumNArgs(1),
		Long:    "get shows all settings, those of a group, or the value of one. Secrets are shown as ********.",
		Example: "  neonauth config get --changed\n  neonauth config get email_and_password\n  neonauth config get trusted_origins\n  neonauth config get --json | jq '.[] | select(.type == \"boolean\")'",
	}
	c.Flags().BoolVar(&changed, "changed", false, "only settings that differ from their default")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		all, err := o.settings(ctx)
		if err != nil {
			return err
		}
		if len(args) == 1 {
			args[0] = strings.TrimPrefix(args[0], "options.") // as config set
		}
		names, shown, known := []string{}, []setting{}, false
		for _, s := range all {
			names = append(names, s.Name)
			known = known || len(args) == 1 && strings.HasPrefix(s.Name, strings.TrimSuffix(args[0], ".")+".")
			switch {
			case len(args) == 1 && s.Name == args[0]:
				if o.asJSON {
					return printJSON(p.out, s)
				}
				_, err := fmt.Fprintln(p.out, printable(value(s.Value)))
				return err
			case len(args) == 1 && !strings.HasPrefix(s.Name, strings.TrimSuffix(args[0], ".")+"."), changed && value(s.Value) == value(s.Default):
			default:
				shown = append(shown, s)
			}
		}
		if len(args) == 1 && !known {
			return problem{fmt.Sprintf("%q is not a setting. Did you mean %s?", printable(args[0]), spelling.Nearest(args[0], names)), "`neonauth config get` lists all.", nil}
		}
		if o.asJSON {
			return printJSON(p.out, shown)
		}
		table := newTable("NAME", "VALUE", "DEFAULT", "ALLOWED")
		for _, s := range shown {
			table.add(s.Name, shorten(value(s.Value), 60), shorten(value(s.Default), 30), shorten(value(s.Allowed), 60))
		}
		return table.print(p.out)
	})
}

func (p *program) configSet(flags *operatorFlags) *cobra.Command {
	toDefault := false
	c := &cobra.Command{
		Use: "set NAME [VALUE]", Short: "Change a setting",
		Long: "set changes one setting, if its value is allowed. Lists are a JSON array, or texts separated by commas. Without VALUE it\n" +
			"is read from standard input, and a secret on a terminal without showing it. Secrets cannot be arguments, which others\n" +
			"on the machine can see.",
		Example: "  neonauth config set trusted_origins https://app.example.com,https://www.example.com\n  neonauth config set email_and_password.minPasswordLength 12\n" +
			"  neonauth config set email_and_password.minPasswordLength --default\n  pass show smtp | neonauth config set email_provider.password\n  neonauth config set social_providers < providers.json",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			if len(args) == 2 && toDefault {
				return fmt.Errorf("%s takes either VALUE or --default", c.CommandPath())
			}
			return needs("NAME", "VALUE")(c, args)
		},
	}
	c.Flags().BoolVar(&toDefault, "default", false, "restore the default")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		args[0] = strings.TrimPrefix(args[0], "options.") // SQL accepts both
		wanted, err := p.settingValue(ctx, o, args, toDefault)
		if err != nil {
			return err
		}
		var set struct {
			Name   string   `json:"name"`
			Value  *string  `json:"value"`
			Advice []string `json:"advice"`
		}
		set.Name, set.Advice = args[0], []string{}
		o.warn = nil // the same advice
		if err := o.call(ctx, &set.Value, "select neon_auth.set($1, $2)", args[0], wanted); err != nil {
			return err
		}
		if _, err := o.callJSON(ctx, &set.Advice, "select coalesce(jsonb_agg(a.advice), '[]')::text from neon_auth.settings_advice a where a.setting = $1", args[0]); err != nil {
			return err
		}
		for _, advice := range set.Advice {
			fmt.Fprintf(p.err, "neonauth: %s\n", printable(advice))
		}
		return p.done(o, set, "%s is %s", set.Name, value(set.Value))
	})
}

// settingValue returns the wanted value of a setting: the argument, or what is read, or nil for the default.
func (p *program) settingValue(ctx context.Context, o operator, args []string, toDefault bool) (*string, error) {
	if toDefault {
		return nil, nil
	}
	kind := ""
	if _, err := o.callJSON(ctx, &kind, "select to_jsonb(max(s.type))::text from neon_auth.settings s where s.name = $1", args[0]); err != nil {
		return nil, err
	}
	secret := kind == "secret" || args[0] == "social_providers" && len(args) == 2 && (strings.Contains(args[1], "clientSecret") || strings.Contains(args[1], "privateKey"))
	switch {
	case secret && len(args) == 2:
		return nil, misuse(problem{"A secret cannot be an argument, which others on the machine can see.", "Write it to standard input: neonauth config set " + printable(args[0]) + " < file", nil})
	case len(args) == 2:
		return &args[1], nil
	case secret:
		text, err := p.readSecret(ctx, "secret")
		return &text, err
	case isTerminal(p.in):
		return nil, misuse(errors.New("neonauth config set needs VALUE, or --default"))
	}
	text, err := io.ReadAll(io.LimitReader(p.in, longestInput))
	read := strings.TrimRight(string(text), "\r\n")
	if err == nil && read == "" {
		err = misuse(problem{"There is no value on standard input.", "Pass it as an argument, or --default to restore the default.", nil})
	}
	return &read, err
}
