package console

import (
	"strings"
	"unicode"
)

// named returns the first of several texts that shows something, such as a user's name or else their address. Users choose
// their names: characters that turn or hide text are left out.
func named(texts ...any) string {
	for _, given := range texts {
		shown := strings.TrimFunc(strings.Map(visible, text(given)), isBlank)
		if shown != "" {
			return shown
		}
	}
	return "Unnamed"
}

// joiners connect letters of some scripts, and the parts of an emoji.
const joiners = "\u200c\u200d"

// visible returns a character as a name shows it: -1 if it only changes how others are shown.
func visible(r rune) rune {
	switch {
	case unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Cf, r) && !strings.ContainsRune(joiners, r):
		return -1
	}
	return r
}

// isBlank reports whether a character shows nothing. Fillers are letters to Unicode, and blank.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(joiners+"\u2800\u3164\u115f\u1160\uffa0", r)
}
