package console

import (
	"crypto/rand"
	"net/http"
	"strings"

	"neonauth/sidecar/branch"
)

// keyPrefix begins every management key.
const keyPrefix = "nak_"

// signInPage serves GET /console/sign-in: paste a key, or open an address from `neonauth console`.
func (s *Server) signInPage(v *visit) error {
	return v.render("sign-in", "Sign in", object{"Then": safePath(v.URL.Query().Get("then"))})
}

// signIn serves POST /console/sign-in. The form is no danger without a CSRF token: requests of other sites are refused.
func (s *Server) signIn(v *visit) error {
	if err := v.readForm(); err != nil {
		return err
	}
	then := safePath(v.form.Get("then"))
	err := s.open(v, func(db *branch.Database, settings *branch.Settings, token string) error {
		row, err := v.queries(db, settings).OpenConsoleSession(v.ctx, digest(v.field("key")), digest(token))
		if err == nil && row.Status != 0 {
			err = failure{int(row.Status), "Not signed in", sentence(row.Message)}
		}
		return err
	})
	if refused := failureOf(err); err != nil && refused.Status < 500 {
		v.problem, v.status = refused.Text, refused.Status
		return v.render("sign-in", "Sign in", object{"Then": then})
	}
	if err != nil {
		return err
	}
	return v.redirect(then)
}

// enterPage serves GET /console/enter/CODE: a button that signs in. Programs that only fetch addresses do not use it up.
func (s *Server) enterPage(v *visit) error {
	return v.render("enter", "Sign in", object{"Code": v.PathValue("code")})
}

// enter serves POST /console/enter/CODE: consumes the code and signs in.
func (s *Server) enter(v *visit) error {
	if err := v.readForm(); err != nil {
		return err
	}
	err := s.open(v, func(db *branch.Database, settings *branch.Settings, token string) error {
		opened, err := v.queries(db, settings).EnterConsole(v.ctx, digest(v.PathValue("code")), digest(token))
		if err == nil && !opened {
			err = failure{http.StatusUnauthorized, "Not signed in", "This address was already used or has expired. Run `neonauth console` again."}
		}
		return err
	})
	if refused := failureOf(err); err != nil && refused.Status < 500 {
		v.problem, v.status = refused.Text, refused.Status
		return v.render("sign-in", "Sign in", object{"Then": "/console/"})
	}
	if err != nil {
		return err
	}
	return v.redirect("/console/")
}

// open opens a session in the home database, and sets its cookie.
func (s *Server) open(v *visit, insert func(*branch.Database, *branch.Settings, string) error) error {
	home, err := s.Database(v.ctx, s.Home)
	if err != nil || home == nil {
		return orNotReady(err)
	}
	token := rand.Text() + rand.Text()
	settings, err := home.Settings(v.ctx)
	for try := 1; err == nil; try++ {
		if err = insert(home, settings, token); err == nil {
			s.setCookie(v, token, sessionLifetime)
			return nil
		}
		again, reload := worthAnotherTry(err)
		if !again || try == maxTries {
			return err
		}
		if err = nil; reload {
			settings, err = home.Reload(v.ctx, settings)
		}
	}
	return err
}

// signOut serves POST /console/sign-out.
func (s *Server) signOut(v *visit) error {
	home, err := s.Database(v.ctx, s.Home)
	if err != nil || home == nil {
		return orNotReady(err)
	}
	if err := home.Queries().CloseConsoleSession(v.ctx, digest(v.session.Token)); err != nil {
		return err
	}
	s.dropCookie(v)
	return v.redirect("/console/sign-in")
}

// safePath returns an address within the console, to which a sign-in may lead.
func safePath(given string) string {
	if strings.HasPrefix(given, "/console/db/") && !strings.ContainsAny(given, "\\\n\r\t") {
		return given
	}
	return "/console/"
}
