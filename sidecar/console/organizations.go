package console

import (
	"context"
	"net/url"
	"strings"

	"neonauth/gen"
)

var organizationRoutes = []route{
	{"GET", "/organizations/{$}", (*Server).organizations, nil},
	{"GET", "/organizations/new", (*Server).newOrganization, nil},
	{"POST", "/organizations/new", (*Server).addOrganization, (*Server).newOrganization},
	{"GET", "/organizations/{id}", (*Server).organization, nil},
	{"POST", "/organizations/{id}", (*Server).updateOrganization, (*Server).organization},
	{"POST", "/organizations/{id}/delete", (*Server).removeOrganization, (*Server).organization},
	{"POST", "/organizations/{id}/members", (*Server).setMember, (*Server).organization},
	{"POST", "/organizations/{id}/members/remove", (*Server).removeMember, (*Server).organization},
	{"POST", "/organizations/{id}/invitations", (*Server).inviteMember, (*Server).organization},
	{"POST", "/organizations/{id}/invitations/cancel", (*Server).cancelInvitation, (*Server).organization},
	{"POST", "/organizations/{id}/teams", (*Server).addTeam, (*Server).organization},
	{"POST", "/organizations/{id}/teams/remove", (*Server).removeTeam, (*Server).organization},
	{"POST", "/organizations/{id}/teams/members", (*Server).setTeamMember, (*Server).organization},
}

var _ = note(map[string]string{
	"organization-created": "The organization was created.",
	"organization-saved":   "The changes were saved.",
	"organization-deleted": "The organization was deleted.",
	"member-set":           "The member was saved.",
	"member-removed":       "The member was removed.",
	"invited":              "The invitation was created.",
	"invitation-canceled":  "The invitation was canceled.",
	"team-created":         "The team was created.",
	"team-removed":         "The team was deleted.",
	"team-saved":           "The team's members were changed.",
})

// organizations serves GET /console/db/NAME/organizations/: a page of the list.
func (s *Server) organizations(v *visit) error {
	given := v.URL.Query()
	found, err := v.list(given, func(ctx context.Context, q *gen.Queries, key, query []byte) ([]byte, error) {
		return q.ManageListOrganizations(ctx, key, query)
	}, "search")
	if err != nil {
		return err
	}
	found["Search"] = given.Get("search")
	found["Next"], found["Previous"] = v.cursors(given, found, "createdAt", "search", "filter", "sort")
	matches := ""
	if search := strings.TrimSpace(given.Get("search")); search != "" {
		matches = sqlf("(starts_with(lower(name), lower(%s)) or starts_with(slug, lower(%s)) or id::text = lower(%s))", search, search, search)
	}
	return v.render("organizations", "Organizations", found, withSQL(
		Statement{"The organizations of this page, with owners, invitations and teams.", "select * from neon_auth.organization_overview" + where(matches, fromRow(given, found, newestFrom, "createdAt", "id")) + "\norder by \"createdAt\" desc, id desc\nlimit 50;"}))
}

// newOrganization serves GET /console/db/NAME/organizations/new.
func (s *Server) newOrganization(v *visit) error {
	return v.render("organization-new", "New organization", nil, withBack(v.base()+"/organizations/", "Organizations"), withSQL(
		Statement{"Creates an organization with its owner.", `with made as (
  insert into neon_auth.organization (name, slug, "createdAt") values ('Acme', 'acme-inc', now()) returning id
)
insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
select made.id, u.id, 'owner', now()
from made, neon_auth."user" u
where u.email = 'grace@example.com';`}))
}

// addOrganization serves POST /console/db/NAME/organizations/new.
func (s *Server) addOrganization(v *visit) error {
	made, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageAddOrganization(ctx, gen.ManageAddOrganizationParams{KeyHash: key, Name: v.field("name"), Slug: v.field("slug"), OwnerEmail: v.field("owner")})
	})
	if err != nil {
		return err
	}
	return v.done("/organizations/"+url.PathEscape(text(made["id"])), "organization-created")
}

