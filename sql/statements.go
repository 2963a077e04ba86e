package sql

import (
	"regexp"
	"strings"
)

var dollarTag = regexp.MustCompile(`^\$([A-Za-z_][A-Za-z_0-9]*)?\$`)

// statements splits a script at its semicolons. Each statement keeps the comments before it. It knows the quotes of this
// folder's scripts: texts, names, bodies between dollars, and comments to the end of the line.
func statements(script string) (list []string) {
	start := 0
	for i := 0; i < len(script); {
		switch rest := script[i:]; {
		case strings.HasPrefix(rest, "--"):
			i += end(rest, 2, "\n")
		case rest[0] == '\'' || rest[0] == '"': // a doubled quote ends one text and begins the next
			i += end(rest, 1, rest[:1])
		case rest[0] == '$' && dollarTag.MatchString(rest):
			tag := dollarTag.FindString(rest)
			i += end(rest, len(tag), tag)
		case rest[0] == ';':
			i++
			list = append(list, strings.TrimSpace(script[start:i]))
			start = i
		default:
			i++
		}
	}
	if rest := strings.TrimSpace(script[start:]); command(rest) != "" {
		list = append(list, rest)
	}
	return list
}

// end returns where a token that begins at 0 ends: after the next mark.
func end(text string, from int, mark string) int {
	if at := strings.Index(text[from:], mark); at >= 0 {
		return from + at + len(mark)
	}
	return len(text)
}

// command returns how a statement begins: in lower case, without the comments before it, with single spaces.
func command(statement string) string {
	statement = strings.TrimSpace(statement)
	for strings.HasPrefix(statement, "--") {
		statement = strings.TrimSpace(statement[end(statement, 2, "\n"):])
	}
	return strings.ToLower(strings.Join(strings.Fields(statement[:min(len(statement), 1000)]), " "))
}

// beside matches the statements that lock no table that others use: what they create is in schemas that nobody sees yet, or
// is a function, of which others see the old version until the install commits.
var beside = regexp.MustCompile(`^(` + strings.Join([]string{
	`(create|create or replace|alter|drop) function `,
	`create (view|type|aggregate) neon_auth_(api|internal)\.`,
	`comment on (function|aggregate) `,
	`comment on (view|type) neon_auth_(api|internal)\.`,
	`(grant|revoke) .* on (all )?functions? `,
	`(grant|revoke) .* on (all functions in )?schema `,
	`create schema `,
	`set local `,
}, "|") + `)`)

// remark is part of the statement that comments on tables. It locks them against vacuum and other installs only.
const remark = `'comment on table %s is %L'`

// createTrigger matches the beginning of a statement that creates a trigger, by itself or in a block. An upgrade replaces the trigger
// of that name, which takes half the time of dropping and creating it.
var createTrigger = regexp.MustCompile(`(?m)^( *'?)create trigger `)

// parts are the statements of the functions' script, each in the order of the script.
type parts struct {
	beside   string // those that lock no table
	remarks  string // those that lock tables against vacuum only
	exchange string // those that lock tables against reads or writes: triggers, policies, views and grants
}

func split(script string) (p parts) {
	for _, statement := range statements(script) {
		switch text := command(statement); {
		case beside.MatchString(text):
			p.beside += statement + "\n\n"
		case strings.HasPrefix(text, "do ") && strings.Contains(statement, remark):
			p.remarks += statement + "\n\n"
		default:
			p.exchange += createTrigger.ReplaceAllString(statement, "${1}create or replace trigger ") + "\n\n"
		}
	}
	return p
}
