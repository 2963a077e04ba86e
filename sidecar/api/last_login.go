package api

import "net/url"

// loginMethod returns how the user signs in with this request, as the app is told and as SQL stores it. It is empty for
// other requests, and for ways to sign in that Better Auth 1.4.18 does not name.
func (r *request) loginMethod() string {
	if r.settings == nil || r.settings.LastLogin.Cookie == "" {
		return ""
	}
	switch r.route.path {
	case "/sign-in/email", "/sign-up/email":
		return "email"
	case "/callback/:id", "/oauth2/callback/:id":
		return r.Param("id")
	case "/passkey/verify-authentication":
		return "passkey"
	case "/get-session": // at the end of a sign-in that another host has begun
		return r.enteredBy
	}
	return ""
}

// setLoginMethodCookie sets the cookie with the way in which the user signed in. Scripts of the app read it, so its name has no
// prefix, and it is not HttpOnly. It is called with each session, and when a second factor is asked for after the first.
func (s *Server) setLoginMethodCookie(r *request) {
	if method := r.loginMethod(); method != "" {
		cookie := r.settings.LastLogin
		r.Response().Header().Add("Set-Cookie", cookie.Cookie+"="+url.QueryEscape(method)+s.cookieAttributes("", cookie.Seconds))
	}
}
