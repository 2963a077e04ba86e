package api

import (
	"encoding/json"
	"strings"

	"neonauth/gen"
)

// POST /organization/set-active-team
func (s *Server) setActiveTeam(r *request) error {
	return s.answerOrganization(r, (*gen.Queries).SetActiveTeam)
}

// POST /organization/accept-invitation. An invitation to a single team makes it the active team, so the cookie is refreshed.
func (s *Server) acceptInvitation(r *request) error {
	input, err := r.input()
	if err != nil {
		return err
	}
	answer, err := r.queries.AcceptInvitation(r.ctx, r.tokenHash(), input)
	if err != nil {
		return err
	}
	var accepted struct {
		Invitation struct{ TeamID string }
	}
	if err := json.Unmarshal(answer, &accepted); err != nil {
		return err
	}
	if team := accepted.Invitation.TeamID; team != "" && !strings.Contains(team, ",") {
		if err := s.setSessionCookies(r, r.token, !s.isForgetful(r)); err != nil {
			return err
		}
	}
	return r.json(answer)
}
