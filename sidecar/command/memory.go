package command

import "os"

// ballast is memory that is never touched, so that it takes none of the machine's. The garbage collector begins when the
// heap has doubled: without ballast after each few megabytes of garbage, many times a second under load.
const ballast = 24 << 20

// collectLess lets the process hold up to ballast more garbage, unless the operator has tuned the collector. Keep what it
// returns alive. A percentage above 100 would have a similar effect, but would also multiply the tables of password hashes.
func collectLess() []byte {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	return make([]byte, ballast)
}
