package api

import (
	"regexp"
	"strings"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/translation"
)

// translate returns a failure with its message in the client's language, if the project says so. The code stays. It
// translates only messages from the list in SQL: an app's own messages stay as they are.
func (r *request) translate(f branch.Failure) branch.Failure {
	if r.settings == nil || !r.settings.TranslateErrors || f.Message == "" {
		return f
	}
	lang := look(r, r.settings).Language
	if lang == translation.Default {
		return f // the messages in SQL, which clients may compare
	}
	if text := r.translation(lang, f); text != "" {
		f.Message = text
		r.Response().Header().Set("Content-Language", lang)
		r.Response().Header().Add("Vary", "Accept-Language")
	}
	return f
}

// translation returns the message of a failure in a language, or "".
func (r *request) translation(lang string, f branch.Failure) string {
	for name, known := range r.settings.Failures {
		if known.Code != f.Code || !isFilled(known.Message, f.Message) {
			continue
		}
		if text, _ := translation.Failure(lang, name); text != "" {
			return text
		}
	}
	return ""
}

// isFilled reports whether a message is the pattern with its %s filled.
func isFilled(pattern, message string) bool {
	if !strings.Contains(pattern, "%s") {
		return pattern == message
	}
	match := strings.ReplaceAll(regexp.QuoteMeta(pattern), "%s", "(?s:.*)")
	is, err := regexp.MatchString("^"+match+"$", message)
	return err == nil && is
}
