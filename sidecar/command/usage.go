package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"neonauth/sidecar/config"
)

// usage returns how a command is called, and where there is more.
func usage(c *cobra.Command) string {
	line := c.UseLine()
	if names := commandNames(c); len(names) > 0 {
		line = c.CommandPath() + " " + strings.Join(names, " | ")
	}
	path := strings.Fields(c.CommandPath())
	return "usage: " + line + "\n  `" + strings.Join(append([]string{"neonauth help"}, path[1:]...), " ") + "` shows examples and flags.\n"
}

// commandNames returns the names of the commands below a command, without the topics of help.
func commandNames(c *cobra.Command) (names []string) {
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() {
			names = append(names, below.Name())
		}
	}
	return names
}

// helpWidth is where lines of flags are broken.
const helpWidth = 120

// printUsage prints the part of help that follows a command's description. Flags that are also environment variables are
// the same for all commands, and come last.
func (p *program) printUsage(c *cobra.Command) error {
	var b strings.Builder
	names := commandNames(c)
	if len(names) > 0 {
		fmt.Fprintf(&b, "Usage:\n  %s COMMAND\n", c.CommandPath())
	} else {
		fmt.Fprintf(&b, "Usage:\n  %s\n", c.UseLine())
	}
	if c.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	if len(names) > 0 {
		b.WriteString("\nCommands:\n")
	}
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() || below.Name() == "help" {
			fmt.Fprintf(&b, "  %-14s %s\n", below.Name(), below.Short)
		}
	}
	if !c.HasParent() {
		b.WriteString("\nTopics of neonauth help:\n")
		for _, name := range slices.Sorted(maps.Keys(p.topics)) {
			fmt.Fprintf(&b, "  %-14s %s\n", name, p.topics[name].Title)
		}
	}
	variables := map[string]bool{}
	for _, v := range config.Variables {
		variables[v.Flag] = true
	}
	own, shared := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	c.InitDefaultHelpFlag()
	for _, set := range []*pflag.FlagSet{c.LocalFlags(), c.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) {
			if variables[f.Name] {
				shared.AddFlag(f)
			} else {
				own.AddFlag(f)
			}
		})
	}
	fmt.Fprintf(&b, "\nFlags:\n%s\nEnvironment variables, each also a flag, which takes precedence:\n%s", own.FlagUsagesWrapped(helpWidth), shared.FlagUsagesWrapped(helpWidth))
	_, err := fmt.Fprint(c.OutOrStderr(), b.String())
	return err
}
