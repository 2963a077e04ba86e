package translation_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/translation"
)

// message is a text or a text for each plural form.
type message map[string]string

func (m *message) UnmarshalJSON(text []byte) error {
	var plain string
	if json.Unmarshal(text, &plain) == nil {
		*m = message{"": plain}
		return nil
	}
	forms := map[string]string{}
	err := json.Unmarshal(text, &forms)
	*m = forms
	return err
}

func read(t *testing.T, lang string) map[string]message {
	t.Helper()
	text, err := os.ReadFile("messages/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]message{}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("%s: %v", lang, err)
	}
	return all
}

var variable = regexp.MustCompile(`\{\{\.\w+\}\}`)

func variables(text string) []string {
	found := variable.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestEveryLanguageHasEveryMessage: the same keys, with the same variables. A missing one is English in the middle of
// another language.
func TestEveryLanguageHasEveryMessage(t *testing.T) {
	t.Parallel()
	english := read(t, "en")
	files, err := os.ReadDir("messages")
	if err != nil || len(files) != len(translation.Languages) {
		t.Fatalf("%d files for %d languages (%v)", len(files), len(translation.Languages), err)
	}
	for _, lang := range translation.Languages {
		own := read(t, lang)
		for id := range own {
			if _, known := english[id]; !known {
				t.Errorf("%s: %s is not a message", lang, id)
			}
		}
		for id, forms := range english {
			if own[id] == nil {
				t.Errorf("%s lacks %s", lang, id)
				continue
			}
			want := variables(forms[""] + forms["other"])
			for form, text := range own[id] {
				got := variables(text)
				if len(got) == 0 && slices.Contains([]string{"one", "two", "zero"}, form) {
					continue // Arabic has words for one and two
				}
				if strings.TrimSpace(text) != text || text == "" || !slices.Equal(got, want) {
					t.Errorf("%s: %s %s has %v instead of %v: %q", lang, id, form, got, want, text)
				}
				if strings.Contains(variable.ReplaceAllString(text, ""), "{{") {
					t.Errorf("%s: %s is more than text: %q", lang, id, text)
				}
			}
			if lang != "en" && own[id][""] == forms[""] && own[id]["other"] == forms["other"] && strings.HasPrefix(id, "mail.") {
				t.Errorf("%s: %s is not translated", lang, id)
			}
		}
	}
}

// TestEveryPluralFormExists: no count falls back to English.
func TestEveryPluralFormExists(t *testing.T) {
	t.Parallel()
	for id, forms := range read(t, "en") {
		if forms["other"] == "" {
			continue
		}
		for _, lang := range translation.Languages {
			for n := range 1500 {
				text := translation.Count(lang, id, n)
				if text == "" || strings.Contains(text, "{{") || strings.Contains(text, "no value") || lang != "en" && strings.Contains(text, "expires") {
					t.Fatalf("%s %s %d: %q", lang, id, n, text)
				}
			}
		}
	}
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 1, "in 1 minute."},
		{"en", 15, "in 15 minutes."},
		{"de", 1, "in 1 Minute ab."},
		{"pl", 1, "minutę."},
		{"pl", 3, "3 minuty."},
		{"pl", 5, "5 minut."},
		{"pl", 12, "12 minut."},
		{"pl", 22, "22 minuty."},
		{"ar", 2, "دقيقتين."},
		{"ar", 5, "5 دقائق."},
		{"ar", 15, "15 دقيقة."},
		{"fr", 1, "1 minute."},
		{"ja", 15, "15 分です。"},
		{"sv", 15, "in 15 minutes."},
	} {
		if got := translation.Count(c.lang, "mail.link.minutes", c.n); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s %d: %q", c.lang, c.n, got)
		}
	}
}

func TestDirection(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"ar": "rtl", "he": "rtl", "fa": "rtl", "en": "ltr", "zh": "ltr", "": "ltr", "nonsense!": "ltr"} {
		if got := translation.Direction(lang); got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
}
