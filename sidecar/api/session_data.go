package api

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// The cookie with the session itself, for apps that would rather trust the browser for some minutes than ask:
// off unless the settings say otherwise, for a revoked session lives on in it that long. Its text is
// base64url(signature, end in seconds, answer of get-session).

const macSize = 32

func (s *Server) setSessionData(r *request, answer []byte, remember bool) {
	seconds := r.settings.CookieCacheSeconds
	end := time.Now().Add(time.Duration(seconds) * time.Second)
	content := append(binary.BigEndian.AppendUint64(nil, uint64(end.Unix())), answer...)
	if !remember {
		seconds = -1
	}
	signed := append(r.settings.CookieData.Sum(string(content)), content...)
	s.setCookie(r, sessionData, base64.RawURLEncoding.EncodeToString(signed), seconds)
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
	if !r.settings.CookieData.Verify(string(content), mac) || time.Now().After(end) {
		return nil
	}
	if answer := content[8:]; bytes.Contains(answer, []byte(`"token":"`+r.token+`"`)) {
		return answer
	}
	return nil
}
