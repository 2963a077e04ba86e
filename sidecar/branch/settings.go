package branch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/captcha"
	"neonauth/sidecar/jwt"
	"neonauth/sidecar/secret"
)

// A Failure is one error response, from the list in SQL.
type Failure struct {
	Name          string
	Status        int
	Code, Message string
	Missing       json.RawMessage // the missing permissions, as a JSON list; nil: none
	Methods       json.RawMessage // how to prove again who one is, as a JSON list; nil: not needed
	RetryAfter    int             // seconds, for status 429
}

// Error returns the failure's name. Message is for the client.
func (f Failure) Error() string { return f.Name }

// Settings are the settings that decide a request. A value never changes: a new version is a new value.
type Settings struct {
	Version            string // of branch and settings, for begin_request
	Branch             string
	TrustedOrigins     []string
	AllowLocalhost     bool
	CookieCache        bool
	CookieCacheSeconds int
	SessionSeconds     int            // how long a session lasts
	Token              Token          // what tokens contain
	Bearer             bool           // signed session tokens are accepted in the header Authorization
	BareBearer         bool           // and tokens without a signature
	Captcha            *captcha.Check // nil: no endpoint asks for a captcha
	Breach             *Breach        // nil: passwords are not checked
	Failures           map[string]Failure
	Keys               secret.Keys
	Cookies            secret.Signer
	CookieData         secret.Signer
	Codes              secret.Signer
	Links              secret.Signer
	ClaimsHook         bool            // get_extra_claims adds claims to tokens
	Webhook            bool            // a webhook is configured; SQL decides which events it receives
	Strict             bool            // strictOrigin: pages of untrusted sites cannot post, even without cookies
	Off                map[string]bool // plugins that are not offered
	ChallengeSeconds   int             // how long a sign-in waits for its second factor
	TrustSeconds       int             // how long a browser is trusted
	AssuranceClaims    bool            // tokens say how and when the user proved who they are
	LastLogin          LastLogin       // the cookie about the last sign-in
	OneTimeToken       OneTimeToken    // what one-time tokens do
	DeviceSessions     int             // how many sessions a browser may keep; 0: it keeps one
	StepUp             *Paths          // paths that need a recent proof; nil: none
	Limited            *Paths          // paths with a rate limit; nil: none
	AppName            string          // the project's name
	Language           string          // the project's language
	TranslateErrors    bool            // error messages are in the client's language
	LinkMode           string          // what a mailed link does in a browser: confirm, auto, direct
	Logo, Color        string          // of pages; empty: none
	LoadedAt           time.Time

	key    *jwt.Key // nil: none yet
	keyErr error
}

// OneTimeToken is what one-time tokens do, if they are enabled.
type OneTimeToken struct {
	InHeader   bool // each new session comes with one
	SetsCookie bool // the browser that uses one gets the session's cookie
}

// LastLogin is the cookie with the way in which a browser's user last signed in. Without a name, no cookie is set.
type LastLogin struct {
	Cookie  string
	Seconds int
}

// Failure returns the failure with that name, with the %s in its message filled. It returns an error for unknown names.
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

// fresh is how long settings are used before they are read again. Requests that a cookie decides do not query the
// database. So without this, they would not notice that a copy has taken the database's name, that a pooler connects to
// another database, or that the branch was forked or adopted.
const fresh = time.Second

// Settings returns the settings, which are at most a second old. While another caller reads them again, or if that fails,
// it returns the last ones: requests that need the database find out on their own. It returns an error only if the
// settings have never been loaded.
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

// Reload reads the settings again, unless another caller has already loaded a newer version than seen.
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
	err = d.retryRead(asking, func() error {
		s, err = d.loadOnce(asking)
		return err
	})
	return s, err
}

