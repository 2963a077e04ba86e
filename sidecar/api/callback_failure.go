package api

import (
	"cmp"
	"errors"
	"net/url"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/oauth"
)

// A codeError is an error with the code that the app gets.
type codeError string

// Error implements error.
func (c codeError) Error() string { return string(c) }

// A refusedError is an error from the provider, such as access_denied.
type refusedError struct{ code, description string }

// Error implements error.
func (e refusedError) Error() string { return "the provider returned " + e.code }

// genericNames are the error codes of Better Auth's generic callback that differ from the others.
var genericNames = map[string]string{
	oauth.InvalidCode: "oauth_code_verification_failed", "email_not_found": "email_is_missing", "no_code": "oAuth_code_missing",
	oauth.NoUserInfo: "user_info_is_missing",
}

// failOAuth redirects the browser to the app with the error, and logs it for the operator. If the app is unknown, because
// the state does not belong to this browser, the browser gets the error page.
func (s *Server) failOAuth(r *request, f flow, provider string, err error) error {
	code, description := s.reasonOf(r, err)
	if isGeneric(r) {
		code = cmp.Or(genericNames[code], code)
	}
	s.logProvider(r, provider, code, err)
	values := url.Values{"error": {code}}
	if description != "" {
		values.Set("error_description", description)
	}
	to := cmp.Or(f.ErrorURL, f.CallbackURL, r.base()+"/error")
	if f.Provider != "" {
		s.setCookie(r, stateCookie, "", 0)
	}
	return r.leave(to, values)
}

// isGeneric reports whether the request is for a custom provider.
func isGeneric(r *request) bool { return strings.HasPrefix(r.route.path, "/oauth2/") }

// reasonOf returns an error's code, and for some a message for people.
func (s *Server) reasonOf(r *request, err error) (code, description string) {
	var own codeError
	var said refusedError
	var failure *oauth.Failure
	switch {
	case errors.As(err, &own):
		return string(own), ""
	case errors.As(err, &said):
		return printable(said.code, 100), printable(said.description, 500)
	case errors.As(err, &failure):
		return failure.Code, ""
	}
	refused, unexpected := s.refusal(r, err)
	switch {
	case refused.Code == "BANNED_USER":
		return "banned", refused.Message
	case unexpected || refused.Code == "":
		return "internal_server_error", ""
	}
	return strings.ToLower(refused.Code), refused.Message
}

// printable removes characters that must not be in a URL or on a page, and cuts the text to limit characters.
func printable(text string, limit int) string {
	kept := strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, text)
	if runes := []rune(kept); len(runes) > limit {
		kept = string(runes[:limit])
	}
	return kept
}

// noState responds to a callback without a matching start.
func (s *Server) noState(r *request, provider string) error {
	if !isGeneric(r) {
		s.logProvider(r, provider, "state_not_found", nil)
		return r.leave(r.base()+"/error", url.Values{"state": {"state_not_found"}})
	}
	reason := error(codeError("state_not_found"))
	if code := r.query.Get("error"); code != "" {
		reason = refusedError{code, r.query.Get("error_description")}
	}
	return s.failOAuth(r, flow{}, provider, reason)
}

// isTaken reports whether another user has signed up with the address since SQL checked it.
func isTaken(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "NA422" && pg.Detail == "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" ||
		pg.Code == "23505" && pg.SchemaName == "neon_auth" && (pg.TableName == "user" || pg.TableName == "account"))
}
