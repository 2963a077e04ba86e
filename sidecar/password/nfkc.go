package password

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// joiner is the character that x/text inserts into a sequence of more than 30 accents, to bound its own memory.
const joiner = "\u034f"

// nfkc returns NFKC as Unicode and JavaScript define it. x/text only differs in its joiners, so a text in which it
// inserts one is normalized here instead.
func nfkc(s string) string {
	normal := norm.NFKC.String(s)
	if strings.Count(normal, joiner) == strings.Count(s, joiner) {
		return normal
	}
	return compose(decompose(s))
}

// decompose decomposes every character and puts the accents into canonical order.
func decompose(s string) []rune {
	var runes []rune
	for _, r := range s {
		runes = append(runes, []rune(norm.NFKD.String(string(r)))...)
	}
	for i := 0; i < len(runes); i++ {
		start := i
		for i < len(runes) && class(runes[i]) != 0 {
			i++
		}
		slices.SortStableFunc(runes[start:i], func(a, b rune) int {
			return cmp.Compare(class(a), class(b))
		})
	}
	return runes
}

// compose combines each accent with the letter before it if Unicode has a character for both, and if neither an accent
// of the same class nor another letter is between them.
func compose(runes []rune) string {
	var out []rune
	letter := -1 // its index in out
	for _, r := range runes {
		own := class(r)
		between := uint8(0)
		if letter >= 0 && letter < len(out)-1 {
			between = class(out[len(out)-1])
		}
		adjacent := letter == len(out)-1
		if letter >= 0 && (adjacent || between < own) {
			if both, ok := join(out[letter], r); ok {
				out[letter] = both
				continue
			}
		}
		if own == 0 {
			letter = len(out)
		}
		out = append(out, r)
	}
	return string(out)
}

func join(a, b rune) (rune, bool) {
	both := norm.NFC.String(string([]rune{a, b}))
	r, size := utf8.DecodeRuneInString(both)
	return r, size == len(both)
}

// class returns the canonical combining class: 0 for a letter, otherwise the position of an accent.
func class(r rune) uint8 {
	return norm.NFC.PropertiesString(string(r)).CCC()
}
