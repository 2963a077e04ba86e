package password

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// Up to 30 accents in a row x/text is right, so the long way must return the same.
func TestTheLongWayEqualsXText(t *testing.T) {
	t.Parallel()
	anyOf := [][2]rune{ // first and last: accents, jamo, syllables, letters, Indic, anything
		{0x300, 0x36f}, {0x1100, 0x11ff}, {0xac00, 0xd7a3}, {'A', 'z'}, {0x900, 0xdff}, {0xe000, 0x2fa1d}, {0, 0xd7ff},
	}
	for range 50_000 {
		text := make([]rune, 1+rand.IntN(6))
		for i := range text {
			r := anyOf[rand.IntN(len(anyOf))]
			text[i] = r[0] + rand.Int32N(r[1]-r[0]+1)
		}
		want := norm.NFKC.String(string(text))
		if got := compose(decompose(string(text))); got != want {
			t.Fatalf("%+q: %+q, x/text %+q", string(text), got, want)
		}
	}
}

func TestLongRunsOfAccents(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ name, text, want string }{
		{
			"sorted over the whole run, the first joined",
			"a" + strings.Repeat("\u0301\u0323", 20),
			"\u1ea1" + strings.Repeat("\u0323", 19) + strings.Repeat("\u0301", 20),
		},
		{"no letter before", strings.Repeat("\u0323", 31) + "e\u0301", strings.Repeat("\u0323", 31) + "\u00e9"},
		{"a joiner that was there stays", "a\u034f" + strings.Repeat("\u0301", 40), "a\u034f" + strings.Repeat("\u0301", 40)},
	} {
		if got := nfkc(v.text); got != v.want {
			t.Errorf("%s: %+q, want %+q", v.name, got, v.want)
		}
	}
}
