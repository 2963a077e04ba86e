package command

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"neonauth/sidecar/config"
)

// maybeEmpty are flags that only narrow what is listed, or are texts for people: empty, they mean nothing else than absent.
var maybeEmpty = []string{"after", "filter", "reason", "search", "state", "to"}

// checkTexts refuses empty arguments and flags, and those that are not UTF-8. A script whose variable is not set writes
// --branch "": the command would work on another database, or make a key for all of them.
func checkTexts(c *cobra.Command, args []string) error {
	if strings.HasPrefix(c.Name(), "__") { // the shell's completion passes a line that is not complete
		return nil
	}
	for i, arg := range args {
		isValue := c.Name() == "set" && i == 1
		switch {
		case !utf8.ValidString(arg):
			return fmt.Errorf("%s: an argument is not valid UTF-8", c.CommandPath())
		case strings.TrimSpace(arg) == "" && !isValue:
			return fmt.Errorf("%s: an argument is empty", c.CommandPath())
		}
	}
	var problem error
	c.Flags().Visit(func(f *pflag.Flag) {
		switch {
		case problem != nil || f.Value.Type() != "string":
		case !utf8.ValidString(f.Value.String()):
			problem = fmt.Errorf("--%s is not valid UTF-8", f.Name)
		case strings.TrimSpace(f.Value.String()) == "" && !slices.Contains(maybeEmpty, f.Name) && !isVariable(f.Name):
			problem = fmt.Errorf("--%s is empty. Leave it out for the default", f.Name)
		}
	})
	return problem
}

// isVariable reports whether a flag stands for an environment variable, where empty means not set.
func isVariable(flag string) bool {
	return strings.HasPrefix(flag, "stack-") || slices.ContainsFunc(config.Variables, func(v config.Variable) bool { return v.Flag == flag })
}
