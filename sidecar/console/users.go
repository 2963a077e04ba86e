package console

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
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
	found["Next"], found["Previous"] = v.pages(given, found, sort)
	return v.render("users", "Users", found, withSQL(usersSQL(given.Get("search"), given.Get("filter"), sort)))
}

// usersSQL returns the statement that lists the same users.
func usersSQL(search, filter, sort string) Statement {
	conditions := []string{}
	escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(search))
	switch {
	case escaped == "":
	case strings.HasPrefix(escaped, "@"), strings.HasPrefix(escaped, "*"):
		conditions = append(conditions, "email like "+literal("%"+strings.ToLower(strings.TrimLeft(escaped, "*"))))
	default:
		conditions = append(conditions, "(email like "+literal(strings.ToLower(escaped)+"%")+" or name ilike "+literal(escaped+"%")+" or id::text = "+literal(search)+")")
	}
	for _, f := range filters {
		if f.Name == filter && f.SQL != "" {
			conditions = append(conditions, f.SQL)
		}
	}
	where := ""
	if len(conditions) > 0 {
		where = "\nwhere " + strings.Join(conditions, "\n  and ")
	}
	order := `"createdAt" desc`
	if sort == "email" {
		order = "email"
	}
	return Statement{"The users of this page, with sessions and providers.", "select * from neon_auth.user_overview" + where + "\norder by " + order + ", id\nlimit 50;"}
}

// list calls a function of SQL that returns a page of rows. Of the address, the named parameters and the cursors become
// its query.
func (v *visit) list(given url.Values, call func(context.Context, *gen.Queries, []byte, []byte) ([]byte, error), names ...string) (object, error) {
	wanted := object{}
	for _, name := range names {
		if value := strings.ToValidUTF8(strings.ReplaceAll(given.Get(name), "\x00", ""), ""); value != "" {
			wanted[name] = value
		}
	}
	for _, name := range []string{"after", "before"} {
		if cursor, err := base64.RawURLEncoding.DecodeString(given.Get(name)); err == nil && len(cursor) > 0 {
			var place [2]string
			if json.Unmarshal(cursor, &place) == nil {
				wanted[name] = place
				break
			}
		}
	}
	query, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	return v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) { return call(ctx, q, key, query) })
}

// pages returns the addresses of the next and the previous page, or "". by is the column of the order.
func (v *visit) pages(given url.Values, found object, by string) (next, previous string) {
	rows, _ := found["rows"].([]any)
	if len(rows) == 0 {
		return "", ""
	}
	to := func(name string, row any) string {
		last, _ := row.(object)
		cursor, err := json.Marshal([2]string{text(last[by]), text(last["id"])})
		if err != nil {
			return ""
		}
		query := url.Values{name: {base64.RawURLEncoding.EncodeToString(cursor)}}
		for _, kept := range []string{"search", "filter", "sort"} {
			if given.Get(kept) != "" {
				query.Set(kept, given.Get(kept))
			}
		}
		return "?" + query.Encode()
	}
	if found["hasNext"] == true {
		next = to("after", rows[len(rows)-1])
	}
	if found["hasPrevious"] == true {
		previous = to("before", rows[0])
	}
	return next, previous
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

// user serves GET /console/db/NAME/users/ID.
func (s *Server) user(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageGetUser(ctx, key, id)
	})
	if err != nil {
		return err
	}
	settings, err := v.db.Settings(v.ctx)
	if err != nil {
		return err
	}
	found["App"] = firstApp(settings)
	who, _ := found["user"].(object)
	name := text(who["name"])
	if name == "" {
		name = text(who["email"])
	}
	return v.render("user", name, found, withBack(v.base()+"/users/", "Users"), withSQL(
		Statement{"This user, with sessions and providers.", sqlf("select * from neon_auth.user_overview where id = %s;", id)},
		Statement{"Edits, verifies, sets the role.", sqlf("update neon_auth.\"user\"\nset name = %s, role = %s, \"emailVerified\" = true\nwhere id = %s;", who["name"], who["role"], id)},
		Statement{"Bans for a week, and lifts the ban.", sqlf("select neon_auth.ban_user(%s, 'spam', now() + interval '7 days');\nselect neon_auth.unban_user(%s);", id, id)},
		Statement{"Ends all sessions.", sqlf("select neon_auth.revoke_sessions(%s);", id)},
		Statement{"Removes the second factor, for a user who has lost their device.", sqlf("select neon_auth.reset_two_factor(%s);", id)},
		Statement{"Mails a link to set a password, which leads to this page of the app.", sqlf("select neon_auth.send_password_link(%s, 'https://app.example.com/auth/reset-password');", id)},
		Statement{"Who acts as the user.", sqlf("select * from neon_auth.session_overview\nwhere \"userId\" = %s and \"impersonatedBy\" is not null;", id)},
		Statement{"What was changed, and who did it.", sqlf("select at, entity, action, \"actorId\", \"managementKey\", \"databaseRole\", before, after\nfrom neon_auth.audit_log where \"userId\" = %s\norder by at desc limit 30;", id)},
		Statement{"All data about the user, as JSON.", sqlf("select neon_auth.export_user(%s);", id)},
		Statement{"Deletes the user. erase_user also removes them from the audit log.", sqlf("select neon_auth.delete_user(%s); -- or neon_auth.erase_user", id)},
	))
}

