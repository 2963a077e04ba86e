package command

import (
	"errors"

	"github.com/spf13/cobra"
)

// A passwordFlag is a switch. It refuses a password as its value, which others on the machine could see, without
// repeating it.
type passwordFlag struct{ wanted bool }

// errPasswordArgument is returned for a password on the command line.
var errPasswordArgument = errors.New("--password takes no value: the password is read from the terminal or standard input, where others on the machine cannot see it")

func (f *passwordFlag) add(c *cobra.Command) {
	c.Flags().Var(f, "password", "set a password, read from the terminal or standard input")
	c.Flags().Lookup("password").NoOptDefVal = "true"
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		if errors.Is(err, errPasswordArgument) {
			return errPasswordArgument
		}
		return err
	})
}

// Set implements pflag.Value.
func (f *passwordFlag) Set(text string) error {
	if text != "true" {
		return errPasswordArgument
	}
	f.wanted = true
	return nil
}

// String implements pflag.Value.
func (f *passwordFlag) String() string { return "" }

// Type implements pflag.Value. Help shows no type.
func (f *passwordFlag) Type() string { return "" }
