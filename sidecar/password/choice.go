package password

import (
	"math"
	"sync"
	"time"
)

// choice holds the fastest mixer for a batch of 1 to maxLanes hashes. Processors differ: if a vector instruction takes
// two cycles, the portable code is faster for a single hash. So each mixer is timed once, in 3 ms altogether.
var choice = sync.OnceValue(func() (best [maxLanes + 1]mixer) {
	var shortest [maxLanes + 1]time.Duration
	for _, m := range mixers() {
		step := timeMixer(m)
		for size := 1; size <= maxLanes; size++ {
			steps := time.Duration((size + m.lanes - 1) / m.lanes)
			if best[size].mix == nil || steps*step < shortest[size] {
				best[size], shortest[size] = m, steps*step
			}
		}
	}
	return best
})

// fastest returns the mixer for a batch of hashes.
func fastest(size int) mixer { return choice()[size] }

// batchSize returns how many waiting hashes are computed together.
func batchSize() int { return fastest(maxLanes).lanes }

// timeMixer returns the shortest time of a few runs on a small table.
func timeMixer(m mixer) time.Duration {
	var small []*table
	for range m.lanes {
		small = append(small, newTable(64, blockSize))
	}
	shortest := time.Duration(math.MaxInt64)
	for range 4 {
		start := time.Now()
		mix(m, small)
		shortest = min(shortest, time.Since(start))
	}
	return shortest
}
