package branch

import (
	"regexp"
	"strings"
	"sync"
)

// Paths are the paths of endpoints that a pattern from the settings matches.
type Paths struct {
	pattern *regexp.Regexp
	known   sync.Map // path: whether it matches
}

// CompilePaths returns the paths that a regular expression matches, as SQL writes it.
func CompilePaths(pattern string) (*Paths, error) {
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	return &Paths{pattern: compiled}, nil
}

// Match reports whether the pattern matches an endpoint's path. It remembers each result, so the path must be one of the
// table of endpoints and not a client's text.
func (p *Paths) Match(path string) bool {
	if matches, ok := p.known.Load(path); ok {
		return matches.(bool)
	}
	matches := p.pattern.MatchString(path)
	p.known.Store(path, matches)
	return matches
}

// escaped matches how SQL writes a character of a path that regular expressions give a meaning.
var escaped = regexp.MustCompile(`\\(.)`)

// Entries returns the paths as the settings list them, each with what it matches.
func (p *Paths) Entries() map[string]*Paths {
	entries := map[string]*Paths{}
	for _, part := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(p.pattern.String(), "^("), ")$"), "|") {
		if one, err := CompilePaths("^(" + part + ")$"); err == nil {
			entries[escaped.ReplaceAllString(strings.ReplaceAll(part, ".*", "*"), "$1")] = one
		}
	}
	return entries
}
