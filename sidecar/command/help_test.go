package command

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"neonauth/sidecar/config"
	"neonauth/sidecar/help"
)

var update = flag.Bool("update", false, "write the help texts in testdata/help")

const variablesHeading = "\nEnvironment variables, each also a flag, which takes precedence:\n"

// everyCommand calls a function with each command that can be run, and the groups.
func everyCommand(t *testing.T, do func(c *cobra.Command, text string)) {
	t.Helper()
	p := &program{flags: map[string]*string{}, topics: map[string]help.Topic{}}
	root, err := p.root()
	if err != nil {
		t.Fatal(err)
	}
	root.InitDefaultHelpCmd()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.IsAdditionalHelpTopicCommand() {
			return
		}
		var text bytes.Buffer
		c.SetOut(&text)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		do(c, text.String())
		for _, below := range c.Commands() {
			walk(below)
		}
	}
	walk(root)
}

// TestHelpTexts: the help of every command is in testdata/help, so that a change of the command line shows in review. The
// variables, which are the same for all, are there once. Run with -update to write it.
func TestHelpTexts(t *testing.T) {
	t.Parallel()
	const folder = "../../testdata/help"
	written := map[string]bool{}
	compare := func(name, text string) {
		file := filepath.Join(folder, name+".txt")
		written[name+".txt"] = true
		if *update {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if known, err := os.ReadFile(file); err != nil || string(known) != text {
			t.Errorf("%s is not the help text (%v). If it should be, run: go test ./sidecar/command -run TestHelpTexts -update\n%s", file, err, text)
		}
	}
	everyCommand(t, func(c *cobra.Command, text string) {
		own, variables, found := strings.Cut(text, variablesHeading)
		if !found {
			t.Errorf("the help of %s does not show the variables", c.CommandPath())
		}
		if before, topics, found := strings.Cut(own, "\nTopics of neonauth help:\n"); found { // each is a file already
			_, after, _ := strings.Cut(topics, "\n\n")
			own = before + "\n" + after
		}
		compare(strings.ReplaceAll(c.CommandPath(), " ", "-"), own)
		if c.Name() == "serve" { // the only one with all of them
			compare("variables", strings.TrimPrefix(variablesHeading, "\n")+variables)
		}
	})
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !written[file.Name()] {
			t.Errorf("%s is the help of no command", file.Name())
		}
	}
}

// TestEveryCommand has an example, which is a line that it accepts, says in one sentence what it does, and prints JSON.
func TestEveryCommand(t *testing.T) {
	t.Parallel()
	without := []string{"neonauth serve", "neonauth completion", "neonauth help"} // logs, scripts and texts
	everyCommand(t, func(c *cobra.Command, text string) {
		path := c.CommandPath()
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: the short text is %q", path, c.Short)
		}
		if len(commandNames(c)) > 0 || c.Name() == "help" {
			return
		}
		if !strings.Contains(c.Example, path) {
			t.Errorf("%s has no example", path)
		}
		if c.Flag("json") == nil && !slices.Contains(without, path) {
			t.Errorf("%s does not print JSON", path)
		}
		for _, v := range config.Variables {
			if v.Flag != "migrate" && (!strings.Contains(text, "("+v.Name) || !strings.Contains(text, "--"+v.Flag+" ") && !strings.Contains(text, "--"+v.Flag+"[")) {
				t.Errorf("the help of %s lacks %s or --%s", path, v.Name, v.Flag)
			}
		}
		for example := range strings.Lines(c.Example) {
			checkExample(t, c, strings.TrimSpace(example))
		}
	})
}

// checkExample parses the flags and arguments of an example, as far as they need no shell.
func checkExample(t *testing.T, c *cobra.Command, line string) {
	t.Helper()
	_, line, found := strings.Cut(line, c.CommandPath())
	line, _, _ = strings.Cut(line, "#")
	for _, operator := range []string{"|", ">", "<", ")"} {
		line, _, _ = strings.Cut(line, operator)
	}
	if !found || strings.ContainsAny(line, "'\"") {
		return
	}
	p := &program{flags: map[string]*string{}, topics: map[string]help.Topic{}}
	root, err := p.root()
	if err != nil {
		t.Fatal(err)
	}
	same, args, err := root.Find(append(strings.Fields(c.CommandPath())[1:], strings.Fields(line)...))
	if err == nil {
		err = same.ParseFlags(args)
	}
	if err == nil {
		err = same.ValidateArgs(same.Flags().Args())
	}
	if err != nil {
		t.Errorf("the example %q is not valid: %v", c.CommandPath()+line, err)
	}
}
