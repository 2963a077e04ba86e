package jwt

import (
	"sync"
	"time"
)

const (
	// Lifetime is how long a token of a session is good for.
	Lifetime = 15 * time.Minute
	// reuse is how long one minted for a session is given out again.
	reuse = time.Minute
	// kept bounds the memory for them, some 10 MB.
	kept = 10000
)

// A Cache keeps the last token of each session for a minute: signing costs more than looking the session up.
type Cache struct {
	mutex  sync.Mutex
	tokens map[string]minted
}

type minted struct {
	version, token string
	at             time.Time
}

// NewCache makes an empty Cache.
func NewCache() *Cache { return &Cache{tokens: map[string]minted{}} }

// Get gives the session's token if it was made of the same version within the last minute, else what make makes.
// The version must change when session, user or key do.
func (c *Cache) Get(session, version string, now time.Time, make func() (string, error)) (string, error) {
	c.mutex.Lock()
	last, ok := c.tokens[session]
	c.mutex.Unlock()
	if ok && last.version == version && now.Sub(last.at) < reuse {
		return last.token, nil
	}
	token, err := make()
	if err != nil {
		return "", err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.tokens) >= kept {
		clear(c.tokens) // simpler than choosing, and once a minute at worst
	}
	c.tokens[session] = minted{version, token, now}
	return token, nil
}
