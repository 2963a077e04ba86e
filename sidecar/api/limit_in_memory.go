package api

import (
	"maps"
	"sync"
	"time"
)

// The strictest limit applies to every limited path while the database cannot count requests: a read-only server still
// checks passwords, so attempts must be limited.
const (
	spareAttempts = 3
	sparePeriod   = 10 * time.Second
	maxSpare      = 20_000 // maximum number of keys; requests with others are rejected
)

// spareCounts counts requests in memory while the database is read-only.
type spareCounts struct {
	mutex sync.Mutex
	since map[string][]time.Time // times of the last attempts, at most spareAttempts
}

// wait counts a request. It returns 0 if it is allowed, otherwise the seconds until the next one is.
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
