package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
)

// A difference is a setting that differs between two databases. Null is a setting without a value.
type difference struct {
	Name string  `json:"name"`
	A    *string `json:"a"`
	B    *string `json:"b"`
}

func (p *program) configDiff(flags *operatorFlags) *cobra.Command {
	exitCode := false
	c := &cobra.Command{
		Use: "diff A B", Short: "Compare the settings of two databases", Args: needs("A", "B"),
		Long: "diff shows the settings that differ between two databases. A and B are names of databases of the same server, or\n" +
			"connection strings. Of secrets it only knows whether they are set.",
		Example: "  neonauth config diff app preview_42\n  neonauth config diff app postgres://installer@staging/app --json\n  neonauth config diff app restored --exit-code",
	}
	c.Flags().BoolVar(&exitCode, "exit-code", false, "end with 1 if there are differences")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		var labels [2]string
		var both [2][]setting
		var sides [2]operator
		for i, name := range args {
			var err error
			if sides[i], labels[i], err = o.side(name); err != nil {
				return err
			}
		}
		for i, side := range sides {
			var err error
			if both[i], err = side.settings(ctx); err != nil {
				return explain(err, side.url, "the name or connection string of "+[]string{"A", "B"}[i])
			}
		}
		found := differences(both[0], both[1])
		if err := p.printDifferences(o, found, labels); err != nil {
			return err
		}
		if exitCode && len(found) > 0 {
			return errors.New(counted(len(found), "difference"))
		}
		return nil
	})
}

// side returns the operator of a database, which a name or a connection string names, and how to call it in a table.
func (o operator) side(name string) (operator, string, error) {
	url, err := name, error(nil)
	isName := !strings.Contains(name, "://") && !strings.Contains(name, "=")
	if isName {
		url, err = branch.OnDatabase(o.url, name)
	}
	parsed, bad := pgx.ParseConfig(url)
	if err != nil || bad != nil || config.CheckConnection(name, url) != nil {
		return o, "", misuse(problem{"A connection string cannot be read.", "Pass the name of a database, or a string like postgres://installer@host/database.", nil})
	}
	label := parsed.Database
	if !isName {
		label += " at " + parsed.Host
	}
	return operator{url: url, asJSON: o.asJSON}, label, nil
}

// differences returns the settings whose values differ. A release that lacks a setting has no value for it.
func differences(a, b []setting) []difference {
	found, of := []difference{}, map[string]*string{}
	for _, s := range b {
		of[s.Name] = s.Value
	}
	for _, s := range a {
		other, known := of[s.Name]
		delete(of, s.Name)
		if !known || (s.Value == nil) != (other == nil) || value(s.Value) != value(other) {
			found = append(found, difference{s.Name, s.Value, other})
		}
	}
	for _, s := range b {
		if _, left := of[s.Name]; left {
			found = append(found, difference{s.Name, nil, s.Value})
		}
	}
	return found
}

func (p *program) printDifferences(o operator, found []difference, labels [2]string) error {
	if o.asJSON {
		return printJSON(p.out, found)
	}
	if len(found) == 0 {
		_, err := fmt.Fprintln(p.out, "no difference")
		return err
	}
	table := newTable("NAME", labels[0], labels[1])
	for _, d := range found {
		table.add(d.Name, shown(d.A), shown(d.B))
	}
	return table.print(p.out)
}

// shown returns a value for a table.
func shown(text *string) string {
	if text == nil {
		return "-"
	}
	return *text
}