// updateUser serves POST /console/db/NAME/users/ID.
func (s *Server) updateUser(v *visit) error {
	fields := object{"name": v.field("name"), "email": v.field("email"), "role": v.field("role")}
	return v.changeUser("user-saved", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		wanted, err := json.Marshal(fields)
		if err != nil {
			return nil, err
		}
		return q.ManageUpdateUser(ctx, key, id, wanted)
	})
}

// verifyUser serves POST /console/db/NAME/users/ID/verify.
func (s *Server) verifyUser(v *visit) error {
	return v.changeUser("user-verified", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageUpdateUser(ctx, key, id, []byte(`{"emailVerified": true}`))
	})
}

// changeUser calls a function of SQL that changes the user of the address, and returns to the user's page.
func (v *visit) changeUser(notice string, change func(context.Context, *gen.Queries, []byte, string) ([]byte, error)) error {
	id := v.PathValue("id")
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) { return change(ctx, q, key, id) }); err != nil {
		return err
	}
	v.db.Wake() // a mail or an event may have been queued
	return v.done("/users/"+url.PathEscape(id), notice)
}

// banTimes are how long a ban may last, in seconds.
var banTimes = map[string]float64{"day": 86400, "week": 7 * 86400, "month": 30 * 86400, "": 0}

// banUser serves POST /console/db/NAME/users/ID/ban.
func (s *Server) banUser(v *visit) error {
	seconds, known := banTimes[v.field("time")]
	if !known { // 0 would be for good
		return failure{http.StatusBadRequest, "Not possible", "Choose how long the ban lasts."}
	}
	return v.changeUser("user-banned", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageBanUser(ctx, gen.ManageBanUserParams{KeyHash: key, UserID: id, Reason: v.field("reason"), Seconds: seconds})
	})
}

// unbanUser serves POST /console/db/NAME/users/ID/unban.
func (s *Server) unbanUser(v *visit) error {
	return v.changeUser("user-unbanned", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageUnbanUser(ctx, key, id)
	})
}

// endSessions serves POST /console/db/NAME/users/ID/sessions/end: one session, or all without `session`.
func (s *Server) endSessions(v *visit) error {
	notice := "ended"
	if v.field("session") == "" {
		notice = "all-ended"
	}
	return v.changeUser(notice, func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageEndSessions(ctx, key, id, v.field("session"))
	})
}

// resetTwoFactor serves POST /console/db/NAME/users/ID/two-factor.
func (s *Server) resetTwoFactor(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageResetTwoFactor(ctx, key, id)
	})
	if err != nil {
		return err
	}
	if found["removed"] != true {
		return failure{http.StatusConflict, "Not possible", "The user has no second factor. Nothing was changed, and no mail was sent."}
	}
	v.db.Wake()
	return v.done("/users/"+url.PathEscape(id), "factor-reset")
}

// sendPasswordLink serves POST /console/db/NAME/users/ID/password.
func (s *Server) sendPasswordLink(v *visit) error {
	return v.changeUser("link-sent", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageSendPasswordLink(ctx, key, id)
	})
}

// removeUser serves POST /console/db/NAME/users/ID/erase and /delete. The address must be typed.
func (s *Server) removeUser(v *visit, erase bool) error {
	id := v.PathValue("id")
	_, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRemoveUser(ctx, gen.ManageRemoveUserParams{KeyHash: key, UserID: id, Email: v.field("confirm"), Erase: erase})
	})
	if err != nil {
		return err
	}
	v.db.Wake()
	if erase {
		return v.done("/users/", "user-erased")
	}
	return v.done("/users/", "user-deleted")
}

func (s *Server) eraseUser(v *visit) error  { return s.removeUser(v, true) }
func (s *Server) deleteUser(v *visit) error { return s.removeUser(v, false) }

// exportUser serves GET /console/db/NAME/users/ID/export, as a file.
func (s *Server) exportUser(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageExportUser(ctx, key, id)
	})
	if err != nil {
		return err
	}
	whole, err := indented(found)
	if err != nil {
		return err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="user-`+id+`.json"`) // SQL has found it: it is a UUID
	v.WriteHeader(http.StatusOK)
	_, err = v.Write([]byte(whole + "\n"))
	return err
}
