package translation_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/translation"
)

func TestNegotiation(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"":                                  "en",
		"*":                                 "en",
		"de":                                "de",
		"de-CH":                             "de",
		"de-DE-1901,en;q=0.5":               "de",
		"DE_at":                             "de",
		"pt-BR,pt;q=0.9,en;q=0.8":           "pt",
		"pt-PT":                             "pt",
		"zh-Hant":                           "zh",
		"zh-TW,zh;q=0.9,en;q=0.8":           "zh",
		"zh-Hans-CN":                        "zh",
		"zh-HK":                             "zh",
		"es-419":                            "es",
		"fr-CA,fr;q=0.5":                    "fr",
		"ar-EG":                             "ar",
		"en-GB,de;q=0.9":                    "en",
		"sv,nl;q=0.5,en;q=0.4":              "nl",
		"ca,en;q=0.8":                       "en",
		"ca,fr;q=0.8":                       "fr",
		"sv":                                "en",
		"en;q=0.1,ja;q=0.9":                 "ja",
		"de;q=0,fr;q=0.1":                   "fr",
		"xx-yy-zz;;q=,,tr":                  "tr",
		"';drop table users--,ko;q=0.3":     "ko",
		"\x00\xff,it":                       "it",
		"q=1":                               "en",
		"de;q=nonsense,pl;q=0.2":            "pl",
		"nb,nn,no":                          "en",
		strings.Repeat("de-", 3000):         "en",
		strings.Repeat("xx,", 2800) + "de":  "en", // 8 KB: only the beginning is read
		"it," + strings.Repeat("de,", 2800): "it",
		"ja," + strings.Repeat("x", 8192):   "ja",
	} {
		if got := translation.Choose(translation.Preferences(header), "en"); got != want {
			t.Errorf("%.60q: %s instead of %s", header, got, want)
		}
		if list := translation.Preferences(header); len(list) > 200 || strings.ContainsAny(list, " ;'\"\x00<") {
			t.Errorf("%.60q becomes %q", header, list)
		}
	}
}

func TestAProjectsOwnLanguageIsChosen(t *testing.T) {
	t.Parallel()
	for preferences, want := range map[string]string{"sv-SE,de": "sv", "de,sv": "de", "no": "pl", "": "pl", "sv-FI": "sv"} {
		if got := translation.ChooseFrom([]string{"sv", "de", "not a language"}, preferences, "pl"); got != want {
			t.Errorf("%q: %s instead of %s", preferences, got, want)
		}
	}
}

func TestATextOfARegionIsThatOfTheLanguage(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"pt-BR": "Entrar", "zh-Hant": "登录", "de-AT": "Anmelden", "sv": "Sign in", "": "Sign in", "x\"y": "Sign in"} {
		if got := translation.Text(lang, "page.sign-in.button", nil); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

func FuzzPreferences(f *testing.F) {
	for _, header := range []string{"de-CH,en;q=0.5", "*", "zh-Hant;q=1e9", "x-klingon,i-default", "en-u-ca-buddhist-t-de", ";;;q=", "\x00,\xff", "de;q=NaN,fr;q=-1"} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		list := translation.Preferences(header)
		if len(list) > 200 || strings.ContainsFunc(list, func(c rune) bool {
			return c != ',' && c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
		}) {
			t.Errorf("%q becomes %q", header, list)
		}
		if got := translation.Choose(list, "en"); translation.Text(got, "page.start", nil) == "" {
			t.Errorf("%q: no text in %q", header, got)
		}
	})
}
