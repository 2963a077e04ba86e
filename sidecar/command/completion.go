package command

import (
	"fmt"

	"github.com/spf13/cobra"
)

// shells are those for which there is a completion script.
var shells = []string{"bash", "zsh", "fish"}

// completionCommand is `neonauth completion`. The scripts ask the program itself what fits.
func (p *program) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish", Short: "Print a script that completes commands and flags in a shell",
		Long: "completion prints a script for bash, zsh or fish, which completes commands, flags, their values, and topics of help.",
		Example: "  neonauth completion bash > /etc/bash_completion.d/neonauth      # needs the package bash-completion\n" +
			"  neonauth completion zsh > \"${fpath[1]}/_neonauth\"              # then start a new shell\n" +
			"  neonauth completion fish > ~/.config/fish/completions/neonauth.fish\n" +
			"  source <(neonauth completion bash)                              # only in this shell",
		ValidArgs: shells,
		Args: func(c *cobra.Command, args []string) error {
			if err := needs("the name of a shell")(c, args); err != nil {
				return err
			}
			return oneOf("shell", args[0], shells)
		},
		RunE: func(c *cobra.Command, args []string) error {
			p.ran = true
			switch args[0] {
			case "bash":
				return c.Root().GenBashCompletionV2(p.out, true)
			case "zsh":
				return c.Root().GenZshCompletion(p.out)
			default:
				return c.Root().GenFishCompletion(p.out, true)
			}
		},
	}
}

// oneOf returns an error unless a text is one of the allowed ones.
func oneOf(what, text string, allowed []string) error {
	for _, one := range allowed {
		if text == one {
			return nil
		}
	}
	return fmt.Errorf("%s: %q is none of %s", what, text, list(allowed))
}

// completeHelp completes commands and topics.
func completeHelp(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found, rest, err := c.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var fitting []cobra.Completion
	for _, below := range found.Commands() {
		if !below.Hidden {
			fitting = append(fitting, cobra.CompletionWithDesc(below.Name(), below.Short))
		}
	}
	return fitting, cobra.ShellCompDirectiveNoFileComp
}

// completeWith lets shells complete a flag with fixed values.
func completeWith(c *cobra.Command, flag string, values ...string) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // fails only for an undefined flag
}
