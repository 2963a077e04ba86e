package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// printJSON prints a value as JSON. What a terminal would not print, or would obey, is escaped, which changes no value.
func printJSON(out io.Writer, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	var escaped strings.Builder
	for _, r := range string(text) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			escaped.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&escaped, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&escaped, `\u%04x`, r)
		}
	}
	_, err = fmt.Fprintln(out, escaped.String())
	return err
}

// printable replaces what could move the cursor or hide text on a terminal: names in a database may contain anything.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && !unicode.IsPrint(r) {
			return '\ufffd'
		}
		return r
	}, text)
}

// printableLines does the same with a text of several lines.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = printable(line)
	}
	return strings.Join(lines, "\n")
}

// colors reports whether output may have colors: on a terminal that knows them, unless NO_COLOR or --no-color is set.
func (p *program) colors() bool {
	return isTerminal(p.out) && !p.colorless && p.variable("NO_COLOR") == "" && p.variable("TERM") != "dumb"
}
