package shape

import (
	"fmt"
	"unicode/utf16"
)

const (
	maxText    = 8192   // for a text, in UTF-16 units like JavaScript's length
	maxURL     = 4096   // for a URL, which is put into mails and cookies
	maxPicture = 131072 // for a picture, which may be a data URL
	maxItems   = 1000   // for a list of texts
)

// lengths are the limits of fields other than maxText. 0: not checked here. Passwords have limits in the settings, and
// errors of their own.
var lengths = map[string]int{
	"image": maxPicture, "logo": maxPicture, "metadata": maxPicture,
	"callbackURL": maxURL, "newUserCallbackURL": maxURL, "errorCallbackURL": maxURL, "redirectTo": maxURL, "redirectURL": maxURL,
	"email": 0, "newEmail": 0, // a longer address is not valid anyway
	"password": 0, "newPassword": 0, "currentPassword": 0,
	"searchValue": maxSearch, "filterValue": maxSearch,
}

// maxSearch limits search texts for lists, because longer patterns make each comparison slower.
const maxSearch = 320

// limitLength rejects a field whose text, or a text in its list, is too long.
func limitLength(name string, inner check) check {
	most, ok := lengths[name]
	if !ok {
		most = maxText
	}
	if most == 0 {
		return inner
	}
	return func(value any) []issue {
		if tooLong := tooBig(value, most); tooLong != "" {
			return []issue{{text: tooLong}}
		}
		return inner(value)
	}
}

func tooBig(value any, most int) string {
	switch value := value.(type) {
	case string:
		if len(value) <= most {
			return ""
		}
		units := 0
		for _, letter := range value {
			if units += utf16.RuneLen(letter); units > most {
				return fmt.Sprintf("Too big: expected string to have <=%d characters", most)
			}
		}
	case []any:
		if len(value) > maxItems {
			return fmt.Sprintf("Too big: expected array to have <=%d items", maxItems)
		}
		for _, item := range value {
			if text, ok := item.(string); ok && tooBig(text, most) != "" {
				return tooBig(text, most)
			}
		}
	}
	return ""
}
