package branch

import (
	"slices"
	"sync"

	"neonauth/gen"
)

// Most branches have the same failures and the same patterns of paths, which take more memory than all else that an idle
// branch has. So databases share equal ones. Neither changes after it is made.
var shared struct {
	mutex    sync.Mutex
	failures []sharedFailures  // the last ones
	paths    map[string]*Paths // by pattern
}

type sharedFailures struct {
	rows   []gen.ListFailuresRow
	byName map[string]Failure
}

// So many are kept at most, so that projects cannot fill the memory.
const (
	mostFailures = 4 // one for each installed release
	mostPaths    = 64
)

// shareFailures returns the failures of these rows, by name.
func shareFailures(rows []gen.ListFailuresRow) map[string]Failure {
	shared.mutex.Lock()
	defer shared.mutex.Unlock()
	for _, known := range shared.failures {
		if slices.Equal(rows, known.rows) {
			return known.byName
		}
	}
	failures := make(map[string]Failure, len(rows))
	for _, f := range rows {
		failures[f.Name] = Failure{Name: f.Name, Status: int(f.Status), Code: f.Code, Message: f.Message}
	}
	if len(shared.failures) == mostFailures {
		shared.failures = slices.Delete(shared.failures, 0, 1)
	}
	shared.failures = append(shared.failures, sharedFailures{rows, failures})
	return failures
}

// sharePaths returns the paths that a pattern matches, or nil for an empty pattern.
func sharePaths(pattern string) (*Paths, error) {
	if pattern == "" {
		return nil, nil
	}
	shared.mutex.Lock()
	defer shared.mutex.Unlock()
	if paths := shared.paths[pattern]; paths != nil {
		return paths, nil
	}
	paths, err := CompilePaths(pattern)
	if err != nil {
		return nil, err
	}
	if len(shared.paths) >= mostPaths {
		clear(shared.paths)
	}
	if shared.paths == nil {
		shared.paths = map[string]*Paths{}
	}
	shared.paths[pattern] = paths
	return paths, nil
}
