package api

import (
	"log/slog"
	"net/http"
)

// captchaHeader is the header with a solved captcha.
const captchaHeader = "X-Captcha-Response"

// A captchaResult is what a request's captcha has proved. It is verified once, even if the request is decided several times,
// because a provider accepts it once.
type captchaResult struct{ failure string }

// checkCaptcha rejects requests without a solved captcha, where the settings ask for one. It compares the route that serves
// the request, not the address as it was written, and only POSTs ask: links and redirects of browsers have no such header.
// While the provider is asked, no database connection is held. If it does not answer, the request is refused.
func (s *Server) checkCaptcha(r *request) error {
	check := r.settings.Captcha
	if check == nil || r.Request().Method != http.MethodPost ||
		!check.Guards(r.route.path, s.isPath) && !check.Guards(otherName(r.route.path), s.isPath) {
		return nil
	}
	if r.captcha == nil {
		if err := r.confirm(); err != nil { // it may have been turned off
			return err
		}
		r.captcha = &captchaResult{s.verifyCaptcha(r)}
	}
	if r.captcha.failure == "" {
		return nil
	}
	return r.settings.Failure(r.captcha.failure)
}

// verifyCaptcha returns the name of a failure, or "".
func (s *Server) verifyCaptcha(r *request) string {
	given := r.Request().Header.Get(captchaHeader)
	if given == "" {
		return "CAPTCHA_MISSING"
	}
	check := r.settings.Captcha
	secret, err := r.db.OpenSecret(check.SecretKey)
	solved := false
	if err == nil {
		address := ""
		if s.recordedAddress(r.Request()) != "" {
			address = s.clientIP(r.Request()).String()
		}
		solved, err = s.Captcha.Verify(r.ctx, check, secret, given, address)
	}
	switch {
	case err != nil:
		s.Log.LogAttrs(r.ctx, slog.LevelError, "a captcha was not verified", slog.String("id", requestID(r)), slog.String("provider", check.Provider), slog.String("error", err.Error()))
		return "CAPTCHA_NOT_VERIFIED"
	case !solved:
		return "CAPTCHA_REFUSED"
	}
	return ""
}

// isPath reports whether a path is one of the API's that serve a POST.
func (s *Server) isPath(path string) bool {
	_, ok := s.routes["POST "+path]
	return ok
}
