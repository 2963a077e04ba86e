package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
)

// A passed query takes the caller and the request's input, and returns the complete response.
type passed func(*gen.Queries, context.Context, string, []byte) ([]byte, error)

// pass returns a handler for a query that needs no other processing.
func pass(query passed) handler {
	return func(_ *Server, r *request) error {
		input, err := r.input()
		if err != nil {
			return err
		}
		answer, err := query(r.queries, r.ctx, r.tokenHash(), input)
		if err != nil {
			return err
		}
		return r.json(answer)
	}
}

// input returns the request's input as JSON: the query of a GET, with each parameter once, or the body of a POST.
func (r *request) input() ([]byte, error) {
	if r.Request().Method == http.MethodPost {
		return r.fields()
	}
	asked := make(map[string]string, len(r.query))
	for name := range r.query {
		asked[name] = r.query.Get(name)
	}
	return json.Marshal(asked)
}

// GET /organization/get-full-organization
func (s *Server) getFullOrganization(r *request) error {
	return s.answerOrganization(r, (*gen.Queries).GetFullOrganization)
}

// POST /organization/set-active
func (s *Server) setActiveOrganization(r *request) error {
	return s.answerOrganization(r, (*gen.Queries).SetActiveOrganization)
}

// answerOrganization responds with a row, which may contain a failure that does not roll back.
func (s *Server) answerOrganization(
	r *request, query func(*gen.Queries, context.Context, string, []byte) (gen.OrganizationRow, error),
) error {
	input, err := r.input()
	if err != nil {
		return err
	}
	row, err := query(r.queries, r.ctx, r.tokenHash(), input)
	switch {
	case err != nil:
		return err
	case row.Failure != "":
		return r.settings.Failure(row.Failure)
	case row.Activated:
		if err := s.setSessionCookies(r, r.token, !s.isForgetful(r)); err != nil {
			return err
		}
	}
	return r.json(row.Body)
}

// POST /organization/delete. Without a session, the reference has a different body here.
func (s *Server) deleteOrganization(r *request) error {
	err := pass((*gen.Queries).DeleteOrganization)(s, r)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "NA401" {
		return r.JSON(http.StatusUnauthorized, map[string]int{"status": http.StatusUnauthorized})
	}
	return err
}

// POST /organization/invite-member
func (s *Server) inviteMember(r *request) error {
	isAddress := s.email.MatchString(strings.ToLower(r.field("email")))
	r.mails = true
	return pass(func(q *gen.Queries, ctx context.Context, tokenHash string, input []byte) ([]byte, error) {
		return q.InviteMember(ctx, gen.InviteMemberParams{
			TokenHash: tokenHash, Input: input, IsAddress: isAddress, AppOrigin: appOrigin(r),
		})
	})(s, r)
}

// appOrigin returns the origin of the page that sent this request. checkOrigin has verified that it is trusted.
func appOrigin(r *request) string {
	from := r.Request().Header.Get("Origin")
	if from == "" {
		from = r.Request().Header.Get("Referer")
	}
	page, err := url.Parse(from)
	if err != nil || page.Host == "" {
		return r.origin
	}
	return page.Scheme + "://" + page.Host
}
