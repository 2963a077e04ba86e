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
	answers, err := p.readHidden(ctx, "New "+what+": ", "The same again: ")
	switch {
	case err != nil:
		return "", err
	case answers[0] == "":
		return "", misuse(problem{"The " + what + " is empty.", "Nothing was changed.", nil})
	case answers[0] != answers[1]:
		return "", misuse(problem{"The two are not the same.", "Nothing was changed. Run this again.", nil})
	}
	return answers[0], nil
}

// readHidden asks for lines on the terminal, and does not show what is typed from before the first question on. An empty
// line is the last. When the context ends, the terminal shows input again.
func (p *program) readHidden(ctx context.Context, prompts ...string) (lines []string, err error) {
	shown, err := term.MakeRaw(int(p.in.Fd()))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, term.Restore(int(p.in.Fd()), shown)) }()
	terminal := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{p.in, p.err}, "")
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	for _, prompt := range prompts {
		go func() { // ends with the program if the context ends first
			text, err := terminal.ReadPassword(prompt)
			read <- line{text, err}
		}()
		select {
		case <-ctx.Done():
			fmt.Fprint(p.err, "\r\n")
			return nil, errInterrupted
		case got := <-read:
			if errors.Is(got.err, io.EOF) { // Ctrl-C or Ctrl-D
				fmt.Fprint(p.err, "\r\n")
				return nil, errInterrupted
			}
			if got.err != nil {
				return nil, got.err
			}
			if lines = append(lines, got.text); got.text == "" {
				return lines, nil
			}
		}
	}
	return lines, nil
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
