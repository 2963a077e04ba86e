package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// longestInput is how much is read from standard input. Passwords and settings are shorter.
const longestInput = 1 << 20

// readSecret reads a secret: from a terminal without showing it, and twice, or as the only line of standard input.
// Arguments would be visible to others on the machine, and stay in the shell's history.
func (p *program) readSecret(ctx context.Context, what string) (string, error) {
	if !isTerminal(p.in) {
		text, err := io.ReadAll(io.LimitReader(p.in, longestInput))
		line, rest, _ := strings.Cut(string(text), "\n")
		line = strings.TrimSuffix(line, "\r")
		switch {
		case err != nil:
			return "", fmt.Errorf("read the %s from standard input: %w", what, err)
		case strings.TrimSpace(rest) != "":
			return "", misuse(problem{"Standard input has more than one line.", "Write only the " + what + ", in one line.", nil})
		case line == "" || !utf8.ValidString(line):
			return "", misuse(problem{"There is no " + what + " on standard input.", "Write it there in one line, in UTF-8, or run this on a terminal, which asks for it.", nil})
		}
		return line, nil
	}
	first, err := p.readHidden(ctx, "New "+what+": ")
	if err != nil {
		return "", err
	}
	if first == "" {
		return "", misuse(problem{"The " + what + " is empty.", "Nothing was changed.", nil})
	}
	second, err := p.readHidden(ctx, "The same again: ")
	if err == nil && first != second {
		err = misuse(problem{"The two are not the same.", "Nothing was changed. Run this again.", nil})
	}
	return first, err
}

// readHidden reads a line from the terminal without showing it. When the context ends, the terminal shows input again.
func (p *program) readHidden(ctx context.Context, prompt string) (string, error) {
	before, err := term.GetState(int(p.in.Fd()))
	if err != nil {
		return "", err
	}
	fmt.Fprint(p.err, prompt)
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() { // ends with the program if the context ends first
		text, err := term.ReadPassword(int(p.in.Fd()))
		read <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(p.err)
		return "", errors.Join(errInterrupted, term.Restore(int(p.in.Fd()), before))
	case got := <-read:
		fmt.Fprintln(p.err)
		if errors.Is(got.err, io.EOF) {
			return "", errInterrupted
		}
		return string(got.text), got.err
	}
}

// errInterrupted is returned when a question was not answered.
var errInterrupted = errors.New("interrupted: nothing was changed")

// confirm asks on a terminal whether to go on, by typing a word. Without a terminal the caller must have passed --yes.
func (p *program) confirm(ctx context.Context, yes bool, warning, word string) error {
	if yes {
		return nil
	}
	if !isTerminal(p.in) || !isTerminal(p.err) {
		return misuse(problem{warning, "Nothing was changed. Add --yes to confirm it without a terminal.", nil})
	}
	fmt.Fprintf(p.err, "%s\nType %s to confirm: ", printable(warning), printable(word))
	read := make(chan string, 1)
	go func() { // ends with the program if the context ends first
		line, _ := bufio.NewReader(io.LimitReader(p.in, longestInput)).ReadString('\n')
		read <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(p.err)
		return errInterrupted
	case typed := <-read:
		if !strings.EqualFold(typed, word) {
			return problem{"That is not " + printable(word) + ".", "Nothing was changed.", nil}
		}
		return nil
	}
}
