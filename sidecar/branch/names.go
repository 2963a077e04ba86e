package branch

import (
	"context"
	"maps"
	"slices"
	"time"
)

// namesTimeout is how long Names waits for databases that are new. They are in a later answer.
const namesTimeout = 50 * time.Millisecond

// Names returns the names of the databases that are known to be served, sorted. It looks for new ones, but does not wait
// for the answers of a thousand.
func (d *Databases) Names(ctx context.Context) ([]string, error) {
	soon, done := context.WithTimeout(ctx, namesTimeout)
	defer done()
	_ = d.identifyAll(soon) // it goes on
	names, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, name := range d.names {
		_, there := names[name]
		known[name] = there
	}
	for name, e := range d.entries {
		_, there := names[name]
		known[name] = there && e.db != nil
	}
	maps.DeleteFunc(known, func(_ string, there bool) bool { return !there })
	return slices.Sorted(maps.Keys(known)), nil
}