func (d *Database) loadOnce(ctx context.Context) (*Settings, error) {
	if err := d.examine(ctx); err != nil {
		d.noteGone(err)
		return nil, fmt.Errorf("read the database's clock: %w", err)
	}
	if last := d.settings.Load(); last != nil {
		version, err := d.Queries().GetConfigVersion(ctx)
		if err != nil {
			d.noteGone(err)
			return nil, fmt.Errorf("load the version of the settings: %w", err)
		}
		if version == last.Version {
			same := *last
			same.LoadedAt = time.Now()
			d.settings.Store(&same)
			return &same, nil
		}
	}
	row, failures, signing, err := d.readSettings(ctx)
	if err != nil {
		d.noteGone(err)
		return nil, fmt.Errorf("load settings: %w", err)
	}
	keys := d.ring.Branch(row.Branch)
	s := &Settings{
		Version:            row.ConfigVersion,
		Branch:             row.Branch,
		TrustedOrigins:     strings.Fields(row.TrustedOrigins),
		AllowLocalhost:     row.AllowLocalhost,
		CookieCache:        row.CookieCache,
		CookieCacheSeconds: int(row.CookieCacheSeconds),
		SessionSeconds:     int(row.SessionSeconds),
		Token:              tokenSettings(&row),
		Bearer:             row.Bearer,
		BareBearer:         row.BareBearer,
		Failures:           shareFailures(failures),
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
			"teams": !row.Teams, "dynamicAccessControl": !row.DynamicRoles, "genericOAuth": !row.GenericOauth, "twoFactor": !row.TwoFactor, "anonymous": !row.Anonymous,
			"username": !row.Username, "lastLoginMethod": !row.LastLoginStored,
			"passkey": !row.Passkey, "phoneNumber": !row.PhoneNumber,
			"oneTimeToken": !row.OneTimeTokens, "multiSession": row.DeviceSessions == 0,
		},
		AppName: row.AppName, Language: row.Language, TranslateErrors: row.TranslateErrors,
		LinkMode: row.Links, Logo: row.Logo, Color: row.Color,
		ChallengeSeconds: int(row.ChallengeSeconds),
		TrustSeconds:     int(row.TrustSeconds),
		OneTimeToken:     OneTimeToken{row.OneTimeTokenInHeader, row.OneTimeTokenSetsCookie},
		DeviceSessions:   int(row.DeviceSessions),
		LastLogin:        LastLogin{row.LastLoginCookie, int(row.LastLoginSeconds)},
		LoadedAt:         time.Now(),
	}
	if row.Captcha != "" {
		if s.Captcha, err = captcha.Parse(row.Captcha); err != nil {
			return nil, fmt.Errorf("settings of captchas: %w", err)
		}
	}
	s.Breach = breachSettings(&row)
	s.AssuranceClaims = row.AssuranceClaims
	if s.StepUp, err = sharePaths(row.StepUpPaths); err != nil {
		return nil, fmt.Errorf("paths that need a recent proof: %w", err)
	}
	if s.Limited, err = sharePaths(row.LimitedPaths); err != nil {
		return nil, fmt.Errorf("limited paths: %w", err)
	}
	s.key, s.keyErr = openKey(keys, signing)
	d.settings.Store(s)
	return s, nil
}

// noteGone notes that the database, or neonauth in it, does not exist any more, if that is what the error of a load says.
func (d *Database) noteGone(err error) {
	var pg *pgconn.PgError
	if errors.Is(err, ErrNotInstalled) || errors.Is(err, ErrDisabled) ||
		errors.As(err, &pg) && (pg.Code == "3D000" || pg.Code == "3F000" || pg.Code == "42883") {
		d.gone.Store(true)
	}
}

// IsGone loads the settings, and reports whether the database, or neonauth in it, does not exist any more. If so, the
// database is closed with the next request or within a minute.
func (d *Database) IsGone(ctx context.Context) bool {
	_, _ = d.load(ctx) // notes why it fails
	return d.gone.Load()
}

// IsCurrent reports whether the settings have the version that a look-up returned.
func (s *Settings) IsCurrent(version string) bool { return s.Version == s.Branch+"/"+version }
