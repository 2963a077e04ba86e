package console

import (
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// functions are those of the templates.
var functions = template.FuncMap{
	"icon":     icon,
	"date":     date,
	"ago":      ago,
	"number":   number,
	"initials": initials,
	"list":     func(items ...any) []any { return items },
	"dict":     dict,
	"text":     text,
	"agent":    agent,
	"add":      func(a, b int) int { return a + b },
	"json":     indented,
	"named":    named,
	"names":    names,
	"size":     size,
	"words":    words,
	"csv":      func(given any) []string { return strings.Split(text(given), ",") },
	"title":    func(s string) string { return strings.ToUpper(s[:min(1, len(s))]) + s[min(1, len(s)):] },
}

// dict returns a map of its arguments, alternately names and values.
func dict(pairs ...any) (object, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict has %d arguments", len(pairs))
	}
	made := object{}
	for i := 0; i < len(pairs); i += 2 {
		made[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return made, nil
}

// text returns a value of JSON as text. Null is "".
func text(given any) string {
	if given == nil {
		return ""
	}
	return fmt.Sprint(given)
}

func moment(given any) (time.Time, bool) {
	if at, ok := given.(*time.Time); ok && at != nil {
		return *at, true
	}
	if at, ok := given.(time.Time); ok {
		return at, !at.IsZero()
	}
	at, err := time.Parse(time.RFC3339Nano, text(given))
	return at, err == nil
}

// date returns a time as people read it, in UTC.
func date(given any) string {
	at, ok := moment(given)
	if !ok {
		return text(given)
	}
	return at.UTC().Format("2 Jan 2006, 15:04") + " UTC"
}

// ago returns how long a time is past or ahead.
func ago(given any) string {
	at, ok := moment(given)
	if !ok {
		return "never"
	}
	past := time.Since(at)
	form := "%s ago"
	if past < 0 {
		past, form = -past, "in %s"
	}
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"year", 365 * 24 * time.Hour}, {"month", 30 * 24 * time.Hour}, {"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if n := int(past / unit.size); n > 0 {
			plural := "s"
			if n == 1 {
				plural = ""
			}
			return fmt.Sprintf(form, fmt.Sprintf("%d %s%s", n, unit.name, plural))
		}
	}
	if form[0] == 'i' {
		return "in a moment"
	}
	return "just now"
}

// number returns a count with separators.
func number(given any) string {
	n, err := strconv.ParseInt(text(given), 10, 64)
	if err != nil {
		return text(given)
	}
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// size returns a number of bytes as people read it.
func size(bytes *int64) string {
	if bytes == nil {
		return ""
	}
	n, units := float64(*bytes), []string{"bytes", "kB", "MB", "GB", "TB"}
	for n >= 1000 && len(units) > 1 {
		n, units = n/1000, units[1:]
	}
	return fmt.Sprintf("%.3g %s", n, units[0])
}

// initials returns up to two letters of a name, or of the address if the name has none.
func initials(names ...any) string {
	for _, name := range names {
		letters := ""
		for _, word := range strings.Fields(text(name)) {
			if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) && utf8.RuneCountInString(letters) < 2 {
				letters += strings.ToUpper(string(r))
			}
		}
		if letters != "" {
			return letters
		}
	}
	return "?"
}

// agent returns a short name of a browser.
func agent(given any) string {
	whole := text(given)
	browser, system := "", ""
	for _, known := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}, {"node", "Node.js"}, {"Go-http-client", "Go"}} {
		if strings.Contains(whole, known[0]) && browser == "" {
			browser = known[1]
		}
	}
	for _, known := range [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(whole, known[0]) && system == "" {
			system = known[1]
		}
	}
	switch {
	case whole == "":
		return "Unknown client"
	case browser == "":
		runes := []rune(whole)
		return string(runes[:min(len(runes), 60)])
	case system == "":
		return browser
	}
	return browser + " on " + system
}

func indented(given any) (string, error) {
	made, err := json.MarshalIndent(given, "", "  ")
	return string(made), err
}

// words returns a list of texts, or one text, separated by blanks.
func words(given any) string {
	items, ok := given.([]any)
	if !ok {
		return text(given)
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = text(item)
	}
	return strings.Join(texts, " ")
}

// names returns the names of an object's fields.
func names(given any) string {
	fields, _ := given.(object)
	return strings.Join(slices.Sorted(maps.Keys(fields)), ", ")
}

// sentence returns a message that begins with a capital and ends with a full stop. A name of a field or a setting, such
// as recipient_email, stays as it is.
func sentence(message string) string {
	if message == "" {
		return ""
	}
	word, _, _ := strings.Cut(message, " ")
	if isName := strings.ContainsAny(strings.TrimRight(word, ".,:"), "_.") || strings.ContainsFunc(word, unicode.IsUpper); !isName {
		first, size := utf8.DecodeRuneInString(message)
		message = string(unicode.ToUpper(first)) + message[size:]
	}
	if !strings.HasSuffix(message, ".") {
		message += "."
	}
	return message
}

// literal returns a text as a literal of SQL, which means the same whatever standard_conforming_strings says. Nil is null.
func literal(given any) string {
	if given == nil {
		return "null"
	}
	quoted := "'" + strings.ReplaceAll(text(given), "'", "''") + "'"
	if strings.Contains(quoted, `\`) {
		return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

// sqlf returns a statement with literals in place of each %s.
func sqlf(form string, values ...any) string {
	literals := make([]any, len(values))
	for i, value := range values {
		literals[i] = literal(value)
	}
	return fmt.Sprintf(form, literals...)
}
