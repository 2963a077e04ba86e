package branch

import (
	"strings"

	"neonauth/gen"
)

// Breach is where passwords are checked against those that are known to be breached.
type Breach struct {
	Message string          // instead of the default one; empty: none
	Paths   map[string]bool // endpoints that check; empty: all that set a password
}

func breachSettings(row *gen.ConfigRow) *Breach {
	if !row.BreachCheck {
		return nil
	}
	b := &Breach{Message: row.BreachMessage, Paths: map[string]bool{}}
	for _, path := range strings.Fields(row.BreachPaths) {
		b.Paths[path] = true
	}
	return b
}
