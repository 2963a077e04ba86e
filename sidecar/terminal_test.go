package main_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"

	"neonauth/sidecar/logtest"
)

// A terminal is one on which a program runs, as a person sees it.
type terminal struct {
	*logtest.Journal
	file    *os.File
	program *exec.Cmd
}

// onTerminal starts a program on a terminal of its own.
func onTerminal(t *testing.T, program *exec.Cmd) *terminal {
	t.Helper()
	if program.Dir == "" {
		program.Dir = t.TempDir()
	}
	file, err := pty.StartWithSize(program, &pty.Winsize{Rows: 50, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = program.Process.Kill()
		file.Close()
	})
	shown := &terminal{&logtest.Journal{}, file, program}
	go func() { // ends with the terminal
		part := make([]byte, 4096)
		for {
			n, err := file.Read(part)
			_, _ = shown.Write(part[:n])
			if err != nil {
				return
			}
		}
	}()
	return shown
}

// answer waits for a question and types a line.
func (shown *terminal) answer(t *testing.T, question, line string) {
	t.Helper()
	until(t, func() bool { return strings.Contains(shown.String(), question) })
	if _, err := shown.file.WriteString(line); err != nil {
		t.Fatal(err)
	}
}

// end waits for the program and returns its exit code and what the terminal shows. want is the last text.
func (shown *terminal) end(t *testing.T, want string) (int, string) {
	t.Helper()
	_ = shown.program.Wait() // the exit code tells
	until(t, func() bool { return strings.Contains(shown.String(), want) })
	return shown.program.ProcessState.ExitCode(), shown.String()
}
