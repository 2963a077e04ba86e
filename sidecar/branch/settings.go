package branch

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"neonauth/sidecar/jwt"
	"neonauth/sidecar/secret"
)

// A Failure is one way to say no, from the list that SQL keeps.
type Failure struct {
	Name          string
	Status        int
	Code, Message string
	Missing       json.RawMessage // the permissions it is about, a list; nil: none
	RetryAfter    int             // seconds, of a 429
}

// Error is the failure's name: its message is for people at the other end.
func (f Failure) Error() string { return f.Name }

// Settings are what a request is decided by. They never change: another version is another value.
type Settings struct {
	Version            string // of branch and settings, as begin_request takes it
	Branch             string
	TrustedOrigins     []string
	AllowLocalhost     bool
	CookieCache        bool
	CookieCacheSeconds int
	Failures           map[string]Failure
	Keys               secret.Keys
	Cookies            secret.Signer
	CookieData         secret.Signer
	Codes              secret.Signer
	Links              secret.Signer
	ClaimsHook         bool            // get_extra_claims adds to tokens
	Webhook            bool            // there is one; SQL says of what it is told
	Strict             bool            // strictOrigin: pages of untrusted sites cannot post, even without cookies
	Off                map[string]bool // plugins that are not offered
	Limited            *regexp.Regexp  // paths that may be asked for only so often; nil: none
	LoadedAt           time.Time

	key    *jwt.Key // nil: none yet
	keyErr error
}

// Failure finds a failure by name, with its %s filled.
func (s *Settings) Failure(name string, details ...any) error {
	f, ok := s.Failures[name]
	if !ok {
		return fmt.Errorf("no failure is called %s", name)
	}
	if len(details) > 0 {
		f.Message = fmt.Sprintf(f.Message, details...)
	}
	return f
}

// fresh is how long settings count without another look. What a cookie decides asks the database nothing; a copy may
// have taken this one's name, or stand behind a pooler where a connection is no database; and a branch may be forked
// or adopted while we serve it.
const fresh = time.Second

// Settings gives the settings as they were a second ago or later. While somebody looks again, or nobody can, the last
// ones serve: whatever needs the database will find out by itself.
func (d *Database) Settings(ctx context.Context) (*Settings, error) {
	s := d.settings.Load()
	if s == nil {
		return d.Reload(ctx, nil)
	}
	if time.Since(s.LoadedAt) < fresh || !d.loading.TryLock() {
		return s, nil
	}
	defer d.loading.Unlock()
	if again, err := d.load(ctx); err == nil {
		return again, nil
	}
	return s, nil
}

// Reload looks at the settings again, unless somebody else has met newer ones than those seen.
func (d *Database) Reload(ctx context.Context, seen *Settings) (*Settings, error) {
	d.loading.Lock()
	defer d.loading.Unlock()
	if s := d.settings.Load(); s != nil && seen != nil && s.Version != seen.Version {
		return s, nil
	}
	return d.load(ctx)
}

func (d *Database) load(ctx context.Context) (s *Settings, err error) {
	asking, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	err = d.again(asking, func() error {
		s, err = d.loadOnce(asking)
		return err
	})
	return s, err
}

func (d *Database) loadOnce(ctx context.Context) (*Settings, error) {
	if err := d.examine(ctx); err != nil {
		return nil, fmt.Errorf("read the database's clock: %w", err)
	}
	queries := d.Queries()
	row, err := queries.LoadConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("load settings: %w", err)
	}
	if last := d.settings.Load(); last != nil && last.Version == row.ConfigVersion {
		same := *last
		same.LoadedAt = time.Now()
		d.settings.Store(&same)
		return &same, nil
	}
	failures, err := queries.ListFailures(ctx)
	if err != nil {
		return nil, fmt.Errorf("load failures: %w", err)
	}
	signing, err := queries.CurrentKey(ctx)
	if err != nil {
		return nil, fmt.Errorf("load the signing key: %w", err)
	}
	keys := d.ring.Branch(row.Branch)
	s := &Settings{
		Version:            row.ConfigVersion,
		Branch:             row.Branch,
		TrustedOrigins:     strings.Fields(row.TrustedOrigins),
		AllowLocalhost:     row.AllowLocalhost,
		CookieCache:        row.CookieCache,
		CookieCacheSeconds: int(row.CookieCacheSeconds),
		Failures:           make(map[string]Failure, len(failures)),
		Keys:               keys,
		Cookies:            keys.Signer(secret.Cookie),
		CookieData:         keys.Signer(secret.CookieData),
		Codes:              keys.Signer(secret.Code),
		Links:              keys.Signer(secret.Link),
		ClaimsHook:         row.ClaimsHook,
		Webhook:            row.Webhook,
		Strict:             row.IsStrict,
		Off: map[string]bool{
			"magicLink": !row.MagicLink, "organization": !row.Organizations,
			"teams": !row.Teams, "dynamicAccessControl": !row.DynamicRoles, "genericOAuth": !row.GenericOauth,
		},
		LoadedAt: time.Now(),
	}
	if row.LimitedPaths != "" {
		if s.Limited, err = regexp.Compile(row.LimitedPaths); err != nil {
			return nil, fmt.Errorf("limited paths: %w", err)
		}
	}
	for _, f := range failures {
		s.Failures[f.Name] = Failure{Name: f.Name, Status: int(f.Status), Code: f.Code, Message: f.Message}
	}
	s.key, s.keyErr = openKey(keys, signing)
	d.settings.Store(s)
	return s, nil
}

// IsCurrent says whether the settings' version is the one that a look-up met.
func (s *Settings) IsCurrent(version string) bool { return s.Version == s.Branch+"/"+version }
