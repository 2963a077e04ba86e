package console

import (
	"context"
	"net/url"
	"strings"

	"neonauth/gen"
)

var userRoutes = []route{
	{"GET", "/users/{$}", (*Server).users, nil},
	{"GET", "/users/new", (*Server).newUser, nil},
	{"POST", "/users/new", (*Server).addUser, (*Server).newUser},
	{"GET", "/users/{id}", (*Server).user, nil},
	{"GET", "/users/{id}/export", (*Server).exportUser, nil},
	{"POST", "/users/{id}", (*Server).updateUser, (*Server).user},
	{"POST", "/users/{id}/verify", (*Server).verifyUser, (*Server).user},
	{"POST", "/users/{id}/ban", (*Server).banUser, (*Server).user},
	{"POST", "/users/{id}/unban", (*Server).unbanUser, (*Server).user},
	{"POST", "/users/{id}/sessions/end", (*Server).endSessions, (*Server).user},
	{"POST", "/users/{id}/two-factor", (*Server).resetTwoFactor, (*Server).user},
	{"POST", "/users/{id}/passkeys/delete", (*Server).deletePasskey, (*Server).user},
	{"POST", "/users/{id}/password", (*Server).sendPasswordLink, (*Server).user},
	{"POST", "/users/{id}/erase", (*Server).eraseUser, (*Server).user},
	{"POST", "/users/{id}/delete", (*Server).deleteUser, (*Server).user},
}

var _ = note(map[string]string{
	"user-created":  "The user was created.",
	"user-saved":    "The changes were saved.",
	"user-verified": "The address was marked as verified.",
	"user-banned":   "The user is banned. Their sessions have ended.",
	"user-unbanned": "The ban was lifted.",
	"ended":         "The session has ended.",
	"all-ended":     "All sessions have ended.",
	"factor-reset":  "The second factor was removed. The user was informed by mail.",
	"passkey-gone":  "The passkey was removed. The user was informed by mail.",
	"link-sent":     "A mail with a link to set a password is on its way.",
	"user-erased":   "The user and all personal data about them were erased.",
	"user-deleted":  "The user was deleted.",
})

// filters are those of the list of users, with the condition that each means in SQL.
var filters = []struct{ Name, Text, SQL string }{
	{"", "All users", ""},
	{"verified", "Verified", `"emailVerified"`},
	{"unverified", "Not verified", `not "emailVerified"`},
	{"banned", "Banned", `"isBanned"`},
	{"admins", "Administrators", `'admin' = any (string_to_array(role, ','))`},
}

// users serves GET /console/db/NAME/users/: a page of the list.
func (s *Server) users(v *visit) error {
	given := v.URL.Query()
	found, err := v.list(given, func(ctx context.Context, q *gen.Queries, key, query []byte) ([]byte, error) {
		return q.ManageListUsers(ctx, key, query)
	}, "search", "filter", "sort")
	if err != nil {
		return err
	}
	sort := given.Get("sort")
	if sort == "" {
		sort = "createdAt"
	}
	found["Search"], found["Filter"], found["Sort"], found["Filters"] = given.Get("search"), given.Get("filter"), sort, filters
	found["Next"], found["Previous"] = v.cursors(given, found, sort, "search", "filter", "sort")
	return v.render("users", "Users", found, withSQL(usersSQL(given, found, sort)))
}

// usersSQL returns the statement that lists the same users.
func usersSQL(given url.Values, found object, sort string) Statement {
	conditions := []string{}
	search := strings.TrimSpace(given.Get("search"))
	escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(search)
	switch {
	case escaped == "":
	case strings.HasPrefix(escaped, "@"), strings.HasPrefix(escaped, "*"):
		conditions = append(conditions, "email like "+literal("%"+strings.ToLower(strings.TrimLeft(escaped, "*"))))
	default:
		conditions = append(conditions, "(email like "+literal(strings.ToLower(escaped)+"%")+" or name ilike "+literal(escaped+"%")+" or id::text = "+literal(strings.ToLower(search))+")")
	}
	for _, f := range filters {
		if f.Name == given.Get("filter") && f.SQL != "" {
			conditions = append(conditions, f.SQL)
		}
	}
	order, from := `"createdAt" desc, id desc`, fromRow(given, found, newestFrom, "createdAt", "id")
	if sort == "email" {
		order, from = "email, id", fromRow(given, found, "(email, id) >= (%s, %s)", "email", "id")
	}
	return Statement{"The users of this page, with sessions and providers.", "select * from neon_auth.user_overview" + where(append(conditions, from)...) + "\norder by " + order + "\nlimit 50;"}
}

// newUser serves GET /console/db/NAME/users/new.
func (s *Server) newUser(v *visit) error {
	return v.render("user-new", "New user", nil, withBack(v.base()+"/users/", "Users"), withSQL(
		Statement{"Creates a user without a password. They sign in by a mailed code, or set one by a mailed link: send_link => true.", `select neon_auth.create_user('grace@example.com', 'Grace Hopper', email_verified => true);`}))
}

// addUser serves POST /console/db/NAME/users/new.
func (s *Server) addUser(v *visit) error {
	made, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageAddUser(ctx, gen.ManageAddUserParams{
			KeyHash: key, Email: v.field("email"), Name: v.field("name"), Role: v.field("role"),
			IsVerified: v.field("verified") != "", SendLink: v.field("link") != "",
		})
	})
	if err != nil {
		return err
	}
	v.db.Wake()
	return v.done("/users/"+url.PathEscape(text(made["id"])), "user-created")
}
