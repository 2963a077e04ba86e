package api

import (
	"maps"
	"sync"
	"time"
)

// The strictest of the limits holds for every limited path while the database cannot count: a read-only server still
// says whether a password is wrong, and must not be asked without bounds.
const (
	spareAttempts = 3
	sparePeriod   = 10 * time.Second
	maxSpare      = 20_000 // keys kept; further ones are refused
)

// spareCounts counts requests in memory while the database takes no change.
type spareCounts struct {
	mutex sync.Mutex
	since map[string][]time.Time // of the latest attempts, at most spareAttempts
}

// wait counts a request and returns 0, or for how many seconds it is refused.
func (c *spareCounts) wait(key string, now time.Time) int32 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.since == nil {
		c.since = map[string][]time.Time{}
	}
	if _, known := c.since[key]; !known && len(c.since) >= maxSpare {
		maps.DeleteFunc(c.since, func(_ string, at []time.Time) bool { return now.Sub(at[len(at)-1]) > sparePeriod })
		if len(c.since) >= maxSpare {
			return int32(sparePeriod.Seconds())
		}
	}
	at := c.since[key]
	if len(at) == spareAttempts {
		if left := sparePeriod - now.Sub(at[0]); left > 0 {
			return int32(left.Seconds()) + 1
		}
		at = at[1:]
	}
	c.since[key] = append(at, now)
	return 0
}
