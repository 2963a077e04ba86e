// Package translation holds the texts of mails, pages and errors in the languages that neonauth speaks.
package translation

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// messages has one file per language. A message is a text with {{.Variables}}, or one text for each plural form.
//
//go:embed messages
var messages embed.FS

// Default is the language of a project that sets none.
const Default = "en"

// Languages are the languages that have a message file. The first is the default.
var Languages = []string{Default, "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ja", "ko", "zh", "ar"}

// Data are the variables of a message.
type Data map[string]string

// localizers are loaded with the first text: most commands show none.
var localizers = sync.OnceValue(load)

func load() map[string]*i18n.Localizer {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := fs.Glob(messages, "messages/*.json")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		if _, err := bundle.LoadMessageFileFS(messages, file); err != nil {
			panic(fmt.Errorf("%s: %w", path.Base(file), err)) // the files are embedded: a test would have failed
		}
	}
	all := map[string]*i18n.Localizer{}
	for _, name := range Languages {
		all[name] = i18n.NewLocalizer(bundle, name)
	}
	return all
}

// Text returns a message in the one of Languages that matches, or in the default language.
func Text(lang, id string, data Data) string {
	return localize(lang, &i18n.LocalizeConfig{MessageID: id, TemplateData: data})
}

// Count returns a message in the plural form for n, which is its variable N.
func Count(lang, id string, n int) string {
	return localize(lang, &i18n.LocalizeConfig{MessageID: id, TemplateData: map[string]int{"N": n}, PluralCount: n})
}

// Has reports whether there is a message with that id.
func Has(id string) bool {
	_, err := localizers()[Default].Localize(&i18n.LocalizeConfig{MessageID: id})
	return err == nil
}

func localize(lang string, config *i18n.LocalizeConfig) string {
	localizer, ok := localizers()[lang]
	if !ok {
		localizer = localizers()[Choose(lang, Default)] // such as pt-BR
	}
	text, _ := localizer.Localize(config) // a text in the default language comes with an error
	return text
}

// Direction returns the direction of a language's script, as HTML's dir attribute has it.
func Direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}

// Space returns what separates sentences.
func Space(lang string) string {
	if lang == "ja" || lang == "zh" {
		return ""
	}
	return " "
}
