package api

import (
	"encoding/json"
	"strings"
)

// adminSession is the cookie that keeps the administrator's own session during an impersonation: the token, a colon, and
// "true" if the session ends when the browser is closed.
const adminSession = "admin_session"

// POST /admin/impersonate-user
func (s *Server) impersonateUser(r *request, in target) ([]byte, error) {
	own := r.token
	token := r.generateToken()
	answer, err := r.queries.ImpersonateUser(r.ctx, r.tokenHash(), idOf(in.UserID), tokenHash(token))
	if err != nil {
		return nil, err
	}
	s.expireSessionData(r)
	kept := own + ":" + s.readCookie(r, dontRemember)
	s.setCookie(r, adminSession, sign(r.settings.Cookies, kept), r.settings.SessionSeconds)
	return answer, s.setSessionCookies(r, token, false)
}

// POST /admin/stop-impersonating
func (s *Server) stopImpersonating(r *request, _ struct{}) ([]byte, error) {
	own, forgetful, _ := strings.Cut(s.readCookie(r, adminSession), ":")
	answer, err := r.queries.StopImpersonating(r.ctx, r.tokenHash(), tokenHash(own))
	if err != nil {
		return nil, err
	}
	if isSignedOut(answer) {
		s.expireSessionCookies(r)
		return answer, nil
	}
	r.generated = append(r.generated, own) // the administrator gets their own session back
	if forgetful == "" {
		s.setCookie(r, dontRemember, "", 0) // the cookie of the impersonation, not of the administrator's session
	}
	s.setCookie(r, adminSession, "", 0)
	if s.mayHaveSessionData(r) {
		s.expireSessionData(r)
	}
	return answer, s.setSessionCookies(r, own, forgetful == "")
}

// isSignedOut reports whether an impersonation that was opened in the console has ended. There is no session to return to.
func isSignedOut(answer []byte) bool {
	var returned struct {
		Session json.RawMessage `json:"session"`
	}
	return json.Unmarshal(answer, &returned) == nil && string(returned.Session) == "null"
}

// POST /admin/list-user-sessions
func (s *Server) listUserSessions(r *request, in target) ([]byte, error) {
	return r.queries.ListUserSessions(r.ctx, r.tokenHash(), idOf(in.UserID))
}

// POST /admin/revoke-user-session. The token may be the session's own or, as list-user-sessions gives it, its hash.
func (s *Server) revokeUserSession(r *request, in struct {
	SessionToken string `json:"sessionToken"`
},
) ([]byte, error) {
	target := in.SessionToken
	if !isTokenHash(target) {
		target = tokenHash(target)
	}
	return r.queries.RevokeUserSession(r.ctx, r.tokenHash(), target)
}

// POST /admin/revoke-user-sessions
func (s *Server) revokeUserSessions(r *request, in target) ([]byte, error) {
	return r.queries.RevokeUserSessions(r.ctx, r.tokenHash(), idOf(in.UserID))
}
