package shape

import (
	"fmt"
	"unicode/utf16"
)

const (
	maxText    = 8192   // characters of a text, in UTF-16 units as JavaScript counts
	maxURL     = 4096   // of an address, which mails and cookies hold
	maxPicture = 131072 // of a picture, which may be a data URL
	maxItems   = 1000   // of a list of texts
)

// lengths are the limits of fields that have another one than maxText; 0: none here. A password has limits in the
// settings, and answers of its own.
var lengths = map[string]int{
	"image": maxPicture, "logo": maxPicture, "metadata": maxPicture,
	"callbackURL": maxURL, "newUserCallbackURL": maxURL, "errorCallbackURL": maxURL, "redirectTo": maxURL, "redirectURL": maxURL,
	"email": 0, "newEmail": 0, // an address that is too long is none
	"password": 0, "newPassword": 0, "currentPassword": 0,
	"searchValue": maxSearch, "filterValue": maxSearch,
}

// maxSearch bounds what is looked for in lists: each comparison takes longer the longer the pattern is.
const maxSearch = 320

// limitLength refuses a field whose text, or a text in whose list, is too long.
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
