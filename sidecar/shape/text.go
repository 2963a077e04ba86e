package shape

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// checkText checks a string, its length, and whether it is an address. tooShort, if not empty, is reported instead of
// zod's message. A coerced field accepts any value as text.
func checkText(least int, tooShort string, address *regexp.Regexp, coerced bool) check {
	return func(value any) []issue {
		if coerced {
			value = written(value)
		}
		var found []issue
		text, ok := value.(string)
		if !ok {
			found = wrongType("string", value)
		} else if address != nil && !IsAddress(address, text) {
			found = append(found, issue{text: "Invalid email address", soft: true})
		}
		if short := tooSmall(value, least); short != "" {
			if tooShort != "" {
				short = tooShort
			}
			found = append(found, issue{text: short, soft: true})
		}
		return found
	}
}

// IsAddress reports whether the text is an email address by zod's rules, and short enough for mail servers and indexes.
func IsAddress(pattern *regexp.Regexp, text string) bool {
	const longest = 320
	return len(text) <= longest && pattern.MatchString(text) && !strings.HasPrefix(text, ".") && !strings.Contains(text, "..")
}

// tooSmall checks the length of any value that has one. zod does so even if the type is wrong.
func tooSmall(value any, least int) string {
	if least == 0 {
		return ""
	}
	switch value := value.(type) {
	case string:
		units := 0
		for _, letter := range value {
			if units += utf16.RuneLen(letter); units >= least {
				return ""
			}
		}
		return fmt.Sprintf("Too small: expected string to have >=%d characters", least)
	case []any:
		if len(value) < least {
			return fmt.Sprintf("Too small: expected array to have >=%d items", least)
		}
	case map[string]any:
		length, there := value["length"]
		if number, _ := length.(float64); there && number < float64(least) {
			return fmt.Sprintf("Too small: expected unknown to be >=%d", least)
		}
	}
	return ""
}

// written returns JavaScript's String(value), for fields that accept any value as text.
func written(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case nil:
		return "null"
	case undefined:
		return "undefined"
	case map[string]any:
		return "[object Object]"
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			if item != nil {
				items[i] = written(item)
			}
		}
		return strings.Join(items, ",")
	default:
		return fmt.Sprint(value)
	}
}
