package command

import (
	"github.com/spf13/cobra"
)

// completeWith lets shells complete a flag with fixed values.
func completeWith(c *cobra.Command, flag string, values ...string) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // fails only for an undefined flag
}
