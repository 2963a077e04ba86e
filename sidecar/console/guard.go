package console

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"
	"time"
)

const requestIDHeader = "X-Neon-Ret-Request-Id"

// policy allows what the console's own pages need, and nothing inline.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// observe checks the Host header, sets the headers of every response, and writes one log line per request. It logs the
// pattern of the address, never the address: that of a sign-in contains its code.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), rand.Text()[:16]
		out := &response{ResponseWriter: w, status: http.StatusOK}
		h := w.Header()
		h.Set(requestIDHeader, id)
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // with no-referrer, browsers send Origin: null
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			if broken := recover(); broken != nil {
				s.Log.Error("panic", "id", id, "cause", fmt.Sprint(broken), "stack", string(debug.Stack()))
				if !out.written {
					http.Error(out, "Internal server error", http.StatusInternalServerError)
				}
			}
			s.Log.LogAttrs(r.Context(), slog.LevelInfo, "console",
				slog.String("id", id), slog.String("method", r.Method), slog.String("route", r.Pattern), slog.Int("status", out.status),
				slog.Float64("ms", float64(time.Since(start).Microseconds())/1000))
		}()
		switch {
		case !s.isOwnHost(r.Host):
			http.Error(out, "This host name is not the console's. Open "+s.URL+"/console instead, or set NEONAUTH_CONSOLE_URL.", http.StatusMisdirectedRequest)
		case hasKey(r.URL):
			http.Error(out, "An address must not contain a management key: addresses are logged and remembered. Revoke this key with `neonauth key revoke`.", http.StatusBadRequest)
		default:
			r.Body = http.MaxBytesReader(out, r.Body, maxForm)
			next.ServeHTTP(out, r)
		}
	})
}

// maxForm is the size limit of a form, in bytes.
const maxForm = 1 << 20

// isOwnHost reports whether a Host header is the console's, so that another site's name cannot be made to lead here (DNS
// rebinding). Addresses are allowed: only names can be rebound.
func (s *Server) isOwnHost(given string) bool {
	if strings.EqualFold(given, s.host) {
		return true
	}
	host, _, err := net.SplitHostPort(given)
	if err != nil {
		host = strings.Trim(given, "[]")
	}
	_, err = netip.ParseAddr(host)
	return err == nil || strings.EqualFold(host, "localhost")
}

// managementKey matches a management key anywhere in a text.
var managementKey = regexp.MustCompile(`(?i)` + keyPrefix + `[a-z0-9_-]{16,}`)

// hasKey reports whether an address contains a management key, however often it is encoded.
func hasKey(u *url.URL) bool {
	text := u.RequestURI()
	for range 4 {
		if managementKey.MatchString(text) {
			return true
		}
		decoded, err := url.QueryUnescape(text)
		if err != nil || decoded == text {
			return false
		}
		text = decoded
	}
	return true // nobody encodes an address so often
}

// A response remembers what was sent.
type response struct {
	http.ResponseWriter
	status  int
	written bool
}

// WriteHeader implements http.ResponseWriter.
func (r *response) WriteHeader(status int) {
	if !r.written {
		r.status, r.written = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *response) Write(text []byte) (int, error) {
	r.written = true
	return r.ResponseWriter.Write(text)
}
