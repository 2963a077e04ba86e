package api

import (
	"net/url"
	"strings"
)

// readBearer returns the session token of the header Authorization, or "". The header contains the value of the session
// cookie, percent-encoded, as in the header set-auth-token. The token alone, which is also in the bodies of responses, is
// accepted only if the settings do not require a signature.
func (r *request) readBearer() string {
	given := strings.TrimPrefix(r.Request().Header.Get("Authorization"), "Bearer ")
	if r.settings.BareBearer && !strings.Contains(given, ".") {
		return given
	}
	if !strings.Contains(given, "%") {
		return ""
	}
	text, err := url.PathUnescape(given)
	if err != nil {
		return ""
	}
	token, signature, _ := cutLast(text, ".")
	if !r.settings.Cookies.VerifyText(token, signature) {
		return ""
	}
	return token
}
