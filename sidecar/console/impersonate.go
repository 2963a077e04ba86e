package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/secret"
)

var impersonateRoutes = []route{
	{"POST", "/users/{id}/impersonate", (*Server).impersonate, (*Server).user},
	{"POST", "/users/{id}/impersonate/stop", (*Server).stopImpersonating, (*Server).user},
}

var _ = note(map[string]string{"impersonation-ended": "You no longer act as the user."})

// impersonate serves POST /console/db/NAME/users/ID/impersonate: opens a session as the user, and shows the address that
// opens the app with it. The app's SDK fetches the session by the verifier in the address, once.
func (s *Server) impersonate(v *visit) error {
	settings, err := v.db.Settings(v.ctx)
	if err != nil {
		return err
	}
	app := appAddress(settings, v.field("app"))
	if app == nil {
		return failure{http.StatusUnprocessableEntity, "Not possible", "The page must be at a trusted origin of the app. Add its origin to trusted_origins first."}
	}
	token, verifier := rand.Text()+rand.Text()[:6], rand.Text()+rand.Text()
	sealed, err := settings.Keys.Seal(secret.Handover, []byte(token))
	if err != nil {
		return err
	}
	handover, err := json.Marshal(map[string]string{"hash": hexDigest(verifier), "sealed": sealed})
	if err != nil {
		return err
	}
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageImpersonateUser(ctx, gen.ManageImpersonateUserParams{KeyHash: key, UserID: v.PathValue("id"), NewTokenHash: hexDigest(token), Verifier: handover})
	})
	if err != nil {
		return err
	}
	query := app.Query()
	query.Set("neon_auth_session_verifier", verifier)
	app.RawQuery = query.Encode()
	found["Address"], found["Origin"] = app.String(), app.Scheme+"://"+app.Host
	found["Next"] = app.Scheme + "://" + app.Host + "/api/auth/get-session" // the SDK's handler, which every page may call
	found["NextAddress"] = text(found["Next"]) + "?" + url.Values{"neon_auth_session_verifier": {verifier}}.Encode()
	return v.render("impersonate", "Impersonate", found, withBack(v.base()+"/users/"+url.PathEscape(v.PathValue("id")), "User"), withSQL(
		Statement{"Sessions in which someone acts as a user.", "select * from neon_auth.session_overview\nwhere \"impersonatedBy\" is not null\norder by \"createdAt\" desc;"}))
}

// stopImpersonating serves POST /console/db/NAME/users/ID/impersonate/stop: ends the session.
func (s *Server) stopImpersonating(v *visit) error {
	if v.field("session") == "" {
		return failure{http.StatusBadRequest, "Not possible", "The form names no session."}
	}
	return v.changeUser("impersonation-ended", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageEndSessions(ctx, key, id, v.field("session"))
	})
}

// appAddress returns the address of a page at a trusted origin, or nil. A page elsewhere would get the session.
func appAddress(settings *branch.Settings, given string) *url.URL {
	u, err := url.Parse(given)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Fragment != "" {
		return nil
	}
	origin := u.Scheme + "://" + strings.ToLower(u.Host)
	for _, trusted := range settings.TrustedOrigins {
		if strings.TrimSuffix(strings.ToLower(trusted), "/") == origin {
			return u
		}
	}
	if host := u.Hostname(); settings.AllowLocalhost && (host == "localhost" || host == "127.0.0.1" || host == "::1") {
		return u
	}
	return nil
}

// firstApp returns the page that an impersonation suggests: the first trusted origin without a wildcard.
func firstApp(settings *branch.Settings) string {
	for _, trusted := range settings.TrustedOrigins {
		if !strings.ContainsAny(trusted, "*?") && strings.HasPrefix(trusted, "http") {
			return strings.TrimSuffix(trusted, "/") + "/"
		}
	}
	return "http://localhost:3000/"
}

// impersonations returns the sessions in which this key acts as a user, for the banner of every page.
func (v *visit) impersonations() []any {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListImpersonations(ctx, key)
	})
	if err != nil {
		return nil // the page itself says what is wrong
	}
	list, _ := found["list"].([]any)
	return list
}

// hexDigest returns what is stored of a session token or verifier of the REST API.
func hexDigest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