// organization serves GET /console/db/NAME/organizations/ID.
func (s *Server) organization(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageGetOrganization(ctx, key, id)
	})
	if err != nil {
		return err
	}
	o, _ := found["organization"].(object)
	return v.render("organization", named(o["name"], o["slug"]), found, withBack(v.base()+"/organizations/", "Organizations"), withSQL(
		Statement{"This organization, with owners, invitations and teams.", sqlf("select * from neon_auth.organization_overview where id = %s;", id)},
		Statement{"Its members.", sqlf("select m.id, u.email, m.role, m.\"createdAt\"\nfrom neon_auth.member m join neon_auth.\"user\" u on u.id = m.\"userId\"\nwhere m.\"organizationId\" = %s\norder by m.\"createdAt\";", id)},
		Statement{"Changes a member's role.", sqlf("update neon_auth.member set role = 'admin'\nwhere \"organizationId\" = %s\n  and \"userId\" = (select id from neon_auth.\"user\" where email = 'grace@example.com');", id)},
		Statement{"Its invitations.", sqlf("select * from neon_auth.invitation_overview\nwhere organization = %s\norder by \"createdAt\" desc;", o["slug"])},
		Statement{"Cancels the pending ones.", sqlf("update neon_auth.invitation set status = 'canceled'\nwhere \"organizationId\" = %s and status = 'pending';", id)},
		Statement{"Its teams.", sqlf("select t.id, t.name, count(m.id) as members\nfrom neon_auth.team t left join neon_auth.\"teamMember\" m on m.\"teamId\" = t.id\nwhere t.\"organizationId\" = %s\ngroup by t.id\norder by t.name;", id)},
		Statement{"Deletes the organization with members, invitations and teams.", sqlf("delete from neon_auth.organization where id = %s;", id)},
	))
}

// changeOrganization calls a function of SQL that changes the organization of the address, and returns to its page.
func (v *visit) changeOrganization(notice string, change func(context.Context, *gen.Queries, []byte, string) ([]byte, error)) error {
	id := v.PathValue("id")
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) { return change(ctx, q, key, id) }); err != nil {
		return err
	}
	v.db.Wake() // an invitation may have been queued
	return v.done("/organizations/"+url.PathEscape(id), notice)
}

// updateOrganization serves POST /console/db/NAME/organizations/ID.
func (s *Server) updateOrganization(v *visit) error {
	return v.changeOrganization("organization-saved", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageUpdateOrganization(ctx, gen.ManageUpdateOrganizationParams{KeyHash: key, OrganizationID: id, Name: v.field("name"), Slug: v.field("slug")})
	})
}

// removeOrganization serves POST /console/db/NAME/organizations/ID/delete. The slug must be typed.
func (s *Server) removeOrganization(v *visit) error {
	id := v.PathValue("id")
	_, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRemoveOrganization(ctx, key, id, v.field("confirm"))
	})
	if err != nil {
		return err
	}
	return v.done("/organizations/", "organization-deleted")
}

// setMember serves POST /console/db/NAME/organizations/ID/members.
func (s *Server) setMember(v *visit) error {
	return v.changeOrganization("member-set", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageSetMember(ctx, gen.ManageSetMemberParams{KeyHash: key, OrganizationID: id, Email: v.field("email"), Role: v.field("role")})
	})
}

// removeMember serves POST /console/db/NAME/organizations/ID/members/remove.
func (s *Server) removeMember(v *visit) error {
	return v.changeOrganization("member-removed", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageRemoveMember(ctx, key, id, v.field("member"))
	})
}

// inviteMember serves POST /console/db/NAME/organizations/ID/invitations.
func (s *Server) inviteMember(v *visit) error {
	return v.changeOrganization("invited", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageInviteMember(ctx, gen.ManageInviteMemberParams{KeyHash: key, OrganizationID: id, Email: v.field("email"), Role: v.field("role")})
	})
}

// cancelInvitation serves POST /console/db/NAME/organizations/ID/invitations/cancel.
func (s *Server) cancelInvitation(v *visit) error {
	return v.changeOrganization("invitation-canceled", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageCancelInvitation(ctx, key, id, v.field("invitation"))
	})
}

// addTeam serves POST /console/db/NAME/organizations/ID/teams.
func (s *Server) addTeam(v *visit) error {
	return v.changeOrganization("team-created", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageAddTeam(ctx, key, id, v.field("name"))
	})
}

// removeTeam serves POST /console/db/NAME/organizations/ID/teams/remove.
func (s *Server) removeTeam(v *visit) error {
	return v.changeOrganization("team-removed", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageRemoveTeam(ctx, key, id, v.field("team"))
	})
}

// setTeamMember serves POST /console/db/NAME/organizations/ID/teams/members.
func (s *Server) setTeamMember(v *visit) error {
	return v.changeOrganization("team-saved", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageSetTeamMember(ctx, gen.ManageSetTeamMemberParams{
			KeyHash: key, OrganizationID: id, TeamID: v.field("team"), Email: v.field("email"), IsMember: v.field("leave") == "",
		})
	})
}
