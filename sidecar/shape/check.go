package shape

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

func checkAny(any) []issue { return nil }

// checkAbsent rejects every value: {"not": {}}, the schema form of false.
func checkAbsent(value any) []issue { return wrongType("undefined", value) }

// checkType checks only the type: numbers, booleans and null.
func checkType(name string) check {
	return func(value any) []issue {
		if kind(value) == name {
			return nil
		}
		return wrongType(name, value)
	}
}

// checkOptional accepts an absent value.
func checkOptional(inner check) check {
	return func(value any) []issue {
		if _, none := value.(undefined); none {
			return nil
		}
		return inner(value)
	}
}

// checkNullable accepts null.
func checkNullable(inner check) check {
	return func(value any) []issue {
		if value == nil {
			return nil
		}
		return inner(value)
	}
}

// A property is one key of an object schema. Issues are reported in the schema's order.
type property struct {
	name  string
	check check
}

// checkObject checks the known keys and ignores others.
func checkObject(properties []property) check {
	return func(value any) []issue {
		given, ok := value.(map[string]any)
		if !ok {
			return wrongType("object", value)
		}
		var found []issue
		for _, p := range properties {
			field, there := given[p.name]
			if !there {
				field = undefined{}
			}
			found = append(found, under(p.name, p.check(field))...)
		}
		return found
	}
}

// checkRecord checks every value of an object with free keys, in alphabetical order.
func checkRecord(values check, free bool) check {
	return func(value any) []issue {
		given, ok := value.(map[string]any)
		if !ok {
			return wrongType("record", value)
		}
		if free {
			return nil
		}
		var found []issue
		for _, key := range slices.Sorted(maps.Keys(given)) {
			if found = append(found, under(key, values(given[key]))...); len(found) >= maxIssues {
				break
			}
		}
		return found
	}
}

// checkArray checks every item.
func checkArray(items check) check {
	return func(value any) []issue {
		given, ok := value.([]any)
		if !ok {
			return wrongType("array", value)
		}
		var found []issue
		for i, item := range given {
			wrong := items(item)
			if len(wrong) == 0 {
				continue
			}
			if found = append(found, under(strconv.Itoa(i), wrong)...); len(found) >= maxIssues {
				break
			}
		}
		return found
	}
}

// checkEnum checks a fixed set of strings. Like zod, it does not check the type first.
func checkEnum(words []string) check {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = `"` + word + `"`
	}
	text := "Invalid option: expected one of " + strings.Join(quoted, "|")
	if len(words) == 1 {
		text = "Invalid input: expected " + quoted[0]
	}
	return func(value any) []issue {
		if word, ok := value.(string); ok && slices.Contains(words, word) {
			return nil
		}
		return []issue{{text: text}}
	}
}

// checkAnyOf is zod's union: one option must match.
func checkAnyOf(options []check) check {
	return func(value any) []issue {
		var soft [][]issue
		for _, option := range options {
			found := option(value)
			if len(found) == 0 {
				return nil
			}
			if !slices.ContainsFunc(found, func(one issue) bool { return !one.soft }) {
				soft = append(soft, found)
			}
		}
		if len(soft) == 1 {
			return soft[0]
		}
		return []issue{{text: "Invalid input"}}
	}
}

// checkAllOf is zod's intersection: both sides must match. The issues of the left one come first.
func checkAllOf(sides []check) check {
	return func(value any) []issue {
		var found []issue
		for _, side := range sides {
			found = append(found, side(value)...)
		}
		return found
	}
}
