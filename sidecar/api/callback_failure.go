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

// A codeError is a failure by the code that the app sees.
type codeError string

// Error implements error.
func (c codeError) Error() string { return string(c) }

// A refusedError is what the provider says itself, such as access_denied.
type refusedError struct{ code, description string }

// Error implements error.
func (e refusedError) Error() string { return "the provider says " + e.code }

// genericNames are the codes of Better Auth's generic callback where they are others.
var genericNames = map[string]string{
	oauth.InvalidCode: "oauth_code_verification_failed", "email_not_found": "email_is_missing", "no_code": "oAuth_code_missing",
	oauth.NoUserInfo: "user_info_is_missing",
}

// failOAuth sends the browser back to the app with the reason, and tells the operator. Where nothing is known of the app,
// because the state is not this browser's, the browser ends at our own page.
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

// isGeneric reports whether the request is for a provider of the project's own.
func isGeneric(r *request) bool { return strings.HasPrefix(r.route.path, "/oauth2/") }

// reasonOf is the code of a failure, and in some cases a sentence for people.
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

// printable keeps what may stand in an address and on a page, and not more of it than so many characters.
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

// noState answers a callback that belongs to no start.
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

// isTaken reports whether somebody has signed up with the same address since SQL looked.
func isTaken(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "NA422" && pg.Detail == "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" ||
		pg.Code == "23505" && pg.SchemaName == "neon_auth" && (pg.TableName == "user" || pg.TableName == "account"))
}
