package branch

import (
	"regexp"
	"sync"
)

// Paths are the paths of endpoints that a pattern from the settings matches.
type Paths struct {
	pattern *regexp.Regexp
	known   sync.Map // path: whether it matches
}

func compilePaths(pattern string) (*Paths, error) {
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
