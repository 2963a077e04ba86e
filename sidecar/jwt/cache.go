package jwt

import (
	"sync"
	"time"
)

const (
	// reuse is how long the cached token of a session is returned instead of a new one, at most.
	reuse = time.Minute
	// part of a token's lifetime has passed at most when the cached one is returned: a minute of a quarter of an hour.
	part = 15

	kept     = 10000    // tokens
	keptSize = 16 << 20 // bytes of all tokens together
	maxEntry = 16 << 10 // bytes; a larger token is not kept
	overhead = 256      // estimated bytes per entry, in addition to its texts
)

// A Cache keeps the last token of each session for a minute, because signing costs more than looking the session up. Its
// memory is bounded in bytes. A token is dropped at most two minutes after it was signed, even without requests.
type Cache struct {
	mutex    sync.Mutex
	recent   generation
	previous generation // both are searched
	begun    time.Time  // when recent began
	sweeping bool
}

// A generation holds half of the capacity. When it is full or old it becomes the previous one, which is dropped.
type generation struct {
	tokens map[string]minted
	size   int
}

type minted struct {
	version Version
	token   string
	at      time.Time
}

// A Version identifies the data a token was made from. It differs if the session, the user or the key has changed.
type Version struct {
	Origin, Key   string
	Session, User int64  // updatedAt, in microseconds
	Organization  string // for the claim "o"
	Assurance     string // for the claims amr, auth_time and aal
	Settings      string // the version of the settings, if a hook adds claims
	Options       string // the settings of tokens
	Lifetime      time.Duration
}

// reuse returns how long the cached token is returned.
func (v Version) reuse() time.Duration {
	if v.Lifetime == 0 {
		return reuse
	}
	return min(reuse, v.Lifetime/part)
}

// NewCache returns an empty Cache.
func NewCache() *Cache { return &Cache{} }

// Get returns the session's cached token if it was made from the same version within the last minute. Otherwise it calls
// make, caches the token and returns it, or returns the error of make.
func (c *Cache) Get(session string, version Version, now time.Time, make func() (string, error)) (string, error) {
	if last, ok := c.find(session); ok && last.version == version && now.Sub(last.at) < version.reuse() && !now.Before(last.at) {
		return last.token, nil
	}
	token, err := make()
	if err != nil {
		return "", err
	}
	c.keep(session, minted{version, token, now})
	return token, nil
}

func (c *Cache) find(session string) (minted, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if last, ok := c.recent.tokens[session]; ok {
		return last, true
	}
	last, ok := c.previous.tokens[session]
	return last, ok
}

func (c *Cache) keep(session string, token minted) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	size := entrySize(session, token)
	if last, ok := c.recent.tokens[session]; ok {
		c.recent.size -= entrySize(session, last)
		delete(c.recent.tokens, session)
	}
	if size > maxEntry {
		return
	}
	full := len(c.recent.tokens) >= kept/2 || c.recent.size+size > keptSize/2
	if full || token.at.Sub(c.begun) >= reuse || c.recent.tokens == nil {
		c.rotate(token.at)
	}
	c.recent.tokens[session] = token
	c.recent.size += size
	if !c.sweeping {
		c.sweeping = true
		time.AfterFunc(reuse, c.sweep) // repeats until the cache is empty
	}
}

// rotate drops the previous generation and begins a new one.
func (c *Cache) rotate(now time.Time) {
	c.previous, c.recent, c.begun = c.recent, generation{tokens: map[string]minted{}}, now
}

// sweep drops the tokens that are too old to be returned, even if Get is not called any more.
func (c *Cache) sweep() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.rotate(time.Now())
	if c.sweeping = len(c.previous.tokens) > 0; c.sweeping {
		time.AfterFunc(reuse, c.sweep)
	}
}

// Size returns the number of cached tokens and the bytes they take.
func (c *Cache) Size() (tokens, bytes int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.recent.tokens) + len(c.previous.tokens), c.recent.size + c.previous.size
}

func entrySize(session string, token minted) int {
	v := token.version
	return len(session) + len(v.Origin) + len(v.Key) + len(v.Organization) + len(v.Settings) + len(v.Options) + len(token.token) + overhead
}
