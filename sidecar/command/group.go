package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"neonauth/sidecar/spelling"
)

// group sets up a command that only has commands below it. It is called when they are added.
func group(c *cobra.Command) *cobra.Command {
	names := func() (names []string) {
		for _, below := range c.Commands() {
			names = append(names, below.Name())
		}
		return names
	}
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return fmt.Errorf("%s has no command %q. Did you mean %s?", c.CommandPath(), args[0], spelling.Nearest(args[0], names()))
	}
	c.RunE = func(*cobra.Command, []string) error {
		return errors.New("use one of the commands of " + c.CommandPath() + ": " + strings.Join(names(), ", "))
	}
	return c
}

// needs returns an error unless there is one argument for each name. The last one may be repeated if it ends with "...".
func needs(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		last := names[len(names)-1]
		switch {
		case len(args) < len(names):
			return fmt.Errorf("%s needs %s", c.CommandPath(), strings.TrimSuffix(names[len(args)], "..."))
		case len(args) > len(names) && !strings.HasSuffix(last, "..."):
			return fmt.Errorf("%s takes only %s: put a text with blanks in quotes", c.CommandPath(), strings.Join(names, " "))
		}
		return nil
	}
}

// list returns texts as "a, b and c".
func list(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:len(texts)-1], ", ") + " and " + texts[len(texts)-1]
}
