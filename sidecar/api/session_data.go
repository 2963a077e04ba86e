package api

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"neonauth/gen"
)

// The session data cookie caches the session in the browser for some minutes. It is disabled by default, because a revoked
// session stays valid in the cookie for that time. Its format is base64url(signature, expiry in microseconds, body of
// get-session, line break, claims about the assurance).

const macSize = 32

// dataVersion is signed with the content: the previous release, which does not know this format, looks the session up.
const dataVersion = "3\x00"

// maxCookie is the maximum size of a cookie with its name and attributes. Browsers ignore a larger cookie and keep the
// previous one, so the app would show outdated data.
const maxCookie = 4096

// setSessionData sets the session data cookie. If the session is too large, it is looked up each time instead, and the
// previous cookie is deleted: chunks of it would soon exceed the limits for headers.
func (s *Server) setSessionData(r *request, row *gen.SessionRow, answer []byte, remember bool) {
	now := r.db.Now()
	seconds := max(min(r.settings.CookieCacheSeconds, int(row.ExpiresAt.Sub(now)/time.Second)), 0) // not beyond the session
	end := now.Add(time.Duration(seconds) * time.Second)
	content := append(binary.BigEndian.AppendUint64(nil, uint64(end.UnixMicro())), answer...)
	content = append(append(content, '\n'), assuranceClaims(row)...) // not part of the response
	if !remember {
		seconds = -1
	}
	signed := append(r.settings.CookieData.Sum(dataVersion+string(content)), content...)
	cookie := s.cookieText(sessionData, base64.RawURLEncoding.EncodeToString(signed), seconds)
	if len(cookie) > maxCookie {
		s.expireSessionData(r)
		return
	}
	r.Response().Header().Add("Set-Cookie", cookie)
}

// refreshSessionData caches the session again after it has changed, if the settings enable it.
func (s *Server) refreshSessionData(r *request) error {
	if !r.settings.CookieCache {
		return nil
	}
	row, err := r.db.Session(r.ctx, r.settings.Branch, r.tokenHash())
	if err == nil && row != nil && row.Remembered {
		s.setSessionData(r, row, sessionJSON(row, r.token, r.settings.Off), true)
	}
	return err
}

// mayHaveSessionData reports whether the browser has the cookie, or will if the settings enable it.
func (s *Server) mayHaveSessionData(r *request) bool {
	isData := func(c *http.Cookie) bool { return strings.HasPrefix(c.Name, s.cookieName(sessionData)) }
	return r.settings.CookieCache || slices.ContainsFunc(r.Request().Cookies(), isData)
}

// expireSessionData deletes the session data cookie, and chunks that Better Auth may have set.
func (s *Server) expireSessionData(r *request) {
	s.setCookie(r, sessionData, "", 0)
	chunk := s.cookieName(sessionData) + "."
	for _, cookie := range r.Request().Cookies() {
		if number, ok := strings.CutPrefix(cookie.Name, chunk); ok && len(number) <= 2 && strings.Trim(number, "0123456789") == "" {
			s.setCookie(r, sessionData+"."+number, "", 0)
		}
	}
}

// readSessionData returns the cached response for the request's token with the session's assurance claims, or nil if there
// is none that is still valid.
func (s *Server) readSessionData(r *request) (answer []byte, assurance string) {
	cookie, err := r.Request().Cookie(s.cookieName(sessionData))
	if err != nil {
		return nil, ""
	}
	signed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(signed) < macSize+8 {
		return nil, ""
	}
	mac, content := signed[:macSize], signed[macSize:]
	end := time.UnixMicro(int64(binary.BigEndian.Uint64(content)))
	if !r.settings.CookieData.Verify(dataVersion+string(content), mac) || r.db.Now().After(end) {
		return nil, ""
	}
	answer, claims, _ := bytes.Cut(content[8:], []byte("\n"))
	if bytes.Contains(answer, []byte(`"token":"`+r.token+`"`)) {
		return answer, string(claims)
	}
	return nil, ""
}

// parseSessionJSON parses the output of sessionJSON, as far as a token needs it.
func parseSessionJSON(answer []byte) (*gen.SessionRow, error) {
	var in struct {
		Session struct {
			Token                string
			UpdatedAt            time.Time
			ActiveOrganizationID *string
		}
		User struct {
			ID, Name, Email        string
			EmailVerified          bool
			Image, Role, BanReason *string
			CreatedAt, UpdatedAt   time.Time
			Banned                 *bool
			TwoFactorEnabled       *bool
			IsAnonymous            *bool
			LastLoginMethod        *string
			PhoneNumber            *string
			PhoneNumberVerified    *bool

			Username, DisplayUsername *string
			BanExpires                *time.Time
		}
	}
	if err := json.Unmarshal(answer, &in); err != nil {
		return nil, err
	}
	u := in.User
	return &gen.SessionRow{
		TokenHash: tokenHash(in.Session.Token), UpdatedAt: in.Session.UpdatedAt,
		ActiveOrganizationID: in.Session.ActiveOrganizationID, UserID: u.ID, Name: u.Name, Email: u.Email,
		EmailVerified: u.EmailVerified, Image: u.Image, UserCreatedAt: u.CreatedAt, UserUpdatedAt: u.UpdatedAt, Role: u.Role,
		Banned: u.Banned, TwoFactorEnabled: u.TwoFactorEnabled, IsAnonymous: u.IsAnonymous, Username: u.Username,
		DisplayUsername: u.DisplayUsername, LastLoginMethod: u.LastLoginMethod, BanReason: u.BanReason, BanExpires: u.BanExpires,
		PhoneNumber: u.PhoneNumber, PhoneNumberVerified: u.PhoneNumberVerified,
	}, nil
}
