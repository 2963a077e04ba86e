package translation

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

const (
	maxHeader      = 1024 // bytes of Accept-Language that are read
	maxPreferences = 5
)

// Preferences returns the languages in an Accept-Language header, best first, as a short list for Choose. Parts that are
// not languages are skipped, and a long header is cut.
func Preferences(header string) string {
	if len(header) > maxHeader {
		header = header[:maxHeader]
		header = header[:strings.LastIndexByte(header, ',')+1]
	}
	type wish struct {
		tag    string
		weight float32
	}
	var wishes []wish
	for part := range strings.SplitSeq(header, ",") {
		tags, weights, err := language.ParseAcceptLanguage(part)
		if err != nil || len(tags) != 1 || weights[0] <= 0 || tags[0] == language.Und {
			continue
		}
		if tag := tags[0].String(); len(tag) <= 35 && !slices.ContainsFunc(wishes, func(w wish) bool { return w.tag == tag }) {
			wishes = append(wishes, wish{tag, weights[0]})
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return 0
	})
	var list []string
	for _, w := range wishes[:min(len(wishes), maxPreferences)] {
		list = append(list, w.tag)
	}
	return strings.Join(list, ",")
}

var ours = newMatcher(Languages)

// Choose returns the supported language that matches the preferences best, or otherwise if none does. Preferences is a list
// of language tags, best first.
func Choose(preferences, otherwise string) string {
	return ours.choose(preferences, otherwise)
}

// ChooseFrom is Choose for languages that have texts of a project's own besides ours.
func ChooseFrom(more []string, preferences, otherwise string) string {
	if len(more) == 0 {
		return ours.choose(preferences, otherwise)
	}
	all := slices.Clone(more) // first, because pt-BR and pt are the same language, and the first one is chosen
	for _, lang := range Languages {
		if !slices.Contains(all, lang) {
			all = append(all, lang)
		}
	}
	return newMatcher(all).choose(preferences, otherwise)
}

type matcher struct {
	names   []string
	matcher language.Matcher
}

// newMatcher skips names that are not language tags.
func newMatcher(names []string) matcher {
	var m matcher
	var tags []language.Tag
	for _, name := range names {
		if tag, err := language.Parse(name); err == nil {
			m.names, tags = append(m.names, name), append(tags, tag)
		}
	}
	m.matcher = language.NewMatcher(tags)
	return m
}

// choose asks for one preference after the other, because a matcher may prefer a later exact match to an earlier close one.
func (m matcher) choose(preferences, otherwise string) string {
	for wanted := range strings.SplitSeq(preferences, ",") {
		tag, err := language.Parse(strings.TrimSpace(wanted))
		if err != nil || tag == language.Und {
			continue
		}
		if _, i, sure := m.matcher.Match(tag); sure >= language.Low && sameLanguage(tag, m.names[i]) {
			return m.names[i]
		}
	}
	return otherwise
}

// sameLanguage rejects what a matcher only suggests, such as Spanish for a reader of Catalan: the reader's next preference
// is better.
func sameLanguage(tag language.Tag, name string) bool {
	found, err := language.Parse(name)
	if err != nil {
		return false
	}
	wanted, _ := tag.Base()
	got, _ := found.Base()
	return wanted == got
}
