package breach_test

import (
	"crypto/sha1"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/breach"
)

// read returns the hashes of a list.
func read(from io.Reader) (all []breach.Hash, err error) {
	for batch, err := range breach.Open(from).Batches() {
		if err != nil {
			return nil, err
		}
		all = append(all, batch...)
	}
	return all, nil
}

func has(all []breach.Hash, word string) bool {
	prefixes, suffixes := breach.Group(all)
	candidate := breach.Hashes(word)
	for i, prefix := range prefixes {
		if candidate.In(prefix, suffixes[i]) {
			return true
		}
	}
	return false
}

func TestLists(t *testing.T) {
	t.Parallel()
	hash := func(word string) string { return fmt.Sprintf("%X", sha1.Sum([]byte(word))) }
	for name, c := range map[string]struct {
		text string
		want []string
		not  []string
	}{
		"hashes with counts":    {hash("one") + ":3\r\n" + hash("two") + ":17\r\n", []string{"one", "two"}, []string{"three", hash("one")}},
		"hashes":                {strings.ToLower(hash("one")) + "\n\n" + hash("two"), []string{"one", "two"}, nil},
		"padding":               {hash("none") + ":0\n" + hash("one") + ":10", []string{"one"}, []string{"none"}},
		"passwords":             {"one\ntwo words \n\nпароль\n", []string{"one", "two words ", "пароль"}, []string{"two words", "", "Пароль"}},
		"passwords, Windows":    {"\ufeffone\r\ntwo\r\n", []string{"one", "two"}, []string{"one\r", "\ufeffone"}},
		"a hash as a password":  {"one\n" + hash("two"), []string{"one", hash("two")}, []string{"two"}},
		"a full-width password": {"password\n", []string{"ｐａｓｓｗｏｒｄ"}, nil},
		"empty":                 {"", nil, []string{""}},
	} {
		all, err := read(strings.NewReader(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, word := range c.want {
			if !has(all, word) {
				t.Errorf("%s: %q is missing", name, word)
			}
		}
		for _, word := range c.not {
			if has(all, word) {
				t.Errorf("%s: %q is there", name, word)
			}
		}
	}
	for name, text := range map[string]string{
		"no hash after hashes": hash("one") + "\nF00\n", "a truncated hash": hash("one") + "\n" + hash("two")[:39], "NTLM": strings.Repeat("0F", 16) + ":1\n",
		"no lines": strings.Repeat("x", 1<<20), "a count that is none": hash("one") + "\n" + hash("two") + ":x",
		"gzip": "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03+NMN-\xe1\x02\x00", "UTF-16": "\xff\xfeo\x00n\x00e\x00\n\x00",
	} {
		if _, err := read(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// endless is a list of many passwords that is never in memory as a whole.
type endless struct{ left, next int }

func (e *endless) Read(into []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for e.left > 0 && len(into)-n > 20 {
		n += copy(into[n:], fmt.Sprintf("word-%d\n", e.next%1500000))
		e.left, e.next = e.left-1, e.next+1
	}
	return n, nil
}

// TestListsAreStreamed: a list is read in parts of bounded size, each sorted and without duplicates.
func TestListsAreStreamed(t *testing.T) {
	t.Parallel()
	const words = 2_500_000
	list := breach.Open(&endless{left: words})
	parts := 0
	for batch, err := range list.Batches() {
		if err != nil {
			t.Fatal(err)
		}
		if parts++; len(batch) > 1<<20 || !slices.IsSorted(batch) {
			t.Errorf("part %d: %d hashes, in order %v", parts, len(batch), slices.IsSorted(batch))
		}
	}
	if parts != 3 || list.Found != words {
		t.Errorf("%d passwords in %d parts", list.Found, parts)
	}
}
