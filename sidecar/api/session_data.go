package api

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"time"

	"neonauth/gen"
)

// The cookie with the session itself, for apps that would rather trust the browser for some minutes than ask:
// off unless the settings say otherwise, for a revoked session lives on in it that long. Its text is
// base64url(signature, end in seconds, answer of get-session).

const macSize = 32

// maxCookie bounds a cookie with its name and attributes. Browsers ignore a longer one and keep the last one, so that
// the app would go on showing the profile of before.
const maxCookie = 4096

// setSessionData hands the session out in a cookie. A session that is too long for one is looked up each time instead,
// and the cookie of before ends: split into several, it would soon be too long for a header.
func (s *Server) setSessionData(r *request, answer []byte, remember bool) {
	seconds := r.settings.CookieCacheSeconds
	end := r.db.Now().Add(time.Duration(seconds) * time.Second)
	content := append(binary.BigEndian.AppendUint64(nil, uint64(end.Unix())), answer...)
	if !remember {
		seconds = -1
	}
	signed := append(r.settings.CookieData.Sum(string(content)), content...)
	cookie := s.cookieText(sessionData, base64.RawURLEncoding.EncodeToString(signed), seconds)
	if len(cookie) > maxCookie {
		s.expireSessionData(r)
		return
	}
	r.Response().Header().Add("Set-Cookie", cookie)
}

// expireSessionData deletes the cookie with the session, and the chunks of one that Better Auth has set before.
func (s *Server) expireSessionData(r *request) {
	s.setCookie(r, sessionData, "", 0)
	chunk := s.cookieName(sessionData) + "."
	for _, cookie := range r.Request().Cookies() {
		if number, ok := strings.CutPrefix(cookie.Name, chunk); ok && len(number) <= 2 && strings.Trim(number, "0123456789") == "" {
			s.setCookie(r, sessionData+"."+number, "", 0)
		}
	}
}

// readSessionData gives the answer kept for this very token, nil when there is none that still counts.
func (s *Server) readSessionData(r *request) []byte {
	cookie, err := r.Request().Cookie(s.cookieName(sessionData))
	if err != nil {
		return nil
	}
	signed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(signed) < macSize+8 {
		return nil
	}
	mac, content := signed[:macSize], signed[macSize:]
	end := time.Unix(int64(binary.BigEndian.Uint64(content)), 0)
	if !r.settings.CookieData.Verify(string(content), mac) || r.db.Now().After(end) {
		return nil
	}
	if answer := content[8:]; bytes.Contains(answer, []byte(`"token":"`+r.token+`"`)) {
		return answer
	}
	return nil
}

// parseSessionJSON reads what sessionJSON wrote, as far as a token is made of it.
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
			BanExpires             *time.Time
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
		Banned: u.Banned, BanReason: u.BanReason, BanExpires: u.BanExpires,
	}, nil
}
