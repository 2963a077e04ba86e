package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCompletionInShells: the scripts load in bash, zsh and fish, and complete what a person types there.
func TestCompletionInShells(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(build(t))
	environment := append(plainEnvironment("TERM=dumb", "ZDOTDIR="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir(), "XDG_DATA_HOME="+t.TempDir()), "PATH="+folder+":"+os.Getenv("PATH"))

	for name, c := range map[string]struct {
		start []string
		load  string
	}{
		"bash": {[]string{"bash", "--norc", "--noprofile", "-i"}, "source /usr/share/bash-completion/bash_completion && source <(neonauth completion bash)"},
		"zsh":  {[]string{"zsh", "-f", "-i"}, "autoload -U compinit && compinit -u -D && source <(neonauth completion zsh)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shell := exec.Command(c.start[0], c.start[1:]...)
			shell.Env = environment
			shown := onTerminal(t, shell)
			if _, err := shown.file.WriteString(c.load + " && echo loa''ded\n"); err != nil {
				t.Fatal(err)
			}
			until(t, func() bool { return strings.Contains(shown.String(), "loaded") })
			for typed, want := range map[string]string{
				"neonauth user unb\t":               "neonauth user unban",
				"neonauth user list --filter adm\t": "--filter admins",
				"neonauth help polic\t":             "neonauth help policies",
				"neonauth serve --public-u\t":       "--public-url",
			} {
				shown.answer(t, "", typed)
				until(t, func() bool { return strings.Contains(shown.String(), want) })
				shown.answer(t, "", "\x15") // clears the line
			}
		})
	}

	t.Run("fish", func(t *testing.T) {
		t.Parallel()
		for typed, want := range map[string]string{
			"neonauth user unb":               "unban\tLift a ban",
			"neonauth user list --filter adm": "admins",
			"neonauth help polic":             "policies\tRow-level security",
			"neonauth serve --public-u":       "--public-url",
		} {
			shell := command(t, "fish", "--no-config", "-c", "neonauth completion fish | source; complete -C '"+typed+"'")
			shell.Env = environment
			if said, err := shell.CombinedOutput(); err != nil || !strings.Contains(string(said), want) {
				t.Errorf("%s completes to %s, %v", typed, said, err)
			}
		}
	})
}

// TestCompletionOfNothing: a shell without a script is wrong usage, and no command completes files where it takes none.
func TestCompletionOfNothing(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	_, said := s.pipe(t, 2, "", "completion")
	holds(t, said, "needs the name of a shell")
	_, said = s.pipe(t, 2, "", "completion", "csh")
	holds(t, said, `"csh" is none of bash, zsh and fish`)
	for _, line := range []string{"user ban ", "serve ", "outbox retry ", "config diff "} {
		out, _ := s.pipe(t, 0, "", append([]string{"__complete"}, append(strings.Fields(line), "")...)...)
		holds(t, out, ":4") // cobra's NoFileComp
	}
}
