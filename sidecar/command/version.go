package command

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"neonauth/sidecar/version"
)

func (p *program) versionCommand() *cobra.Command {
	asJSON := false
	command := &cobra.Command{
		Use: "version", Short: "Print the release, version, commit and build date", Args: cobra.NoArgs,
		Long:    "version prints the release, which must be that of the database or the one before or after it, and the version, commit\nand date of the build.",
		Example: "  neonauth version\n  neonauth version --json",
		RunE: func(*cobra.Command, []string) error {
			p.ran = true
			return printVersion(p.out, asJSON)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	return command
}

func printVersion(out io.Writer, asJSON bool) error {
	v := version.Get()
	if asJSON {
		return json.NewEncoder(out).Encode(v)
	}
	_, err := fmt.Fprintf(out, "neonauth release %d\nversion  %s\ncommit   %s\nbuilt    %s\ngo       %s %s\n", v.Release, v.Version, v.Commit, v.Date, v.Go, v.Platform)
	return err
}
